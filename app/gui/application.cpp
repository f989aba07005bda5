// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/application.h"

#include "app/gui/gatewayfinder.h"
#include "app/gui/selftest.h"
#include "core/source/demosource.h"
#include "core/source/filesource.h"
#include "core/source/ledgersource.h"
#include "core/source/mergedsource.h"
#include "core/source/streamsource.h"

#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <algorithm>

namespace mobwatch {

namespace {

ui::KnownSource knownSource(const FoundLedger &found)
{
    ui::KnownSource source;
    source.path = found.path;
    source.name = found.mobId.isEmpty() ? QFileInfo(found.path).fileName() : found.mobId;
    source.events = found.rowCountIsExact ? std::uint64_t(found.rowCount) : 0; // an estimate is no count
    source.bytes = found.fileBytes;
    source.lastEventMs = found.lastEventMs;
    return source;
}

} // namespace

Application::Application()
    : m_settings(m_store.read())
    , m_platformFont(QApplication::font())
{
    m_rebuild.setSingleShot(true);
    connect(&m_rebuild, &QTimer::timeout, this, &Application::rebuildLooks);
    applyLooks(m_settings.appearance, m_settings.density, m_settings.textPercent);
    qApp->installEventFilter(this);
    connect(&m_servers, &ServerServices::certificateChanged, this,
            [this](const QString &address, const QByteArray &sha256) {
                for (const QPointer<ui::MainWindow> &window : m_windows) {
                    if (window)
                        window->adoptCertificate(address, sha256);
                }
            });
    connect(&m_servers, &ServerServices::tokenFound, this, [this](const QString &address) {
        for (const QPointer<ui::MainWindow> &window : m_windows) {
            if (window)
                window->adoptToken(address);
        }
    });
}

Application::~Application()
{
    qApp->removeEventFilter(this);
    for (const QPointer<ui::MainWindow> &window : m_windows)
        delete window.data();
}

void Application::openWindows(const std::vector<Wish> &wishes)
{
    if (wishes.empty())
        sayWhatIsMissing(newWindow());
    for (const Wish &wish : wishes) {
        ui::MainWindow *window = newWindow();
        window->openSource(wish.request, wish.filter);
        sayWhatIsMissing(window);
    }
}

void Application::saveWindows()
{
    for (const QPointer<ui::MainWindow> &window : m_windows) {
        if (window)
            window->saveState();
    }
}

ui::MainWindow *Application::newWindow()
{
    auto *window = new ui::MainWindow(services(), m_settings, ui::Looks::fromApplication(m_settings.density));
    std::erase_if(m_windows, [](const QPointer<ui::MainWindow> &known) { return known.isNull(); });
    m_windows.emplace_back(window);
    window->show();
    return window;
}

ui::WindowServices Application::services()
{
    ui::WindowServices services;
    services.openSource = [this](const ui::SourceRequest &request) { return openSource(request); };
    services.saveSettings = [this](const ui::WindowSettings &settings) { saveSettings(settings); };
    services.applyLooks = [this](ui::Appearance appearance, ui::Density density, int textPercent) {
        applyLooks(appearance, density, textPercent);
    };
    services.newWindow = [this] { newWindow(); };
    services.openInNewWindow = [this](const ui::SourceRequest &request) { newWindow()->openSource(request); };
    services.connect = m_servers.forConnecting();
    services.serverSettings = m_servers.forSettings();
    services.recordings = [this](QObject *context, auto done) {
        m_servers.recordings(context, std::move(done));
    };
    services.quit = [] { QApplication::closeAllWindows(); };
    services.discover = [this](QObject *context, std::function<void(std::vector<ui::KnownSource>)> done) {
        discover(context, std::move(done));
    };
    return services;
}

Result<std::unique_ptr<EventSource>> Application::openSource(const ui::SourceRequest &request)
{
    LedgerSourceOptions options;
    options.labels = m_labels;
    switch (request.kind) {
    case SourceKind::Server: {
        auto server = m_servers.optionsFor(request);
        if (!server)
            return fail(server.error());
        MergeOptions merging;
        merging.nearby = DiscoveryRoots::standard(QDir::currentPath());
        merging.openLedger = [options](const QString &path) -> std::unique_ptr<EventSource> {
            return std::make_unique<LedgerSource>(path, options);
        };
        return std::unique_ptr<EventSource>(std::make_unique<MergedSource>(
            std::make_unique<StreamSource>(std::move(*server)), std::move(merging)));
    }
    case SourceKind::Ledger:
        return std::unique_ptr<EventSource>(std::make_unique<LedgerSource>(request.path, options));
    case SourceKind::EventFile:
        return std::unique_ptr<EventSource>(std::make_unique<FileSource>(request.path));
    case SourceKind::Demo:
        return std::unique_ptr<EventSource>(std::make_unique<DemoSource>(DemoOptions{.ledger = options}));
    }
    return fail(ErrorCode::Internal, QStringLiteral("no such kind of source"));
}

void Application::applyLooks(ui::Appearance appearance, ui::Density density, int textPercent)
{
    m_settings.appearance = appearance;
    m_settings.density = density;
    m_settings.textPercent = textPercent;
    for (const QPointer<ui::MainWindow> &window : m_windows) {
        if (window)
            window->adoptChoices(appearance, density, textPercent);
    }
    ui::applyAppearance(appearance);
    QFont font = m_platformFont;
    if (font.pointSizeF() > 0)
        font.setPointSizeF(font.pointSizeF() * textPercent / 100);
    else
        font.setPixelSize(font.pixelSize() * textPercent / 100);
    if (font != QApplication::font())
        QApplication::setFont(font);
    m_rebuild.start(0);
}

void Application::rebuildLooks()
{
    const ui::Looks looks = ui::Looks::fromApplication(m_settings.density);
    for (const QPointer<ui::MainWindow> &window : m_windows) {
        if (window)
            window->setLooks(looks);
    }
}

bool Application::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == qApp &&
        (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::ApplicationFontChange))
        m_rebuild.start(0);
    return QObject::eventFilter(watched, event);
}

