// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
// Commands and the context menu of EventTableWidget.
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/eventtable/tablewords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

QString toQString(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// An action that shows its key without taking it: the keys work in the table itself, also without a menu.
QAction *menuEntry(QMenu *menu, const QString &name, const QString &text, const QString &key)
{
    QAction *action = menu->addAction(key.isEmpty() ? text : text + u'\t' + key);
    action->setObjectName(name);
    return action;
}

QString oneLine(QString text)
{
    for (const QChar separator : {u'\t', u'\n', u'\r'})
        text.replace(separator, u' ');
    return text;
}

/// "&" would make the next letter a mnemonic.
QString menuText(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

} // namespace

void EventTableWidget::request(const std::optional<Filter> &filter)
{
    if (filter)
        Q_EMIT filterRequested(*filter);
}

void EventTableWidget::requestCell(RowIndex event, int column, CellAction action)
{
    request(filterForCell(m_session.filter(), cellCondition(m_session.store(), event, column), action));
}

void EventTableWidget::runCommand(EventCommand command, const QModelIndex &cell)
{
    const auto event = m_model.eventAt(cell.row());
    if (!event)
        return;
    const EventStore &store = m_session.store();
    switch (command) {
    case EventCommand::Open:
        Q_EMIT eventActivated(*event);
        break;
    case EventCommand::ShowOnly:
        requestCell(*event, cell.column(), CellAction::ShowOnly);
        break;
    case EventCommand::Add:
        requestCell(*event, cell.column(), CellAction::Add);
        break;
    case EventCommand::Exclude:
        requestCell(*event, cell.column(), CellAction::Exclude);
        break;
    case EventCommand::AllOfRun:
        request(filterForRun(store, *event));
        break;
    case EventCommand::AllOfStep:
        request(filterForStep(store, *event));
        break;
    case EventCommand::AllOfAgent:
        request(filterForAgent(store, *event));
        break;
    case EventCommand::WhileRun:
        request(filterWhileRun(store, m_session.runStates(), *event));
        break;
    case EventCommand::CopyRow:
        copyText(rowAsTsv(*event));
        break;
    case EventCommand::CopyMenu:
        showCopyMenu(cell);
        break;
    }
}

// Menu

void EventTableWidget::showMenu(const QPoint &position)
{
    const QModelIndex cell = m_view->indexAt(position);
    const auto event = cell.isValid() ? m_model.eventAt(cell.row()) : std::nullopt;
    if (!event)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"eventMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, *event, cell.column());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void EventTableWidget::showCopyMenu(const QModelIndex &cell)
{
    const auto event = m_model.eventAt(cell.row());
    if (!event)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"copyMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    addCopyActions(menu, *event);
    menu->popup(m_view->viewport()->mapToGlobal(m_view->visualRect(cell).bottomLeft()));
}

void EventTableWidget::fillMenu(QMenu *menu, RowIndex event, int column)
{
    addFilterActions(menu, event, column);
    menu->addSeparator();
    addScopeActions(menu, event);
    menu->addSeparator();
    QMenu *copy = menu->addMenu(m_looks.icon(u"copy"_s), tr("Copy"));
    addCopyActions(copy, event);
}

void EventTableWidget::addFilterActions(QMenu *menu, RowIndex event, int column)
{
    if (column == EventTableModel::TimeColumn) {
        const TimestampMs time = m_session.store().timestampMs(event);
        connect(menuEntry(menu, u"since"_s, tr("From this time on"), {}), &QAction::triggered, this,
                [this, time] { request(m_session.filter().withSince(formatRfc3339Utc(time))); });
        connect(menuEntry(menu, u"until"_s, tr("Up to this time"), {}), &QAction::triggered, this,
                [this, time] { request(m_session.filter().withUntil(formatRfc3339Utc(time + 1))); });
        return;
    }
    const CellCondition condition = cellCondition(m_session.store(), event, column);
    const auto add = [&](const QString &name, const QString &text, const QString &key, CellAction action) {
        QAction *entry = menuEntry(menu, name, menuText(text), key);
        connect(entry, &QAction::triggered, this,
                [this, event, column, action] { requestCell(event, column, action); });
        return entry;
    };
    if (!condition.value) {
        add(u"showOnly"_s, tr("Show only events without %1").arg(toQString(condition.field)), u"F"_s,
            CellAction::ShowOnly);
        add(u"exclude"_s, tr("Hide events without %1").arg(toQString(condition.field)), u"X"_s,
            CellAction::Exclude);
        return;
    }
    const QString what = u"%1 = %2"_s.arg(toQString(condition.field), shownText(*condition.value));
    QAction *only = add(u"showOnly"_s, tr("Show only %1").arg(what), u"F"_s, CellAction::ShowOnly);
    only->setIcon(m_looks.icon(u"filter"_s));
    add(u"add"_s, tr("Also show %1").arg(what), u"Shift+F"_s, CellAction::Add);
    add(u"exclude"_s, tr("Hide %1").arg(what), u"X"_s, CellAction::Exclude)
        ->setIcon(m_looks.icon(u"exclude"_s));
}

void EventTableWidget::addScopeActions(QMenu *menu, RowIndex event)
{
    const EventStore &store = m_session.store();
    const auto add = [&](const QString &name, const QString &text, const QString &key,
                         const std::optional<Filter> &filter) {
        if (!filter)
            return;
        connect(menuEntry(menu, name, menuText(text), key), &QAction::triggered, this,
                [this, filter] { request(filter); });
    };
    const auto run = store.text(TextColumn::Run, event);
    const QString runWords = run ? shownRunId(*run) : QString();
    const QString step = shownText(store.text(TextColumn::Step, event).value_or(std::string_view()));
    const QString agent = shownText(store.text(TextColumn::Agent, event).value_or(std::string_view()));
    add(u"allOfRun"_s, tr("Everything in run %1").arg(runWords), u"R"_s, filterForRun(store, event));
    add(u"allOfStep"_s,
        run ? tr("Everything in step %1 of this run").arg(step) : tr("Everything in step %1").arg(step),
        u"S"_s, filterForStep(store, event));
    add(u"allOfAgent"_s, tr("Everything of %1").arg(agent), u"A"_s, filterForAgent(store, event));
    add(u"whileRun"_s, tr("Everything while this run ran"), u"Shift+R"_s,
        filterWhileRun(store, m_session.runStates(), event));
    if (!run)
        return;
    const auto addStep = [&](const QString &name, const QString &text, const QString &key, int direction) {
        connect(menuEntry(menu, name, text, key), &QAction::triggered, this, [this, event, direction] {
            m_view->selectEvent(event);
            m_view->stepInRun(direction);
        });
    };
    menu->addSeparator();
    addStep(u"previousInRun"_s, tr("Previous in this run"), u"Alt+Up"_s, -1);
    addStep(u"nextInRun"_s, tr("Next in this run"), u"Alt+Down"_s, 1);
}

void EventTableWidget::addCopyActions(QMenu *menu, RowIndex event)
{
    const auto add = [&](const QString &name, const QString &text, const QString &key, CopyForm form) {
        connect(menuEntry(menu, name, text, key), &QAction::triggered, this,
                [this, event, form] { copyEvent(event, form); });
    };
    add(u"copyRow"_s, tr("Row, tab-separated"), u"Ctrl+C"_s, CopyForm::Row);
    add(u"copyJson"_s, tr("Event as JSON"), {}, CopyForm::Json);
    add(u"copyFilter"_s, tr("Filter for this event"), {}, CopyForm::Filter);
    add(u"copySubscribeUrl"_s, tr("Subscribe URL from here on"), {}, CopyForm::SubscribeUrl);
}

// Copying

void EventTableWidget::copyCurrent(CopyForm form)
{
    if (const auto event = m_view->currentEvent())
        copyEvent(*event, form);
}

void EventTableWidget::copyEvent(RowIndex event, CopyForm form)
{
    switch (form) {
    case CopyForm::Row:
        copyText(rowAsTsv(event));
        break;
    case CopyForm::Json:
        copyJson(event);
        break;
    case CopyForm::Filter:
        copyText(toQString(rowAsFilter(m_session.store(), event)));
        break;
    case CopyForm::SubscribeUrl:
        copyText(toQString(rowAsSubscribeUrl(m_session.store(), event)));
        break;
    }
}

void EventTableWidget::copyText(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

void EventTableWidget::copyJson(RowIndex event)
{
    m_payloads.fetch(event, this, [this, event](const Result<PayloadCache::Payload> &payload) {
        if (payload)
            copyText(toQString(mobwatch::rowAsJson(m_session.store(), event, **payload)));
        else
            Q_EMIT copyFailed(payloadErrorWords(payload.error()));
    });
}

QString EventTableWidget::rowAsTsv(RowIndex event) const
{
    const EventHeader &header = m_view->header();
    const int row = m_model.rowOf(event);
    QStringList cells;
    for (int visual = 0; visual < header.count(); ++visual) {
        const int column = header.logicalIndex(visual);
        if (header.isSectionHidden(column))
            continue;
        QString text = m_model.data(m_model.index(row, column)).toString();
        if (column == EventTableModel::MarkColumn)
            text = QString::fromLatin1(severityName(m_session.store().severity(event)).data());
        else if (column == EventTableModel::TimeColumn)
            text = toQString(formatRfc3339Utc(m_session.store().timestampMs(event)));
        else if (column == EventTableModel::InfoColumn || column == EventTableModel::DeltaColumn)
            text = m_view->eventDelegate().cellText(event, column);
        cells << oneLine(text);
    }
    return cells.join(u'\t');
}

} // namespace mobwatch::ui
