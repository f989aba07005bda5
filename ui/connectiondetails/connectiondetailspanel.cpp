// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connectiondetails/connectiondetailspanel.h"

#include "ui/connectiondetails/factsgrid.h"
#include "ui/widgets/eventwords.h"
#include "ui/widgets/statewords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTabWidget>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace mobwatch::ui {

namespace {

QPlainTextEdit *makeText(const QString &name, QWidget *parent)
{
    auto *text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    text->setAccessibleName(name);
    text->setObjectName(name);
    // Read-only texts take no Tab, and the caret shows where the keyboard is.
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return text;
}

void replaceText(QPlainTextEdit *edit, const QString &text)
{
    if (edit->toPlainText() != text)
        edit->setPlainText(text);
}

struct ListRow
{
    QStringList cells;
    QIcon icon = {};
};

QStringList cellsOf(const QTreeWidget &list, int row)
{
    QStringList cells;
    for (int column = 0; column < list.columnCount(); ++column)
        cells << list.topLevelItem(row)->text(column);
    return cells;
}

/// How many rows came on top of what is shown; -1 where it is not that.
int rowsOnTop(const QTreeWidget &list, const std::vector<ListRow> &rows)
{
    std::vector<QStringList> shown;
    for (int row = 0; row < list.topLevelItemCount(); ++row)
        shown.push_back(cellsOf(list, row));
    for (std::size_t added = 0; added < rows.size(); ++added) {
        const std::size_t same = rows.size() - added;
        if (same <= shown.size() &&
            std::equal(rows.begin() + std::ptrdiff_t(added), rows.end(), shown.begin(),
                       [](const ListRow &row, const QStringList &cells) { return row.cells == cells; }))
            return int(added);
    }
    return -1;
}

/// Newest first. Rows that stay keep their selection, and what is scrolled to stays in its place.
void updateList(QTreeWidget *list, const std::vector<ListRow> &rows)
{
    const int added = std::max(0, rowsOnTop(*list, rows));
    QScrollBar *bar = list->verticalScrollBar();
    const int scrolled = bar->value();
    QList<QTreeWidgetItem *> items;
    for (int row = 0; row < added; ++row)
        items.append(new QTreeWidgetItem);
    list->insertTopLevelItems(0, items);
    while (list->topLevelItemCount() > int(rows.size()))
        delete list->takeTopLevelItem(list->topLevelItemCount() - 1);
    while (list->topLevelItemCount() < int(rows.size()))
        list->addTopLevelItem(new QTreeWidgetItem);
    for (int row = 0; row < int(rows.size()); ++row) {
        QTreeWidgetItem *item = list->topLevelItem(row);
        const ListRow &shown = rows[std::size_t(row)];
        for (int column = 0; column < int(shown.cells.size()); ++column)
            item->setText(column, shown.cells[column]);
        item->setIcon(0, shown.icon);
    }
    if (scrolled > 0)
        bar->setValue(scrolled + added);
    for (int column = 0; column + 1 < list->columnCount(); ++column)
        list->resizeColumnToContents(column);
}

} // namespace

ConnectionDetailsPanel::ConnectionDetailsPanel(std::function<ConnectionFacts()> read, const Looks &looks,
                                               QWidget *parent)
    : QWidget(parent, Qt::Tool)
    , m_read(std::move(read))
    , m_looks(looks)
    , m_icon(new QLabel(this))
    , m_state(new QLabel(this))
    , m_address(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_grid(new FactsGrid(looks, this))
    , m_holes(makeList(tr("Holes"), {tr("Missing"), tr("Epoch"), tr("Cursors"), tr("Why")}))
    , m_history(makeList(tr("History"), {tr("When"), tr("What")}))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("connectionDetails"));
    setWindowTitle(tr("Connection details"));
    m_address->setTextFormat(Qt::PlainText);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(looks.scaled(12), looks.scaled(8), looks.scaled(12), 0);
    head->addWidget(m_icon);
    head->addWidget(m_state);
    head->addWidget(m_address, 1);
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Parts of the connection details"));
    m_tabs->addTab(m_grid, tr("&Overview"));
    m_tabs->addTab(makeExchange(), tr("&Request and response"));
    m_tabs->addTab(m_holes, tr("&Holes"));
    m_tabs->addTab(m_history, tr("H&istory"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(looks.scaled(6));
    layout->addLayout(head);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(makeFoot());
    resize(looks.scaled(640), looks.scaled(520));
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    connect(escape, &QShortcut::activated, this, &QWidget::close);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &ConnectionDetailsPanel::refresh);
    m_second.start();
    setLooks(looks);
    m_tabs->setFocus();
}

QTreeWidget *ConnectionDetailsPanel::makeList(const QString &name, const QStringList &columns)
{
    auto *list = new QTreeWidget(this);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAlternatingRowColors(true);
    list->setFrameShape(QFrame::NoFrame);
    list->setHeaderLabels(columns);
    list->setAccessibleName(name);
    list->setObjectName(name);
    return list;
}

