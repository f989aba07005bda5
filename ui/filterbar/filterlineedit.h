// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QPlainTextEdit>

namespace mobwatch::ui {

/// One line of plain text. A QPlainTextEdit, because a QLineEdit cannot underline or colour a part of its
/// text.
class FilterLineEdit final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit FilterLineEdit(QWidget *parent = nullptr);

    [[nodiscard]] QString text() const { return toPlainText(); }
    /// Replaces everything; undo brings the former text back.
    void setText(const QString &text);
    void selectRange(int position, int length);
    /// Wave underline in this colour; length 0 removes it.
    void markMistake(int position, int length, const QColor &color);

protected:
    void insertFromMimeData(const QMimeData *source) override;
    void wheelEvent(QWheelEvent *event) override;
    bool canInsertFromMimeData(const QMimeData *source) const override;
};

} // namespace mobwatch::ui
