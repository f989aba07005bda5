// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/unreadablepanel.h"

#include "ui/mainwindow/sessionmessages.h"
#include "ui/widgets/eventwords.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QShortcut>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {
constexpr int visibleRows = 6;
}

UnreadablePanel::UnreadablePanel(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_heading(new QLabel(this))
    , m_list(new QTreeWidget(this))
    , m_close(new QToolButton(this))
{
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setColumnCount(3);
    m_list->setHeaderLabels({tr("Where"), tr("Epoch"), tr("Why")});
    m_list->setAccessibleName(tr("Rows that could not be read"));
    m_close->setAutoRaise(true);
    m_close->setIconSize({16, 16});
    m_close->setToolTip(tr("Close this list (Esc)"));
    m_close->setAccessibleName(m_close->toolTip());
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &QWidget::hide);

    auto *title = new QHBoxLayout;
    title->setContentsMargins(looks.scaled(12), looks.scaled(2), looks.scaled(6), looks.scaled(2));
    title->addWidget(m_heading, 1);
    title->addWidget(m_close);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(title);
    layout->addWidget(m_list);
    setFocusProxy(m_list);
    setLooks(looks);
    hide();
}

void UnreadablePanel::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_heading->setFont(looks.headingFont());
    m_close->setIcon(looks.icon(QStringLiteral("clear")));
    m_list->setFixedHeight(looks.headerHeight() + visibleRows * looks.rowHeight());
}

void UnreadablePanel::setSession(Session *session)
{
    if (m_session)
        disconnect(m_session, nullptr, this, nullptr);
    m_session = session;
    hide();
    m_list->clear();
    if (session)
        connect(session, &Session::noticesChanged, this, [this] {
            if (isVisible())
                refill();
        });
}

void UnreadablePanel::open()
{
    if (!m_session)
        return;
    refill();
    show();
    m_list->setFocus();
}

void UnreadablePanel::refill()
{
    const std::vector<UnreadableRow> &rows = m_session->unreadableRows();
    const std::uint64_t all = m_session->counters().unreadable;
    m_heading->setText(all > rows.size() ? tr("The first %1 of %2 rows that could not be read")
                                               .arg(shownCount(rows.size()), shownCount(all))
                                         : tr("Rows that could not be read: %1").arg(shownCount(all)));
    // Rows only ever come to the end of the list.
    QList<QTreeWidgetItem *> items;
    for (std::size_t i = std::size_t(m_list->topLevelItemCount()); i < rows.size(); ++i)
        items.append(new QTreeWidgetItem({unreadablePlace(rows[i]), QString::number(rows[i].epoch),
                                          shownText(unreadableReason(rows[i]).toStdString())}));
    m_list->addTopLevelItems(items);
    m_list->resizeColumnToContents(0);
}

} // namespace mobwatch::ui
