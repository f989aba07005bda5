// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filternode.h"
#include "core/support/result.h"

#include <QtGlobal>
#include <memory>
#include <string_view>

namespace mobwatch {

/// The answer of a clause. Failed: a regular expression ran into its limits; the event counts as no match.
enum class Outcome : std::uint8_t { No, Yes, Failed };

/// The operand of `~`, compiled once. Immutable and thread-safe.
class TextMatcher final
{
public:
    /// Errors: FilterSyntax; `position` is the character of the expression, from 1.
    [[nodiscard]] static Result<std::shared_ptr<const TextMatcher>> compile(const FilterPattern &pattern);
    ~TextMatcher();
    Q_DISABLE_COPY_MOVE(TextMatcher)

    /// `text` is as a person reads it. Invalid UTF-8 in it matches nothing and harms nothing.
    [[nodiscard]] Outcome match(std::string_view text) const;

private:
    struct Private;
    explicit TextMatcher(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
