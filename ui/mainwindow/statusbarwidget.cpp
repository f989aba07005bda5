// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/statusbarwidget.h"

#include "ui/mainwindow/processmemory.h"
#include "ui/widgets/eventwords.h"
#include "ui/widgets/statewords.h"
#include "ui/widgets/statussegment.h"

#include <QDir>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QPainter>
#include <QProgressBar>
#include <algorithm>
#include <vector>

namespace mobwatch::ui {

namespace {
constexpr int leastAddress = 90;
constexpr TimestampMs longestSilenceMs = 20'000; ///< a heartbeat is due every 15 s
constexpr int roomForRate = 1100;                ///< below, the rate is only in the tail's title
} // namespace

StatusBarWidget::StatusBarWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_state(addSegment(tr("Connection"), false))
    , m_progress(new QProgressBar(this))
    , m_address(addSegment(tr("Source"), false))
    , m_cursor(addSegment(tr("Last cursor"), false))
    , m_age(addSegment(tr("Last event"), false))
    , m_rate(addSegment(tr("Rate"), false))
    , m_activity(addSegment(tr("Running"), true))
    , m_unreadable(addSegment(tr("Malformed rows"), true))
    , m_gaps(addSegment(tr("Gaps"), true))
    , m_duplicates(addSegment(tr("Duplicates"), false))
    , m_memory(addSegment(tr("Memory"), false))
{
    m_address->setElidable(true);
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 100);
    m_progress->setAccessibleName(tr("Reading history"));
    m_progress->hide();
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addSpacing(looks.scaled(4));
    layout->addWidget(m_state);
    layout->addWidget(m_progress);
    for (StatusSegment *segment : {m_address, m_cursor, m_age, m_rate})
        layout->addWidget(segment);
    layout->addStretch(1);
    for (StatusSegment *segment : {m_activity, m_unreadable, m_gaps, m_duplicates, m_memory})
        layout->addWidget(segment);
    connect(m_state, &StatusSegment::clicked, this, &StatusBarWidget::stateClicked);
    connect(m_unreadable, &StatusSegment::clicked, this, &StatusBarWidget::unreadableClicked);
    connect(m_gaps, &StatusSegment::clicked, this, &StatusBarWidget::gapsClicked);
    connect(m_activity, &StatusSegment::clicked, this, &StatusBarWidget::activityClicked);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &StatusBarWidget::refresh);
    m_second.start();
    setLooks(looks);
}

StatusSegment *StatusBarWidget::addSegment(const QString &name, bool clickable)
{
    auto *segment = new StatusSegment(m_looks, this);
    segment->setAccessibleName(name);
    segment->setAccessibleDescription(name); // replaced by what it shows
    segment->setClickable(clickable);
    segment->setElidable(false);
    return segment;
}

void StatusBarWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    for (StatusSegment *segment : {m_state, m_address, m_cursor, m_age, m_rate, m_activity, m_unreadable,
                                   m_gaps, m_duplicates, m_memory})
        segment->setLooks(looks);
    m_progress->setFixedSize(looks.scaled(96), looks.headerHeight() / 2);
    updateGeometry();
    refresh();
}

void StatusBarWidget::setSession(Session *session)
{
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    m_bytes = 0;
    m_bytesAtMs = 0;
    const bool isServer = session && session->server();
    m_state->setToolTip(
        isServer ? tr("Connection details (%1)")
                       .arg(QKeySequence(QStringLiteral("Ctrl+I")).toString(QKeySequence::NativeText))
                 : QString());
    m_state->setClickable(isServer);
    if (session) {
        connect(session, &Session::statusChanged, this, &StatusBarWidget::refresh);
        connect(session, &Session::countersChanged, this, &StatusBarWidget::refresh);
        connect(session, &Session::heldChanged, this, &StatusBarWidget::refresh);
    }
    refresh();
}

QSize StatusBarWidget::sizeHint() const
{
    return {m_looks.scaled(600), m_looks.headerHeight()};
}

QSize StatusBarWidget::minimumSizeHint() const
{
    return {m_looks.scaled(200), m_looks.headerHeight()};
}

void StatusBarWidget::refresh()
{
    refreshSource();
    refreshCounts();
    showMemory();
    fitSegments();
}

void StatusBarWidget::fitSegments()
{
    const bool isHeld = m_session && m_session->isHeld();
    const auto isZero = [](const StatusSegment *segment) { return segment->shown().icon.isEmpty(); };
    // Half a word says nothing: what can be missed most is left out as a whole, and the address is cut.
    std::vector<StatusSegment *> leftOut;
    for (StatusSegment *count : {m_duplicates, m_gaps, m_unreadable}) {
        if (isZero(count))
            leftOut.push_back(count);
    }
    if (isHeld)
        leftOut.insert(leftOut.end(), {m_memory, m_age, m_cursor, m_rate});
    else
        leftOut.insert(leftOut.end(), {m_memory, m_rate, m_age, m_cursor});
    int needed = m_looks.scaled(4) + (m_progress->isHidden() ? 0 : m_progress->width());
    for (const StatusSegment *segment :
         {m_state, m_cursor, m_age, m_rate, m_activity, m_unreadable, m_gaps, m_duplicates, m_memory})
        needed += segment->sizeHint().width();
    needed += std::min(m_address->sizeHint().width(), m_looks.scaled(leastAddress));
    for (StatusSegment *segment : leftOut) {
        const bool fits = needed <= width();
        if (!fits)
            needed -= segment->sizeHint().width();
        segment->setHidden(!fits);
    }
    for (StatusSegment *count : {m_duplicates, m_gaps, m_unreadable}) {
        if (!isZero(count))
            count->show();
    }
}

