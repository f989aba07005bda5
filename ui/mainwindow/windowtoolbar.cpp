// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/windowtoolbar.h"

#include "ui/mainwindow/actions.h"
#include "ui/widgets/eventwords.h"
#include "ui/widgets/statewords.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>

namespace mobwatch::ui {

namespace {

// What an entry of the source combo does.
enum Entry : int { CurrentEntry, PathEntry, ConnectEntry, OpenEntry, DemoEntry };
constexpr int pathRole = Qt::UserRole + 1;

} // namespace

WindowToolBar::WindowToolBar(const Actions &actions, QWidget *filterBar, const Looks &looks, QWidget *parent)
    : QToolBar(parent)
    , m_looks(looks)
    , m_sources(new QComboBox(this))
    , m_connect(actions.at(ActionId::Connect))
    , m_disconnect(actions.at(ActionId::Disconnect))
    , m_connection(new QAction(this))
{
    setObjectName(QStringLiteral("toolbar"));
    setWindowTitle(tr("Toolbar"));
    setMovable(false);
    setFloatable(false);
    setContextMenuPolicy(Qt::PreventContextMenu);
    setIconSize({16, 16});
    m_sources->setAccessibleName(tr("Source"));
    m_sources->view()->setAccessibleName(tr("Sources"));
    m_sources->setIconSize({16, 16});
    m_sources->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    addWidget(m_sources);
    addAction(m_connection);
    addSeparator();
    addAction(actions.at(ActionId::Pause));
    addAction(actions.at(ActionId::Follow));
    addSeparator();
    addWidget(filterBar);
    filterBar->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(m_sources, &QComboBox::activated, this, &WindowToolBar::chooseSource);
    connect(m_connection, &QAction::triggered, this,
            [this] { (m_isConnected ? m_disconnect : m_connect)->trigger(); });
    setLooks(looks);
}

void WindowToolBar::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_sources->setFixedWidth(looks.scaled(196));
    m_sources->setFixedHeight(looks.controlHeight());
    setFixedHeight(looks.toolbarHeight());
    setConnected(m_isConnected);
    setContentsMargins(looks.scaled(2), 0, looks.scaled(4), 0);
}

void WindowToolBar::setNarrow(bool narrow)
{
    setToolButtonStyle(narrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void WindowToolBar::setConnected(bool connected)
{
    m_isConnected = connected;
    const QAction *stands = connected ? m_disconnect : m_connect;
    m_connection->setText(connected ? tr("Disconnect") : tr("Connect"));
    m_connection->setToolTip(stands->toolTip());
    m_connection->setIcon(stands->icon());
}

void WindowToolBar::setSources(const std::optional<SourceRequest> &current, const QString &title,
                               const std::vector<KnownSource> &recent)
{
    m_sources->clear();
    if (current)
        m_sources->addItem(m_looks.icon(sourceIconName(current->kind)), title, CurrentEntry);
    else
        m_sources->addItem(m_looks.icon(QStringLiteral("stream")), tr("No source"), CurrentEntry);
    for (const KnownSource &source : recent) {
        if (current && source.path == current->path)
            continue;
        m_sources->addItem(m_looks.icon(sourceIconName(source.kind)), shownText(source.name.toStdString()),
                           PathEntry);
        m_sources->setItemData(m_sources->count() - 1, source.path, pathRole);
        m_sources->setItemData(m_sources->count() - 1, source.path.toHtmlEscaped(), Qt::ToolTipRole);
    }
    m_sources->insertSeparator(m_sources->count());
    m_sources->addItem(m_looks.icon(QStringLiteral("stream")), tr("Connect to a server…"), ConnectEntry);
    m_sources->addItem(m_looks.icon(QStringLiteral("ledger")), tr("Open a ledger or event file…"), OpenEntry);
    m_sources->addItem(m_looks.icon(QStringLiteral("demo")), tr("Watch the demo"), DemoEntry);
    m_sources->setCurrentIndex(0);
    m_sources->setToolTip(current ? current->path.toHtmlEscaped() : QString());
    m_sources->view()->setMinimumWidth(m_looks.scaled(260));
}

void WindowToolBar::chooseSource(int index)
{
    const int entry = m_sources->itemData(index).toInt();
    const QString path = m_sources->itemData(index, pathRole).toString();
    m_sources->setCurrentIndex(0); // shows what is watched, until that changes
    if (entry == PathEntry)
        Q_EMIT sourceChosen(path);
    else if (entry == ConnectEntry)
        Q_EMIT connectRequested();
    else if (entry == OpenEntry)
        Q_EMIT openRequested();
    else if (entry == DemoEntry)
        Q_EMIT demoRequested();
}

} // namespace mobwatch::ui
