// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/result.h"
#include "core/support/time.h"

#include <QString>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mobwatch {

/// One payload on its way into the spool.
struct SpoolRecord
{
    Cursor cursor = 0;
    TimestampMs timestampMs = 0;
    std::string_view data; ///< without replay-only keys
};

/// Copies of payloads that outlive their ledger. The files have no name (they are unlinked as soon as they
/// are open), so nobody else can open them and nothing is left behind, not even by a crash. Any thread.
class PayloadSpool final
{
public:
    struct Options
    {
        QString folder;
        std::uint64_t budget = std::uint64_t{1} << 30;
        std::uint64_t segmentBytes = std::uint64_t{16}
                                     << 20; ///< what is given up at once when the budget is reached
    };
    explicit PayloadSpool(Options options);
    ~PayloadSpool();
    Q_DISABLE_COPY_MOVE(PayloadSpool)

    enum class Stored : std::uint8_t { Yes, OverBudget };
    /// Adds rows of one epoch, ascending and newer than all others of it; gives the oldest up to make room.
    [[nodiscard]] Result<Stored> addNewest(Epoch epoch, const std::vector<SpoolRecord> &records);
    /// Adds older rows of one epoch, ascending; gives nothing up for them.
    [[nodiscard]] Result<Stored> addOlder(Epoch epoch, const std::vector<SpoolRecord> &records);

    /// The payload of exactly this event; std::nullopt where it is not kept.
    [[nodiscard]] Result<std::optional<std::string>> read(Epoch epoch, Cursor cursor,
                                                          TimestampMs timestampMs) const;

    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] std::uint64_t rows() const;
    [[nodiscard]] std::uint64_t budget() const { return m_options.budget; }

private:
    struct Segment;
    using SegmentPtr = std::shared_ptr<Segment>;

    [[nodiscard]] Result<Stored> add(Epoch epoch, const std::vector<SpoolRecord> &records, bool newest);
    [[nodiscard]] Result<SegmentPtr> openSegment() const;
    void giveUpOldest();

    const Options m_options;
    mutable std::mutex m_mutex; ///< guards everything below; bytes are written and read outside of it
    std::mutex m_writing;       ///< one add at a time
    std::vector<SegmentPtr> m_segments;
    SegmentPtr m_newest, m_older; ///< the ones that still grow
    std::uint64_t m_bytes = 0;
};

} // namespace mobwatch
