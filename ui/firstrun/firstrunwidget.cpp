// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/firstrun/firstrunwidget.h"

#include "ui/firstrun/choicebutton.h"
#include "ui/widgets/eventwords.h"
#include "ui/widgets/statewords.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeySequence>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {

QString shownMoment(TimestampMs moment, TimestampMs now)
{
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(qint64(moment));
    const qint64 days = local.date().daysTo(QDateTime::fromMSecsSinceEpoch(qint64(now)).date());
    const QString time = local.toString(QStringLiteral("HH:mm"));
    if (days == 0)
        return FirstRunWidget::tr("today %1").arg(time);
    if (days == 1)
        return FirstRunWidget::tr("yesterday %1").arg(time);
    return local.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

void empty(QVBoxLayout *rows)
{
    while (QLayoutItem *item = rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

QString knownSourceNote(const KnownSource &source, TimestampMs now)
{
    QStringList parts;
    if (source.events > 0)
        parts << FirstRunWidget::tr("%1 events").arg(shownCount(source.events));
    if (source.bytes)
        parts << shownBytes(std::uint64_t(*source.bytes));
    if (source.lastEventMs > 0)
        parts << shownMoment(source.lastEventMs, now);
    return parts.join(QLatin1String(", "));
}

FirstRunWidget::FirstRunWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_title(new QLabel(tr("Watch a mob"), this))
    , m_note(new QLabel(tr("Every structural event of a run, as it happens."), this))
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout;
    column->setSpacing(looks.scaled(6));
    column->addWidget(m_title);
    column->addWidget(m_note);
    column->addSpacing(looks.scaled(6));
    addChoices(column);
    m_foundList = addList(column, tr("Found on this machine"));
    m_recentList = addList(column, tr("Recent"));
    column->addStretch(1);

    auto *centred = new QHBoxLayout(page);
    centred->setContentsMargins(looks.scaled(12), looks.scaled(18), looks.scaled(12), looks.scaled(12));
    centred->addStretch(1);
    centred->addLayout(column, 8);
    centred->addStretch(1);

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    setLooks(looks);
}

void FirstRunWidget::addChoices(QVBoxLayout *column)
{
    const auto key = [](const char *sequence) {
        return QKeySequence(QLatin1String(sequence)).toString(QKeySequence::NativeText);
    };
    m_connect = new ChoiceButton(
        {QStringLiteral("stream"), tr("Connect to a stream…"),
         tr("The address of a gateway, like %1").arg(QStringLiteral("http://127.0.0.1:8080")),
         key("Ctrl+Shift+O")},
        m_looks, this);
    m_open = new ChoiceButton({QStringLiteral("ledger"), tr("Open a ledger or event file…"),
                               tr("SQLite or .jsonl, also while it is being written"), key("Ctrl+O")},
                              m_looks, this);
    m_demo =
        new ChoiceButton({QStringLiteral("demo"), tr("Watch the demo"),
                          tr("A simulated mob with a real ledger, no server needed"), key("Ctrl+Shift+D")},
                         m_looks, this);
    for (ChoiceButton *choice : {m_connect, m_open, m_demo}) {
        choice->setMaximumWidth(m_looks.scaled(560));
        column->addWidget(choice);
    }
    connect(m_connect, &ChoiceButton::clicked, this, &FirstRunWidget::connectRequested);
    connect(m_open, &ChoiceButton::clicked, this, &FirstRunWidget::openRequested);
    connect(m_demo, &ChoiceButton::clicked, this, &FirstRunWidget::demoRequested);
}

FirstRunWidget::List FirstRunWidget::addList(QVBoxLayout *column, const QString &heading)
{
    List list;
    column->addSpacing(m_looks.scaled(6));
    list.heading = new QLabel(heading, this);
    list.looking = new QLabel(tr("Looking…"), this);
    list.rows = new QVBoxLayout;
    list.rows->setSpacing(0);
    column->addWidget(list.heading);
    column->addWidget(list.looking);
    column->addLayout(list.rows);
    return list;
}

void FirstRunWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_title->setFont(looks.titleFont());
    m_note->setFont(looks.bodyFont());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, looks.colors().secondText);
    m_note->setPalette(quiet);
    for (const List &list : {m_foundList, m_recentList}) {
        list.heading->setFont(looks.headingFont());
        list.looking->setPalette(quiet);
    }
    m_connect->setLooks(looks);
    m_open->setLooks(looks);
    m_demo->setLooks(looks);
    refill();
}

void FirstRunWidget::setRecent(const std::vector<KnownSource> &sources)
{
    m_recent = sources;
    refill();
}

void FirstRunWidget::setFound(const std::optional<std::vector<KnownSource>> &sources)
{
    m_found = sources;
    refill();
}

void FirstRunWidget::refill()
{
    fill(m_foundList, m_found.value_or(std::vector<KnownSource>()));
    m_foundList.looking->setVisible(!m_found);
    m_foundList.heading->setVisible(!m_found || !m_found->empty());
    fill(m_recentList, m_recent);
    m_recentList.looking->hide();
    m_recentList.heading->setVisible(!m_recent.empty());
}

void FirstRunWidget::fill(const List &list, const std::vector<KnownSource> &sources)
{
    empty(list.rows);
    for (const KnownSource &source : sources) {
        auto *link = new SourceLink(sourceIconName(source.kind), shownText(source.name.toStdString()),
                                    knownSourceNote(source, currentTimeMs()), m_looks);
        link->setToolTip(source.path.toHtmlEscaped());
        link->setMaximumWidth(m_looks.scaled(560));
        list.rows->addWidget(link);
        connect(link, &SourceLink::clicked, this, [this, path = source.path] { Q_EMIT sourceChosen(path); });
    }
}

void FirstRunWidget::focusFirstChoice()
{
    m_connect->setFocus(Qt::OtherFocusReason);
}

} // namespace mobwatch::ui
