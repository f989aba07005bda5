// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/timevalue.h"

#include <QDateTime>
#include <algorithm>
#include <array>
#include <charconv>

namespace mobwatch {

namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

struct Unit
{
    std::string_view name;
    double milliseconds;
};

// "ms" stands before "m" so that it is not read as minutes.
constexpr std::array<Unit, 6> units{{{"ms", 1.0},
                                     {"s", 1000.0},
                                     {"m", 60'000.0},
                                     {"h", 3'600'000.0},
                                     {"d", 86'400'000.0},
                                     {"w", 604'800'000.0}}};

bool readInt(std::string_view text, std::size_t at, std::size_t count, int &value)
{
    if (at + count > text.size() ||
        !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at + count), isDigit))
        return false;
    std::from_chars(text.data() + at, text.data() + at + count, value);
    return true;
}

std::optional<QDate> readDate(std::string_view text)
{
    int year = 0, month = 0, day = 0;
    if (text.size() != 10 || !readInt(text, 0, 4, year) || text[4] != '-' || !readInt(text, 5, 2, month) ||
        text[7] != '-' || !readInt(text, 8, 2, day) || !QDate::isValid(year, month, day))
        return std::nullopt;
    return QDate(year, month, day);
}

// HH:MM, HH:MM:SS or HH:MM:SS.fraction; digits beyond milliseconds are dropped.
std::optional<QTime> readTimeOfDay(std::string_view text)
{
    int hour = 0, minute = 0, second = 0, millisecond = 0;
    if (text.size() < 5 || !readInt(text, 0, 2, hour) || text[2] != ':' || !readInt(text, 3, 2, minute))
        return std::nullopt;
    if (text.size() > 5 && (text[5] != ':' || !readInt(text, 6, 2, second)))
        return std::nullopt;
    if (text.size() > 8) {
        const std::string_view fraction = text.substr(9);
        if (text[8] != '.' || fraction.empty() || !std::all_of(fraction.begin(), fraction.end(), isDigit))
            return std::nullopt;
        const std::string padded = std::string(fraction.substr(0, 3)) + std::string(3, '0');
        readInt(padded, 0, 3, millisecond);
    }
    return QTime::isValid(hour, minute, second, millisecond)
               ? std::optional(QTime(hour, minute, second, millisecond))
               : std::nullopt;
}

TimestampMs fromLocal(QDate date, QTime time)
{
    // Midnight can be missing on the day when summer time begins.
    const QDateTime local = time == QTime(0, 0) ? date.startOfDay() : QDateTime(date, time);
    return static_cast<TimestampMs>(std::max<qint64>(0, local.toMSecsSinceEpoch()));
}

std::optional<TimestampMs> resolveLocal(std::string_view text, TimestampMs now)
{
    if (const auto time = readTimeOfDay(text)) {
        constexpr TimestampMs farFuture = 253'402'300'799'999; // 9999-12-31
        return fromLocal(QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::min(now, farFuture))).date(),
                         *time);
    }
    const auto date = readDate(text.substr(0, 10));
    if (!date)
        return std::nullopt;
    if (text.size() == 10)
        return fromLocal(*date, QTime(0, 0));
    const auto time = text[10] == ' ' || text[10] == 'T' ? readTimeOfDay(text.substr(11)) : std::nullopt;
    return time ? std::optional(fromLocal(*date, *time)) : std::nullopt;
}

} // namespace

std::optional<double> parseDurationMs(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    double total = 0;
    while (!text.empty()) {
        double amount = 0;
        const char *const end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, amount, std::chars_format::fixed);
        if (!isDigit(text.front()) || read.ec != std::errc())
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
        const auto unit = std::find_if(units.begin(), units.end(), [text](const Unit &candidate) {
            return text.starts_with(candidate.name);
        });
        if (unit == units.end())
            return std::nullopt;
        text.remove_prefix(unit->name.size());
        total += amount * unit->milliseconds;
    }
    return total;
}

std::optional<TimestampMs> resolveTime(std::string_view text, TimestampMs now)
{
    if (text.empty())
        return std::nullopt;
    if (std::all_of(text.begin(), text.end(), isDigit)) {
        TimestampMs value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        return read.ec == std::errc() ? std::optional(value) : std::nullopt;
    }
    if (text.front() == '-') {
        const auto age = parseDurationMs(text.substr(1));
        if (!age)
            return std::nullopt;
        return *age >= static_cast<double>(now) ? 0 : now - static_cast<TimestampMs>(*age);
    }
    if (const auto absolute = parseRfc3339(text))
        return absolute;
    return resolveLocal(text, now);
}

std::string timeOfShortForm(std::string_view text)
{
    return parseDurationMs(text) ? "-" + std::string(text) : std::string(text);
}

} // namespace mobwatch
