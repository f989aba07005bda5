// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/linesplitter.h"

#include <QPainter>

namespace mobwatch::ui {

namespace {

class LineHandle final : public QSplitterHandle
{
public:
    using QSplitterHandle::QSplitterHandle;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(0, height() / 2, width(), 1, palette().color(QPalette::Mid));
    }
};

} // namespace

LineSplitter::LineSplitter(QWidget *parent)
    : QSplitter(Qt::Vertical, parent)
{
    setHandleWidth(5);
}

QSplitterHandle *LineSplitter::createHandle()
{
    return new LineHandle(orientation(), this);
}

} // namespace mobwatch::ui
