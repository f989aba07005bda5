// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/servedledger.h"

#include "core/event/projection.h"
#include "core/ledger/storedrow.h"
#include "core/serving/eventframe.h"

#include <utility>

namespace mobwatch {

namespace {

constexpr std::uint32_t pageRows = 512;

} // namespace

ServedLedger::ServedLedger(QString path, LabelTable labels)
    : m_path(std::move(path))
    , m_labels(std::move(labels))
{
}

ServedLedger::~ServedLedger() = default;

void ServedLedger::close()
{
    if (m_reader && !m_reader->usesPrivateCopy())
        m_reader.reset();
}

Result<void> ServedLedger::ensureOpen()
{
    if (m_reader && m_reader->isCurrent(m_path))
        return {};
    m_reader.reset();
    auto opened = LedgerReader::open(m_path);
    if (!opened)
        return fail(opened.error());
    m_reader = std::move(*opened);
    return {};
}

Result<ServedPosition> ServedLedger::begin(EventQuery query)
{
    const auto latest = refresh();
    if (!latest)
        return fail(latest.error());
    const Cursor after = query.afterSeq.value_or(*latest);
    if (after > *latest)
        return fail(staleError(after, *latest));
    return ServedPosition{std::move(query), after, m_epoch};
}

Result<Cursor> ServedLedger::refresh()
{
    if (const auto opened = ensureOpen(); !opened)
        return fail(opened.error());
    const auto latest = m_reader->latestCursor();
    if (!latest)
        return fail(latest.error());
    std::optional<std::string> row;
    if (*latest > m_anchorAt) {
        auto read = m_reader->readRow(*latest);
        if (!read)
            return fail(read.error());
        row = std::move(*read);
    }
    const Epoch before = m_epoch;
    if (const auto proven = prove(); !proven)
        return fail(proven.error());
    // The old anchor still stands, so the row that was read before belongs to the same epoch.
    if (m_epoch != before)
        return refresh();
    if (row) {
        m_anchorAt = *latest;
        m_anchor = std::move(row);
    }
    return *latest;
}

Result<void> ServedLedger::prove()
{
    if (m_anchorAt == 0) {
        m_file = m_reader->openedFile();
        const auto identity = m_reader->identity();
        if (!identity)
            return fail(identity.error());
        m_storeInstanceId = identity->storeInstanceId;
        return {};
    }
    if (m_anchor) {
        const auto row = m_reader->readRow(m_anchorAt);
        if (!row)
            return fail(row.error());
        if (*row == m_anchor)
            return {};
        const auto pruned = *row ? Result<bool>(false) : isPruned();
        if (!pruned)
            return fail(pruned.error());
        if (*pruned) {
            m_anchor.reset();
            return {};
        }
    } else {
        const auto pruned = isPruned();
        if (!pruned)
            return fail(pruned.error());
        if (*pruned)
            return {};
    }
    ++m_epoch;
    m_anchorAt = 0;
    m_anchor.reset();
    return prove();
}

// After a clear cursors begin at 1 without gaps: a missing row below the next cursor was pruned.
Result<bool> ServedLedger::isPruned()
{
    const auto identity = m_reader->identity();
    if (!identity)
        return fail(identity.error());
    return identity->storeInstanceId == m_storeInstanceId && m_reader->openedFile().sameFile(m_file) &&
           identity->nextCursor > m_anchorAt;
}

Result<bool> ServedLedger::read(ServedPosition &position, std::string &out, std::size_t bytes)
{
    if (position.epoch != m_epoch)
        return false;
    if (const auto opened = ensureOpen(); !opened)
        return fail(opened.error());
    const std::size_t begin = out.size();
    Cursor scannedTo = position.after;
    bool isFull = false;
    std::string newest; // the stored bytes of the last row, where it is newer than the anchor
    const auto rows = m_reader->readRows(position.after, std::nullopt, pageRows, [&](const StoredRow &row) {
        scannedTo = row.cursor;
        if (row.cursor > m_anchorAt)
            newest = row.json;
        const auto event = decodeStoredRow(row.cursor, row.json);
        if (!event) {
            noteRowError(row.cursor, event.error());
            return true;
        }
        const Envelope envelope = project(*event, m_labels);
        if (matches(envelope, position.query))
            appendEventFrame(out, envelope);
        isFull = out.size() - begin >= bytes;
        return !isFull;
    });
    const auto proven = rows ? prove() : Result<void>();
    if (!rows || !proven || position.epoch != m_epoch) {
        out.resize(begin);
        if (!rows || !proven)
            return fail(rows ? proven.error() : rows.error());
        return false;
    }
    position.after = scannedTo;
    if (scannedTo > m_anchorAt) {
        m_anchorAt = scannedTo;
        m_anchor = std::move(newest);
    }
    return isFull || *rows >= pageRows;
}

void ServedLedger::noteRowError(Cursor cursor, const Error &error)
{
    if (m_rowError || m_isRowErrorTaken)
        return;
    m_rowError = error;
    m_rowError->subject = QString::number(cursor);
}

std::optional<Error> ServedLedger::takeRowError()
{
    m_isRowErrorTaken = m_isRowErrorTaken || m_rowError;
    return std::exchange(m_rowError, std::nullopt);
}

} // namespace mobwatch
