// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/detailswidget.h"

#include "core/models/jsonscan.h"
#include "core/session/session.h"
#include "ui/details/eventfieldswidget.h"
#include "ui/details/eventheadwidget.h"
#include "ui/details/linesplitter.h"
#include "ui/details/payloadwidget.h"
#include "ui/widgets/eventwords.h"

#include <QEvent>
#include <QLabel>
#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>
#include <algorithm>

namespace mobwatch::ui {

namespace {

constexpr int leastPayloadHeight = 130; ///< its title and five rows

/// The sentence without its reason, which stands below it as a whole.
QString sentenceWithoutReason(const EventFacts &facts)
{
    std::vector<SentencePart> parts = eventSentence(facts);
    const auto reason = std::find_if(parts.begin(), parts.end(), [](const SentencePart &part) {
        return part.role == SentencePart::Role::Reason;
    });
    if (eventReason(facts).isEmpty())
        return plainText(parts);
    parts.erase(reason, parts.end());
    QString text = plainText(parts).trimmed();
    if (text.endsWith(QLatin1Char(':')))
        text.chop(1);
    return text.trimmed();
}

EventFacts factsOf(const EventStore &store, RowIndex row, const std::string *data)
{
    EventFacts facts;
    facts.kind = store.text(TextColumn::Kind, row).value_or(std::string_view());
    facts.mob = store.text(TextColumn::Mob, row).value_or(std::string_view());
    facts.run = store.text(TextColumn::Run, row);
    facts.step = store.text(TextColumn::Step, row);
    facts.agent = store.text(TextColumn::Agent, row);
    facts.severity = store.severity(row);
    facts.flow = store.flowOfRun(store.textId(TextColumn::Run, row));
    if (data)
        facts.data = *data;
    return facts;
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// What the run's own events tell: its flow, whether it has ended, and how long it took.
QString runFact(const EventStore &store, const RunStates &states, std::uint32_t run)
{
    QStringList words;
    if (const std::string_view flow = store.flowOfRun(run); !flow.empty())
        words.append(shownText(flow));
    const RunStates::Run state = states.run(run);
    const bool hasLength = state.startedMs > 0 && state.endedMs >= state.startedMs;
    const QString length = hasLength ? shownDuration(state.endedMs - state.startedMs) : QString();
    switch (state.state) {
    case RunState::Running:
        words.append(DetailsWidget::tr("running"));
        break;
    case RunState::Completed:
        words.append(hasLength ? DetailsWidget::tr("completed, %1").arg(length)
                               : DetailsWidget::tr("completed"));
        break;
    case RunState::Failed:
        words.append(hasLength ? DetailsWidget::tr("failed, %1").arg(length) : DetailsWidget::tr("failed"));
        break;
    case RunState::Canceled:
        words.append(hasLength ? DetailsWidget::tr("canceled, %1").arg(length)
                               : DetailsWidget::tr("canceled"));
        break;
    case RunState::Unknown:
        break;
    }
    return words.join(QStringLiteral(", "));
}

std::vector<EventFieldsWidget::Field> fieldsOf(const EventStore &store, const RunStates &states,
                                               const RunIds &runIds, RowIndex row)
{
    std::vector<EventFieldsWidget::Field> fields;
    const auto add = [&](const QString &title, const QString &field, TextColumn column) {
        if (const auto text = store.text(column, row))
            fields.push_back({title, {{field, toQString(*text), shownText(*text)}}, {}});
    };
    add(DetailsWidget::tr("Mob"), QStringLiteral("mob"), TextColumn::Mob);
    if (const auto run = store.text(TextColumn::Run, row)) {
        const QString fact = runFact(store, states, store.textId(TextColumn::Run, row));
        fields.push_back({DetailsWidget::tr("Run"),
                          {{QStringLiteral("run"), toQString(*run), runIds.shown(*run)}},
                          fact,
                          true});
    }
    add(DetailsWidget::tr("Step"), QStringLiteral("step"), TextColumn::Step);
    add(DetailsWidget::tr("Agent"), QStringLiteral("agent"), TextColumn::Agent);
    add(DetailsWidget::tr("Kind"), QStringLiteral("kind"), TextColumn::Kind);
    EventFieldsWidget::Field labels{DetailsWidget::tr("Labels"), {}, {}};
    LabelMap all = store.runLabels(row); // `label.` looks at the run's, then at the mob's
    all.insert(store.mobLabels(row).begin(), store.mobLabels(row).end());
    for (const auto &[key, value] : all)
        labels.links.push_back({toQString("label." + jsonscan::pathKey(key)), toQString(value),
                                shownText(key) + QLatin1Char('=') + shownText(value)});
    if (!labels.links.empty())
        fields.push_back(std::move(labels));
    return fields;
}

} // namespace

DetailsWidget::DetailsWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_pages(new QStackedLayout(this))
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setupEmptyPage();
    setupEventPage();
    m_age.setInterval(1000);
    connect(&m_age, &QTimer::timeout, this, [this] {
        if (isVisible())
            m_head->refreshAge();
    });
    setLooks(looks);
}

DetailsWidget::~DetailsWidget() = default;

void DetailsWidget::setupEmptyPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    m_emptyTitle = new QLabel(tr("Select an event to see what happened"), page);
    m_emptyHint = new QLabel(tr("↑ ↓ choose, Enter opens it here"), page);
    layout->addStretch(2);
    for (QLabel *label : {m_emptyTitle, m_emptyHint}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        layout->addWidget(label);
    }
    layout->addStretch(3);
    m_pages->addWidget(page);
}

