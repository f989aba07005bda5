// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/payloadtextview.h"

#include "core/models/formattedjson.h"
#include "ui/details/textwrap.h"
#include "ui/widgets/eventwords.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace mobwatch::ui {

PayloadTextView::PayloadTextView(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_bar(new QWidget(this))
    , m_path(new QLabel(m_bar))
    , m_whole(new QToolButton(m_bar))
    , m_edit(new QPlainTextEdit(this))
    , m_all(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_all);
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(12, 2, 4, 2);
    bar->addWidget(m_path, 1);
    bar->addWidget(m_whole);
    m_path->setTextFormat(Qt::PlainText);
    m_path->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_whole->setText(tr("Whole payload"));
    m_whole->setAutoRaise(true);
    m_edit->setReadOnly(true);
    m_edit->setFrameShape(QFrame::NoFrame);
    m_edit->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_edit->setAccessibleName(tr("Payload as text"));
    connect(m_all, &QPushButton::clicked, this, [this] { render(true); });
    connect(m_whole, &QToolButton::clicked, this, &PayloadTextView::wholeRequested);
    setLooks(looks);
    render(false);
}

void PayloadTextView::setLooks(const Looks &looks)
{
    m_edit->setFont(looks.figuresFont());
    m_path->setFont(looks.figuresFont());
    m_edit->document()->setDocumentMargin(looks.scaled(8));
}

void PayloadTextView::showJson(std::shared_ptr<const std::string> json)
{
    m_json = std::move(json);
    m_text.clear();
    m_bar->hide();
    render(false);
}

void PayloadTextView::showText(const QString &path, const QString &text)
{
    m_json.reset();
    m_text = text;
    m_path->setText(path);
    m_bar->show();
    render(false);
}

void PayloadTextView::render(bool all)
{
    QString shown;
    bool isComplete = true;
    if (m_json) {
        const FormattedJson formatted = formatJson(*m_json, all ? 0 : limit);
        shown = QString::fromStdString(formatted.text);
        isComplete = formatted.complete;
        m_all->setText(tr("Show all (%1)").arg(shownBytes(m_json->size())));
    } else {
        isComplete = all || m_text.size() <= qsizetype(limit);
        shown = isComplete ? m_text : m_text.left(qsizetype(limit));
        m_all->setText(tr("Show all (%1)").arg(shownBytes(quint64(m_text.size()))));
    }
    // Before the text: a wrong mode would lay it out at once.
    m_edit->clear();
    m_edit->setWordWrapMode(wrapModeFor(shown));
    m_edit->setPlainText(shown);
    m_all->setVisible(!isComplete);
}

bool PayloadTextView::findNext(const QString &text, bool backwards)
{
    if (text.isEmpty())
        return false;
    if (!m_all->isHidden())
        render(true); // what is searched is the whole text
    QTextDocument::FindFlags flags;
    flags.setFlag(QTextDocument::FindBackward, backwards);
    flags.setFlag(QTextDocument::FindCaseSensitively, text != text.toLower());
    if (m_edit->find(text, flags))
        return true;
    const QTextCursor before = m_edit->textCursor();
    m_edit->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
    if (m_edit->find(text, flags))
        return true;
    m_edit->setTextCursor(before);
    return false;
}

} // namespace mobwatch::ui
