// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connectiondetails/connectionfacts.h"

#include "ui/widgets/eventwords.h"
#include "ui/widgets/statewords.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace mobwatch::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ConnectionDetails", text);
}

QString plain(const QString &text)
{
    return shownText(text.toStdString());
}

QString latency(std::int64_t milliseconds)
{
    // Clocks differ between machines; an event from the future says so.
    return milliseconds < 0 ? tr("%1 ms (the clocks differ)").arg(milliseconds) : shownDuration(milliseconds);
}

QString stateLine(const SourceStatus &status)
{
    QString text = stateWords(status, false, currentTimeMs()).word;
    if (status.sinceMs > 0)
        text += tr(", since %1").arg(shownMoment(status.sinceMs, true));
    if (status.attempt > 0)
        text += tr(", %1 failed tries in a row").arg(status.attempt);
    return text;
}

FactGroup connectionGroup(const ConnectionFacts &facts)
{
    const ConnectionReport &report = facts.report;
    FactGroup group{tr("Connection"), {}};
    group.lines.push_back({tr("State"), stateLine(facts.status)});
    group.lines.push_back({tr("Address"), plain(facts.address)});
    if (!report.startedFrom.isEmpty())
        group.lines.push_back({tr("Stream"), plain(withoutSecrets(report.startedFrom))});
    group.lines.push_back({tr("Token"), report.hasToken ? tr("sent") : tr("none")});
    if (report.isCertificateExcepted)
        group.lines.push_back({tr("Certificate"), tr("not trusted, accepted by you for this host")});
    group.lines.push_back({tr("Queries"), report.isRpcServed ? tr("answered") : tr("not answered")});
    if (!report.contractVersion.isEmpty())
        group.lines.push_back({tr("Contract version"), plain(report.contractVersion)});
    if (!report.mobStorage.isEmpty())
        group.lines.push_back({tr("Ledger"), plain(report.mobStorage)});
    if (!report.kindsLeftOut.empty()) {
        QStringList kinds;
        for (const QString &kind : report.kindsLeftOut)
            kinds << plain(kind);
        group.lines.push_back({tr("Never sent"), kinds.join(QLatin1String(", "))});
    }
    return group;
}

FactGroup errorGroup(const ConnectionReport &report)
{
    FactGroup group{tr("Last error"), {}};
    if (report.lastErrorMs == 0) {
        group.lines.push_back({tr("What"), tr("none so far")});
        return group;
    }
    group.lines.push_back({tr("What"), plain(withoutSecrets(report.lastError.message))});
    if (!report.lastError.subject.isEmpty())
        group.lines.push_back({tr("About"), plain(withoutSecrets(report.lastError.subject))});
    group.lines.push_back({tr("When"), shownMoment(report.lastErrorMs, true)});
    return group;
}

FactGroup counterGroup(const StreamCounters &counters)
{
    return {tr("Counters"),
            {{tr("Connections"), shownCount(counters.connections)},
             {tr("Bytes"), shownBytes(counters.bytes)},
             {tr("Events"), shownCount(counters.events)},
             {tr("Keep-alives"), shownCount(counters.keepAlives)},
             {tr("Malformed"), shownCount(counters.malformed)},
             {tr("Duplicates"), shownCount(counters.duplicates)},
             {tr("Protocol errors"), shownCount(counters.protocolErrors)},
             {tr("Holes"), counters.holes == 0
                               ? shownCount(0)
                               : tr("%1 with %2 cursors")
                                     .arg(shownCount(counters.holes), shownCount(counters.missingCursors))}}};
}

FactGroup latencyGroup(const ConnectionFacts &facts)
{
    const ConnectionReport &report = facts.report;
    FactGroup group{tr("Latency"), {}};
    const bool known = report.latencyMedianMs != 0 || report.latencyP90Ms != 0 || report.latencyLastMs != 0;
    group.lines.push_back(
        {tr("Event to arrival"), known ? tr("median %1, nine of ten within %2, last %3")
                                             .arg(latency(report.latencyMedianMs),
                                                  latency(report.latencyP90Ms), latency(report.latencyLastMs))
                                       : tr("no live event yet")});
    group.lines.push_back({tr("Arrival to screen"), facts.screenLastMs == 0 && facts.screenMedianMs == 0
                                                        ? tr("no live event yet")
                                                        : tr("median %1, last %2")
                                                              .arg(shownDuration(facts.screenMedianMs),
                                                                   shownDuration(facts.screenLastMs))});
    return group;
}

