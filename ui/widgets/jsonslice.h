// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mobwatch::ui {

/// A few values of a payload, found by skipping over everything else: a row on the screen needs two or three
/// fields of a payload that may be a megabyte. The text is valid JSON (payload readers check it); on anything
/// else every function finds nothing.
class JsonSlice final
{
public:
    explicit JsonSlice(std::string_view json)
        : m_json(json)
    {
    }
    /// The value at a path of object keys ("kickoff.phase"), as its JSON text.
    [[nodiscard]] std::optional<std::string_view> raw(std::string_view path) const;
    [[nodiscard]] std::optional<std::string> text(std::string_view path) const; ///< of a string value
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view path) const;
    /// Members of the object or elements of the array there.
    [[nodiscard]] std::optional<std::size_t> count(std::string_view path) const;
    /// The value there without white space.
    [[nodiscard]] std::string compact(std::string_view path) const;

private:
    std::string_view m_json;
};

} // namespace mobwatch::ui
