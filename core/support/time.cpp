// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/support/time.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace mobwatch {

namespace {

bool readDigits(std::string_view text, std::size_t at, std::size_t count, int &value)
{
    if (at + count > text.size())
        return false;
    value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    return true;
}

struct Fraction
{
    int milliseconds = 0;
    std::size_t end = 0;
};

// Digits beyond the third are dropped, not rounded: the specification floors (1.3).
std::optional<Fraction> readFraction(std::string_view text, std::size_t at)
{
    if (at >= text.size() || text[at] != '.')
        return Fraction{0, at};
    int value = 0;
    std::size_t digits = 0;
    std::size_t i = at + 1;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, ++digits) {
        if (digits < 3)
            value = value * 10 + (text[i] - '0');
    }
    if (digits == 0)
        return std::nullopt;
    for (; digits < 3; ++digits)
        value *= 10;
    return Fraction{value, i};
}

std::optional<int> readOffsetSeconds(std::string_view text, std::size_t at)
{
    if (at < text.size() && (text[at] == 'Z' || text[at] == 'z') && at + 1 == text.size())
        return 0;
    int hours = 0;
    int minutes = 0;
    if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':' ||
        !readDigits(text, at + 1, 2, hours) || !readDigits(text, at + 4, 2, minutes) || hours > 23 ||
        minutes > 59)
        return std::nullopt;
    const int seconds = hours * 3600 + minutes * 60;
    return text[at] == '-' ? -seconds : seconds;
}

} // namespace

std::optional<TimestampMs> parseRfc3339(std::string_view text)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    if (text.size() < 20 || !readDigits(text, 0, 4, year) || text[4] != '-' ||
        !readDigits(text, 5, 2, month) || text[7] != '-' || !readDigits(text, 8, 2, day) ||
        (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || !readDigits(text, 11, 2, hour) ||
        text[13] != ':' || !readDigits(text, 14, 2, minute) || text[16] != ':' ||
        !readDigits(text, 17, 2, second))
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    const auto fraction = readFraction(text, 19);
    if (!fraction)
        return std::nullopt;
    const auto offset = readOffsetSeconds(text, fraction->end);
    if (!offset)
        return std::nullopt;
    const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    const std::int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - *offset;
    const std::int64_t milliseconds = seconds * 1000 + fraction->milliseconds;
    return milliseconds < 0 ? 0 : static_cast<TimestampMs>(milliseconds);
}

std::string formatRfc3339Utc(TimestampMs time)
{
    const auto days = std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{time}});
    const std::chrono::year_month_day date{days};
    const TimestampMs rest = time % 86'400'000;
    std::array<char, 64> text{};
    const int size = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<unsigned>(rest / 3'600'000), static_cast<unsigned>(rest / 60'000 % 60),
        static_cast<unsigned>(rest / 1000 % 60), static_cast<unsigned>(rest % 1000));
    return std::string(text.data(), static_cast<std::size_t>(size));
}

TimestampMs currentTimeMs()
{
    using namespace std::chrono;
    return static_cast<TimestampMs>(
        duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

} // namespace mobwatch
