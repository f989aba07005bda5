// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/servertail.h"

#include "app/cli/serverevents.h"

#include <QTimer>
#include <utility>

namespace mobwatch::cli {

namespace {

constexpr std::chrono::seconds askAgainAfter{1};

StreamOptions optionsOf(const Request &request, options::Arguments::From from)
{
    using Point = options::Arguments::From::Point;
    StreamOptions options;
    options.server = *request.server;
    options.after = from.cursor;
    options.serverQuery = request.query;
    options.serverQuery.limit.reset();
    options.serverQuery.afterSeq.reset();
    // More than can be waiting to be printed.
    options.payloadMemory = std::size_t{128} << 20;
    options.token = [token = request.token] { return token; };
    switch (from.point) {
    case Point::Now:
        options.start = StreamOptions::Start::Now;
        break;
    case Point::Latest:
        options.start = StreamOptions::Start::Latest;
        break;
    case Point::Start:
        options.start = StreamOptions::Start::Beginning;
        break;
    case Point::AtCursor:
        options.start = StreamOptions::Start::After;
        break;
    }
    return options;
}

std::optional<std::string> textAt(const EventBatch &batch, std::uint32_t id)
{
    return id == BatchStrings::absent ? std::nullopt : std::optional<std::string>(batch.strings.at(id));
}

LabelMap labelsAt(const EventBatch &batch, const std::vector<std::uint32_t> &sets, std::size_t row)
{
    return sets.empty() || sets[row] == BatchStrings::absent ? LabelMap() : batch.labelSets[sets[row]];
}

Envelope envelopeAt(const EventBatch &batch, std::size_t row)
{
    Envelope envelope;
    envelope.cursor = batch.cursor[row];
    envelope.mobId = batch.strings.at(batch.mob[row]);
    envelope.timestampMs = batch.timestampMs[row];
    envelope.kind = batch.strings.at(batch.kind[row]);
    envelope.runId = textAt(batch, batch.run[row]);
    envelope.stepId = textAt(batch, batch.step[row]);
    envelope.agentIdentity = textAt(batch, batch.agent[row]);
    envelope.mobLabels = labelsAt(batch, batch.mobLabels, row);
    envelope.runLabels = labelsAt(batch, batch.runLabels, row);
    return envelope;
}

QString nameOf(SourceState state)
{
    switch (state) {
    case SourceState::Idle:
        return QStringLiteral("idle");
    case SourceState::Connecting:
        return QStringLiteral("connecting");
    case SourceState::CatchingUp:
        return QStringLiteral("catching up");
    case SourceState::Live:
        return QStringLiteral("live");
    case SourceState::Waiting:
        return QStringLiteral("waiting");
    case SourceState::Stopped:
        return QStringLiteral("stopped");
    case SourceState::Failed:
        return QStringLiteral("failed");
    }
    return {};
}

} // namespace

ServerTail::ServerTail(const Request &request, From from, TailSink &sink, QObject *parent)
    : QObject(parent)
    , m_request(request)
    , m_from(from)
    , m_sink(sink)
{
}

void ServerTail::start()
{
    if (m_from.point == From::Point::Latest && m_request.filter)
        findNewest();
    else
        follow(m_from);
}

// A server does not know the filter: its own newest events may hold few matches.
void ServerTail::findNewest()
{
    ServerEvents events(m_request);
    const auto before = events.cursorBeforeNewest(defaultQueryLimit);
    if (m_finished)
        return;
    if (before)
        return follow({From::Point::AtCursor, *before});
    if (before.error().code != ErrorCode::Unreachable)
        return follow(m_from); // which says what is wrong, or makes do with the stream alone
    tellState({SourceState::Waiting, before.error()});
    QTimer::singleShot(askAgainAfter, this, [this] {
        if (!m_finished)
            findNewest();
    });
}

void ServerTail::follow(From from)
{
    m_source = std::make_unique<StreamSource>(optionsOf(m_request, from));
    m_payloads = m_source->payloads()->makeReader();
    connect(m_source.get(), &EventSource::batchReady, this, &ServerTail::drain);
    connect(m_source.get(), &EventSource::statusChanged, this, &ServerTail::look);
    m_source->start();
}

void ServerTail::stop()
{
    if (m_source) {
        m_source->stop();
        drain();
    }
    finish(Done);
}

void ServerTail::finish(int code)
{
    if (std::exchange(m_finished, true))
        return;
    if (m_source)
        m_source->stop();
    m_sink.end();
    if (m_unreadable > 0)
        tell(QStringLiteral("%1: %2 events could not be read: %3")
                 .arg(m_request.source)
                 .arg(m_unreadable)
                 .arg(m_firstUnreadable.message));
    if (m_lost > 0)
        tell(QStringLiteral("%1: %2 events came faster than they could be printed, and are missing")
                 .arg(m_request.source)
                 .arg(m_lost));
    Q_EMIT finished(code == Done && m_unreadable + m_lost > 0 ? DamagedInput : code);
}

void ServerTail::drain()
{
    const auto batches = m_source->takeBatches();
    for (const Seam &seam : m_source->takeSeams())
        take(seam);
    for (const EventBatchPtr &batch : batches)
        print(*batch);
    m_sink.flush();
    if (m_sink.isFull())
        finish(Done);
}

void ServerTail::print(const EventBatch &batch)
{
    m_hasEvents = m_hasEvents || batch.size() > 0;
    for (const UnreadableRow &row : batch.unreadable) {
        if (m_unreadable == 0)
            m_firstUnreadable = row.error;
        m_unreadable += row.count;
    }
    for (std::size_t row = 0; row < batch.size() && !m_sink.isFull(); ++row) {
        Envelope envelope = envelopeAt(batch, row);
        auto data = m_payloads->read(
            {RowIndex{}, batch.epoch, envelope.cursor, envelope.timestampMs, batch.locator[row]});
        if (!data) {
            ++m_lost;
            continue;
        }
        envelope.data = std::move(*data);
        m_sink.offer(envelope, batch.epoch);
    }
}

void ServerTail::take(const Seam &seam)
{
    if (m_finished)
        return;
    // A cursor of the command line that this ledger never had is a mistake; one that it had is its reset.
    const Error error = m_source->report().lastError;
    if (m_from.point == From::Point::AtCursor && !m_wasOpen && !m_hasEvents && error.code == ErrorCode::Stale)
        return finish(failWith(Error{ErrorCode::Stale, error.message, {}, -1, {}}));
    const bool isRecreated = seam.reason == SeamReason::LedgerRecreated;
    tell((isRecreated
              ? QStringLiteral("%1: its ledger is another one now; following epoch %2 from its first event")
              : QStringLiteral("%1: its ledger was cleared; following epoch %2 from its first event"))
             .arg(m_request.source)
             .arg(seam.epoch));
}

void ServerTail::take(const SourceNotice &notice)
{
    using Kind = SourceNotice::Kind;
    const auto say = [this](const QString &what) { tell(m_request.source + QStringLiteral(": ") + what); };
    switch (notice.kind) {
    case Kind::PartialServer:
        return say(QStringLiteral("never sends some kinds over HTTP; only its ledger has: ") + notice.text);
    case Kind::PlainStream:
        return say(QStringLiteral("does not serve queries; only what its stream sends is printed"));
    case Kind::EventTooLarge:
        ++m_unreadable;
        m_firstUnreadable.message = QStringLiteral("an event is above the size limit");
        return;
    case Kind::BufferingProxy:
        return say(QStringLiteral("something on the way holds its bytes back"));
    case Kind::LosesCursors:
        if (m_request.verbose)
            say(QStringLiteral("its ledger does not outlive it (%1)").arg(notice.text));
        return;
    default:
        return;
    }
}

void ServerTail::look()
{
    if (m_finished)
        return;
    drain(); // what came before the change is printed before it is told
    const SourceStatus status = m_source->status();
    m_wasOpen = m_wasOpen || status.state == SourceState::CatchingUp || status.state == SourceState::Live;
    for (const SourceNotice &notice : m_source->takeNotices())
        take(notice);
    if (m_finished)
        return;
    if (status.state == SourceState::Failed)
        return finish(failWith(status.error));
    tellState(status);
    if (status.state == SourceState::Stopped)
        finish(Done);
}

void ServerTail::tellState(const SourceStatus &status)
{
    const bool isNews = std::exchange(m_state, status.state) != status.state || status.error != m_error;
    m_error = status.error;
    // Somebody who waits for a server that is not there yet, or that sends everybody away, should know.
    const bool waitsFirst =
        status.state == SourceState::Waiting && !m_wasOpen && !std::exchange(m_toldWaiting, true);
    if (!waitsFirst && status.state != SourceState::Stopped && !(m_request.verbose && isNews))
        return;
    QString text = m_request.source + QStringLiteral(": ") + nameOf(status.state);
    if (!status.error.message.isEmpty())
        text += QStringLiteral(" (%1)").arg(status.error.message);
    tell(text);
}

} // namespace mobwatch::cli