FactGroup recordingGroup(const ConnectionReport &report)
{
    if (report.recordingPath.isEmpty())
        return {tr("Recording"), {{tr("File"), tr("nothing is recorded")}}};
    return {tr("Recording"),
            {{tr("File"), plain(report.recordingPath)}, {tr("Size"), shownBytes(report.recordingBytes)}}};
}

QString indented(const QString &text)
{
    QString out;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        if (!line.trimmed().isEmpty())
            out += QStringLiteral("  %1\n").arg(plain(line.trimmed()));
    }
    return out;
}

} // namespace

std::vector<FactGroup> connectionGroups(const ConnectionFacts &facts)
{
    return {connectionGroup(facts), errorGroup(facts.report), counterGroup(facts.report.counters),
            latencyGroup(facts), recordingGroup(facts.report)};
}

QString holeWords(HoleReason reason)
{
    switch (reason) {
    case HoleReason::LeftOut:
        return tr("left out by the server, a filter or access control");
    case HoleReason::TooLarge:
        return tr("an event above the size limit was stepped over");
    case HoleReason::Malformed:
        return tr("a frame could not be read");
    case HoleReason::Unknown:
        return tr("not explained: this stream should have had them");
    }
    return {};
}

QString holePlace(const StreamHole &hole)
{
    return hole.first == hole.last
               ? tr("cursor %1").arg(shownCount(hole.first))
               : tr("cursors %1 to %2").arg(shownCount(hole.first), shownCount(hole.last));
}

QString withoutSecrets(const QString &text)
{
    static const QRegularExpression header(QStringLiteral(R"(((?:proxy-)?authorization\s*:)[^\r\n]*)"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression parameter(QStringLiteral(R"((auth_token|access_token|token)=[^&\s]*)"),
                                              QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression cookie(QStringLiteral(R"(((?:set-)?cookie\s*:)[^\r\n]*)"),
                                           QRegularExpression::CaseInsensitiveOption);
    QString out = text;
    out.replace(header, QStringLiteral("\\1 (not shown)"));
    out.replace(cookie, QStringLiteral("\\1 (not shown)"));
    out.replace(parameter, QStringLiteral("\\1=(not shown)"));
    return out;
}

QString connectionText(const ConnectionFacts &facts)
{
    const ConnectionReport &report = facts.report;
    QString text = QStringLiteral("%1, %2\n").arg(facts.program, shownMoment(currentTimeMs(), true));
    for (const FactGroup &group : connectionGroups(facts)) {
        text += QStringLiteral("\n%1\n").arg(group.title);
        for (const FactGroup::Line &line : group.lines)
            text += QStringLiteral("  %1: %2\n").arg(line.name, line.value);
    }
    text += QStringLiteral("\n%1\n").arg(tr("Request")) + indented(withoutSecrets(report.exchange.request));
    text += QStringLiteral("\n%1\n").arg(tr("Response")) + indented(withoutSecrets(report.exchange.response));
    text += QStringLiteral("\n%1\n").arg(tr("Holes"));
    for (const StreamHole &hole : report.holes)
        text += QStringLiteral("  %1 %2, %3: %4\n")
                    .arg(tr("epoch"))
                    .arg(hole.epoch)
                    .arg(holePlace(hole), holeWords(hole.reason));
    text += QStringLiteral("\n%1\n").arg(tr("History"));
    for (const ConnectionReport::Change &change : report.history)
        text += QStringLiteral("  %1  %2\n")
                    .arg(shownMoment(change.atMs, true), plain(withoutSecrets(change.what)));
    return text;
}

} // namespace mobwatch::ui
