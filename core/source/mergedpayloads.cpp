// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/mergedpayloads.h"

#include <utility>

namespace mobwatch {

struct MergedPayloads::State
{
    PayloadAccessPtr server;
    mutable std::mutex mutex;
    PayloadAccessPtr ledger;       ///< under mutex; null until there is one
    std::map<Epoch, Epoch> epochs; ///< under mutex; the session's to the ledger's

    [[nodiscard]] std::pair<PayloadAccessPtr, std::optional<Epoch>> ledgerFor(Epoch epoch) const
    {
        const std::lock_guard lock(mutex);
        const auto found = epochs.find(epoch);
        return {ledger, found != epochs.end() ? std::optional(found->second) : std::nullopt};
    }
};

namespace {

class MergedReader final : public PayloadReader
{
public:
    explicit MergedReader(std::shared_ptr<const MergedPayloads::State> state)
        : m_state(std::move(state))
    {
    }

    Result<std::string> read(const PayloadKey &key) override
    {
        const auto [access, epoch] = m_state->ledgerFor(key.epoch);
        const bool isOfLedger = (key.locator & MergedPayloads::fromLedger) != 0;
        if (access && epoch) {
            if (m_access != access) {
                m_access = access;
                m_ledger = access->makeReader();
            }
            auto stored = m_ledger->read({key.row, *epoch, key.cursor, key.timestampMs, key.cursor});
            if (stored || isOfLedger)
                return stored;
        }
        if (isOfLedger)
            return fail(ErrorCode::NotFound, QStringLiteral("the ledger of this event is not open"));
        if (!m_server)
            m_server = m_state->server->makeReader();
        return m_server->read(key);
    }

private:
    std::shared_ptr<const MergedPayloads::State> m_state;
    PayloadAccessPtr m_access;
    std::unique_ptr<PayloadReader> m_ledger, m_server;
};

} // namespace

MergedPayloads::MergedPayloads(PayloadAccessPtr server)
    : m_state(std::make_shared<State>())
{
    m_state->server = std::move(server);
}

std::unique_ptr<PayloadReader> MergedPayloads::makeReader() const
{
    return std::make_unique<MergedReader>(m_state);
}

void MergedPayloads::setLedger(PayloadAccessPtr ledger)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->ledger = std::move(ledger);
    m_state->epochs.clear();
}

void MergedPayloads::pair(Epoch epoch, Epoch ledgerEpoch)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->epochs[epoch] = ledgerEpoch;
}

} // namespace mobwatch
