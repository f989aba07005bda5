// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/livetail/livetailwidget.h"

#include "ui/livetail/livetaildelegate.h"
#include "ui/widgets/eventwords.h"
#include "ui/widgets/statewords.h"
#include "ui/widgets/statussegment.h"

#include <QCheckBox>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {
constexpr int frameMs = 33;
constexpr int usualRows = 7;
constexpr int leastRows = 3;
} // namespace

LiveTailWidget::LiveTailWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_delegate(new LiveTailDelegate(looks, this))
    , m_view(new QListView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformItemSizes(true);
    m_view->setItemDelegate(m_delegate);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("Live tail"));
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    connect(m_view->verticalScrollBar(), &QScrollBar::actionTriggered, this, [this] {
        m_follow = m_view->verticalScrollBar()->sliderPosition() >= m_view->verticalScrollBar()->maximum();
    });
    connect(m_view, &QListView::doubleClicked, this, &LiveTailWidget::activate);
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameMs);
    connect(&m_frame, &QTimer::timeout, this, [this] {
        if (m_model)
            m_model->takeArrived();
    });
    makeTitleControls();
    // The rate falls also when nothing comes.
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &LiveTailWidget::refreshTitle);
    setLooks(looks);
}

LiveTailWidget::~LiveTailWidget()
{
    detach();
}

void LiveTailWidget::makeTitleControls()
{
    m_state = new StatusSegment(m_looks, this);
    m_state->setAccessibleName(tr("State and rate"));
    m_state->setAccessibleDescription(m_state->accessibleName()); // replaced by what it shows
    m_pause = new QToolButton(this);
    m_pause->setCheckable(true);
    m_clear = new QToolButton(this);
    m_clear->setText(tr("Clear"));
    m_clear->setToolTip(tr("Clear the tail (Delete)"));
    m_onlyMatching = new QCheckBox(tr("Only what matches the filter"), this);
    // Shown by the dock title that takes them over.
    for (QWidget *control : {static_cast<QWidget *>(m_state), static_cast<QWidget *>(m_pause),
                             static_cast<QWidget *>(m_clear), static_cast<QWidget *>(m_onlyMatching)})
        control->hide();
    for (QToolButton *button : {m_pause, m_clear}) {
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIconSize({16, 16});
        button->setFocusPolicy(Qt::TabFocus);
    }
    connect(m_pause, &QToolButton::toggled, this, [this](bool paused) {
        if (m_model)
            m_model->setPaused(paused);
    });
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_sinceMs = currentTimeMs();
        if (m_model)
            m_model->clear();
    });
    connect(m_onlyMatching, &QCheckBox::toggled, this, [this](bool only) {
        if (m_model)
            m_model->setOnlyMatching(only);
        m_view->viewport()->update();
    });
}

void LiveTailWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_delegate->setLooks(looks);
    m_state->setLooks(looks);
    updatePauseButton();
    updateMinimum();
    m_view->doItemsLayout();
    m_view->viewport()->update();
    refreshTitle();
}

void LiveTailWidget::updateMinimum()
{
    setMinimumHeight(leastRows * m_looks.rowHeight());
}

QSize LiveTailWidget::sizeHint() const
{
    return {m_looks.scaled(600), usualRows * m_looks.rowHeight() + 1};
}

void LiveTailWidget::attach(Session &session, PayloadCache &payloads)
{
    detach();
    m_session = &session;
    m_payloads = &payloads;
    m_sinceMs = currentTimeMs();
    m_follow = true;
    m_model = std::make_unique<TailModel>(session.store(), session.hub(), session.matches());
    m_model->setOnlyMatching(m_onlyMatching->isChecked());
    m_model->setPaused(m_pause->isChecked());
    m_delegate->attach(&session.store(), m_model.get(), &payloads);
    m_view->setModel(m_model.get());
    connectModel();
    m_second.start();
    refreshTitle();
}

void LiveTailWidget::connectModel()
{
    connect(m_session, &Session::liveArrived, this, [this] {
        if (!m_frame.isActive())
            m_frame.start();
    });
    connect(m_session, &Session::statusChanged, this, &LiveTailWidget::refreshTitle);
    connect(m_session, &Session::countersChanged, this, &LiveTailWidget::refreshTitle);
    connect(m_session, &Session::heldChanged, this, &LiveTailWidget::refreshTitle);
    connect(m_payloads, &PayloadCache::payloadReady, this, [this] { m_view->viewport()->update(); });
    connect(m_model.get(), &TailModel::pausedChanged, this, &LiveTailWidget::updatePauseButton);
    connect(m_model.get(), &TailModel::rowsInserted, this, [this] {
        if (m_follow)
            m_view->scrollToBottom();
    });
    connect(m_model.get(), &TailModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) {
        // What is being read stays where it is while the oldest lines go.
        QScrollBar *bar = m_view->verticalScrollBar();
        if (!m_follow)
            bar->setValue(bar->value() - (last - first + 1));
    });
    connect(m_model.get(), &TailModel::modelReset, this, [this] { m_view->viewport()->update(); });
}

