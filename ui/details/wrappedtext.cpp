// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/wrappedtext.h"

#include "ui/details/textwrap.h"

#include <QWheelEvent>
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
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
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
    }
    setVisible(!text.isEmpty());
    fitHeight();
}

void WrappedText::fitHeight()
{
    document()->setTextWidth(viewport()->width());
    const int whole = int(std::ceil(document()->size().height()));
    const int most = m_longest * fontMetrics().lineSpacing();
    const bool isCut = most > 0 && whole > most;
    setFixedHeight(isCut ? most : whole);
    setVerticalScrollBarPolicy(isCut ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
}

void WrappedText::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        fitHeight();
}

void WrappedText::wheelEvent(QWheelEvent *event)
{
    if (verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOn)
        QTextEdit::wheelEvent(event);
    else
        event->ignore(); // the pane scrolls
}

} // namespace mobwatch::ui
