// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/payloadreader.h"
#include "core/ledger/ledgerfile.h"
#include "core/source/payloadspool.h"

#include <QString>
#include <atomic>
#include <memory>
#include <mutex>

namespace mobwatch {

/// What all payload readers of one ledger source share: where the ledger is, which epoch it is in now, and
/// the spool. Any thread.
class LedgerPlace final
{
public:
    LedgerPlace(QString ledgerPath, std::shared_ptr<PayloadSpool> payloadSpool)
        : path(std::move(ledgerPath))
        , spool(std::move(payloadSpool))
    {
    }

    const QString path;
    const std::shared_ptr<PayloadSpool> spool; ///< may be null
    std::atomic<Epoch> epoch{1};

    void setCopy(std::shared_ptr<const LedgerCopy> copy);
    [[nodiscard]] std::shared_ptr<const LedgerCopy> copy() const;

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const LedgerCopy> m_copy;
};

/// Payloads from the spool, else from the ledger. The spool goes first: it needs no connection, and a
/// connection that is open while the writer closes leaves side files behind.
class LedgerPayloads final : public PayloadAccess
{
public:
    explicit LedgerPayloads(std::shared_ptr<const LedgerPlace> place);
    [[nodiscard]] std::unique_ptr<PayloadReader> makeReader() const override;

private:
    std::shared_ptr<const LedgerPlace> m_place;
};

} // namespace mobwatch
