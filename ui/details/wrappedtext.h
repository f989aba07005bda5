// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QTextDocument>
#include <QTextEdit>

namespace mobwatch::ui {

/// Plain text to read and select, as high as it needs to be; breaks within a word where a word is longer than
/// a line.
class WrappedText final : public QTextEdit
{
    Q_OBJECT
public:
    explicit WrappedText(QWidget *parent = nullptr);
    /// Longer texts scroll within this many lines; 0 = never.
    void setLongest(int lines) { m_longest = lines; }
    void setShown(const QString &text, const QFont &font, const QColor &color);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    [[nodiscard]] int wholeHeight(int width) const;
    [[nodiscard]] int mostHeight() const;

    /// The same text: measuring it at other widths must not touch the layout on the screen.
    mutable QTextDocument m_measured;
    int m_longest = 0;
};

} // namespace mobwatch::ui
