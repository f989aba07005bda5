// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/ledger/ledgerreader.h"
#include "core/ledger/ledgerwatcher.h"
#include "core/source/ledgerfeed.h"
#include "core/source/ledgerpayloads.h"
#include "core/source/spoolwriter.h"

#include <QObject>
#include <QTimer>
#include <chrono>
#include <memory>
#include <optional>
#include <set>

namespace mobwatch {

/// The reading end of the pipe. Lives on the source's thread; works in small turns, so that new rows never
/// wait for more than one block of history. Every reading is proven to be of the epoch that it is labelled
/// with.
class LedgerWorker final : public QObject
{
    Q_OBJECT
public:
    LedgerWorker(std::shared_ptr<LedgerFeed> feed, std::shared_ptr<LedgerPlace> place, SpoolWriter *spool,
                 std::chrono::milliseconds pollEvery);

    void begin();
    void retry();

private:
    enum class Proof : std::uint8_t { Same, Other };

    void wake();
    void turn();
    void again(int milliseconds);
    void rest();

    [[nodiscard]] Result<void> ensureOpen();
    [[nodiscard]] Result<bool> readTurn();
    [[nodiscard]] Result<void> readFirst();
    [[nodiscard]] Result<std::uint32_t> readNew();
    [[nodiscard]] Result<Proof> readNewChunk(RawChunk &chunk);
    [[nodiscard]] Result<void> readHistory();
    [[nodiscard]] Result<Cursor> historyBlock();
    void takeDamage(RawChunk &chunk);
    [[nodiscard]] Result<Proof> prove();
    [[nodiscard]] Result<void> settleEpoch();
    void beginEpoch(SeamReason reason, const LedgerIdentity &identity);
    [[nodiscard]] SeamReason clearReason() const;
    void noteIdentity(const LedgerIdentity &identity);

    void handle(const Error &error);
    void announce(SourceState state, Error error = {}, TimestampMs nextTryMs = 0);
    void notice(SourceNotice::Kind kind, qint64 number = 0, const QString &text = {});
    void push(RawChunk chunk);

    const std::shared_ptr<LedgerFeed> m_feed;
    const std::shared_ptr<LedgerPlace> m_place;
    SpoolWriter *const m_spool; ///< may be null
    const std::chrono::milliseconds m_pollEvery;

    std::unique_ptr<LedgerWatcher> m_watcher;
    std::unique_ptr<QTimer> m_next, m_sweep;
    std::unique_ptr<LedgerReader> m_ledger;
    int m_rereads = 0;  ///< looks still to take before the connection is closed
    int m_failures = 0; ///< in a row
    SourceStatus m_status;
    std::set<SourceNotice::Kind> m_noticed;

    // The epoch that is being read.
    Epoch m_epoch = 1;
    bool m_begun = false;       ///< readFirst has been through it
    bool m_bornWatched = false; ///< it began while we were watching: its rows are live
    bool m_gone = false;        ///< its file is not there (any more)
    Cursor m_last = 0;          ///< highest cursor read
    LedgerAnchor m_anchor;      ///< the row at m_last, unless that was pruned
    FileStamp m_file;           ///< where it was read from
    QString m_storeInstanceId;
    Cursor m_historyUpTo = 0;      ///< everything above it is read
    Cursor m_historySize = 0;      ///< for the progress
    bool m_sparse = false;         ///< cursors have wide gaps here
    std::set<Cursor> m_damageTold; ///< first cursors of the places that could not be read
};

} // namespace mobwatch
