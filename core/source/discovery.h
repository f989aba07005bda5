// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/ids.h"
#include "core/support/time.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <atomic>
#include <optional>
#include <thread>
#include <vector>

namespace mobwatch {

/// A ledger that could be watched without typing anything.
struct FoundLedger
{
    QString path;
    QString mobId; ///< from the newest event, else from the file's name; may be empty
    Cursor latestCursor = 0;
    qint64 rowCount = 0;
    bool rowCountIsExact = true; ///< big ledgers are estimated by their cursors
    TimestampMs lastEventMs = 0; ///< 0 = no events
    qint64 fileBytes = 0;        ///< with its -wal
    bool hasEvents = false;      ///< without: a ledger that has not begun, or was emptied

    friend bool operator==(const FoundLedger &, const FoundLedger &) = default;
};

/// Where to look (specification 4.11). A few folders are read, the disk is never searched.
struct DiscoveryRoots
{
    QStringList realmRoots; ///< folders of realms: <root>/<realm>/mobs/*.db
    QStringList stateDirs;  ///< of gateways: event_log.sqlite3
    QStringList files;      ///< single files, like mob.sqlite3

    /// `.rkat/realms`, `state` and `mob.sqlite3` of `workingDirectory`, the first two of its parents too, and
    /// the user's own roots.
    [[nodiscard]] static DiscoveryRoots standard(const QString &workingDirectory);
    friend bool operator==(const DiscoveryRoots &, const DiscoveryRoots &) = default;
};

/// The ledgers under `roots`, the one with the newest event first; those without events last. Files that
/// cannot be read, and helper stores that never hold events, are left out. Any thread; stops early when
/// `canceled` turns true.
[[nodiscard]] std::vector<FoundLedger> discoverLedgers(const DiscoveryRoots &roots,
                                                       const std::atomic<bool> *canceled = nullptr);

/// What a ledger's file name says about its mob: `mob--a%20b.db` and `a%20b.db` are "a b"; empty for other
/// names.
[[nodiscard]] QString mobIdFromFileName(const QString &fileName);

/// Runs discoverLedgers in the background and delivers on the thread it lives on. The latest request wins.
class Discovery final : public QObject
{
    Q_OBJECT
public:
    explicit Discovery(QObject *parent = nullptr);
    ~Discovery() override;

    void start(const DiscoveryRoots &roots);
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const std::vector<FoundLedger> &ledgers() const { return m_ledgers; }

Q_SIGNALS:
    void finished(); ///< ledgers() is new

private:
    void takeResult();

    std::thread m_thread; ///< ends before m_found is read here
    std::atomic<bool> m_canceled = false;
    std::vector<FoundLedger> m_found;
    std::optional<DiscoveryRoots> m_next; ///< asked for while another search was running
    std::vector<FoundLedger> m_ledgers;
    bool m_running = false;
};

} // namespace mobwatch
