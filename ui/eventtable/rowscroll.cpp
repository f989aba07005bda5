// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/rowscroll.h"

#include <algorithm>

namespace mobwatch::ui {

void RowScroll::setRowHeight(int height)
{
    if (height == m_rowHeight || height <= 0)
        return;
    m_offset = m_offset / m_rowHeight * height;
    m_rowHeight = height;
    clamp();
}

void RowScroll::setViewport(int height)
{
    m_viewport = std::max(0, height);
    clamp();
}

void RowScroll::setRows(int rows)
{
    m_rows = rows;
    clamp();
}

int RowScroll::pageRows() const
{
    return std::max(1, m_viewport / m_rowHeight);
}

qint64 RowScroll::maximumOffset() const
{
    return std::max<qint64>(0, static_cast<qint64>(m_rows) * m_rowHeight - m_viewport);
}

void RowScroll::clamp()
{
    m_offset = std::clamp<qint64>(m_offset, 0, maximumOffset());
}

int RowScroll::maximum() const
{
    return static_cast<int>((maximumOffset() + m_rowHeight - 1) / m_rowHeight);
}

int RowScroll::value() const
{
    if (isAtEnd())
        return maximum();
    return static_cast<int>(std::min<qint64>(m_offset / m_rowHeight, maximum() - 1));
}

void RowScroll::setValue(int value)
{
    m_offset = value >= maximum() ? maximumOffset() : static_cast<qint64>(value) * m_rowHeight;
    clamp();
}

int RowScroll::firstRow() const
{
    return m_rows == 0 ? -1 : static_cast<int>(m_offset / m_rowHeight);
}

int RowScroll::lastRow() const
{
    const qint64 last = (m_offset + std::max(1, m_viewport) - 1) / m_rowHeight;
    return static_cast<int>(std::min<qint64>(last, m_rows - 1));
}

int RowScroll::rowAt(int y) const
{
    const qint64 row = (m_offset + y) / m_rowHeight;
    return y < 0 || row >= m_rows ? -1 : static_cast<int>(row);
}

int RowScroll::yOf(int row) const
{
    return static_cast<int>(
        std::clamp<qint64>(static_cast<qint64>(row) * m_rowHeight - m_offset, -1'000'000, 1'000'000));
}

int RowScroll::rowsBelow() const
{
    const qint64 whole = (m_offset + m_viewport) / m_rowHeight;
    return static_cast<int>(std::max<qint64>(0, m_rows - whole));
}

bool RowScroll::isVisible(int row) const
{
    const int y = yOf(row);
    return row >= 0 && y + m_rowHeight > 0 && y < m_viewport;
}

void RowScroll::toEnd()
{
    m_offset = maximumOffset();
}

void RowScroll::ensureVisible(int row)
{
    const qint64 top = static_cast<qint64>(row) * m_rowHeight;
    if (top < m_offset)
        m_offset = top;
    else if (top + m_rowHeight > m_offset + m_viewport)
        m_offset = top + m_rowHeight - m_viewport;
    clamp();
}

void RowScroll::center(int row)
{
    placeAt(row, (m_viewport - m_rowHeight) / 2);
}

void RowScroll::placeAt(int row, int y)
{
    m_offset = static_cast<qint64>(row) * m_rowHeight - y;
    clamp();
}

void RowScroll::rowsInserted(int first, int count)
{
    const bool above = m_rows > 0 && first <= firstRow();
    m_rows += count;
    if (above)
        m_offset += static_cast<qint64>(count) * m_rowHeight;
    clamp();
}

} // namespace mobwatch::ui
