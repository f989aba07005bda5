// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filterbar/filterlineedit.h"

#include <QMimeData>
#include <QRegularExpression>
#include <QTextBlock>
#include <QWheelEvent>

namespace mobwatch::ui {

FilterLineEdit::FilterLineEdit(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setTabChangesFocus(true);
    setViewportMargins(0, 0, 0, 0);
    document()->setDocumentMargin(0);
    setInputMethodHints(Qt::ImhNoAutoUppercase | Qt::ImhNoPredictiveText);
}

void FilterLineEdit::setText(const QString &text)
{
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    cursor.endEditBlock();
    cursor.movePosition(QTextCursor::End);
    setTextCursor(cursor);
}

void FilterLineEdit::selectRange(int position, int length)
{
    QTextCursor cursor(document());
    cursor.setPosition(position);
    cursor.setPosition(position + length, QTextCursor::KeepAnchor);
    setTextCursor(cursor);
    ensureCursorVisible();
}

void FilterLineEdit::markMistake(int position, int length, const QColor &color)
{
    QList<QTextEdit::ExtraSelection> marks;
    if (length > 0) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(position);
        mark.cursor.setPosition(position + length, QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(color);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

bool FilterLineEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText();
}

void FilterLineEdit::insertFromMimeData(const QMimeData *source)
{
    static const QRegularExpression lineBreaks(QStringLiteral("[\\r\\n\\x{2028}\\x{2029}]+"));
    textCursor().insertText(source->text().replace(lineBreaks, QStringLiteral(" ")));
    ensureCursorVisible();
}

void FilterLineEdit::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

} // namespace mobwatch::ui
