// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/wrappedtext.h"

#include "ui/details/textwrap.h"

#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace mobwatch::ui {

WrappedText::WrappedText(QWidget *parent)
    : QTextEdit(parent)
{
    setReadOnly(true);
    setAcceptRichText(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::ClickFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
    m_measured.setDocumentMargin(0);
}

void WrappedText::setShown(const QString &text, const QFont &font, const QColor &color)
{
    setFont(font);
    QPalette colors = palette();
    colors.setColor(QPalette::Text, color);
    setPalette(colors);
    if (text != toPlainText()) {
        clear();
        setWordWrapMode(wrapModeFor(text));
        setPlainText(text);
        m_measured.setPlainText(text);
    }
    m_measured.setDefaultFont(font);
    m_measured.setDefaultTextOption(document()->defaultTextOption());
    setVisible(!text.isEmpty());
    updateGeometry();
}

int WrappedText::wholeHeight(int width) const
{
    m_measured.setTextWidth(width);
    return int(std::ceil(m_measured.size().height()));
}

int WrappedText::mostHeight() const
{
    return m_longest > 0 ? int(std::ceil(m_longest * QFontMetricsF(font()).lineSpacing())) : QWIDGETSIZE_MAX;
}

int WrappedText::heightForWidth(int width) const
{
    return std::min(wholeHeight(width), mostHeight());
}

QSize WrappedText::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, heightForWidth(width())};
}

QSize WrappedText::minimumSizeHint() const
{
    return {0, 0};
}

void WrappedText::resizeEvent(QResizeEvent *event)
{
    const bool isCut = wholeHeight(event->size().width()) > mostHeight();
    setVerticalScrollBarPolicy(isCut ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    QTextEdit::resizeEvent(event);
}

void WrappedText::wheelEvent(QWheelEvent *event)
{
    if (verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOn)
        QTextEdit::wheelEvent(event);
    else
        event->ignore(); // the pane scrolls
}

} // namespace mobwatch::ui
