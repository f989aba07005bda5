// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/faultymob.h"

#include "tests/support/connectionprobe.h"

namespace mobwatch::test {
namespace {

bool isStream(const FaultRequest &request)
{
    return request.path() == "/mobkit/mob_events/stream";
}

QByteArray text(std::uint64_t number)
{
    return QByteArray::number(static_cast<qulonglong>(number));
}

} // namespace

FaultyMob::FaultyMob(FaultServer::Options options)
    : m_server(std::move(options), [this](const FaultRequest &request) { return answer(request); })
{
}

void FaultyMob::append(int count)
{
    {
        const std::lock_guard lock(m_mutex);
        Cursor cursor = m_state.ledger.empty() ? 0 : m_state.ledger.rbegin()->first;
        for (int i = 0; i < count; ++i) {
            ++cursor;
            m_state.ledger[cursor] = makeEnvelope(cursor, m_state.tag);
        }
    }
    m_server.poke();
}

void FaultyMob::append(Cursor cursor, const QByteArray &envelope)
{
    {
        const std::lock_guard lock(m_mutex);
        m_state.ledger[cursor] = envelope;
    }
    m_server.poke();
}

void FaultyMob::replaceLedger(int count)
{
    const std::lock_guard lock(m_mutex);
    m_state.ledger.clear();
    m_state.tag = "ledger-" + text(static_cast<std::uint64_t>(++m_state.ledgers));
    for (int i = 1; i <= count; ++i)
        m_state.ledger[static_cast<Cursor>(i)] = makeEnvelope(static_cast<Cursor>(i), m_state.tag);
}

Cursor FaultyMob::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.ledger.empty() ? 0 : m_state.ledger.rbegin()->first;
}

QByteArray FaultyMob::envelope(Cursor cursor) const
{
    const std::lock_guard lock(m_mutex);
    return m_state.ledger.at(cursor);
}

void FaultyMob::next(Fault fault, int times, bool resumes)
{
    const std::lock_guard lock(m_mutex);
    for (int i = 0; i < times; ++i)
        m_state.faults.emplace_back(fault, resumes);
}

std::size_t FaultyMob::faultsLeft() const
{
    const std::lock_guard lock(m_mutex);
    return m_state.faults.size();
}

QByteArray FaultyMob::frame(const QByteArray &envelope)
{
    const qsizetype at = envelope.indexOf("\"cursor\":") + 9;
    const QByteArray cursor = envelope.mid(at, envelope.indexOf(',', at) - at);
    return "id: mob-evt-" + cursor + "\nevent: flow_started\ndata: " + envelope + "\n\n";
}

QByteArray FaultyMob::makeEnvelope(Cursor cursor, const QByteArray &tag)
{
    // Another ledger was written at another time.
    const std::uint64_t later = 60'000 * tag.mid(tag.indexOf('-') + 1).toULongLong();
    return R"({"event_id":"mob-evt-)" + text(cursor) + R"(","cursor":)" + text(cursor) +
           R"(,"timestamp_ms":)" + text(1'787'418'699'000 + later + cursor) +
           R"(,"mob_id":"crew","run_id":"run-1","kind":"flow_started","data":{"type":"flow_started",)" +
           R"("run_id":"run-1","flow_id":")" + tag + "-" + text(cursor) + "\"}}";
}

FaultScript FaultyMob::serve(const FaultRequest &request, int most)
{
    Cursor after = request.parameter("after_seq").toULongLong();
    const Cursor last = latest();
    if (!request.target.contains("after_seq="))
        after = last;
    if (after > last)
        return FaultScript().answer("410 Gone", "Content-Type: application/json\r\n",
                                    R"({"after_cursor":)" + text(after) +
                                        R"(,"error":"event_query_stale","latest_cursor":)" + text(last) +
                                        "}");
    return FaultScript().stream().follow([this, after, left = most]() mutable -> std::optional<QByteArray> {
        if (left == 0)
            return std::nullopt;
        const std::lock_guard lock(m_mutex);
        const auto found = m_state.ledger.upper_bound(after);
        if (found == m_state.ledger.end())
            return QByteArray();
        after = found->first;
        --left;
        return frame(found->second);
    });
}

FaultScript FaultyMob::answer(const FaultRequest &request)
{
    if (!isStream(request))
        return FaultScript().answer("404 Not Found", "Content-Type: text/plain\r\n", "no such route");
    Fault fault;
    {
        const std::lock_guard lock(m_mutex);
        const bool resumes = request.parameter("after_seq").toULongLong() > 0;
        if (!m_state.faults.empty() && (resumes || !m_state.faults.front().second)) {
            fault = std::move(m_state.faults.front().first);
            m_state.faults.pop_front();
        }
    }
    return fault ? fault(request) : serve(request);
}

std::vector<FaultRequest> FaultyMob::streams() const
{
    std::vector<FaultRequest> all = m_server.requests();
    std::erase_if(all, [](const FaultRequest &request) { return !isStream(request); });
    return all;
}

std::vector<qint64> FaultyMob::asked() const
{
    std::vector<qint64> after;
    for (const FaultRequest &request : streams())
        after.push_back(request.target.contains("after_seq=") ? request.parameter("after_seq").toLongLong()
                                                              : -1);
    return after;
}

WatchedMob::WatchedMob(FaultServer::Options given)
    : mob(std::move(given))
{
    options.server = ServerAddress::parse(mob.server().url()).value();
    options.start = StreamOptions::Start::Beginning;
    options.timing = ConnectionProbe::impatient();
    // A busy machine is no fault; tests of patience shorten it.
    for (auto *patience : {&options.timing.connectBy, &options.timing.headersBy, &options.timing.watchdog,
                           &options.timing.longestPause})
        *patience = std::chrono::seconds(20);
}

WatchedMob::~WatchedMob()
{
    if (source)
        source->stop();
}

void WatchedMob::start()
{
    source = std::make_unique<StreamSource>(options);
    probe = std::make_unique<SourceProbe>(*source);
    source->start();
}

QByteArray WatchedMob::payload(Cursor cursor, Epoch epoch) const
{
    for (const EventBatchPtr &batch : probe->batches) {
        for (std::size_t i = 0; batch->epoch == epoch && i < batch->size(); ++i) {
            if (batch->cursor[i] != cursor)
                continue;
            const auto bytes = source->payloads()->makeReader()->read(
                {RowIndex{}, epoch, cursor, batch->timestampMs[i], batch->locator[i]});
            return bytes ? QByteArray::fromStdString(*bytes) : QByteArray();
        }
    }
    return {};
}

bool WatchedMob::isExact(Epoch epoch) const
{
    return probe->isLive() && probe->count(epoch) == mob.latest() && probe->isComplete(mob.latest(), epoch) &&
           probe->repeats == 0 && probe->disorders == 0;
}

} // namespace mobwatch::test