void StatusBarWidget::refreshSource()
{
    SourceStatus status = m_session ? m_session->status() : SourceStatus{};
    if (m_session && status.state == SourceState::Idle)
        status.state = SourceState::Connecting; // it is about to
    const bool held = m_session && m_session->isHeld();
    const StateWords state = stateWords(status, held, currentTimeMs());
    m_state->setShown({state.icon,
                       toneColor(state.tone, m_looks),
                       state.word,
                       {},
                       {},
                       true,
                       true,
                       state.isPartial ? QStringLiteral("sev-warning") : QString()});
    const bool reading = status.state == SourceState::CatchingUp && !held;
    m_progress->setVisible(reading);
    m_progress->setValue(int(status.progress * 100));
    if (!m_session) {
        for (StatusSegment *segment : {m_address, m_cursor, m_age, m_rate})
            segment->setShown({});
        return;
    }
    const SessionCounters counters = m_session->counters();
    QString address = m_session->source().address();
    if (address.startsWith(QDir::homePath() + QLatin1Char('/')))
        address = QLatin1Char('~') + address.mid(QDir::homePath().size());
    m_address->setShown({{}, {}, shownText(address.toStdString()), {}, {}, false, true});
    m_address->setToolTip(m_session->source().address().toHtmlEscaped());
    StatusSegment::Shown cursor{{}, {}, tr("cursor"), shownCount(counters.lastCursor), {}, false, true};
    if (counters.epoch > 1)
        cursor.figure += tr(", epoch %1").arg(counters.epoch);
    m_cursor->setShown(counters.lastCursor > 0 ? cursor : StatusSegment::Shown{});

    const TimestampMs now = currentTimeMs();
    const TimestampMs last = counters.lastEventMs;
    StatusSegment::Shown age;
    if (last > 0) {
        age.text = tr("last event %1").arg(shownAge(now > last ? now - last : 0));
        if (isStale(status, now)) {
            age.icon = QStringLiteral("sev-warning");
            age.iconColor = m_looks.severityMark(Severity::Warning);
            age.color = m_looks.colors().warningText;
        }
    }
    m_age->setShown(age);
    const QString rate = shownRate(counters.eventsPerSecond);
    const bool room = width() >= m_looks.scaled(roomForRate) || held;
    m_rate->setShown(room ? StatusSegment::Shown{{},
                                                 {},
                                                 held ? tr("still receiving, %1").arg(rate) : rate,
                                                 {},
                                                 {},
                                                 false,
                                                 true}
                          : StatusSegment::Shown{});
}

bool StatusBarWidget::isStale(const SourceStatus &status, TimestampMs now)
{
    ServerLink *link = m_session->server();
    if (!link)
        return false;
    const std::uint64_t bytes = link->counters().bytes;
    if (bytes != m_bytes || m_bytesAtMs == 0) {
        m_bytes = bytes;
        m_bytesAtMs = now;
    }
    if (status.state == SourceState::Waiting || status.state == SourceState::Failed)
        return true;
    return status.state == SourceState::Live && now - m_bytesAtMs > longestSilenceMs;
}

void StatusBarWidget::refreshCounts()
{
    if (!m_session) {
        for (StatusSegment *segment : {m_unreadable, m_gaps, m_duplicates})
            segment->setShown({});
        return;
    }
    const SessionCounters counters = m_session->counters();
    showCount(m_unreadable, counters.unreadable, tr("%1 malformed"), QStringLiteral("sev-warning"));
    showCount(m_gaps, counters.gaps, counters.gaps == 1 ? tr("%1 gap") : tr("%1 gaps"),
              QStringLiteral("gap"));
    showCount(m_duplicates, counters.duplicates,
              counters.duplicates == 1 ? tr("%1 duplicate") : tr("%1 duplicates"),
              QStringLiteral("sev-warning"));
}

void StatusBarWidget::showCount(StatusSegment *segment, std::uint64_t count, const QString &text,
                                const QString &icon)
{
    StatusSegment::Shown shown;
    shown.text = text.arg(shownCount(count));
    shown.color = count > 0 ? m_looks.colors().warningText : m_looks.colors().secondText;
    if (count > 0) {
        shown.icon = icon;
        shown.iconColor = m_looks.severityMark(Severity::Warning);
    }
    segment->setShown(shown);
    if (segment == m_duplicates)
        return;
    segment->setToolTip(count == 0          ? QString()
                        : segment == m_gaps ? tr("Go to the event behind the next gap")
                                            : tr("Show what could not be read"));
    segment->setClickable(count > 0);
}

void StatusBarWidget::showMemory()
{
    std::uint64_t bytes = processMemoryBytes();
    if (bytes == 0 && m_session)
        bytes = m_session->store().memoryBytes();
    m_memory->setShown(
        {{}, {}, bytes > 0 ? shownBytes(bytes) : QString(), {}, m_looks.colors().secondText, false, false});
}

void StatusBarWidget::setActivity(const QString &text)
{
    m_activity->setShown(
        text.isEmpty()
            ? StatusSegment::Shown{}
            : StatusSegment::Shown{
                  QStringLiteral("clear"), m_looks.colors().secondText, text, {}, {}, false, true});
    m_activity->setToolTip(text.isEmpty() ? QString() : tr("Cancel"));
    m_activity->setClickable(!text.isEmpty());
    fitSegments();
}

void StatusBarWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(QPen(m_looks.colors().separator, 0));
    painter.drawLine(0, 0, width(), 0);
}

void StatusBarWidget::resizeEvent(QResizeEvent *)
{
    refreshSource();
    fitSegments();
}

} // namespace mobwatch::ui
