// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/filter/filternode.h"
#include "core/support/result.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

enum class FieldType : std::uint8_t { Text, Number, Time, Any };

/// One row of the language's table of fields: the only place that names them.
struct FieldInfo
{
    FieldId id = FieldId::Text;
    std::string_view name;                     ///< "kind"; of prefixed fields "label." and "data."
    std::span<const std::string_view> aliases; ///< understood and normalised
    FieldType type = FieldType::Text;
    bool isOrdered = false; ///< < <= > >= make sense
    FilterField facet = FilterField::Other;
    std::string_view help; ///< one line for completion
};

[[nodiscard]] std::span<const FieldInfo> filterFields();
[[nodiscard]] const FieldInfo &fieldInfo(FieldId id);

/// The names that are written like a field without being one: "has", "since", "until".
struct PseudoField
{
    std::string_view name;
    std::string_view help;
};
[[nodiscard]] std::span<const PseudoField> filterPseudoFields();

/// Reads a field as the language spells it. The error's position counts characters of `name` from 1.
[[nodiscard]] Result<FieldRef> readField(std::string_view name,
                                         const std::vector<std::string> &knownLabels = {});

/// Canonical spelling.
[[nodiscard]] std::string fieldText(const FieldRef &field);

/// The nearest of the candidates within a distance that a typing mistake makes; empty if none is near.
[[nodiscard]] std::string nearestOf(std::string_view word, const std::vector<std::string> &candidates);

/// True where the last key of the path counts milliseconds, so that durations may be written with units.
[[nodiscard]] bool takesDuration(const FieldRef &field);

} // namespace mobwatch
