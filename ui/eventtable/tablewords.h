// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/session/session.h"

#include <QString>
#include <optional>
#include <vector>

namespace mobwatch::ui {

struct EmptyWords
{
    QString title;
    QString text;
    friend bool operator==(const EmptyWords &, const EmptyWords &) = default;
};

/// Why there is no event at all (look.md, section 6).
[[nodiscard]] EmptyWords emptyWords(const SourceStatus &status, const std::vector<SourceNotice> &notices,
                                    SourceKind kind);
/// Where the filter asks for nothing but kinds that this server never sends; else nothing. `isPartial`:
/// nothing else fills them in (SourceStatus).
[[nodiscard]] std::optional<EmptyWords>
notSentWords(const Filter &filter, const std::vector<SourceNotice> &notices, bool isPartial);
/// While payloads are being searched and nothing was found yet.
[[nodiscard]] EmptyWords searchingWords(double progress);
/// "kind = step_failed", "text contains verdict".
[[nodiscard]] QString conditionWords(const FilterClause &clause);
[[nodiscard]] QString payloadErrorWords(const Error &error);

} // namespace mobwatch::ui
