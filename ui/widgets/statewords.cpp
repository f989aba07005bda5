// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/statewords.h"

#include <QCoreApplication>
#include <QLocale>

namespace mobwatch::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("StateWords", text);
}

QString waitingWord(const SourceStatus &status, TimestampMs now)
{
    if (status.nextTryMs <= now)
        return tr("Waiting");
    return tr("Waiting %1 s").arg((status.nextTryMs - now + 999) / 1000);
}

} // namespace

StateWords stateWords(const SourceStatus &status, bool held, TimestampMs now)
{
    using Tone = StateWords::Tone;
    if (held)
        return {QStringLiteral("pause"), tr("Paused"), Tone::Warning};
    switch (status.state) {
    case SourceState::Idle:
        return {QStringLiteral("state-stopped"), tr("No source"), Tone::Neutral};
    case SourceState::Connecting:
        return {QStringLiteral("state-connecting"), tr("Connecting"), Tone::Neutral};
    case SourceState::CatchingUp:
        return {QStringLiteral("state-catching-up"), tr("Catching up %1 %").arg(int(status.progress * 100)),
                Tone::Neutral, status.isPartial};
    case SourceState::Live:
        return {QStringLiteral("state-live"), status.isPartial ? tr("Live, partial") : tr("Live"), Tone::Ok,
                status.isPartial};
    case SourceState::Waiting:
        return {QStringLiteral("state-waiting"), waitingWord(status, now), Tone::Warning};
    case SourceState::Stopped:
        return {QStringLiteral("state-stopped"), tr("Stopped"), Tone::Neutral};
    case SourceState::Failed:
        return {QStringLiteral("sev-error"), tr("Failed"), Tone::Error};
    }
    return {};
}

QColor toneColor(StateWords::Tone tone, const Looks &looks)
{
    switch (tone) {
    case StateWords::Tone::Ok:
        return looks.severityMark(Severity::Ok);
    case StateWords::Tone::Warning:
        return looks.severityMark(Severity::Warning);
    case StateWords::Tone::Error:
        return looks.severityMark(Severity::Error);
    case StateWords::Tone::Neutral:
        break;
    }
    return looks.colors().secondText;
}

QString shownRate(double eventsPerSecond)
{
    const bool whole = eventsPerSecond >= 9.95 || eventsPerSecond < 0.05;
    return tr("%1 events/s").arg(QLocale().toString(eventsPerSecond, 'f', whole ? 0 : 1));
}

QString sourceIconName(SourceKind kind)
{
    switch (kind) {
    case SourceKind::Ledger:
        return QStringLiteral("ledger");
    case SourceKind::EventFile:
        return QStringLiteral("file");
    case SourceKind::Demo:
        return QStringLiteral("demo");
    case SourceKind::Server:
        return QStringLiteral("stream");
    }
    return {};
}

} // namespace mobwatch::ui