void DetailsWidget::setupEventPage()
{
    m_splitter = new LineSplitter(this);
    m_top = new QScrollArea(m_splitter);
    auto *content = new QWidget(m_top);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_head = new EventHeadWidget(m_looks, content);
    m_fields = new EventFieldsWidget(m_looks, content);
    layout->addWidget(m_head);
    auto *line = new QWidget(content);
    line->setFixedHeight(1);
    line->setBackgroundRole(QPalette::Mid);
    line->setAutoFillBackground(true);
    layout->addWidget(line);
    layout->addWidget(m_fields);
    layout->addStretch(1);
    content->setBackgroundRole(QPalette::Base);
    m_top->setWidget(content);
    m_top->setWidgetResizable(true);
    m_top->setFrameShape(QFrame::NoFrame);
    m_top->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_top->setBackgroundRole(QPalette::Base);
    m_top->setFocusPolicy(Qt::NoFocus);
    m_payload = new PayloadWidget(m_looks, m_splitter);
    // Wrapped texts know their height only once they have their width.
    m_fit.setSingleShot(true);
    m_fit.setInterval(0);
    connect(&m_fit, &QTimer::timeout, this, &DetailsWidget::fitTop);
    content->installEventFilter(this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(1, 1);
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] { m_isSplitByUser = true; });
    connect(m_fields, &EventFieldsWidget::linkFollowed, this, &DetailsWidget::followField);
    connect(m_fields, &EventFieldsWidget::previousRequested, this, &DetailsWidget::goToPreviousInRun);
    connect(m_fields, &EventFieldsWidget::nextRequested, this, &DetailsWidget::goToNextInRun);
    m_pages->addWidget(m_splitter);
}

void DetailsWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_head->setLooks(looks);
    m_fields->setLooks(looks);
    m_payload->setLooks(looks);
    m_emptyTitle->setFont(m_looks.emptyTitleFont());
    m_emptyHint->setFont(m_looks.bodyFont());
    QPalette second = palette();
    second.setColor(QPalette::WindowText, m_looks.colors().secondText);
    second.setColor(QPalette::Text, m_looks.colors().secondText);
    m_emptyHint->setPalette(second);
    fitTop();
}

QSize DetailsWidget::sizeHint() const
{
    return {m_looks.scaled(316), m_looks.scaled(480)};
}

void DetailsWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitTop();
}

bool DetailsWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        m_fit.start();
    return QWidget::eventFilter(watched, event);
}

