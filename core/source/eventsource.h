// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/eventbatch.h"
#include "core/event/payloadreader.h"
#include "core/stream/connectionreport.h"
#include "core/support/result.h"
#include "core/support/time.h"

#include <QObject>
#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

namespace mobwatch {

enum class SourceKind : std::uint8_t { Ledger, EventFile, Demo, Server };

/// The life of a source. `Finished` is not a state: the signal finished() comes last and once.
enum class SourceState : std::uint8_t { Idle, Connecting, CatchingUp, Live, Waiting, Stopped, Failed };

struct SourceStatus
{
    SourceState state = SourceState::Idle;
    Error error;               ///< of Waiting and Failed: why
    TimestampMs nextTryMs = 0; ///< of Waiting: when it tries again; 0 = when the file changes
    double progress = 0;       ///< of CatchingUp: 0..1
    TimestampMs sinceMs = 0;   ///< of a server: when it came into this state
    int attempt = 0;           ///< of a server: failed rounds in a row
    bool isPartial = false;    ///< of a server: it leaves kinds out (specification 6.5)
    friend bool operator==(const SourceStatus &, const SourceStatus &) = default;
};

/// Why a new epoch began, or the end of one (a seam in the views).
enum class SeamReason : std::uint8_t { LedgerCleared, LedgerRecreated, LedgerDeleted, MobDestroyed };
struct Seam
{
    SeamReason reason = SeamReason::LedgerCleared;
    Epoch epoch = 1;       ///< the epoch that begins behind the seam (the one that ended, for LedgerDeleted)
    Cursor lastCursor = 0; ///< the last cursor read before it
    friend bool operator==(const Seam &, const Seam &) = default;
};

/// Things a source has to say besides events; the window shows them as message bars.
struct SourceNotice
{
    enum class Kind : std::uint8_t {
        NewerSchema,     ///< rows of a schema version newer than 9: read leniently (specification 4.7)
        PrivateCopy,     ///< the ledger could not be opened in place; a private copy is read
        EmptiedLedger,   ///< no events, but mob_runs still lists runs: its mob was destroyed
        HelperStore,     ///< all tables, never an event row (specification 4.11)
        SafetyPollOnly,  ///< file notification is not available; appends are noticed by polling
        SpoolFull,       ///< the payload spool reached its budget
        SpoolFailed,     ///< the payload spool cannot be written
        PartialServer,   ///< the server never sends some kinds (specification 6.5); text: their labels, by
                         ///< commas
        NearbyLedger,    ///< the ledger of that server can be read on this machine; text: its path
        PlainStream,     ///< the server does not serve the RPC: no snapshot, only the stream
        LosesCursors,    ///< the server's ledger does not outlive it; text: the storage class it tells
        RecordingFailed, ///< what arrives cannot be recorded; text: why
        BufferingProxy,  ///< something on the way holds bytes back
        EventTooLarge, ///< an event above the size limit was stepped over; number: its cursor, 0 = not known
        CertificateExcepted, ///< the server's certificate is not trusted but was accepted; text: its SHA-256
    };
    Kind kind{};
    qint64 number = 0; ///< schema version, runs, ... whatever the kind counts
    QString text;      ///< path or reason; may be empty
    friend bool operator==(const SourceNotice &, const SourceNotice &) = default;
};

/// What is known about a run from the ledger's own tables (mob_runs, mob_specs are optional:
/// specification 4.10).
struct SourceInfo
{
    QString storeInstanceId;
    qint64 runsListed = 0;
    int newestSchemaVersion = 0;
    friend bool operator==(const SourceInfo &, const SourceInfo &) = default;
};

/// What a source that talks to a server can tell and be told besides. GUI thread.
class ServerLink
{
public:
    ServerLink() = default;
    virtual ~ServerLink() = default;
    Q_DISABLE_COPY_MOVE(ServerLink)
    [[nodiscard]] virtual ConnectionReport report() const = 0;
    /// Those of the report, without the rest of it: O(1).
    [[nodiscard]] virtual StreamCounters counters() const { return report().counters; }
    /// Another token is there (or none): connects anew with it, at once.
    virtual void tokenChanged() = 0;
    /// The person accepts this certificate for this host; connects anew.
    virtual void acceptCertificate(const QByteArray &sha256) = 0;

    enum class MergeState : std::uint8_t {
        None,
        Comparing, ///< the ledger is open; no event that both have was compared yet
        Merged,
        Refused, ///< it is not this server's ledger
    };
    /// Reads the server's ledger on this machine into the same source (see MergedSource). False where that
    /// cannot be done, or one is there already.
    virtual bool mergeLedger(const QString & /*path*/) { return false; }
    [[nodiscard]] virtual MergeState mergeState() const { return MergeState::None; }
};

/// One face for "where events come from". A GUI-thread facade over a worker on a thread of its own. Batches
/// wait in a bounded queue (a full queue stops the reading); batchReady only wakes.
class EventSource : public QObject
{
    Q_OBJECT
public:
    explicit EventSource(QObject *parent = nullptr)
        : QObject(parent)
    {
    }
    ~EventSource() override = default;

    [[nodiscard]] virtual SourceKind kind() const = 0;
    /// Path or address, as a person reads it.
    [[nodiscard]] virtual QString address() const = 0;

    /// Once; nothing after stop().
    virtual void start() = 0;
    /// Ends reading; idempotent, bounded in time. finished() follows, once.
    virtual void stop() = 0;
    /// Try again at once (F5) where it waits.
    virtual void retry() = 0;

    /// Takes everything that waits, oldest first. Thread: GUI.
    [[nodiscard]] virtual std::vector<EventBatchPtr> takeBatches() = 0;
    /// Like takeBatches, for what the source has to say; call after it (a seam belongs before the batches of
    /// its epoch: a batch tells its epoch itself).
    [[nodiscard]] virtual std::vector<Seam> takeSeams() = 0;
    [[nodiscard]] virtual std::vector<SourceNotice> takeNotices() = 0;
    [[nodiscard]] virtual SourceStatus status() const = 0;
    [[nodiscard]] virtual SourceInfo info() const = 0;
    /// Payloads of this source's events, for any thread. Valid also after stop().
    [[nodiscard]] virtual PayloadAccessPtr payloads() const = 0;
    /// Null where there is no server.
    [[nodiscard]] virtual ServerLink *server() { return nullptr; }

Q_SIGNALS:
    void batchReady();    ///< at most about 30 times a second under load, at once when idle
    void statusChanged(); ///< status(), notices or seams changed
    void finished();
};

} // namespace mobwatch
