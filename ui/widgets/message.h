// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"
#include "core/support/time.h"

#include <QString>
#include <vector>

namespace mobwatch::ui {

enum class MessageAction : std::uint8_t {
    OpenAnother,
    TryNow,
    ShowUnreadable,
    ShowSeam,
    Export,
    EnterToken,
    EditConnection,
    ShowCertificate,
    RevokeCertificate,
    ShowConnection,
    OpenNearby, ///< the ledger of the watched server, on this machine
    ShowSettings,
};

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
    /// When the next try is; "%1" in `text` becomes the time that is left. 0 = `text` stands as it is.
    TimestampMs countdownTo = 0;
    friend bool operator==(const Message &, const Message &) = default;
};

/// The text as it reads now.
[[nodiscard]] QString textNow(const Message &message);
/// Whether two messages say the same apart from what moves with time: a closed one stays closed.
[[nodiscard]] bool isSameSubject(const Message &a, const Message &b);

} // namespace mobwatch::ui
