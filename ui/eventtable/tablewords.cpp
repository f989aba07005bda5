// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/tablewords.h"

#include "ui/widgets/eventwords.h"

#include <QCoreApplication>
#include <algorithm>

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("EventTable", text);
}

QString operatorWords(const FilterClause &clause)
{
    switch (clause.op) {
    case FilterClause::Op::Equal:
        return clause.negated ? u"\u2260"_s : u"="_s;
    case FilterClause::Op::NotEqual:
        return u"\u2260"_s;
    case FilterClause::Op::Less:
        return u"<"_s;
    case FilterClause::Op::LessEqual:
        return u"\u2264"_s;
    case FilterClause::Op::Greater:
        return u">"_s;
    case FilterClause::Op::GreaterEqual:
        return u"\u2265"_s;
    case FilterClause::Op::Contains:
        return tr("contains");
    case FilterClause::Op::ContainsNot:
        return tr("does not contain");
    default:
        return {};
    }
}

QString waitingText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return tr("The file is not there yet. Events appear here once it is.");
    case ErrorCode::EmptyFile:
        return tr("The file is empty. Events appear here once they are written.");
    case ErrorCode::Busy:
        return tr("The writer holds the file locked. Events appear here once it lets go.");
    default:
        return tr("The source cannot be read yet. Events appear here once it can.");
    }
}

} // namespace

EmptyWords emptyWords(const SourceStatus &status, const std::vector<SourceNotice> &notices, SourceKind kind)
{
    const auto emptied = std::find_if(notices.begin(), notices.end(), [](const SourceNotice &notice) {
        return notice.kind == SourceNotice::Kind::EmptiedLedger;
    });
    if (emptied != notices.end()) {
        const QString runs = emptied->number == 1
                                 ? tr("The store still lists 1 run.")
                                 : tr("The store still lists %1 runs.")
                                       .arg(shownCount(static_cast<std::uint64_t>(emptied->number)));
        return {tr("This ledger was emptied"),
                tr("Its mob was destroyed. %1 New events appear here if a new mob starts in it.").arg(runs)};
    }
    const bool isServer = kind == SourceKind::Server;
    switch (status.state) {
    case SourceState::Idle:
    case SourceState::Connecting:
        return {isServer ? tr("Connecting\u2026") : tr("Reading\u2026"), {}};
    case SourceState::CatchingUp:
        return {tr("Reading\u2026"), {}};
    case SourceState::Waiting:
        return {tr("No events yet"),
                isServer ? tr("The server cannot be reached yet. Events appear here once it can.")
                         : waitingText(status.error.code)};
    case SourceState::Failed:
        return {tr("No events"), isServer ? tr("The server cannot be watched; the bar above says why.")
                                          : tr("The source could not be read.")};
    case SourceState::Stopped:
        return {tr("No events"), kind == SourceKind::EventFile ? tr("This file holds no event.") : QString()};
    case SourceState::Live:
        break;
    }
    return {tr("No events yet"), tr("Connected. Events appear here as they are written.")};
}

std::optional<EmptyWords> notSentWords(const Filter &filter, const std::vector<SourceNotice> &notices,
                                       bool isPartial)
{
    if (!isPartial)
        return std::nullopt;
    const auto partial = std::find_if(notices.begin(), notices.end(), [](const SourceNotice &notice) {
        return notice.kind == SourceNotice::Kind::PartialServer;
    });
    if (partial == notices.end())
        return std::nullopt;
    const QStringList leftOut = labelsIn(partial->text);
    for (const FilterClause &clause : filter.clauses()) {
        const bool includes = clause.op == FilterClause::Op::Equal && !clause.negated;
        if (clause.field != FilterField::Kind || !includes || clause.values.empty())
            continue;
        QStringList kinds;
        for (const std::string &value : clause.values)
            kinds << QString::fromStdString(value);
        const bool never =
            std::ranges::all_of(kinds, [&leftOut](const QString &kind) { return leftOut.contains(kind); });
        if (never)
            return EmptyWords{
                tr("This server does not send %1").arg(shownText(kinds.join(u", "_s).toStdString())),
                tr("Over HTTP this release leaves out most member and step events. The ledger file has "
                   "them.")};
    }
    return std::nullopt;
}

EmptyWords searchingWords(double progress)
{
    return {tr("Searching\u2026"),
            tr("%1 % of the payloads were read.").arg(static_cast<int>(progress * 100))};
}

QString conditionWords(const FilterClause &clause)
{
    const QString field = shownText(clause.fieldText);
    if (clause.op == FilterClause::Op::Has)
        return tr("has %1").arg(field);
    if (clause.op == FilterClause::Op::HasNot)
        return tr("has no %1").arg(field);
    if (clause.op == FilterClause::Op::More)
        return shownText(clause.text);
    QStringList values;
    for (const std::string &value : clause.values)
        values << shownText(value);
    return u"%1 %2 %3"_s.arg(field, operatorWords(clause), values.join(u", "_s));
}

QString payloadErrorWords(const Error &error)
{
    switch (error.code) {
    case ErrorCode::Gone:
        return tr("The payload is gone with the ledger.");
    case ErrorCode::Malformed:
        return tr("The payload is not valid JSON.");
    case ErrorCode::Busy:
        return tr("The ledger is busy. Try again.");
    default:
        return tr("The payload could not be read.");
    }
}

} // namespace mobwatch::ui
