// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/store/eventstore.h"

#include <QObject>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mobwatch {

/// Payloads for what is on the screen: read on a thread of its own, kept in a bounded cache (4 MiB, least
/// recently used goes first; a payload larger than 64 KiB is handed out once and not kept). GUI thread.
class PayloadCache final : public QObject
{
    Q_OBJECT
public:
    PayloadCache(const EventStore &store, PayloadAccessPtr payloads, QObject *parent = nullptr);
    ~PayloadCache() override;

    using Payload = std::shared_ptr<const std::string>;
    /// The payload if it is at hand; else nullptr, and it is asked for: payloadReady(row) follows.
    [[nodiscard]] Payload find(RowIndex row);
    /// Calls `done` on the GUI thread, always later, once; not after `context` is gone.
    void fetch(RowIndex row, QObject *context, std::function<void(Result<Payload>)> done);
    /// Forgets what waits and was not read yet (the user scrolled on).
    void cancelPending();

Q_SIGNALS:
    void payloadReady(mobwatch::RowIndex row);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace mobwatch
