// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/gateways.h"

#include <QDir>
#include <QFile>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace mobwatch {
namespace {

constexpr qint64 largestRegistry = qint64{4} << 20;

QString textOf(const nlohmann::json &entry, const char *key)
{
    const auto found = entry.find(key);
    return found != entry.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                      : QString();
}

} // namespace

QString gatewayRegistryPath()
{
    const QString state = qEnvironmentVariable("XDG_STATE_HOME");
    const QString root = state.isEmpty() ? QDir::homePath() + QStringLiteral("/.local/state") : state;
    return root + QStringLiteral("/meerkat-mobkit/tux-runtimes.json");
}

std::vector<FoundGateway> registeredGateways(const QString &registryPath)
{
    QFile file(registryPath);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto registry = nlohmann::json::parse(file.read(largestRegistry).toStdString(), nullptr, false);
    const auto entries =
        registry.is_object() ? registry.value("entries", nlohmann::json()) : nlohmann::json();
    std::vector<FoundGateway> gateways;
    if (!entries.is_array())
        return gateways;
    for (const nlohmann::json &entry : entries) {
        if (!entry.is_object())
            continue;
        const auto server = ServerAddress::parse(textOf(entry, "http_base_url"));
        if (!server)
            continue;
        const bool isKnown =
            std::any_of(gateways.begin(), gateways.end(),
                        [&server](const FoundGateway &other) { return other.server == *server; });
        if (isKnown)
            continue;
        FoundGateway gateway;
        gateway.mobId = textOf(entry, "runtime_id");
        if (gateway.mobId.isEmpty())
            gateway.mobId = textOf(entry, "key");
        gateway.server = *server;
        const auto updated = entry.find("updated_at_ms");
        if (updated != entry.end() && updated->is_number_unsigned())
            gateway.updatedMs = updated->get<TimestampMs>();
        gateways.push_back(std::move(gateway));
    }
    return gateways;
}

} // namespace mobwatch
