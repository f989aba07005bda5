// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// The real window on a ledger of one million events and under a flood. Three measurements, each in a process
// of its own: time from process start to the first painted rows, memory beyond an empty window, and frames
// while another process writes as fast as asked.
//
//   bench_window [LEDGER]            all three (makes a ledger when none is given)
//   bench_window --paint LEDGER | --empty | --memory LEDGER | --flood RATE SECONDS
//   bench_window --stream-flood RATE SECONDS | --stream-latency EVENTS    the same from a server

#include "core/simulator/simulator.h"
#include "core/source/ledgersource.h"
#include "core/source/streamsource.h"
#include "tests/bench/framesender.h"
#include "tests/support/ledgerdriver.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/windowpanes.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <unistd.h>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace mobwatch;

namespace {

/// Milliseconds since this process was started by the system; the kernel keeps the start in ticks of 10 ms.
double msSinceStart()
{
    QFile file(QStringLiteral("/proc/self/stat"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    const QByteArray stat = file.readAll();
    const QList<QByteArray> words = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    const double started = words.value(19).toDouble() / static_cast<double>(sysconf(_SC_CLK_TCK));
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9 - started) * 1e3;
}

double residentMiB()
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    return file.readAll().split(' ').value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) /
           (1024.0 * 1024.0);
}

qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Counts paints of the table that show rows, and the longest time in which the GUI thread answered nothing.
class FrameWatch final : public QObject
{
public:
    explicit FrameWatch(ui::MainWindow &window)
        : m_window(window)
    {
        m_beat.setInterval(1);
        m_beat.setTimerType(Qt::PreciseTimer);
        connect(&m_beat, &QTimer::timeout, this, [this] {
            if (m_sinceBeat.isValid())
                m_stalls.push_back(static_cast<double>(m_sinceBeat.nsecsElapsed()) * 1e-6);
            m_sinceBeat.start();
        });
        qApp->installEventFilter(this);
    }

    void begin()
    {
        m_paints = 0;
        m_stalls.clear();
        m_sinceBeat.invalidate();
        m_beat.start();
    }
    [[nodiscard]] int paints() const { return m_paints; }
    [[nodiscard]] double longestStallMs() const
    {
        return m_stalls.empty() ? 0 : *std::max_element(m_stalls.begin(), m_stalls.end());
    }
    [[nodiscard]] double firstRowsMs() const { return m_firstRowsMs; }
    /// Rows that the last paint had to show, and when the first paint with that many was done; monotonic.
    [[nodiscard]] std::size_t paintedRows() const { return m_paintedRows; }
    [[nodiscard]] qint64 newRowsPaintedNs() const { return m_newRowsPaintedNs; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_window.session() &&
            m_window.session()->matches().size() > 0 && m_window.panes()->table()) {
            auto *const area = m_window.panes()->table()->findChild<QAbstractScrollArea *>();
            if (area && watched == area->viewport()) {
                ++m_paints;
                // Its own event is handled after this filter: what comes next in the queue is behind it.
                QTimer::singleShot(0, this, [this, rows = m_window.session()->matches().size()] {
                    if (rows > m_paintedRows)
                        m_newRowsPaintedNs = nowNs();
                    m_paintedRows = rows;
                });
                if (m_firstRowsMs == 0)
                    m_firstRowsMs = msSinceStart();
            }
        }
        return false;
    }

private:
    ui::MainWindow &m_window;
    QTimer m_beat;
    QElapsedTimer m_sinceBeat;
    std::vector<double> m_stalls;
    int m_paints = 0;
    double m_firstRowsMs = 0;
    std::size_t m_paintedRows = 0;
    qint64 m_newRowsPaintedNs = 0;
};

