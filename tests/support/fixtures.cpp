// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/fixtures.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>

namespace mobwatch::test {

QString fixture(const QString &relativePath)
{
    return QStringLiteral(MOBWATCH_FIXTURES "/") + relativePath;
}

std::string readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::vector<std::string> lines(const std::string &text)
{
    std::vector<std::string> result;
    std::size_t from = 0;
    while (from < text.size()) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        result.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return result;
}

std::vector<std::string> sseData(const QString &path)
{
    std::vector<std::string> result;
    for (const std::string &line : lines(readAll(path))) {
        if (line.starts_with("data: "))
            result.push_back(line.substr(6));
    }
    return result;
}

QString copyLedger(const QString &relativePath, const QString &folder)
{
    const QString source = fixture(relativePath);
    const QString target = QDir(folder).filePath(QFileInfo(source).fileName());
    for (const char *suffix : {"", "-wal", "-shm"}) {
        const QString tail = QLatin1String(suffix);
        QFile::copy(source + tail, target + tail);
        QFile::setPermissions(target + tail, QFile::ReadOwner | QFile::WriteOwner);
    }
    return target;
}

std::vector<QString> scenarios()
{
    std::vector<QString> result;
    for (const QString &name :
         QDir(fixture(QString())).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        if (QFile::exists(fixture(name + QStringLiteral("/scenario.md")))) // certificates are no scenario
            result.push_back(name);
    return result;
}

} // namespace mobwatch::test
