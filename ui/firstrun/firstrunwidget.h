// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/source/eventsource.h"
#include "ui/looks/looks.h"

#include <QWidget>
#include <optional>
#include <vector>

class QLabel;
class QVBoxLayout;

namespace mobwatch::ui {

class ChoiceButton;

/// A source that could be watched: found on this machine, or watched before.
struct KnownSource
{
    QString path; ///< or the address of a server
    QString name; ///< the mob, or the file's name
    SourceKind kind = SourceKind::Ledger;
    std::uint64_t events = 0;
    std::optional<qint64> bytes = {};
    TimestampMs lastEventMs = 0; ///< 0 = not known
    friend bool operator==(const KnownSource &, const KnownSource &) = default;
};

/// The page of a window without a source: ways to begin.
class FirstRunWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit FirstRunWidget(const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    void setRecent(const std::vector<KnownSource> &sources);
    /// std::nullopt = still looking.
    void setFound(const std::optional<std::vector<KnownSource>> &sources);
    void focusFirstChoice();

Q_SIGNALS:
    void connectRequested();
    void openRequested();
    void demoRequested();
    void sourceChosen(const QString &path);

private:
    struct List
    {
        QLabel *heading = nullptr;
        QLabel *looking = nullptr; ///< only of what is being found
        QVBoxLayout *rows = nullptr;
    };
    List addList(QVBoxLayout *column, const QString &heading);
    void addChoices(QVBoxLayout *column);
    void fill(const List &list, const std::vector<KnownSource> &sources);
    void refill();

    Looks m_looks;
    QLabel *m_title;
    QLabel *m_note;
    ChoiceButton *m_connect = nullptr;
    ChoiceButton *m_open = nullptr;
    ChoiceButton *m_demo = nullptr;
    List m_foundList;
    List m_recentList;
    std::optional<std::vector<KnownSource>> m_found = std::vector<KnownSource>();
    std::vector<KnownSource> m_recent;
};

/// "88,012 events, yesterday 17:40"; what is not known is left out.
[[nodiscard]] QString knownSourceNote(const KnownSource &source, TimestampMs now);

} // namespace mobwatch::ui
