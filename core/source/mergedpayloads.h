// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace mobwatch {

/// Payloads of events that a server sent and of those that its ledger gave. The ledger is asked first: a
/// server may rewrite or withhold payloads (specification 6.5). Any thread.
class MergedPayloads final : public PayloadAccess
{
public:
    /// In the locator of an event that came from the ledger.
    static constexpr std::uint64_t fromLedger = std::uint64_t{1} << 63;

    explicit MergedPayloads(PayloadAccessPtr server);
    [[nodiscard]] std::unique_ptr<PayloadReader> makeReader() const override;

    void setLedger(PayloadAccessPtr ledger);
    /// Epoch `ledgerEpoch` of the ledger is epoch `epoch` of the session.
    void pair(Epoch epoch, Epoch ledgerEpoch);

    struct State;

private:
    std::shared_ptr<State> m_state;
};

} // namespace mobwatch
