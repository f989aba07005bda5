// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadcache.h"
#include "core/models/runrows.h"
#include "core/support/ids.h"
#include "ui/looks/looks.h"
#include "ui/widgets/runids.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <optional>

class QLabel;
class QScrollArea;
class QStackedLayout;

namespace mobwatch {
class Session;
}

namespace mobwatch::ui {

class EventFieldsWidget;
class EventHeadWidget;
class LineSplitter;
class PayloadWidget;

/// Content of the Details dock: what happened in one event, its fields as links that filter, its neighbours
/// in the same run, and its payload.
class DetailsWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit DetailsWidget(const Looks &looks, QWidget *parent = nullptr);
    ~DetailsWidget() override;

    void setLooks(const Looks &looks);
    /// Both or neither; they outlive their use here.
    void setSession(Session *session, PayloadCache *payloads);
    void setRow(std::optional<RowIndex> row);
    [[nodiscard]] std::optional<RowIndex> row() const { return m_row; }

    QSize sizeHint() const override;

public Q_SLOTS:
    void goToPreviousInRun(); ///< Alt+Up
    void goToNextInRun();     ///< Alt+Down

Q_SIGNALS:
    /// The user went to another event of the run; it is already shown here.
    void rowRequested(mobwatch::RowIndex row);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setupEmptyPage();
    void setupEventPage();
    void fitTop();
    void showRow();
    void showPayload(const Result<PayloadCache::Payload> &payload);
    void refreshRun();
    void refreshHead(const std::string *payload);
    void goInRun(int step);
    void followField(const QString &field, const QString &value);

    Looks m_looks;
    QPointer<Session> m_session;
    QPointer<PayloadCache> m_payloads;
    std::optional<RowIndex> m_row;
    std::uint64_t m_request = 0; ///< the newest payload request wins
    RunRows m_runRows;
    RunIds m_runIds;

    QStackedLayout *m_pages;
    QLabel *m_emptyTitle = nullptr;
    QLabel *m_emptyHint = nullptr;
    LineSplitter *m_splitter = nullptr;
    QScrollArea *m_top = nullptr;
    EventHeadWidget *m_head = nullptr;
    EventFieldsWidget *m_fields = nullptr;
    PayloadWidget *m_payload = nullptr;
    bool m_isSplitByUser = false;
    QTimer m_age;
    QTimer m_fit;
};

} // namespace mobwatch::ui
