// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/ledgerpayloads.h"

#include "core/ledger/ledgerreader.h"
#include "core/ledger/storedrow.h"

#include <QAbstractEventDispatcher>
#include <QTimer>
#include <optional>

namespace mobwatch {

namespace {

constexpr int idleMs = 1000;

class LedgerPayloadReader final : public PayloadReader
{
public:
    explicit LedgerPayloadReader(std::shared_ptr<const LedgerPlace> place)
        : m_place(std::move(place))
    {
    }

    Result<std::string> read(const PayloadKey &key) override
    {
        if (auto kept = fromSpool(key))
            return std::move(*kept);
        auto stored = fromLedger(key);
        if (stored || stored.error().code == ErrorCode::Malformed)
            return stored;
        // The row may have reached the spool, and left the ledger, since the spool was asked.
        if (auto kept = fromSpool(key))
            return std::move(*kept);
        return stored;
    }

private:
    std::optional<std::string> fromSpool(const PayloadKey &key) const
    {
        if (!m_place->spool)
            return std::nullopt;
        auto kept = m_place->spool->read(key.epoch, key.cursor, key.timestampMs);
        return kept ? std::move(*kept) : std::nullopt;
    }

    Result<std::string> fromLedger(const PayloadKey &key)
    {
        if (key.epoch != m_place->epoch.load())
            return gone();
        if (auto opened = open(); !opened)
            return opened.error().code == ErrorCode::NotFound ? gone()
                                                              : Result<std::string>(fail(opened.error()));
        closeWhenIdle();
        auto row = m_ledger->readRow(key.cursor);
        if (!row) {
            m_ledger.reset();
            return fail(row.error());
        }
        if (!*row)
            return gone();
        auto event = decodeStoredRow(key.cursor, **row);
        if (!event)
            return fail(event.error());
        if (event->timestampMs != key.timestampMs || key.epoch != m_place->epoch.load())
            return gone(); // cleared and begun again: this row is another event
        return std::move(event->data);
    }

    [[nodiscard]] Result<std::string> gone() const
    {
        return fail(ErrorCode::Gone, QStringLiteral("the payload is gone with its ledger"), m_place->path);
    }

    Result<void> open()
    {
        const auto copy = m_place->copy();
        const bool usable = m_ledger && (copy ? m_ledger->privateCopy() == copy
                                              : m_ledger->openedFile().sameFile(fileStamp(m_place->path)));
        if (usable)
            return {};
        m_ledger.reset();
        auto opened = copy ? LedgerReader::open(copy, m_place->path) : LedgerReader::open(m_place->path);
        if (!opened)
            return fail(opened.error());
        m_ledger = std::move(*opened);
        return {};
    }

    void closeWhenIdle()
    {
        if (!QAbstractEventDispatcher::instance())
            return; // a pool thread: its readers live as long as their task
        if (!m_idle) {
            m_idle.emplace();
            m_idle->setSingleShot(true);
            QObject::connect(&*m_idle, &QTimer::timeout, &*m_idle, [this] { m_ledger.reset(); });
        }
        m_idle->start(idleMs);
    }

    const std::shared_ptr<const LedgerPlace> m_place;
    std::unique_ptr<LedgerReader> m_ledger;
    std::optional<QTimer> m_idle;
};

} // namespace

void LedgerPlace::setCopy(std::shared_ptr<const LedgerCopy> copy)
{
    const std::lock_guard lock(m_mutex);
    m_copy = std::move(copy);
}

std::shared_ptr<const LedgerCopy> LedgerPlace::copy() const
{
    const std::lock_guard lock(m_mutex);
    return m_copy;
}

LedgerPayloads::LedgerPayloads(std::shared_ptr<const LedgerPlace> place)
    : m_place(std::move(place))
{
}

std::unique_ptr<PayloadReader> LedgerPayloads::makeReader() const
{
    return std::make_unique<LedgerPayloadReader>(m_place);
}

} // namespace mobwatch
