// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/labels.h"

#include <QFile>
#include <nlohmann/json.hpp>

namespace mobwatch {

namespace {

using nlohmann::json;

const LabelMap noLabels;

bool readMap(const json &value, LabelMap &labels)
{
    if (!value.is_object())
        return false;
    for (const auto &[key, text] : value.items()) {
        if (!text.is_string())
            return false;
        labels[key] = text.get_ref<const std::string &>();
    }
    return true;
}

// An absent part is an empty one; a part of another shape is a mistake in the file.
const json *objectAt(const json &document, const char *key, bool &wrong)
{
    const auto part = document.find(key);
    if (part == document.end() || part->is_null())
        return nullptr;
    wrong = wrong || !part->is_object();
    return part->is_object() ? &*part : nullptr;
}

bool readTable(const json &document, LabelTable &table)
{
    bool wrong = !document.is_object();
    if (wrong)
        return false;
    if (const json *const mobs = objectAt(document, "mobs", wrong)) {
        for (const auto &[mob, value] : mobs->items()) {
            LabelMap labels;
            wrong = wrong || !readMap(value, labels);
            table.setMobLabels(mob, std::move(labels));
        }
    }
    if (const json *const runs = objectAt(document, "runs", wrong)) {
        for (const auto &[mob, value] : runs->items()) {
            if (!value.is_object())
                return false;
            for (const auto &[run, map] : value.items()) {
                LabelMap labels;
                wrong = wrong || !readMap(map, labels);
                table.setRunLabels(mob, run, std::move(labels));
            }
        }
    }
    return !wrong;
}

ErrorCode openError(const QFile &file)
{
    if (!file.exists())
        return ErrorCode::NotFound;
    return file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io;
}

} // namespace

Result<LabelTable> LabelTable::fromJson(std::string_view text)
{
    try {
        LabelTable table;
        if (!readTable(json::parse(text), table))
            return fail(
                ErrorCode::Malformed,
                QStringLiteral("labels are not of the form "
                               R"({"mobs":{"<mob>":{"k":"v"}},"runs":{"<mob>":{"<run>":{"k":"v"}}}})"));
        return table;
    } catch (const json::parse_error &error) {
        return fail(ErrorCode::Malformed, QStringLiteral("labels are not valid JSON"), {},
                    static_cast<qint64>(error.byte));
    } catch (const json::exception &error) {
        return fail(ErrorCode::Malformed,
                    QStringLiteral("labels cannot be read: ") + QString::fromUtf8(error.what()));
    }
}

Result<LabelTable> LabelTable::fromFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(openError(file), QStringLiteral("cannot read the labels: ") + file.errorString(), path);
    auto table = fromJson(file.readAll().toStdString());
    if (!table)
        table.error().subject = path;
    return table;
}

void LabelTable::setMobLabels(const std::string &mobId, LabelMap labels)
{
    if (labels.empty())
        m_mobs.erase(mobId);
    else
        m_mobs[mobId] = std::move(labels);
}

void LabelTable::setRunLabels(const std::string &mobId, const std::string &runId, LabelMap labels)
{
    if (!labels.empty()) {
        m_runs[mobId][runId] = std::move(labels);
        return;
    }
    const auto mob = m_runs.find(mobId);
    if (mob == m_runs.end())
        return;
    mob->second.erase(runId);
    if (mob->second.empty())
        m_runs.erase(mob);
}

const LabelMap &LabelTable::mobLabels(std::string_view mobId) const
{
    const auto labels = m_mobs.find(mobId);
    return labels == m_mobs.end() ? noLabels : labels->second;
}

const LabelMap &LabelTable::runLabels(std::string_view mobId, std::string_view runId) const
{
    const auto mob = m_runs.find(mobId);
    if (mob == m_runs.end())
        return noLabels;
    const auto labels = mob->second.find(runId);
    return labels == mob->second.end() ? noLabels : labels->second;
}

} // namespace mobwatch