void Application::discover(QObject *context, std::function<void(std::vector<ui::KnownSource>)> done)
{
    struct Found
    {
        std::optional<std::vector<ui::KnownSource>> ledgers;
        std::vector<ui::KnownSource> gateways;
    };
    // Ledgers are shown once they are there; gateways may take a second to answer.
    const auto found = std::make_shared<Found>();
    const auto tell = [found, done = std::move(done)] {
        if (!found->ledgers)
            return;
        std::vector<ui::KnownSource> all = found->gateways;
        all.insert(all.end(), found->ledgers->begin(), found->ledgers->end());
        done(std::move(all));
    };
    connect(
        &m_discovery, &Discovery::finished, context,
        [this, found, tell] {
            found->ledgers.emplace();
            for (const FoundLedger &ledger : m_discovery.ledgers())
                found->ledgers->push_back(knownSource(ledger));
            tell();
        },
        Qt::SingleShotConnection);
    (new GatewayFinder(context, [found, tell](std::vector<ui::KnownSource> gateways) {
        found->gateways = std::move(gateways);
        tell();
    }))->start();
    m_discovery.start(DiscoveryRoots::standard(QDir::currentPath()));
}

void Application::saveSettings(const ui::WindowSettings &settings)
{
    // Another window may have opened sources since this one read the list.
    std::vector<ui::KnownSource> recent = settings.recent;
    for (const ui::KnownSource &source : m_settings.recent) {
        const bool listed =
            std::any_of(recent.begin(), recent.end(),
                        [&source](const ui::KnownSource &other) { return other.path == source.path; });
        if (!listed && recent.size() < ui::recentCapacity)
            recent.push_back(source);
    }
    m_settings = settings;
    m_settings.recent = std::move(recent);
    m_store.write(m_settings);
}

void Application::sayWhatIsMissing(ui::MainWindow *window)
{
    const QStringList missing = missingParts();
    if (missing.isEmpty())
        return;
    window->showMessage({QStringLiteral("self-test"),
                         Severity::Error,
                         tr("This installation is not complete."),
                         tr("Missing: %1. Ledgers cannot be read without it; install it and start again.")
                             .arg(missing.join(QLatin1String(", "))),
                         {}});
}

} // namespace mobwatch
