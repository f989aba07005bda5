// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/mainwindow.h"

#include "ui/connect/serverprompt.h"
#include "ui/connect/serverwords.h"
#include "ui/connectiondetails/connectiondetailspanel.h"
#include "ui/filterbar/chipswidget.h"
#include "ui/filterbar/filterbarwidget.h"
#include "ui/mainwindow/exportcontroller.h"
#include "ui/mainwindow/paintlatency.h"
#include "ui/mainwindow/statusbarwidget.h"
#include "ui/mainwindow/unreadablepanel.h"
#include "ui/mainwindow/windowmenus.h"
#include "ui/mainwindow/windowpanes.h"
#include "ui/mainwindow/windowtoolbar.h"
#include "ui/widgets/messagebar.h"

#include <QAction>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QMenuBar>
#include <QMimeData>
#include <QScreen>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace mobwatch::ui {

namespace {
constexpr int roomForTexts = 1180;
constexpr QSize firstSize(1440, 900);

bool canBeWatched(const QUrl &url)
{
    return url.isLocalFile() || url.scheme() == QLatin1String("http") ||
           url.scheme() == QLatin1String("https");
}
} // namespace

MainWindow::MainWindow(WindowServices services, WindowSettings settings, const Looks &looks)
    : m_services(std::move(services))
    , m_settings(std::move(settings))
    , m_looks(looks)
    , m_actions(this, looks)
    , m_controller(m_services.openSource)
    , m_menus(new WindowMenus(this, m_actions))
    , m_filterBar(new FilterBarWidget(looks))
    , m_chips(new ChipsWidget(looks, *m_filterBar, this))
    , m_toolBar(new WindowToolBar(m_actions, m_filterBar, looks, this))
    , m_messages(new MessageBar(looks, this))
    , m_prompt(new ServerPrompt(looks, this))
    , m_unreadable(new UnreadablePanel(looks, this))
    , m_panes(new WindowPanes(looks, this))
    , m_status(new StatusBarWidget(looks, this))
    , m_export(new ExportController(this))
    , m_paintLatency(new PaintLatency(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    setUpLayout();
    connectActions();
    connectParts();
    connectServerParts();
    restoreWindow();
    detachSession();
}

MainWindow::~MainWindow()
{
    // The panes outlive this body; they must let go of the session before it goes.
    m_controller.close();
}

void MainWindow::setUpLayout()
{
    addToolBar(Qt::TopToolBarArea, m_toolBar);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_chips);
    layout->addWidget(m_messages);
    layout->addWidget(m_prompt);
    layout->addWidget(m_unreadable);
    layout->addWidget(m_panes, 1);
    layout->addWidget(m_status);
    setCentralWidget(centre);
}

void MainWindow::restoreWindow()
{
    if (m_settings.geometry.isEmpty() || !restoreGeometry(m_settings.geometry))
        resize(QSize(m_looks.scaled(firstSize.width()), m_looks.scaled(firstSize.height()))
                   .boundedTo(screen()->availableSize()));
    if (!m_settings.panes.isEmpty())
        m_panes->restoreLayout(m_settings.panes);
    else
        m_panes->applyFirstLayout(width());
    if (!m_settings.columns.isEmpty())
        m_panes->restoreColumns(m_settings.columns);
    m_menus->setAppearance(m_settings.appearance);
    m_menus->setDensity(m_settings.density);
    applyWidth();
}

void MainWindow::openSource(const SourceRequest &request, const Filter &filter)
{
    rememberSource();
    const Result<void> opened = m_controller.open(request);
    if (!opened) {
        showMessage({QStringLiteral("open"),
                     Severity::Error,
                     tr("%1 cannot be opened.").arg(request.path),
                     opened.error().message,
                     {{MessageAction::OpenAnother, tr("Open another…")}}});
        return;
    }
    m_messages->withdraw(QStringLiteral("open"));
    m_messages->withdraw(QStringLiteral("close"));
    m_closeAsked = false;
    if (!filter.isEmpty())
        session()->setFilter(filter);
    // Before its first appearance a window has nothing to show yet: it is drawn first, then the ledger is
    // read.
    if (m_started)
        startReading();
}

