// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/mainwindow/sessionmessages.h"

#include <optional>

namespace mobwatch::ui {

/// What is wrong with the connection, if there is something to do about it (look.md, section 6, 1 to 5): a
/// short break is told by the state word alone.
[[nodiscard]] std::optional<Message> serverStateMessage(const SessionFacts &facts);
/// What only a server has to say; nothing for other notices.
[[nodiscard]] std::optional<Message> serverNoticeMessage(const SourceNotice &notice,
                                                         const SessionFacts &facts);
/// That the server was asked for some events only.
[[nodiscard]] Message serverFilterMessage(const QString &conditions);
/// "dispatches and no target results": kinds by their labels, in words.
[[nodiscard]] QString leftOutTitle(const QString &kinds);

} // namespace mobwatch::ui
