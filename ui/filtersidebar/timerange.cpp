// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filtersidebar/timerange.h"

#include "core/support/time.h"

#include <QString>

namespace mobwatch::ui {

namespace {

QString localFormat()
{
    return QStringLiteral("yyyy-MM-dd HH:mm:ss");
}

std::string written(const QDateTime &time)
{
    return time.toLocalTime().toString(localFormat()).toStdString();
}

std::optional<QDateTime> instant(const std::string &value)
{
    const QString text = QString::fromStdString(value);
    for (const QString &format : {localFormat(), QStringLiteral("yyyy-MM-dd HH:mm")}) {
        const QDateTime time = QDateTime::fromString(text, format);
        if (time.isValid())
            return time;
    }
    if (const auto time = parseRfc3339(value))
        return QDateTime::fromMSecsSinceEpoch(qint64(*time));
    return std::nullopt;
}

TimeChoice choiceOfAge(const std::string &value)
{
    if (value == "-5m" || value == "5m")
        return TimeChoice::Last5Minutes;
    if (value == "-15m" || value == "15m")
        return TimeChoice::Last15Minutes;
    if (value == "-60m" || value == "60m" || value == "-1h" || value == "1h")
        return TimeChoice::LastHour;
    return TimeChoice::Custom;
}

} // namespace

TimeRange timeRangeOf(const Filter &filter, const QDateTime &now)
{
    using Op = FilterClause::Op;
    TimeRange range;
    int bounds = 0;
    for (const FilterClause &clause : filter.clauses()) {
        if (clause.field != FilterField::Time)
            continue;
        ++bounds;
        const std::string value = clause.values.empty() ? std::string() : clause.values.front();
        range.choice = TimeChoice::Custom;
        if (clause.op == Op::GreaterEqual && !clause.negated) {
            range.choice = choiceOfAge(value);
            range.from = instant(value);
        } else if (clause.op == Op::Less && !clause.negated) {
            range.to = instant(value);
        }
    }
    if (bounds > 1)
        range.choice = TimeChoice::Custom;
    else if (range.from && range.from == now.date().startOfDay())
        range.choice = TimeChoice::Today;
    return range;
}

Filter withTimeRange(const Filter &filter, const TimeRange &range, const QDateTime &now)
{
    const Filter without = filter.withoutField("time").withSince({}).withUntil({});
    switch (range.choice) {
    case TimeChoice::All:
        return without;
    case TimeChoice::Last5Minutes:
        return without.withSince("5m");
    case TimeChoice::Last15Minutes:
        return without.withSince("15m");
    case TimeChoice::LastHour:
        return without.withSince("60m");
    case TimeChoice::Today:
        return without.withSince(written(now.date().startOfDay()));
    case TimeChoice::Custom:
        break;
    }
    Filter next = without;
    if (range.from)
        next = next.withSince(written(*range.from));
    return range.to ? next.withUntil(written(*range.to)) : next;
}

} // namespace mobwatch::ui
