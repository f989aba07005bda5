// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamworker.h"

#include "core/stream/httpanswer.h"
#include "core/stream/streamlog.h"

#include <QUrlQuery>
#include <utility>

namespace mobwatch {

namespace {

constexpr std::uint64_t snapshotLimit = defaultQueryLimit;
constexpr qint64 readSize = 256 * 1024;
constexpr std::chrono::milliseconds turn{20};   ///< longest time in read() before timers get theirs
constexpr std::chrono::milliseconds quiet{300}; ///< history is there when nothing comes for so long

std::optional<Cursor> afterSeqOf(const std::string &path)
{
    const QUrl url(QString::fromStdString(path));
    bool isNumber = false;
    const qulonglong after =
        QUrlQuery(url).queryItemValue(QStringLiteral("after_seq")).toULongLong(&isNumber);
    return isNumber ? std::optional<Cursor>(after) : std::nullopt;
}

StreamIntake::Options intakeOptions(const StreamOptions &options,
                                    std::function<void(std::uint64_t)> retryField)
{
    StreamIntake::Options intake;
    EventQuery query = options.serverQuery;
    query.limit.reset();
    query.afterSeq.reset();
    intake.hasFilter = query != EventQuery();
    intake.now = options.wallClock ? options.wallClock : currentTimeMs;
    intake.retryField = std::move(retryField);
    return intake;
}

} // namespace

StreamWorker::StreamWorker(StreamOptions options, std::shared_ptr<StreamFeed> feed,
                           std::shared_ptr<StreamRecording> recording)
    : m_options(std::move(options))
    , m_feed(std::move(feed))
    , m_recording(std::move(recording))
    , m_intake(intakeOptions(m_options, [this](std::uint64_t ms) { m_backoff.setBase(ms); }), m_feed,
               m_recording)
    , m_backoff(m_options.timing)
    , m_pinned(m_options.pinnedCertificate)
{
    for (QTimer *timer : {&m_next, &m_healthy, &m_quiet, &m_silence, &m_flush, &m_more})
        timer->setSingleShot(true);
    m_next.setTimerType(Qt::PreciseTimer);
    m_flush.setTimerType(Qt::PreciseTimer);
    connect(&m_next, &QTimer::timeout, this, &StreamWorker::startRound);
    connect(&m_healthy, &QTimer::timeout, this, [this] { m_backoff.reset(); });
    connect(&m_quiet, &QTimer::timeout, this, &StreamWorker::caughtUp);
    connect(&m_silence, &QTimer::timeout, this, [this] { notice(SourceNotice::Kind::BufferingProxy); });
    connect(&m_flush, &QTimer::timeout, this, [this] {
        m_intake.flush();
        announceProgress();
    });
    connect(&m_more, &QTimer::timeout, this, &StreamWorker::read);
    connect(&m_clock, &QTimer::timeout, this, &StreamWorker::tick);
}

StreamWorker::~StreamWorker()
{
    m_intake.endConnection();
    m_rpc.reset();
    qDeleteAll(findChildren<StreamConnection *>()); // before their network
}

TimestampMs StreamWorker::now() const
{
    return m_options.wallClock ? m_options.wallClock() : currentTimeMs();
}

void StreamWorker::begin(std::string token)
{
    if (m_options.recordingFolder.isEmpty() == false) {
        if (const auto opened = m_recording->open(); !opened)
            notice(SourceNotice::Kind::RecordingFailed, opened.error().message);
    }
    if (m_options.start == StreamOptions::Start::Beginning)
        m_intake.startAfter(0);
    else if (m_options.start == StreamOptions::Start::After)
        m_intake.startAfter(m_options.after);
    m_hasSnapshot =
        m_options.start == StreamOptions::Start::Beginning || m_options.start == StreamOptions::Start::After;
    m_feed->editReport([this](ConnectionReport &report) {
        report.address = m_options.server.text();
        report.recordingPath = m_recording->path();
    });
    renewNetwork();
    m_tickMs = now();
    m_sinceTick.start();
    m_clock.start(m_options.timing.clockTick);
    connectNow(std::move(token));
}

void StreamWorker::connectNow(std::string token)
{
    m_token = std::move(token);
    m_intake.setProtected(!m_token.empty());
    m_attempt = 0;
    m_staleUnopened = false;
    startRound();
}

void StreamWorker::acceptCertificate(const QByteArray &sha256, std::string token)
{
    m_pinned = sha256;
    renewNetwork(); // what is in its pool was judged without it
    connectNow(std::move(token));
}

void StreamWorker::renewNetwork()
{
    dropConnection();
    if (m_network)
        m_network->deleteLater(); // behind its connections
    m_network = new QNetworkAccessManager(this);
}

void StreamWorker::startRound()
{
    dropConnection();
    m_next.stop();
    m_tryPlain = false;
    m_feed->editReport([this](ConnectionReport &report) {
        ++report.counters.connections;
        report.hasToken = !m_token.empty();
        report.isCertificateExcepted = !m_pinned.isEmpty() && m_options.server.isEncrypted();
    });
    announce(SourceState::Connecting);
    m_rpc = std::make_unique<RpcClient>(m_options.server);
    m_rpc->setToken(m_token);
    m_rpc->setPinnedCertificate(m_pinned);
    m_rpc->setTimeout(m_options.timing.headersBy);
    if (m_hasSnapshot)
        openStream();
    else
        askSnapshot(m_options.start == StreamOptions::Start::Latest ? snapshotLimit : 0);
}

void StreamWorker::askSnapshot(std::uint64_t limit)
{
    EventQuery query = m_options.serverQuery;
    query.limit = limit;
    query.afterSeq.reset();
    m_rpc->subscribe(query,
                     [this, limit](Result<MobEventsReply> reply) { takeSnapshot(std::move(reply), limit); });
}

void StreamWorker::takeSnapshot(Result<MobEventsReply> reply, std::uint64_t limit)
{
    if (!reply) {
        StreamEnding ending;
        ending.error = reply.error();
        switch (reply.error().code) {
        case ErrorCode::NotFound:
        case ErrorCode::NotAStream:
        case ErrorCode::Malformed:
            // Whether it has none or only starts (a proxy's page), the stream tells.
            m_tryPlain = true;
            return openStream();
        case ErrorCode::TooLarge: // a few huge events
            if (limit / 4 > 0)
                return askSnapshot(limit / 4);
            ending.reason = StreamEnd::Busy;
            break;
        case ErrorCode::InvalidArgument: // no answer gets better by asking again
            return rest(SourceState::Failed, reply.error());
        case ErrorCode::Unauthorized:
            ending.reason = StreamEnd::Unauthorized;
            break;
        case ErrorCode::Tls:
            ending.reason = StreamEnd::Tls;
            break;
        case ErrorCode::Unreachable:
            ending.reason = StreamEnd::ConnectFailed;
            break;
        case ErrorCode::Canceled:
            ending.reason = StreamEnd::NoHeaders;
            break;
        default:
            ending.reason = StreamEnd::Busy;
            break;
        }
        return endRound(ending);
    }
    m_intake.takeSnapshot(reply->events);
    std::optional<Cursor> after = afterSeqOf(reply->subscribeUrl);
    if (after)
        m_firstPath = reply->subscribeUrl;
    else
        after = reply->nextAfterSeq; // older servers return the bare path
    if (after)
        m_intake.startAfter(*after);
    m_hasSnapshot = true;
    openStream();
}

void StreamWorker::plainStreamOnly()
{
    m_isRpcServed = false;
    m_feed->editReport([](ConnectionReport &report) { report.isRpcServed = false; });
    notice(SourceNotice::Kind::PlainStream);
}

std::string StreamWorker::streamPath(std::optional<Cursor> after) const
{
    EventQuery query = m_options.serverQuery;
    query.afterSeq.reset();
    std::string path = subscribeUrl(query, after.value_or(0), 0);
    if (after)
        return path;
    const std::size_t question = path.find('?');
    const std::size_t next = path.find('&', question);
    return next == std::string::npos ? path.substr(0, question)
                                     : path.substr(0, question + 1) + path.substr(next + 1);
}

void StreamWorker::openStream()
{
    m_path = std::exchange(m_firstPath, {});
    if (m_path.empty())
        m_path = streamPath(m_intake.beginConnection().after);
    else
        m_intake.beginConnection(afterSeqOf(m_path));
    StreamConnection::Request request{m_options.server, m_path, m_token, m_pinned, m_options.timing};
    m_connection = new StreamConnection(*m_network, std::move(request), this);
    connect(m_connection, &StreamConnection::opened, this, &StreamWorker::onOpened);
    connect(m_connection, &StreamConnection::readyRead, this, &StreamWorker::read);
    connect(m_connection, &StreamConnection::ended, this, &StreamWorker::onEnded);
    m_feed->editReport([this](ConnectionReport &report) {
        report.startedFrom = Redaction(m_token).apply(QString::fromStdString(m_path));
    });
    m_connection->open();
}

void StreamWorker::onOpened()
{
    m_isOpen = true;
    m_everOpened = true;
    m_staleUnopened = false;
    if (m_tryPlain) {
        plainStreamOnly();
        m_hasSnapshot = true;
    }
    m_feed->editReport([this](ConnectionReport &report) { report.exchange = m_connection->exchange(); });
    m_healthy.start(m_options.timing.healthyAfter);
    m_silence.start(m_options.timing.watchdog * 2 / 3);
    if (m_options.server.isEncrypted() && !m_pinned.isEmpty())
        notice(SourceNotice::Kind::CertificateExcepted, QString::fromLatin1(m_pinned.toHex()));
    const bool hasHistory =
        m_options.start == StreamOptions::Start::Beginning || m_options.start == StreamOptions::Start::After;
    if (!hasHistory)
        m_intake.endHistory();
    if (m_intake.isCaughtUp()) {
        announce(SourceState::Live);
    } else {
        announce(SourceState::CatchingUp);
        m_quiet.start(quiet);
    }
    askAbout();
}

// Only once a stream is open: a wrong token costs one request, not three (streams.md 4.9).
void StreamWorker::askAbout()
{
    if (!m_isRpcServed || !m_rpc)
        return;
    if (!m_intake.isCaughtUp()) {
        EventQuery nothing;
        nothing.limit = 0;
        m_rpc->subscribe(nothing, [this](Result<MobEventsReply> reply) {
            if (!reply)
                return;
            const auto latest = afterSeqOf(reply->subscribeUrl);
            if (latest && !m_intake.isCaughtUp())
                m_intake.setHistoryEnd(*latest);
        });
    }
    if (std::exchange(m_askedAbout, true))
        return;
    m_rpc->status([this](Result<ServerStatus> status) {
        if (!status) {
            const ErrorCode code = status.error().code;
            if (code == ErrorCode::NotAStream || code == ErrorCode::Malformed)
                plainStreamOnly();
            else if (code != ErrorCode::NotFound) // older servers answer queries, but know no status
                m_askedAbout = false;             // next time
            return;
        }
        m_feed->editReport([&status](ConnectionReport &report) {
            report.contractVersion = status->contractVersion;
            report.mobStorage = status->mobStorage;
        });
        if (!status->mobStorage.isEmpty() && status->mobStorage != QLatin1String("persistent"))
            notice(SourceNotice::Kind::LosesCursors, status->mobStorage);
    });
}

void StreamWorker::read()
{
    if (!m_connection || !m_isOpen)
        return;
    QElapsedTimer spent;
    spent.start();
    while (m_connection) {
        if (m_feed->isFull()) {
            m_connection->setPaused(true);
            m_quiet.stop();
            m_silence.stop(); // bytes wait, but for us
            m_waitsForRoom = true;
            return;
        }
        const QByteArray bytes = m_connection->read(readSize);
        if (bytes.isEmpty())
            break;
        m_silence.stop();
        if (std::exchange(m_attempt, 0) > 0)
            announce(m_status.state);
        switch (m_intake.push({bytes.constData(), static_cast<std::size_t>(bytes.size())})) {
        case StreamIntake::Outcome::Ok:
            break;
        case StreamIntake::Outcome::TooLarge:
            return onTooLarge();
        case StreamIntake::Outcome::OtherLedger:
            return onOtherLedger();
        }
        if (spent.elapsed() >= turn.count()) {
            m_more.start(0);
            break;
        }
    }
    if (!m_intake.isCaughtUp()) {
        if (m_intake.hasRows() || !m_quiet.isActive()) // a keep-alive is no history
            m_quiet.start(quiet);
    } else if (m_status.state == SourceState::CatchingUp)
        caughtUp();
    flushSoon();
    notePartial();
}

void StreamWorker::flushSoon()
{
    if (m_flush.isActive())
        return;
    if (!m_intake.hasRows())
        return m_intake.flush(); // counters only
    const auto since = StreamIntake::Clock::now() - m_intake.lastFlush();
    if (since >= StreamIntake::frame) {
        m_intake.flush();
        announceProgress();
    } else {
        m_flush.start(std::chrono::ceil<std::chrono::milliseconds>(StreamIntake::frame - since));
    }
}

void StreamWorker::roomMade()
{
    if (!std::exchange(m_waitsForRoom, false))
        return;
    if (!m_connection)
        return startRound(); // it was dropped meanwhile
    m_connection->setPaused(false);
    read();
}

void StreamWorker::caughtUp()
{
    m_intake.endHistory();
    announce(SourceState::Live);
}

void StreamWorker::onEnded(const StreamEnding &ending)
{
    m_feed->editReport([this](ConnectionReport &report) {
        if (m_connection)
            report.exchange = m_connection->exchange();
    });
    if (ending.reason == StreamEnd::PausedTooLong) {
        dropConnection();
        m_waitsForRoom = true;
        if (!m_feed->isFull())
            roomMade();
        return;
    }
    endRound(ending);
}

void StreamWorker::dropConnection()
{
    m_isOpen = false;
    m_waitsForRoom = false;
    for (QTimer *timer : {&m_healthy, &m_quiet, &m_silence, &m_flush, &m_more})
        timer->stop();
    if (m_rpc) {
        m_rpc->cancelAll();
        m_rpc.release()->deleteLater(); // this may be one of its callbacks
    }
    if (m_connection) {
        m_connection->disconnect(this);
        m_connection->close();
        std::exchange(m_connection, nullptr)->deleteLater();
        m_intake.endConnection();
        notePartial();
    }
}

} // namespace mobwatch
