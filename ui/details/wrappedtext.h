// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

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

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void fitHeight();
    int m_longest = 0;
};

} // namespace mobwatch::ui