QWidget *ConnectionDetailsPanel::makeExchange()
{
    auto *page = new QSplitter(Qt::Vertical, this);
    const auto add = [this, page](const QString &title) {
        auto *part = new QWidget(page);
        auto *layout = new QVBoxLayout(part);
        layout->setContentsMargins(m_looks.scaled(12), m_looks.scaled(6), m_looks.scaled(12), 0);
        layout->setSpacing(m_looks.scaled(2));
        auto *heading = new QLabel(title, part);
        heading->setObjectName(QStringLiteral("heading"));
        layout->addWidget(heading);
        QPlainTextEdit *text = makeText(title, part);
        layout->addWidget(text, 1);
        return text;
    };
    m_request = add(tr("Sent, without the token"));
    m_response = add(tr("Answered"));
    return page;
}

QWidget *ConnectionDetailsPanel::makeFoot()
{
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(m_looks.scaled(12), 0, m_looks.scaled(12), m_looks.scaled(10));
    auto *copy = new QPushButton(tr("&Copy as text"), foot);
    copy->setObjectName(QStringLiteral("copyText"));
    copy->setToolTip(tr("For a bug report; holds no token"));
    m_copied = new QLabel(foot);
    m_revoke = new QPushButton(tr("Re&voke the certificate's exception"), foot);
    m_revoke->setObjectName(QStringLiteral("revoke"));
    m_revoke->hide();
    auto *close = new QPushButton(tr("C&lose"), foot);
    row->addWidget(copy);
    row->addWidget(m_copied, 1);
    row->addWidget(m_revoke);
    row->addWidget(close);
    connect(copy, &QPushButton::clicked, this, &ConnectionDetailsPanel::copyText);
    connect(m_revoke, &QPushButton::clicked, this, &ConnectionDetailsPanel::revokeRequested);
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    return foot;
}

void ConnectionDetailsPanel::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_state->setFont(looks.headingFont());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, looks.colors().secondText);
    m_address->setPalette(quiet);
    m_copied->setPalette(quiet);
    for (auto *heading : findChildren<QLabel *>(QStringLiteral("heading")))
        heading->setFont(looks.headingFont());
    for (QPlainTextEdit *text : {m_request, m_response})
        text->setFont(looks.figuresFont());
    m_grid->setLooks(looks);
    m_isRead = false;
    refresh();
}

void ConnectionDetailsPanel::refresh()
{
    const ConnectionFacts before = std::exchange(m_facts, m_read());
    const bool isFirst = !std::exchange(m_isRead, true);
    refreshHead(); // its countdown moves by itself
    refreshExchange();
    if (isFirst || before.report.holes != m_facts.report.holes ||
        before.report.counters.holes != m_facts.report.counters.holes)
        refreshHoles();
    if (isFirst || before.report.history != m_facts.report.history)
        refreshHistory();
    m_revoke->setVisible(m_facts.report.isCertificateExcepted);
}

void ConnectionDetailsPanel::refreshHead()
{
    const StateWords state = stateWords(m_facts.status, false, currentTimeMs());
    m_icon->setPixmap(m_looks.pixmap(state.icon, toneColor(state.tone, m_looks), 16, devicePixelRatioF()));
    m_state->setText(state.word);
    m_address->setText(shownText(m_facts.address.toStdString()));
    m_grid->setGroups(connectionGroups(m_facts));
}

void ConnectionDetailsPanel::refreshExchange()
{
    const HttpExchange &exchange = m_facts.report.exchange;
    replaceText(m_request, exchange.request.isEmpty() ? tr("No request was sent yet.")
                                                      : withoutSecrets(exchange.request));
    replaceText(m_response,
                exchange.response.isEmpty() ? tr("No answer came yet.") : withoutSecrets(exchange.response));
}

void ConnectionDetailsPanel::refreshHoles()
{
    const std::vector<StreamHole> &holes = m_facts.report.holes;
    m_tabs->setTabText(m_tabs->indexOf(m_holes),
                       tr("&Holes (%1)").arg(shownCount(m_facts.report.counters.holes)));
    const QIcon warning =
        m_looks.icon(QStringLiteral("sev-warning"), m_looks.severityMark(Severity::Warning));
    std::vector<ListRow> rows;
    for (auto hole = holes.rbegin(); hole != holes.rend(); ++hole) {
        const bool isOdd = hole->reason == HoleReason::Unknown || hole->reason == HoleReason::Malformed;
        rows.push_back({{holePlace(*hole), QString::number(hole->epoch),
                         shownCount(hole->last - hole->first + 1), holeWords(hole->reason)},
                        isOdd ? warning : QIcon()});
    }
    updateList(m_holes, rows);
}

void ConnectionDetailsPanel::refreshHistory()
{
    const std::vector<ConnectionReport::Change> &history = m_facts.report.history;
    std::vector<ListRow> rows;
    for (auto change = history.rbegin(); change != history.rend(); ++change)
        rows.push_back(
            {{shownMoment(change->atMs, true), shownText(withoutSecrets(change->what).toStdString())}});
    updateList(m_history, rows);
}

void ConnectionDetailsPanel::copyText()
{
    refresh();
    QGuiApplication::clipboard()->setText(connectionText(m_facts));
    m_copied->setText(tr("Copied, without secrets."));
}

} // namespace mobwatch::ui
