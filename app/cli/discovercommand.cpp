// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "core/source/discovery.h"

#include <QDir>
#include <nlohmann/json.hpp>

namespace mobwatch::cli {

namespace {

QString age(TimestampMs time, TimestampMs now)
{
    if (time == 0)
        return QStringLiteral("no events");
    const std::uint64_t seconds = now > time ? (now - time) / 1000 : 0;
    if (seconds < 60)
        return QStringLiteral("%1 s ago").arg(seconds);
    if (seconds < 3600)
        return QStringLiteral("%1 min ago").arg(seconds / 60);
    if (seconds < 48 * 3600)
        return QStringLiteral("%1 h ago").arg(seconds / 3600);
    return QStringLiteral("%1 days ago").arg(seconds / 86400);
}

std::string tableLine(const FoundLedger &ledger, TimestampMs now)
{
    const QString mob = ledger.mobId.isEmpty() ? QStringLiteral("-") : ledger.mobId;
    const QString events =
        (ledger.rowCountIsExact ? QString() : QStringLiteral("~")) + QString::number(ledger.rowCount);
    const QString line = QStringLiteral("%1  ledger  %2  %3  %4")
                             .arg(mob.leftJustified(20), events.rightJustified(9),
                                  age(ledger.lastEventMs, now).leftJustified(12), ledger.path);
    return visible(line.toStdString()) + '\n';
}

nlohmann::ordered_json jsonOf(const FoundLedger &ledger)
{
    return {{"kind", "ledger"},
            {"path", ledger.path.toStdString()},
            {"mob_id", ledger.mobId.toStdString()},
            {"events", ledger.rowCount},
            {"events_exact", ledger.rowCountIsExact},
            {"latest_cursor", ledger.latestCursor},
            {"last_event_ms", ledger.lastEventMs == 0 ? nlohmann::ordered_json()
                                                      : nlohmann::ordered_json(ledger.lastEventMs)}};
}

} // namespace

int runDiscoverCommand(const options::Arguments &arguments, Output &output)
{
    const auto request = makeRequest(arguments, {Format::Table, Format::Jsonl, Format::Json});
    if (!request)
        return failWith(request.error());
    const auto ledgers = discoverLedgers(DiscoveryRoots::standard(QDir::currentPath()));
    const TimestampMs now = currentTimeMs();
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const FoundLedger &ledger : ledgers) {
        if (request->format == Format::Table)
            output.buffer() += tableLine(ledger, now);
        else if (request->format == Format::Jsonl)
            output.buffer() += jsonOf(ledger).dump() + '\n';
        else
            list.push_back(jsonOf(ledger));
    }
    if (request->format == Format::Json)
        output.buffer() += list.dump() + '\n';
    if (request->verbose && ledgers.empty())
        tell(QStringLiteral("nothing found"));
    return Done;
}

} // namespace mobwatch::cli