void DetailsWidget::fitTop()
{
    if (m_isSplitByUser || height() == 0)
        return;
    // As high as head and fields are; the payload takes the rest, and keeps enough to be of use.
    m_top->widget()->layout()->activate();
    const int wanted = m_top->widget()->heightForWidth(width());
    const int least = std::max(m_looks.scaled(leastPayloadHeight), height() / 4);
    const int top = std::clamp(height() - m_splitter->handleWidth() - least, 0, wanted);
    m_splitter->setSizes({top, std::max(0, height() - m_splitter->handleWidth() - top)});
}

void DetailsWidget::setSession(Session *session, PayloadCache *payloads)
{
    if (m_session)
        m_session->disconnect(this);
    m_session = session;
    m_payloads = payloads;
    m_runRows = {};
    m_runIds = RunIds(session ? &session->store() : nullptr);
    if (session) {
        connect(session, &Session::eventsAppended, this, [this] {
            // A held session holds the picture still, this pane with it.
            if (m_row && !m_session->isHeld())
                refreshRun();
        });
        connect(session, &Session::heldChanged, this, [this] {
            if (m_row && !m_session->isHeld())
                refreshRun();
        });
    }
    setRow(std::nullopt);
}

void DetailsWidget::setRow(std::optional<RowIndex> row)
{
    if (!m_session || !m_payloads)
        row.reset();
    if (row == m_row && row)
        return;
    m_row = row;
    ++m_request;
    m_pages->setCurrentIndex(row ? 1 : 0);
    if (row)
        showRow();
    row ? m_age.start() : m_age.stop();
}

void DetailsWidget::showRow()
{
    refreshHead(nullptr);
    refreshRun();
    m_payload->showReading();
    m_payloads->fetch(*m_row, this,
                      [this, request = m_request](const Result<PayloadCache::Payload> &payload) {
                          if (request == m_request && m_session)
                              showPayload(payload);
                      });
    fitTop();
    m_top->ensureVisible(0, 0);
}

void DetailsWidget::showPayload(const Result<PayloadCache::Payload> &payload)
{
    if (!payload) {
        m_payload->showError(payload.error());
        return;
    }
    refreshHead(payload->get());
    m_payload->showPayload(*payload);
    fitTop();
}

void DetailsWidget::refreshHead(const std::string *payload)
{
    const EventStore &store = m_session->store();
    const EventFacts facts = factsOf(store, *m_row, payload);
    const QString reason = shownText(eventReason(facts).toStdString());
    m_head->setShown({facts.severity, sentenceWithoutReason(facts),
                      eventReason(facts).isEmpty() ? QString() : reason, store.cursor(*m_row),
                      store.timestampMs(*m_row)});
}

void DetailsWidget::refreshRun()
{
    const EventStore &store = m_session->store();
    m_runRows.follow(&store, store.textId(TextColumn::Run, *m_row));
    const auto position = m_runRows.positionOf(*m_row);
    m_fields->setPlaceInRun(position ? *position + 1 : 0, position ? m_runRows.size() : 0);
    m_fields->setFields(fieldsOf(store, m_session->runStates(), m_runIds, *m_row));
}

void DetailsWidget::goToPreviousInRun()
{
    goInRun(-1);
}

void DetailsWidget::goToNextInRun()
{
    goInRun(1);
}

void DetailsWidget::goInRun(int step)
{
    if (!m_row || !m_session)
        return;
    const auto position = m_runRows.positionOf(*m_row);
    const qint64 next = position ? qint64(*position) + step : -1;
    if (next < 0 || next >= qint64(m_runRows.size()))
        return;
    const RowIndex row = m_runRows.rowAt(static_cast<std::uint32_t>(next));
    setRow(row);
    Q_EMIT rowRequested(row);
}

void DetailsWidget::followField(const QString &field, const QString &value)
{
    if (m_session)
        m_session->setFilter(m_session->filter().withOnly(field.toStdString(), {value.toStdString()}));
}

} // namespace mobwatch::ui
