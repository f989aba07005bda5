// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/streamsource.h"
#include "tests/support/faultserver.h"
#include "tests/support/sourceprobe.h"

#include <deque>
#include <map>
#include <mutex>

namespace mobwatch::test {

/// A mob server on a FaultServer that knows the truth: a ledger, and what goes wrong with the next streams.
/// Without faults it serves as specification 6.1 says; the RPC is not served (404).
class FaultyMob final
{
public:
    using Fault = std::function<FaultScript(const FaultRequest &)>;

    explicit FaultyMob(FaultServer::Options options = {});

    /// The ledger; sent to whoever is connected. Thread: any.
    void append(int count = 1);
    void append(Cursor cursor, const QByteArray &envelope);
    /// Another ledger in its place, with other events under the same numbers; nobody is told.
    void replaceLedger(int count);
    [[nodiscard]] Cursor latest() const;
    [[nodiscard]] QByteArray envelope(Cursor cursor) const;

    /// The next streams that are asked for, one after another. Qt asks again by itself where a stream ends
    /// (P21): `resumes` spares requests for the very beginning.
    void next(Fault fault, int times = 1, bool resumes = false);
    [[nodiscard]] std::size_t faultsLeft() const;
    /// 200 and everything behind after_seq, then live, or 410; at most `most` events, then the step is over.
    [[nodiscard]] FaultScript serve(const FaultRequest &request, int most = -1);
    [[nodiscard]] static QByteArray frame(const QByteArray &envelope);
    [[nodiscard]] static QByteArray makeEnvelope(Cursor cursor, const QByteArray &tag = "a");

    /// Requests for the stream, in order.
    [[nodiscard]] std::vector<FaultRequest> streams() const;
    /// Their after_seq; -1 where there was none.
    [[nodiscard]] std::vector<qint64> asked() const;

    FaultServer &server() { return m_server; }

private:
    [[nodiscard]] FaultScript answer(const FaultRequest &request);

    struct State
    {
        std::map<Cursor, QByteArray> ledger;
        QByteArray tag = "a";
        int ledgers = 1;
        std::deque<std::pair<Fault, bool>> faults;
    };
    mutable std::mutex m_mutex;
    State m_state; ///< under m_mutex
    FaultServer m_server;
};

/// A FaultyMob and a source that watches it from its beginning.
class WatchedMob final
{
public:
    explicit WatchedMob(FaultServer::Options options = {});
    ~WatchedMob();

    FaultyMob mob;
    StreamOptions options; ///< before start()
    std::unique_ptr<StreamSource> source;
    std::unique_ptr<SourceProbe> probe;

    void start();
    [[nodiscard]] StreamCounters counters() const { return source->report().counters; }
    /// As the details of an event show it; empty when it cannot be read.
    [[nodiscard]] QByteArray payload(Cursor cursor, Epoch epoch = 1) const;
    /// Live, and exactly the ledger was seen: nothing lost, nothing twice, in order.
    [[nodiscard]] bool isExact(Epoch epoch = 1) const;
};

} // namespace mobwatch::test