void MainWindow::showMessage(const Message &message)
{
    m_messages->show(message);
}

void MainWindow::adoptChoices(Appearance appearance, Density density, int textPercent)
{
    m_settings.appearance = appearance;
    m_settings.density = density;
    m_settings.textPercent = textPercent;
    m_menus->setAppearance(appearance);
    m_menus->setDensity(density);
}

void MainWindow::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_actions.setLooks(looks);
    m_filterBar->setLooks(looks);
    m_chips->setLooks(looks);
    m_toolBar->setLooks(looks);
    m_messages->setLooks(looks);
    m_prompt->setLooks(looks);
    if (m_connection)
        m_connection->setLooks(looks);
    m_unreadable->setLooks(looks);
    m_panes->setLooks(looks);
    m_status->setLooks(looks);
    refreshActions();
    refreshTitle();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (m_started)
        return;
    m_started = true;
    // Queued twice, so that the first frame is painted before the first row is read.
    QTimer::singleShot(0, this, [this] { QTimer::singleShot(0, this, [this] { startReading(); }); });
}

bool MainWindow::asksBeforeClosing()
{
    if (!session() || m_closeAsked)
        return false;
    const std::vector<Seam> &seams = session()->seams();
    const bool onlyHere = std::any_of(seams.begin(), seams.end(), [](const Seam &seam) {
        return seam.reason == SeamReason::LedgerDeleted || seam.reason == SeamReason::MobDestroyed;
    });
    if (!onlyHere || m_export->wroteEverythingOf(*session()))
        return false;
    m_closeAsked = true;
    showMessage({QStringLiteral("close"),
                 Severity::Warning,
                 tr("What was read is only in this window."),
                 tr("Its ledger is gone. Close the window once more to let it go, or export it first."),
                 {{MessageAction::Export, tr("Export…")}}});
    return true;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (asksBeforeClosing()) {
        event->ignore();
        return;
    }
    saveState();
    QMainWindow::closeEvent(event);
}

void MainWindow::saveState()
{
    rememberSource();
    saveSettings();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    applyWidth();
}

void MainWindow::applyWidth()
{
    m_toolBar->setNarrow(width() < m_looks.scaled(roomForTexts));
    m_panes->adaptToWidth(width());
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        m_actions.at(ActionId::FullScreen)->setChecked(isFullScreen());
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (std::any_of(urls.begin(), urls.end(), canBeWatched))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls()) {
        if (canBeWatched(url)) {
            event->acceptProposedAction();
            openText(url.isLocalFile() ? url.toLocalFile() : url.toString(QUrl::FullyEncoded));
            return;
        }
    }
}

void MainWindow::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a ledger or event file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Ledgers and event files (*.db *.sqlite *.sqlite3 *.jsonl *.ndjson *.json)"),
                            tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openText);
    dialog->open();
}

void MainWindow::openText(const QString &text)
{
    const auto request = requestForText(text);
    if (request)
        openSource(*request);
    else
        showMessage({QStringLiteral("open"),
                     Severity::Error,
                     tr("This address cannot be watched."),
                     addressErrorWords(request.error()),
                     {{MessageAction::EditConnection, tr("Edit…")}}});
}

void MainWindow::rememberSource()
{
    const std::optional<KnownSource> known = m_controller.known();
    if (!known)
        return;
    std::erase_if(m_settings.recent,
                  [&known](const KnownSource &source) { return source.path == known->path; });
    m_settings.recent.insert(m_settings.recent.begin(), *known);
    if (m_settings.recent.size() > recentCapacity)
        m_settings.recent.resize(recentCapacity);
    showRecent();
}

void MainWindow::saveSettings()
{
    m_settings.geometry = saveGeometry();
    m_settings.panes = m_panes->saveLayout();
    if (const QByteArray columns = m_panes->saveColumns(); !columns.isEmpty())
        m_settings.columns = columns;
    if (m_services.saveSettings)
        m_services.saveSettings(m_settings);
}

} // namespace mobwatch::ui
