// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/processmemory.h"

#include <QFile>
#include <QList>
#ifdef Q_OS_LINUX
#include <unistd.h>
#endif

namespace mobwatch::ui {

std::uint64_t processMemoryBytes()
{
#ifdef Q_OS_LINUX
    QFile file(QStringLiteral("/proc/self/statm"));
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> pages = file.readAll().split(' ');
        if (pages.size() > 1)
            return pages[1].toULongLong() * std::uint64_t(sysconf(_SC_PAGESIZE));
    }
#endif
    return 0;
}

} // namespace mobwatch::ui
