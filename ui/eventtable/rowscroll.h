// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace mobwatch::ui {

/// Where rows of one height stand in a view: arithmetic only, nothing per row. The offset is kept in pixels
/// so that rows stay where they are while others come in above or below; the scroll bar counts rows.
class RowScroll final
{
public:
    void setRowHeight(int height);
    void setViewport(int height);
    void setRows(int rows);

    [[nodiscard]] int rowHeight() const { return m_rowHeight; }
    [[nodiscard]] int rows() const { return m_rows; }
    [[nodiscard]] qint64 offset() const { return m_offset; }
    [[nodiscard]] int pageRows() const;

    // As a scroll bar sees it.
    [[nodiscard]] int maximum() const;
    [[nodiscard]] int value() const;
    void setValue(int value);

    [[nodiscard]] int firstRow() const; ///< -1 without rows
    [[nodiscard]] int lastRow() const;
    [[nodiscard]] int rowAt(int y) const; ///< -1 below the last row
    [[nodiscard]] int yOf(int row) const;
    [[nodiscard]] bool isAtEnd() const { return m_offset >= maximumOffset(); }
    /// Rows behind the last one that is wholly on the screen.
    [[nodiscard]] int rowsBelow() const;
    [[nodiscard]] bool isVisible(int row) const;

    void toEnd();
    void ensureVisible(int row);
    void center(int row);
    void placeAt(int row, int y);
    /// Rows came in at `first`: what is on the screen stays where it is.
    void rowsInserted(int first, int count);

private:
    [[nodiscard]] qint64 maximumOffset() const;
    void clamp();

    int m_rowHeight = 22;
    int m_viewport = 0;
    int m_rows = 0;
    qint64 m_offset = 0;
};

} // namespace mobwatch::ui
