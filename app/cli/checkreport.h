// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/ledger/definition.h"
#include "core/ledger/salvage.h"
#include "core/support/ids.h"

#include <QString>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch::cli {

/// What `check` found out about a source.
struct CheckReport
{
    QString source;
    std::uint64_t events = 0;
    Cursor firstCursor = 0; ///< of the newest epoch; 0 = no events
    Cursor lastCursor = 0;
    int epochs = 1;

    struct Hole
    {
        Cursor first = 0;
        Cursor last = 0;
    };
    std::vector<Hole> holes; ///< the first ones
    std::uint64_t holeCount = 0;
    std::uint64_t missingCursors = 0;

    struct Unreadable
    {
        std::uint64_t number = 0; ///< cursor of a row, number of a line
        bool isLine = false;
        QString reason;
    };
    std::vector<Unreadable> unreadable; ///< the first ones
    std::uint64_t unreadableCount = 0;

    std::map<int, std::uint64_t> schemaVersions; ///< of rows; empty for event files
    std::map<std::string, std::uint64_t> unknownKinds;
    std::uint64_t duplicates = 0;
    std::uint64_t conflicts = 0;
    bool tornLastLine = false;
    std::vector<MobDefinition> definitions; ///< in force; of ledgers

    static constexpr std::size_t mostListed = 1000;

    /// Events come in ledger order; cursor 0 = one that does not count for the holes.
    void addEvent(Cursor cursor, std::string_view kind);
    void addUnreadableRow(Cursor cursor, const QString &reason);
    void addDamage(const DamagedCursors &range);
    void addUnreadableLine(std::uint64_t line, const QString &reason);

    [[nodiscard]] std::string table() const;
    [[nodiscard]] std::string json() const;

private:
    void advanceTo(Cursor cursor);
    void note(Unreadable what);
};

} // namespace mobwatch::cli
