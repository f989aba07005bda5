// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/facetmodel.h"

#include <QModelIndex>
#include <QString>

namespace mobwatch::ui {

[[nodiscard]] QString sectionTitle(FacetSection section);
/// `1 mob`, `7,466 runs`.
[[nodiscard]] QString sectionCount(FacetSection section, quint32 count);
[[nodiscard]] QString findHint(FacetSection section, quint32 count);
/// The line of a section without values.
[[nodiscard]] QString nothingHere(FacetSection section, bool isFinding);
/// A row for a screen reader: `Kind step_failed, 1,318 events, excluded`.
[[nodiscard]] QString facetInWords(const QModelIndex &index);
/// A row's tooltip, plain text; empty where the row says everything.
[[nodiscard]] QString facetToolTip(const QModelIndex &index);

} // namespace mobwatch::ui
