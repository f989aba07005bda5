// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/termination.h"
#include "app/gui/application.h"
#include "app/gui/selftest.h"
#include "app/gui/windowfilter.h"
#include "app/options/arguments.h"
#include "ui/mainwindow/sourcerequest.h"

#include <QApplication>
#include <QTextStream>

using namespace mobwatch;

namespace {

constexpr int exitDone = 0;
constexpr int exitFailed = 1;
constexpr int exitUsage = 2;

void say(FILE *where, const QString &text)
{
    QTextStream(where) << text << Qt::endl;
}

int runSelfTest()
{
    const QStringList missing = missingParts();
    for (const QString &part : missing)
        say(stderr, QStringLiteral("missing: %1").arg(part));
    if (missing.isEmpty())
        say(stdout, QStringLiteral("everything is there"));
    return missing.isEmpty() ? exitDone : exitFailed;
}

Result<std::vector<Application::Wish>> wishesOf(const options::Arguments &arguments)
{
    std::vector<ui::SourceRequest> requests;
    if (arguments.has("--demo"))
        requests.push_back({SourceKind::Demo, {}});
    for (const QString &operand : arguments.operands()) {
        auto request = ui::requestForText(operand);
        if (!request)
            return fail(request.error());
        requests.push_back(std::move(*request));
    }
    std::vector<Application::Wish> wishes;
    for (ui::SourceRequest &request : requests) {
        auto filter = windowFilter(arguments, request);
        if (!filter)
            return fail(filter.error());
        wishes.push_back({request, *filter});
    }
    // Flags are checked also where nothing is opened yet.
    ui::SourceRequest none;
    if (const auto filter = windowFilter(arguments, none); !filter)
        return fail(filter.error());
    return wishes;
}

} // namespace

int main(int argc, char *argv[])
{
    // Help and version answer without a screen.
    QStringList plain;
    for (int i = 1; i < argc; ++i)
        plain << QString::fromLocal8Bit(argv[i]);
    const auto early = options::Arguments::parseWindow(plain);
    if (early && early->wantsHelp()) {
        say(stdout, options::helpText(options::Command::Window));
        return exitDone;
    }
    if (early && early->wantsVersion()) {
        say(stdout, QStringLiteral("mobwatch " MOBWATCH_VERSION));
        return exitDone;
    }

    QApplication application(argc, argv); // takes the options of Qt out of the arguments
    QApplication::setApplicationName(QStringLiteral("mobwatch"));
    QApplication::setApplicationDisplayName(QStringLiteral("Mobwatch"));
    QApplication::setApplicationVersion(QStringLiteral(MOBWATCH_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("dev.mobwatch.mobwatch"));
    const QStringList given = QApplication::arguments().mid(1);
    if (given == QStringList(QStringLiteral("--self-test")))
        return runSelfTest();

    const auto arguments = options::Arguments::parseWindow(given);
    if (!arguments) {
        say(stderr, QStringLiteral("mobwatch: %1").arg(arguments.error().message));
        return exitUsage;
    }
    const auto token = arguments->token();
    if (!token) {
        say(stderr, QStringLiteral("mobwatch: %1").arg(token.error().message));
        return exitUsage;
    }
    const auto wishes = wishesOf(*arguments);
    if (!wishes) {
        say(stderr, QStringLiteral("mobwatch: %1").arg(wishes.error().message));
        return exitUsage;
    }
    auto labels = arguments->labels();
    if (!labels) {
        say(stderr, QStringLiteral("mobwatch: %1: %2").arg(labels.error().subject, labels.error().message));
        return exitUsage;
    }
    Application mobwatchApplication;
    mobwatchApplication.setLabels(std::move(*labels));
    // Told to end, it asks nothing and takes its temporary files along.
    const cli::Termination termination;
    QObject::connect(&termination, &cli::Termination::requested, &application, [&mobwatchApplication] {
        mobwatchApplication.saveWindows();
        QApplication::exit(exitDone);
    });
    for (const Application::Wish &wish : *wishes) {
        if (wish.request.kind == SourceKind::Server && !token->empty())
            mobwatchApplication.lendToken(wish.request.path, *token);
    }
    mobwatchApplication.openWindows(*wishes);
    return QApplication::exec();
}
