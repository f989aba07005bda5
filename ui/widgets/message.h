// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"

#include <QString>
#include <vector>

namespace mobwatch::ui {

enum class MessageAction : std::uint8_t { OpenAnother, TryNow, ShowUnreadable, ShowSeam, Export };

/// What a message bar says (look.md, section 6): what happened, then why and what next.
struct Message
{
    QString key; ///< one message per key; a later one takes the place of the earlier
    Severity severity = Severity::Warning;
    QString title;
    QString text;
    struct Button
    {
        MessageAction action{};
        QString text;
        friend bool operator==(const Button &, const Button &) = default;
    };
    std::vector<Button> buttons;
    friend bool operator==(const Message &, const Message &) = default;
};

} // namespace mobwatch::ui
