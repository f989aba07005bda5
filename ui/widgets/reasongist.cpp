// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/eventwords.h"
#include "ui/widgets/jsonslice.h"

#include <QRegularExpression>
#include <QStringList>

namespace mobwatch::ui {

namespace {

/// Behind the object that starts at `at`, its strings taken into account.
qsizetype behindObject(const QString &text, qsizetype at)
{
    int depth = 0;
    bool inString = false;
    for (; at < text.size(); ++at) {
        const QChar c = text[at];
        if (inString) {
            if (c == u'\\')
                ++at;
            else if (c == u'"')
                inString = false;
        } else if (c == u'"') {
            inString = true;
        } else if (c == u'{') {
            ++depth;
        } else if (c == u'}' && --depth == 0) {
            return at + 1;
        }
    }
    return text.size();
}

QString withoutWrappers(const QString &text)
{
    static const QRegularExpression wrappers(QStringLiteral(
        "^(?:internal error: )?(?:turn abandoned: )?(?:Terminal failure: )?(?:\\w+ \\(\\w+\\): )?"
        "(?:LLM failure terminal turn: )?(?:LLM error \\([^)]*\\): )?"));
    const QString core = text.mid(wrappers.match(text).capturedLength()).trimmed();
    return core.isEmpty() ? text.trimmed() : core;
}

} // namespace

QString reasonGist(const QString &reason)
{
    // A step with several targets joins their reasons by "; ", each with its own tail. Equal ones are said
    // once.
    static const QString tail = QStringLiteral("; error={");
    QStringList gists;
    qsizetype at = 0;
    while (at < reason.size()) {
        const qsizetype cut = reason.indexOf(tail, at);
        const QString gist = withoutWrappers(reason.mid(at, cut < 0 ? -1 : cut - at));
        if (!gist.isEmpty() && !gists.contains(gist))
            gists.append(gist);
        if (cut < 0)
            break;
        at = behindObject(reason, cut + tail.size() - 1);
        if (reason.mid(at, 2) == QLatin1String("; "))
            at += 2;
    }
    return gists.isEmpty() ? reason : gists.join(QLatin1String("; "));
}

QString eventReason(const EventFacts &facts)
{
    if (!facts.data)
        return {};
    const JsonSlice data(*facts.data);
    // objective_concluded carries its outcome, placed kinds their error inside the outcome.
    static constexpr std::string_view paths[] = {"reason", "kickoff.error", "outcome.error", "error"};
    for (const std::string_view path : paths) {
        if (const auto text = data.text(path))
            return QString::fromStdString(*text);
    }
    return {};
}

} // namespace mobwatch::ui
