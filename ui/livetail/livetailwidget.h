// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadcache.h"
#include "core/models/tailmodel.h"
#include "core/session/session.h"
#include "ui/looks/looks.h"

#include <QListView>
#include <QTimer>
#include <QWidget>
#include <memory>

class QAbstractButton;
class QCheckBox;
class QToolButton;

namespace mobwatch::ui {

class LiveTailDelegate;
class StatusSegment;

/// What is arriving right now (bottom dock). Follows its own end until somebody scrolls up.
class LiveTailWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit LiveTailWidget(const Looks &looks, QWidget *parent = nullptr);
    ~LiveTailWidget() override;

    void setLooks(const Looks &looks);
    /// Both outlive the attachment.
    void attach(Session &session, PayloadCache &payloads);
    void detach();
    /// State word and rate in the title.
    void refreshTitle();

    // For the dock title, which owns the place but not the meaning.
    [[nodiscard]] QWidget *stateDisplay() const;
    [[nodiscard]] std::vector<QWidget *> titleActions() const;

    [[nodiscard]] TailModel *model() const { return m_model.get(); }
    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] bool isFollowing() const;
    [[nodiscard]] QString emptyText() const;

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void eventActivated(mobwatch::RowIndex row); ///< show it in the table

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeTitleControls();
    void connectModel();
    void activate(const QModelIndex &index);
    bool handleKey(int key);
    void paintEmptyText();
    void updatePauseButton();
    void updateMinimum();

    Looks m_looks;
    Session *m_session = nullptr;
    PayloadCache *m_payloads = nullptr;
    std::unique_ptr<TailModel> m_model;
    LiveTailDelegate *m_delegate;
    QListView *m_view;
    StatusSegment *m_state = nullptr;
    QToolButton *m_pause = nullptr;
    QToolButton *m_clear = nullptr;
    QCheckBox *m_onlyMatching = nullptr;
    QTimer m_frame; ///< gathers what arrives into one insertion and one scroll per frame
    QTimer m_second;
    TimestampMs m_sinceMs = 0;
    bool m_follow = true;
};

} // namespace mobwatch::ui
