// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/payloadwidget.h"

#include "ui/details/payloadtextview.h"
#include "ui/details/payloadtreeview.h"
#include "ui/widgets/eventwords.h"

#include <QButtonGroup>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {

QString errorInWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Gone:
        return PayloadWidget::tr("This payload is gone with the ledger.");
    case ErrorCode::Malformed:
        return PayloadWidget::tr("This payload is not valid JSON: %1")
            .arg(shownText(error.message.toStdString()));
    case ErrorCode::Busy:
        return PayloadWidget::tr("The ledger is busy. Select the event again to read its payload.");
    default:
        return PayloadWidget::tr("This payload could not be read: %1")
            .arg(shownText(error.message.toStdString()));
    }
}

/// Every payload names its type; one that says nothing else carries no data.
bool carriesData(const PayloadTreeModel &model)
{
    const int rows = model.rowCount();
    return rows > 1 || (rows == 1 && model.index(0, 0).data().toString() != QStringLiteral("type"));
}

} // namespace

PayloadWidget::PayloadWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_header(new QWidget(this))
    , m_title(new QLabel(tr("Payload"), m_header))
    , m_findBar(new QWidget(this))
    , m_findEdit(new QLineEdit(m_findBar))
    , m_findResult(new QLabel(m_findBar))
    , m_pages(new QStackedWidget(this))
    , m_tree(new PayloadTreeView(looks, &m_model, m_pages))
    , m_text(new PayloadTextView(looks, m_pages))
    , m_note(new QLabel(m_pages))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_findBar);
    layout->addWidget(m_pages, 1);
    setupHeader();
    setupBody();
    setLooks(looks);
    showNote({});
}

PayloadWidget::~PayloadWidget()
{
    m_tree->setModel(nullptr); // the model is a member and goes before the view
}

QToolButton *PayloadWidget::makeButton(const QString &icon, const QString &name)
{
    auto *button = new QToolButton(m_header);
    button->setProperty("iconName", icon);
    button->setAutoRaise(true);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    m_header->layout()->addWidget(button);
    return button;
}

void PayloadWidget::setupHeader()
{
    auto *row = new QHBoxLayout(m_header);
    row->setSpacing(2);
    row->addWidget(m_title, 1);
    m_asTree = makeButton(QStringLiteral("tree"), tr("Payload as a tree"));
    m_asTree->setText(tr("Tree"));
    m_asText = makeButton(QStringLiteral("text"), tr("Payload as text"));
    m_asText->setText(tr("Text"));
    auto *faces = new QButtonGroup(this);
    for (QToolButton *button : {m_asTree, m_asText}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setCheckable(true);
        faces->addButton(button);
    }
    m_asTree->setChecked(true);
    connect(m_asText, &QToolButton::toggled, this, &PayloadWidget::showAsText);
    m_search = makeButton(QStringLiteral("search"), tr("Find in the payload"));
    connect(m_search, &QToolButton::clicked, this,
            [this] { m_findBar->isHidden() ? openFind() : closeFind(); });
    m_copy = makeButton(QStringLiteral("copy"), tr("Copy"));
    auto *menu = new QMenu(m_copy);
    menu->addAction(tr("Copy &path"), this, &PayloadWidget::copyPath);
    menu->addAction(tr("Copy &value"), this, &PayloadWidget::copyValue);
    menu->addAction(tr("Copy &all"), this, &PayloadWidget::copyAll);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        const bool isOnRow = m_pages->currentWidget() == m_tree && m_tree->currentIndex().isValid();
        menu->actions().at(0)->setEnabled(isOnRow);
        menu->actions().at(1)->setEnabled(isOnRow);
    });
    connect(m_copy, &QToolButton::clicked, menu,
            [this, menu] { menu->popup(m_copy->mapToGlobal(m_copy->rect().bottomLeft())); });
}

void PayloadWidget::setupBody()
{
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_text);
    m_pages->addWidget(m_note);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_note->setAutoFillBackground(true);
    m_note->setBackgroundRole(QPalette::Base);
    auto *row = new QHBoxLayout(m_findBar);
    row->addWidget(m_findEdit, 1);
    row->addWidget(m_findResult);
    m_findEdit->setPlaceholderText(tr("Find in this payload"));
    m_findEdit->setAccessibleName(tr("Find in this payload"));
    m_findEdit->installEventFilter(this);
    m_findResult->setTextFormat(Qt::PlainText);
    m_findBar->hide();
    connect(m_findEdit, &QLineEdit::textEdited, this, [this] { m_findResult->clear(); });
    connect(m_tree, &PayloadTreeView::copyPathRequested, this, &PayloadWidget::copyPath);
    connect(m_tree, &PayloadTreeView::copyValueRequested, this, &PayloadWidget::copyValue);
    connect(m_tree, &PayloadTreeView::copyAllRequested, this, &PayloadWidget::copyAll);
    connect(m_tree, &PayloadTreeView::textOpened, this, [this](const QString &path, const QString &text) {
        m_asText->setChecked(true);
        m_text->showText(path, text);
        m_text->edit()->setFocus();
    });
    connect(m_text, &PayloadTextView::wholeRequested, this, [this] { m_text->showJson(m_json); });
}

void PayloadWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_tree->setLooks(looks);
    m_text->setLooks(looks);
    m_title->setFont(m_looks.headingFont());
    const int pad = m_looks.scaled(12);
    m_header->layout()->setContentsMargins(pad, m_looks.scaled(3), m_looks.scaled(4), m_looks.scaled(3));
    m_findBar->layout()->setContentsMargins(pad, 0, pad, m_looks.scaled(4));
    m_note->setContentsMargins(pad, pad, pad, pad);
    m_note->setFont(m_looks.bodyFont());
    for (QLabel *label : {m_note, m_findResult}) {
        QPalette colors = label->palette();
        colors.setColor(QPalette::WindowText, m_looks.colors().secondText);
        colors.setColor(QPalette::Text, m_looks.colors().secondText); // what a label on Base paints in
        label->setPalette(colors);
    }
    const int side = m_looks.scaled(16);
    for (QToolButton *button : {m_asTree, m_asText, m_search, m_copy}) {
        button->setIcon(m_looks.icon(button->property("iconName").toString()));
        button->setIconSize({side, side});
    }
}

void PayloadWidget::showNote(const QString &words)
{
    m_json.reset();
    m_model.setPayload(nullptr);
    m_text->showJson(nullptr);
    m_note->setText(words);
    refreshPage();
}

void PayloadWidget::refreshPage()
{
    const bool isThere = m_json != nullptr;
    for (QToolButton *button : {m_asTree, m_asText, m_search, m_copy})
        button->setEnabled(isThere);
    if (!isThere)
        closeFind();
    m_pages->setCurrentWidget(!isThere                ? static_cast<QWidget *>(m_note)
                              : m_asText->isChecked() ? static_cast<QWidget *>(m_text)
                                                      : static_cast<QWidget *>(m_tree));
}

QString PayloadWidget::note() const
{
    return m_json ? QString() : m_note->text();
}

void PayloadWidget::showReading()
{
    showNote(tr("Reading the payload…"));
}

void PayloadWidget::showError(const Error &error)
{
    showNote(errorInWords(error));
}

void PayloadWidget::showPayload(const Bytes &json)
{
    m_model.setPayload(json);
    if (!json || !carriesData(m_model)) {
        showNote(tr("This kind carries no data."));
        return;
    }
    m_json = json;
    m_findResult->clear();
    // One level more than the first is what most payloads need; big ones are left to the reader.
    if (m_model.rowCount() <= 20 && json->size() < 16 * 1024)
        m_tree->expandToDepth(1);
    if (m_asText->isChecked())
        m_text->showJson(json);
    refreshPage();
}

void PayloadWidget::showAsText(bool asText)
{
    if (asText)
        m_text->showJson(m_json);
    refreshPage();
}

void PayloadWidget::copyPath()
{
    if (m_tree->currentIndex().isValid())
        QGuiApplication::clipboard()->setText(
            m_tree->currentIndex().data(PayloadTreeModel::PathRole).toString());
}

void PayloadWidget::copyValue()
{
    if (m_tree->currentIndex().isValid())
        QGuiApplication::clipboard()->setText(
            m_tree->currentIndex().data(PayloadTreeModel::TextRole).toString());
}

void PayloadWidget::copyAll()
{
    if (m_json)
        QGuiApplication::clipboard()->setText(QString::fromStdString(*m_json));
}

void PayloadWidget::openFind()
{
    if (!m_json)
        return;
    m_findBar->show();
    m_findEdit->setFocus(Qt::ShortcutFocusReason);
    m_findEdit->selectAll();
}

void PayloadWidget::closeFind()
{
    if (m_findBar->isHidden())
        return;
    const bool hadFocus = m_findEdit->hasFocus();
    m_findBar->hide();
    if (hadFocus && m_json)
        m_pages->currentWidget()->setFocus();
}

void PayloadWidget::find(bool backwards)
{
    const QString text = m_findEdit->text();
    const bool isFound = m_pages->currentWidget() == m_text ? m_text->findNext(text, backwards)
                                                            : m_tree->findNext(text, backwards);
    m_findResult->setText(isFound || text.isEmpty() ? QString()
                                                    : tr("“%1” is not in this payload.").arg(text));
}

bool PayloadWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_findEdit && event->type() == QEvent::KeyPress) {
        const auto *press = static_cast<QKeyEvent *>(event);
        if (press->key() == Qt::Key_Return || press->key() == Qt::Key_Enter) {
            find(press->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
        if (press->key() == Qt::Key_Escape) {
            closeFind();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace mobwatch::ui
