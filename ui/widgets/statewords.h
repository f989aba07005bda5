// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"
#include "ui/looks/looks.h"

#include <QString>

namespace mobwatch::ui {

/// Icon, word and colour of a connection state (look.md, section 5).
struct StateWords
{
    enum class Tone : std::uint8_t { Ok, Neutral, Warning, Error };
    QString icon;
    QString word;
    Tone tone = Tone::Neutral;
    bool isPartial = false; ///< the source leaves kinds out: a warning mark stands behind the word
    friend bool operator==(const StateWords &, const StateWords &) = default;
};

[[nodiscard]] StateWords stateWords(const SourceStatus &status, bool held, TimestampMs now);
[[nodiscard]] QColor toneColor(StateWords::Tone tone, const Looks &looks);
/// "38 events/s"; below ten with one decimal.
[[nodiscard]] QString shownRate(double eventsPerSecond);
[[nodiscard]] QString sourceIconName(SourceKind kind);

} // namespace mobwatch::ui