void LiveTailWidget::detach()
{
    m_frame.stop();
    m_second.stop();
    m_view->setModel(nullptr);
    m_delegate->attach(nullptr, nullptr, nullptr);
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    if (m_payloads)
        disconnect(m_payloads, nullptr, this, nullptr);
    m_model.reset();
    m_session = nullptr;
    m_payloads = nullptr;
}

void LiveTailWidget::refreshTitle()
{
    StatusSegment::Shown shown;
    shown.separator = false;
    if (m_session) {
        const StateWords state = stateWords(m_session->status(), m_session->isHeld(), currentTimeMs());
        shown.icon = state.icon;
        shown.iconColor = toneColor(state.tone, m_looks);
        shown.text = state.word;
        shown.figure = shownRate(m_session->counters().eventsPerSecond);
    }
    m_state->setShown(shown);
    if (m_model && m_model->rowCount() == 0)
        m_view->viewport()->update();
}

QWidget *LiveTailWidget::stateDisplay() const
{
    return m_state;
}

std::vector<QWidget *> LiveTailWidget::titleActions() const
{
    return {m_pause, m_clear, m_onlyMatching};
}

bool LiveTailWidget::isFollowing() const
{
    return m_follow;
}

void LiveTailWidget::updatePauseButton()
{
    const bool paused = m_pause->isChecked();
    m_pause->setIcon(m_looks.icon(paused ? QStringLiteral("resume") : QStringLiteral("pause")));
    const std::uint64_t arrived = m_model ? m_model->arrivedWhilePaused() : 0;
    QString text = paused ? tr("Resume") : tr("Pause");
    if (paused && arrived > 0)
        text = tr("Resume (%1 new)").arg(shownCount(arrived));
    m_pause->setText(text);
    m_pause->setToolTip(paused ? tr("Show what arrived meanwhile (Space)")
                               : tr("Hold the tail still (Space)"));
}

void LiveTailWidget::activate(const QModelIndex &index)
{
    if (index.isValid() && m_model)
        Q_EMIT eventActivated(m_model->eventRow(index.row()));
}

QString LiveTailWidget::emptyText() const
{
    if (!m_session)
        return {};
    if (m_session->source().kind() == SourceKind::EventFile &&
        m_session->status().state == SourceState::Stopped)
        return tr("This is a finished file; nothing arrives live.");
    const QString since = shownTime(m_sinceMs, false).left(8);
    return m_onlyMatching->isChecked() ? tr("Nothing that matches has arrived since %1.").arg(since)
                                       : tr("Nothing has arrived since %1.").arg(since);
}

void LiveTailWidget::paintEmptyText()
{
    QPainter painter(m_view->viewport());
    painter.setPen(m_looks.colors().secondText);
    painter.drawText(m_view->viewport()->rect(), Qt::AlignCenter, emptyText());
}

bool LiveTailWidget::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Space:
        m_pause->toggle();
        return true;
    case Qt::Key_Delete:
        m_clear->click();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activate(m_view->currentIndex());
        return true;
    case Qt::Key_End:
        m_follow = true;
        return false;
    case Qt::Key_Up:
    case Qt::Key_PageUp:
    case Qt::Key_Home:
        m_follow = false;
        return false;
    default:
        return false;
    }
}

bool LiveTailWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!(key->modifiers() & ~Qt::KeypadModifier) && handleKey(key->key()))
            return true;
    }
    if (watched != m_view->viewport() || !m_model)
        return QWidget::eventFilter(watched, event);
    if (event->type() == QEvent::Paint && m_model->rowCount() == 0) {
        paintEmptyText();
        return true;
    }
    if (event->type() == QEvent::Wheel) {
        // Behind the view's own handling, which moves the slider.
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_follow = m_view->verticalScrollBar()->value() >= m_view->verticalScrollBar()->maximum();
            },
            Qt::QueuedConnection);
    }
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QModelIndex index = m_view->indexAt(mouse->position().toPoint());
        if (index.isValid() && m_model->lineKind(index.row()) == TailModel::LineKind::Missed &&
            m_delegate->linkArea(m_view->visualRect(index), index.row())
                .contains(mouse->position().toPoint()))
            activate(index);
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = m_view->indexAt(help->pos());
        QToolTip::showText(help->globalPos(),
                           index.isValid() ? m_delegate->lineText(index.row()).toHtmlEscaped() : QString(),
                           m_view);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace mobwatch::ui
