// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/ledger/ledgerreader.h"
#include "core/query/eventquery.h"
#include "core/support/result.h"

#include <memory>
#include <optional>
#include <string>

namespace mobwatch {

/// How far one stream has come.
struct ServedPosition
{
    EventQuery query; ///< its limit plays no part
    Cursor after = 0;
    Epoch epoch = 1; ///< the life of the ledger that it belongs to
};

/// A ledger that streams are read from, through deletion, re-creation and clearing. Belongs to one thread. No
/// row is ever handed to a stream of another epoch: what was read is proven afterwards (core/README.md).
class ServedLedger final
{
public:
    ServedLedger(QString path, LabelTable labels);
    ~ServedLedger();
    Q_DISABLE_COPY_MOVE(ServedLedger)

    /// Where a new stream begins: behind `query.afterSeq`, else behind the latest event. Errors: Stale, and
    /// what LedgerReader fails with.
    [[nodiscard]] Result<ServedPosition> begin(EventQuery query);

    /// The latest cursor, with the epoch looked after.
    [[nodiscard]] Result<Cursor> refresh();
    [[nodiscard]] Epoch epoch() const { return m_epoch; }

    /// Appends the frames that follow `position` to `out`, one page of rows and not much more than `bytes`,
    /// and moves the position behind them. True when reading again now is worth it; a stream whose epoch has
    /// ended never has anything to say again.
    [[nodiscard]] Result<bool> read(ServedPosition &position, std::string &out, std::size_t bytes);

    /// Lets go of the file: an open connection would keep side files of the writer lying there.
    void close();

    /// The first row that could not be read and was left out, with its cursor as subject; given out once.
    [[nodiscard]] std::optional<Error> takeRowError();

private:
    [[nodiscard]] Result<void> ensureOpen();
    [[nodiscard]] Result<void> prove();
    [[nodiscard]] Result<bool> isPruned();
    void noteRowError(Cursor cursor, const Error &error);

    const QString m_path;
    const LabelTable m_labels;
    std::unique_ptr<LedgerReader> m_reader;
    Epoch m_epoch = 1;
    Cursor m_anchorAt = 0;               ///< the latest row that was seen in this epoch
    std::optional<std::string> m_anchor; ///< its stored bytes; none where it was pruned
    FileStamp m_file;
    QString m_storeInstanceId;
    std::optional<Error> m_rowError;
    bool m_isRowErrorTaken = false;
};

} // namespace mobwatch
