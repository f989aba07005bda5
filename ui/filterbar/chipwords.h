// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/support/result.h"

#include <QString>

namespace mobwatch::ui {

/// A clause as a chip says it: `kind` `≠` `member_kickoff_updated`.
struct ChipWords
{
    QString field, op, value;
    [[nodiscard]] QString whole() const;
};
[[nodiscard]] ChipWords chipWords(const FilterClause &clause);

/// All clauses in one line; "everything" for none.
[[nodiscard]] QString filterInWords(const Filter &filter);

/// A mistake in the filter text: `there is no field “knd”.`, without place and suggestion.
[[nodiscard]] QString problemInWords(const Error &problem);

} // namespace mobwatch::ui
