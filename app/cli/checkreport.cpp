// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/checkreport.h"

#include "app/cli/commands.h"
#include "app/cli/output.h"
#include "core/event/kindcatalogue.h"

#include <nlohmann/json.hpp>

namespace mobwatch::cli {

namespace {

QString line(const QString &name, const QString &value)
{
    return name.leftJustified(18) + QLatin1Char(' ') + value + QLatin1Char('\n');
}

QString number(std::uint64_t value)
{
    return QString::number(value);
}

QString range(const CheckReport::Hole &hole)
{
    return hole.first == hole.last ? number(hole.first)
                                   : number(hole.first) + QLatin1Char('-') + number(hole.last);
}

QString described(const MobDefinition &definition)
{
    QString text = QString::fromStdString(visible(definition.mobId));
    if (definition.revision)
        text += QStringLiteral(", revision %1").arg(*definition.revision);
    return text + QStringLiteral(", %1 flows, %2 profiles")
                      .arg(definition.flows.size())
                      .arg(definition.profiles.size());
}

} // namespace

void CheckReport::advanceTo(Cursor cursor)
{
    if (firstCursor == 0)
        firstCursor = cursor;
    const Cursor expected = lastCursor + 1;
    if (cursor > expected) {
        ++holeCount;
        missingCursors += cursor - expected;
        if (holes.size() < mostListed)
            holes.push_back({expected, cursor - 1});
    }
    lastCursor = std::max(lastCursor, cursor);
}

void CheckReport::addEvent(Cursor cursor, std::string_view kind)
{
    ++events;
    if (cursor != 0)
        advanceTo(cursor);
    if (!findKind(kind))
        ++unknownKinds[std::string(kind)];
}

void CheckReport::addUnreadableRow(Cursor cursor, const QString &reason)
{
    advanceTo(cursor);
    note({cursor, false, reason});
}

void CheckReport::addDamage(const DamagedCursors &range)
{
    advanceTo(range.first);
    lastCursor = std::max(lastCursor, range.last);
    unreadableCount += range.last - range.first;
    const QString place = QString::fromLatin1(damagedPage);
    note({range.first, false,
          range.last == range.first ? place
                                    : QStringLiteral("%1, up to cursor %2").arg(place).arg(range.last)});
}

void CheckReport::addUnreadableLine(std::uint64_t line, const QString &reason)
{
    note({line, true, reason});
}

void CheckReport::note(Unreadable what)
{
    ++unreadableCount;
    if (unreadable.size() < mostListed)
        unreadable.push_back(std::move(what));
}

std::string CheckReport::table() const
{
    QString text = line(QStringLiteral("source"), source) + line(QStringLiteral("events"), number(events));
    if (epochs > 1)
        text += line(QStringLiteral("epochs"), QString::number(epochs));
    if (firstCursor != 0)
        text += line(QStringLiteral("cursors"), number(firstCursor) + QLatin1Char('-') + number(lastCursor));
    text += line(QStringLiteral("holes"), number(holeCount));
    for (const Hole &hole : holes)
        text += line(QString(), range(hole));
    text += line(QStringLiteral("unreadable"), number(unreadableCount));
    for (const Unreadable &row : unreadable)
        text += line(QString(), (row.isLine ? QStringLiteral("line ") : QString()) + number(row.number) +
                                    QStringLiteral(": ") +
                                    QString::fromStdString(visible(row.reason.toStdString())));
    for (const auto &[version, count] : schemaVersions)
        text += line(QStringLiteral("schema version"), QStringLiteral("%1: %2 rows").arg(version).arg(count));
    for (const MobDefinition &definition : definitions)
        text += line(QStringLiteral("definition"), described(definition));
    text += line(QStringLiteral("unknown kinds"), QString::number(unknownKinds.size()));
    for (const auto &[kind, count] : unknownKinds)
        text +=
            line(QString(), QStringLiteral("%1: %2").arg(QString::fromStdString(visible(kind))).arg(count));
    if (duplicates > 0)
        text += line(QStringLiteral("repeated events"), number(duplicates));
    if (conflicts > 0)
        text += line(QStringLiteral("shared cursors"), number(conflicts));
    if (tornLastLine)
        text += line(QStringLiteral("last line"), QStringLiteral("has no end yet"));
    return text.toStdString();
}

std::string CheckReport::json() const
{
    using nlohmann::ordered_json;
    ordered_json report;
    report["source"] = source.toStdString();
    report["events"] = events;
    report["epochs"] = epochs;
    report["first_cursor"] = firstCursor == 0 ? ordered_json() : ordered_json(firstCursor);
    report["last_cursor"] = firstCursor == 0 ? ordered_json() : ordered_json(lastCursor);
    report["hole_count"] = holeCount;
    report["missing_cursors"] = missingCursors;
    report["holes"] = ordered_json::array();
    for (const Hole &hole : holes)
        report["holes"].push_back({{"first", hole.first}, {"last", hole.last}});
    report["unreadable_count"] = unreadableCount;
    report["unreadable"] = ordered_json::array();
    for (const Unreadable &row : unreadable) {
        ordered_json entry;
        entry[row.isLine ? "line" : "cursor"] = row.number;
        entry["reason"] = row.reason.toStdString();
        report["unreadable"].push_back(std::move(entry));
    }
    report["schema_versions"] = ordered_json::object();
    for (const auto &[version, count] : schemaVersions)
        report["schema_versions"][std::to_string(version)] = count;
    report["definitions"] = ordered_json::array();
    for (const MobDefinition &definition : definitions)
        report["definitions"].push_back(
            {{"mob_id", definition.mobId},
             {"revision", definition.revision ? ordered_json(*definition.revision) : ordered_json()},
             {"flows", definition.flows},
             {"profiles", definition.profiles}});
    report["unknown_kinds"] = ordered_json::object();
    for (const auto &[kind, count] : unknownKinds)
        report["unknown_kinds"][kind] = count;
    report["duplicates"] = duplicates;
    report["conflicts"] = conflicts;
    report["torn_last_line"] = tornLastLine;
    return report.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

} // namespace mobwatch::cli
