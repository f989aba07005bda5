// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/backoff.h"
#include "core/source/streamintake.h"
#include "core/source/streamsource.h"
#include "core/stream/rpcclient.h"
#include "core/stream/streamconnection.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QObject>
#include <QTimer>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace mobwatch {

/// Keeps one server watched for as long as it lives: connects, resumes, waits (policies: streams.md 1.4 and
/// 4). Lives on the source's thread.
class StreamWorker final : public QObject
{
    Q_OBJECT
public:
    StreamWorker(StreamOptions options, std::shared_ptr<StreamFeed> feed,
                 std::shared_ptr<StreamRecording> recording);
    ~StreamWorker() override;

    void begin(std::string token);
    void connectNow(std::string token); ///< also from Failed and Stopped
    void acceptCertificate(const QByteArray &sha256, std::string token);
    void roomMade(); ///< batches were taken

private:
    void startRound();
    void askSnapshot(std::uint64_t limit);
    void takeSnapshot(Result<MobEventsReply> reply, std::uint64_t limit);
    void openStream();
    [[nodiscard]] std::string streamPath(std::optional<Cursor> after) const;
    void onOpened();
    void askAbout();
    void read();
    void onEnded(const StreamEnding &ending);
    void dropConnection();
    void renewNetwork();

    void endRound(const StreamEnding &ending);
    void onStale(const Error &error);
    void onOtherLedger();
    void onTooLarge();
    void waitFor(std::chrono::milliseconds wait, const Error &error,
                 SourceState state = SourceState::Waiting);
    void rest(SourceState state, const Error &error);
    void caughtUp();
    void tick();
    void flushSoon();

    void announce(SourceState state, const Error &error = {}, TimestampMs nextTryMs = 0);
    void announceProgress();
    void notice(SourceNotice::Kind kind, const QString &text = {}, qint64 number = 0);
    void notePartial();
    void plainStreamOnly();
    [[nodiscard]] TimestampMs now() const;

    const StreamOptions m_options;
    const std::shared_ptr<StreamFeed> m_feed;
    const std::shared_ptr<StreamRecording> m_recording;
    StreamIntake m_intake;
    Backoff m_backoff;
    std::string m_token;
    QByteArray m_pinned;

    QNetworkAccessManager *m_network = nullptr;
    StreamConnection *m_connection = nullptr;
    std::unique_ptr<RpcClient> m_rpc; ///< for one round
    QTimer m_next;                    ///< the next try
    QTimer m_healthy;                 ///< from opened on: then the back-off begins anew
    QTimer m_quiet;                   ///< nothing comes: it is caught up
    QTimer m_silence;                 ///< opened, but not a byte: a proxy that buffers
    QTimer m_flush, m_more, m_clock;
    QElapsedTimer m_sinceTick;
    TimestampMs m_tickMs = 0;

    SourceStatus m_status;
    std::set<SourceNotice::Kind> m_noticed;
    std::string m_path;         ///< of the newest connection
    std::string m_firstPath;    ///< the subscribe_url of the snapshot, for the first connection
    bool m_hasSnapshot = false; ///< asked for, or not wanted
    bool m_tryPlain = false;    ///< this round: no snapshot came, a stream may
    bool m_isRpcServed = true;
    bool m_askedAbout = false;
    bool m_everOpened = false;
    bool m_isOpen = false;
    bool m_waitsForRoom = false;
    int m_attempt = 0;
    Cursor m_tooLargeBehind = 0;  ///< the cursor before the event that was too large, plus one
    bool m_staleUnopened = false; ///< the ledger was cleared and no stream has opened since
    QElapsedTimer m_lastStale;
};

} // namespace mobwatch
