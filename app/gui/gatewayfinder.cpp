// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/gatewayfinder.h"

#include "core/event/envelopejson.h"
#include "core/source/gateways.h"

#include <QTimer>
#include <chrono>

namespace mobwatch {

namespace {
constexpr std::chrono::seconds patience{1}; // what upstream allows, too
}

GatewayFinder::GatewayFinder(QObject *context, std::function<void(std::vector<ui::KnownSource>)> done)
    : QObject(context)
    , m_done(std::move(done))
{
}

void GatewayFinder::start()
{
    const std::vector<FoundGateway> gateways = registeredGateways(gatewayRegistryPath());
    m_open = gateways.size() + 1;
    for (const FoundGateway &gateway : gateways) {
        RpcClient &client = *m_clients.emplace_back(std::make_unique<RpcClient>(gateway.server));
        client.setTimeout(patience);
        client.health([this, gateway, &client](const Result<void> &health) {
            if (!health)
                return finishOne();
            EventQuery newest;
            newest.limit = 1;
            client.query(newest, [this, gateway](const Result<MobEventsReply> &reply) {
                ui::KnownSource source;
                source.path = gateway.server.text();
                source.name = gateway.mobId.isEmpty() ? gateway.server.text() : gateway.mobId;
                source.kind = SourceKind::Server;
                if (reply && !reply->events.empty()) {
                    if (const auto line = readEnvelope(reply->events.back()))
                        source.lastEventMs = line->envelope.timestampMs;
                }
                m_alive.push_back(std::move(source));
                finishOne();
            });
        });
    }
    QTimer::singleShot(0, this, &GatewayFinder::finishOne); // also where none is registered
}

void GatewayFinder::finishOne()
{
    if (--m_open > 0)
        return;
    m_done(std::move(m_alive));
    deleteLater();
}

} // namespace mobwatch
