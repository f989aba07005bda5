// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace mobwatch {

using LabelMap = std::map<std::string, std::string>;

/// Labels of mobs and runs, looked up when an event is projected (specification 1.3, 7). A value type.
class LabelTable
{
public:
    /// Reads `{"mobs":{"<mob>":{"k":"v"}},"runs":{"<mob>":{"<run>":{"k":"v"}}}}` (the --labels file).
    [[nodiscard]] static Result<LabelTable> fromJson(std::string_view json);
    [[nodiscard]] static Result<LabelTable> fromFile(const QString &path);

    void setMobLabels(const std::string &mobId, LabelMap labels);
    void setRunLabels(const std::string &mobId, const std::string &runId, LabelMap labels);

    [[nodiscard]] const LabelMap &mobLabels(std::string_view mobId) const;
    [[nodiscard]] const LabelMap &runLabels(std::string_view mobId, std::string_view runId) const;
    [[nodiscard]] bool isEmpty() const { return m_mobs.empty() && m_runs.empty(); }

private:
    std::map<std::string, LabelMap, std::less<>> m_mobs;
    std::map<std::string, std::map<std::string, LabelMap, std::less<>>, std::less<>> m_runs;
};

} // namespace mobwatch
