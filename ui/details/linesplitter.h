// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QSplitter>

namespace mobwatch::ui {

/// A vertical splitter whose handle is a hairline, grabbed over five pixels.
class LineSplitter final : public QSplitter
{
    Q_OBJECT
public:
    explicit LineSplitter(QWidget *parent = nullptr);

protected:
    QSplitterHandle *createHandle() override;
};

} // namespace mobwatch::ui
