// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/eventwords.h"

#include <QDateTime>
#include <QLocale>

namespace mobwatch::ui {

namespace {

bool isUuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')))
            return false;
    }
    return true;
}

/// Characters that would move, hide or break what stands beside them.
bool needsEscape(char16_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x061c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

QString escaped(char16_t c)
{
    switch (c) {
    case u'\n':
        return QStringLiteral("\\n");
    case u'\r':
        return QStringLiteral("\\r");
    case u'\t':
        return QStringLiteral("\\t");
    default:
        return QStringLiteral("\\u%1").arg(int(c), 4, 16, QLatin1Char('0'));
    }
}

QString twoDigits(std::uint64_t number)
{
    return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0'));
}

/// Cut, not rounded: 59.96 s must not become "60.0 s".
QString tenths(std::uint64_t milliseconds)
{
    return QStringLiteral("%1.%2 s").arg(milliseconds / 1000).arg(milliseconds % 1000 / 100);
}

} // namespace

QString shownTime(TimestampMs time, bool withDate)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(qint64(time));
    return local.toString(withDate ? QStringLiteral("MM-dd HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss.zzz"));
}

QString shownDuration(std::uint64_t milliseconds)
{
    const std::uint64_t seconds = milliseconds / 1000;
    if (milliseconds < 1000)
        return QStringLiteral("%1 ms").arg(milliseconds);
    if (seconds < 60)
        return tenths(milliseconds);
    if (seconds < 3600)
        return QStringLiteral("%1 m %2 s").arg(seconds / 60).arg(twoDigits(seconds % 60));
    if (seconds < 86400)
        return QStringLiteral("%1 h %2 m").arg(seconds / 3600).arg(twoDigits(seconds % 3600 / 60));
    return QStringLiteral("%1 d %2 h").arg(seconds / 86400).arg(seconds % 86400 / 3600);
}

QString shownAge(std::uint64_t milliseconds)
{
    return QStringLiteral("%1 ago").arg(milliseconds < 1000 ? tenths(milliseconds)
                                                            : shownDuration(milliseconds));
}

QString shownCount(std::uint64_t count)
{
    return QLocale().toString(qulonglong(count));
}

QString shownBytes(std::uint64_t bytes)
{
    static constexpr const char *units[] = {"B", "KB", "MB", "GB", "TB"};
    double value = double(bytes);
    std::size_t unit = 0;
    // From 1023.5 on, rounding would write "1024".
    while (value >= 1023.5 && unit + 1 < std::size(units)) {
        value /= 1024;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(QLocale::c().toString(value, 'f', unit > 0 && value < 9.95 ? 1 : 0),
                                       QLatin1String(units[unit]));
}

QString shownRunId(std::string_view runId)
{
    return isUuid(runId) ? QString::fromLatin1(runId.data(), 8) : shownText(runId);
}

QString shownText(std::string_view text)
{
    if (text.empty())
        return QStringLiteral("\"\"");
    const QString plain = QString::fromUtf8(text.data(), qsizetype(text.size()));
    QString shown;
    shown.reserve(plain.size());
    for (const QChar c : plain) {
        if (needsEscape(c.unicode()))
            shown += escaped(c.unicode());
        else
            shown += c;
    }
    return shown;
}

QString shownMoment(TimestampMs time, bool withMilliseconds)
{
    return QDateTime::fromMSecsSinceEpoch(qint64(time))
        .toString(withMilliseconds ? QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")
                                   : QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

QString shownFingerprint(const QByteArray &sha256)
{
    return QString::fromLatin1(sha256.toHex(':').toUpper());
}

QStringList labelsIn(const QString &text)
{
    QStringList labels;
    for (const QString &label : text.split(QLatin1Char(','))) {
        if (const QString trimmed = label.trimmed(); !trimmed.isEmpty())
            labels << trimmed;
    }
    return labels;
}

} // namespace mobwatch::ui
