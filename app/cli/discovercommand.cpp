// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "core/event/envelopejson.h"
#include "core/source/discovery.h"
#include "core/source/gateways.h"
#include "core/stream/rpcclient.h"

#include <QDir>
#include <QEventLoop>
#include <algorithm>
#include <chrono>
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

/// A gateway that answers, and what it tells to everybody.
struct LiveGateway
{
    FoundGateway found;
    bool isAlive = false;
    bool wantsToken = false;
    std::optional<Envelope> last;
};

constexpr std::chrono::seconds probePatience{1}; // what upstream allows, too

/// Asks all of them at the same time; never with a token: anybody can write an address into that file.
std::vector<LiveGateway> liveGateways()
{
    std::vector<LiveGateway> gateways;
    for (FoundGateway &found : registeredGateways(gatewayRegistryPath()))
        gateways.push_back({std::move(found), false, false, std::nullopt});
    std::vector<std::unique_ptr<RpcClient>> clients;
    QEventLoop loop;
    std::size_t open = gateways.size();
    const auto close = [&open, &loop] {
        if (--open == 0)
            loop.quit();
    };
    for (LiveGateway &gateway : gateways) {
        RpcClient &client = *clients.emplace_back(std::make_unique<RpcClient>(gateway.found.server));
        client.setTimeout(probePatience);
        client.health([&gateway, &client, &close](const Result<void> &health) {
            gateway.isAlive = health.has_value();
            if (!gateway.isAlive)
                return close();
            EventQuery newest;
            newest.limit = 1;
            client.query(newest, [&gateway, &close](const Result<MobEventsReply> &reply) {
                gateway.wantsToken = !reply && reply.error().code == ErrorCode::Unauthorized;
                if (reply && !reply->events.empty()) {
                    if (auto line = readEnvelope(reply->events.back()))
                        gateway.last = std::move(line->envelope);
                }
                close();
            });
        });
    }
    if (open > 0)
        loop.exec();
    std::erase_if(gateways, [](const LiveGateway &gateway) { return !gateway.isAlive; });
    return gateways;
}

QString mobOf(const LiveGateway &gateway)
{
    if (!gateway.found.mobId.isEmpty() || !gateway.last)
        return gateway.found.mobId;
    return QString::fromStdString(gateway.last->mobId);
}

std::string tableLine(const LiveGateway &gateway, TimestampMs now)
{
    const QString mob = mobOf(gateway).isEmpty() ? QStringLiteral("-") : mobOf(gateway);
    const QString events =
        gateway.last ? QStringLiteral("~") + QString::number(gateway.last->cursor) : QStringLiteral("-");
    const QString when = gateway.wantsToken ? QStringLiteral("wants token")
                                            : age(gateway.last ? gateway.last->timestampMs : 0, now);
    const QString line = QStringLiteral("%1  server  %2  %3  %4")
                             .arg(mob.leftJustified(20), events.rightJustified(9), when.leftJustified(12),
                                  gateway.found.server.text());
    return visible(line.toStdString()) + '\n';
}

nlohmann::ordered_json jsonOf(const LiveGateway &gateway)
{
    using Json = nlohmann::ordered_json;
    return {{"kind", "server"},
            {"address", gateway.found.server.text().toStdString()},
            {"mob_id", mobOf(gateway).toStdString()},
            {"needs_token", gateway.wantsToken},
            {"latest_cursor", gateway.last ? Json(gateway.last->cursor) : Json()},
            {"last_event_ms", gateway.last ? Json(gateway.last->timestampMs) : Json()}};
}

} // namespace

int runDiscoverCommand(const options::Arguments &arguments, Output &output)
{
    const auto request = makeRequest(arguments, {Format::Table, Format::Jsonl, Format::Json});
    if (!request)
        return failWith(request.error());
    const auto gateways = liveGateways();
    const auto ledgers = discoverLedgers(DiscoveryRoots::standard(QDir::currentPath()));
    const TimestampMs now = currentTimeMs();
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    const auto print = [&](const auto &found) {
        if (request->format == Format::Table)
            output.buffer() += tableLine(found, now);
        else if (request->format == Format::Jsonl)
            output.buffer() += jsonOf(found).dump() + '\n';
        else
            list.push_back(jsonOf(found));
    };
    std::for_each(gateways.begin(), gateways.end(), print);
    std::for_each(ledgers.begin(), ledgers.end(), print);
    if (request->format == Format::Json)
        output.buffer() += list.dump() + '\n';
    if (request->verbose && ledgers.empty() && gateways.empty())
        tell(QStringLiteral("nothing found"));
    return Done;
}

} // namespace mobwatch::cli