std::unique_ptr<ui::MainWindow> makeWindow()
{
    ui::WindowServices services;
    services.openSource = [](const ui::SourceRequest &request) -> Result<std::unique_ptr<EventSource>> {
        if (request.kind != SourceKind::Server)
            return std::unique_ptr<EventSource>(std::make_unique<LedgerSource>(request.path));
        StreamOptions options;
        options.server = *ServerAddress::parse(request.path);
        options.start = StreamOptions::Start::Now;
        return std::unique_ptr<EventSource>(std::make_unique<StreamSource>(std::move(options)));
    };
    services.saveSettings = [](const ui::WindowSettings &) {};
    services.applyLooks = [](ui::Appearance, ui::Density, int) {};
    services.newWindow = [] {};
    services.quit = [] {};
    services.discover = [](QObject *, std::function<void(std::vector<ui::KnownSource>)>) {};
    auto window =
        std::make_unique<ui::MainWindow>(services, ui::WindowSettings(), ui::Looks::fromApplication());
    window->resize(1440, 900);
    window->show();
    return window;
}

template <class Condition>
void runUntil(Condition done, int timeoutMs)
{
    QElapsedTimer clock;
    clock.start();
    while (!done() && clock.elapsed() < timeoutMs)
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
}

int paint(const QString &ledger)
{
    const auto window = makeWindow();
    FrameWatch frames(*window);
    window->openSource({SourceKind::Ledger, ledger});
    runUntil([&] { return frames.firstRowsMs() > 0; }, 60'000);
    std::printf("%.0f\n", frames.firstRowsMs());
    return 0;
}

int memory(const QString &ledger)
{
    const auto window = makeWindow();
    if (!ledger.isEmpty()) {
        window->openSource({SourceKind::Ledger, ledger});
        runUntil([&] { return window->session() && window->session()->status().state == SourceState::Live; },
                 300'000);
    }
    runUntil([] { return false; }, 2'000);
    const double events = window->session() ? static_cast<double>(window->session()->counters().events) : 0.0;
    std::printf("%.1f %.0f\n", residentMiB(), events);
    return 0;
}

int flood(int rate, int seconds)
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("flood.db"));
    test::LedgerDriver writer(path);
    writer.run(QStringLiteral("create"));
    writer.run(QStringLiteral("append 2000 200"));
    const auto window = makeWindow();
    FrameWatch frames(*window);
    window->openSource({SourceKind::Ledger, path});
    const auto events = [&] { return window->session() ? window->session()->counters().events : 0; };
    runUntil([&] { return events() >= 2000; }, 30'000);
    frames.begin();
    QElapsedTimer clock;
    clock.start();
    writer.send(QStringLiteral("rate %1 %2").arg(seconds * rate).arg(rate));
    const std::uint64_t expected =
        2000 + static_cast<std::uint64_t>(seconds) * static_cast<std::uint64_t>(rate);
    runUntil([&] { return events() >= expected; }, seconds * 4'000);
    const double took = static_cast<double>(clock.elapsed()) / 1e3;
    std::printf(
        "flood, asked %d events/s: got %.0f events/s, %.1f frames/s, longest stall %.0f ms, lost %lld\n",
        rate, static_cast<double>(events() - 2000) / took, frames.paints() / took, frames.longestStallMs(),
        static_cast<long long>(expected - events()));
    return 0;
}

struct StreamScene
{
    StreamScene()
    {
        window->openSource({SourceKind::Server, QStringLiteral("http://127.0.0.1:%1").arg(sender.port())});
        runUntil([this] { return sender.isOpen(); }, 30'000);
        sender.send(2000, 0);
        runUntil([this] { return events() >= 2000; }, 30'000);
        runUntil([] { return false; }, 500);
    }
    [[nodiscard]] std::uint64_t events() const
    {
        return window->session() ? window->session()->counters().events : 0;
    }

    bench::FrameSender sender;
    std::unique_ptr<ui::MainWindow> window = makeWindow();
    FrameWatch frames{*window};
};

int streamFlood(int rate, int seconds)
{
    StreamScene scene;
    const auto count = static_cast<std::uint64_t>(rate) * static_cast<std::uint64_t>(seconds);
    const double before = residentMiB();
    scene.frames.begin();
    QElapsedTimer clock;
    clock.start();
    scene.sender.send(count, static_cast<std::uint64_t>(rate));
    runUntil([&] { return scene.events() >= 2000 + count; }, seconds * 4'000);
    const double took = static_cast<double>(clock.elapsed()) / 1e3;
    std::printf("stream flood, asked %d events/s: got %.0f events/s, %.1f frames/s, longest stall %.0f ms, "
                "lost %lld, %.0f MiB more for %.1f million events\n",
                rate, static_cast<double>(scene.events() - 2000) / took, scene.frames.paints() / took,
                scene.frames.longestStallMs(), static_cast<long long>(2000 + count - scene.events()),
                residentMiB() - before, static_cast<double>(count) * 1e-6);
    return 0;
}

int streamLatency(int events)
{
    StreamScene scene;
    std::vector<double> latencies;
    for (int i = 0; i < events; ++i) {
        runUntil([] { return false; }, 100);
        const qint64 sent = nowNs();
        const std::size_t before = scene.frames.paintedRows();
        scene.sender.send(1, 0);
        runUntil([&] { return scene.frames.paintedRows() > before; }, 5'000);
        latencies.push_back(static_cast<double>(scene.frames.newRowsPaintedNs() - sent) * 1e-6);
    }
    std::sort(latencies.begin(), latencies.end());
    std::printf("from the server's send to the painted row  median %.1f ms, %.1f to %.1f ms (goal: 10)\n",
                latencies[latencies.size() / 2], latencies.front(), latencies.back());
    return 0;
}

QString child(const QStringList &arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), arguments);
    process.waitForFinished(600'000);
    return QString::fromUtf8(process.readAllStandardOutput()).trimmed();
}

void all(const QString &ledger)
{
    std::vector<double> starts;
    for (int i = 0; i < 7; ++i)
        starts.push_back(child({QStringLiteral("--paint"), ledger}).toDouble());
    std::sort(starts.begin(), starts.end());
    std::printf("first rows painted after process start   median %.0f ms, %.0f to %.0f ms (goal: 150)\n",
                starts[starts.size() / 2], starts.front(), starts.back());
    const double empty = child({QStringLiteral("--empty")}).section(QLatin1Char(' '), 0, 0).toDouble();
    const QString full = child({QStringLiteral("--memory"), ledger});
    const double million = full.section(QLatin1Char(' '), 1, 1).toDouble() / 1e6;
    std::printf("memory of an empty window                %.0f MiB\n", empty);
    std::printf("memory per million events beyond it      %.0f MiB (goal: 96)\n",
                (full.section(QLatin1Char(' '), 0, 0).toDouble() - empty) / million);
    std::fflush(stdout);
    std::printf(
        "%s (goals: 30 frames/s, 100 ms)\n",
        qPrintable(child({QStringLiteral("--flood"), QStringLiteral("50000"), QStringLiteral("10")})));
    std::printf("%s\n", qPrintable(child({QStringLiteral("--stream-latency"), QStringLiteral("100")})));
    std::printf("%s (goal: 30 frames/s)\n",
                qPrintable(child(
                    {QStringLiteral("--stream-flood"), QStringLiteral("100000"), QStringLiteral("30")})));
}

QString makeLedger(const QString &folder)
{
    SimulatorOptions options;
    options.path = folder + QStringLiteral("/million.db");
    options.events = 1'000'000;
    options.ratePerSecond = 0;
    auto simulator = Simulator::open(options);
    if (!simulator || !(*simulator)->writeBulk(*options.events))
        std::printf("cannot write the ledger\n");
    return options.path;
}

} // namespace

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const QString first = arguments.value(1);
    if (first == QLatin1String("--paint"))
        return paint(arguments.value(2));
    if (first == QLatin1String("--empty"))
        return memory(QString());
    if (first == QLatin1String("--memory"))
        return memory(arguments.value(2));
    if (first == QLatin1String("--flood"))
        return flood(arguments.value(2).toInt(), arguments.value(3).toInt());
    if (first == QLatin1String("--stream-flood"))
        return streamFlood(arguments.value(2).toInt(), arguments.value(3).toInt());
    if (first == QLatin1String("--stream-latency"))
        return streamLatency(arguments.value(2).toInt());
    QTemporaryDir folder;
    all(first.isEmpty() ? makeLedger(folder.path()) : first);
    return 0;
}
