// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/ledger/definition.h"

#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keysOf(const Json &definition, const char *name)
{
    std::vector<std::string> keys;
    const auto found = definition.find(name);
    if (found == definition.end() || !found->is_object())
        return keys;
    for (const auto &entry : found->items())
        keys.push_back(entry.key());
    return keys;
}

Result<MobDefinition> readDefinition(const std::string &mobId, std::string_view json, const char *revisionKey)
{
    const Json document = Json::parse(json, nullptr, false);
    if (document.is_discarded() || !document.is_object())
        return fail(ErrorCode::Malformed, QStringLiteral("the definition is no JSON object"),
                    QString::fromStdString(mobId));
    const auto definition = document.find("definition");
    if (definition == document.end() || !definition->is_object())
        return fail(ErrorCode::Malformed, QStringLiteral("there is no definition in it"),
                    QString::fromStdString(mobId));
    MobDefinition result;
    result.mobId = mobId;
    if (const auto revision = document.find(revisionKey);
        revision != document.end() && revision->is_number_integer())
        result.revision = revision->get<std::int64_t>();
    result.flows = keysOf(*definition, "flows");
    result.profiles = keysOf(*definition, "profiles");
    return result;
}

} // namespace

Result<MobDefinition> readMobSpec(const std::string &mobId, std::string_view json)
{
    return readDefinition(mobId, json, "revision");
}

Result<MobDefinition> definitionOfEvent(const std::string &mobId, std::string_view payload)
{
    return readDefinition(mobId, payload, "epoch");
}

} // namespace mobwatch
