// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/options/arguments.h"

#include <algorithm>

namespace mobwatch::options {

namespace {

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString line(const QString &left, qsizetype width, std::string_view help)
{
    return QStringLiteral("  %1  %2\n").arg(left.leftJustified(width), qt(help));
}

QString optionLines(Command command)
{
    std::vector<std::pair<QString, std::string_view>> rows;
    qsizetype width = 0;
    for (const OptionInfo &option : optionTable()) {
        if (!belongsTo(option, command))
            continue;
        const QString left = option.argument.empty()
                                 ? qt(option.name)
                                 : qt(option.name) + QLatin1Char(' ') + qt(option.argument);
        width = std::max(width, left.size());
        rows.emplace_back(left, option.help);
    }
    QString text;
    for (const auto &[left, help] : rows)
        text += line(left, width, help);
    return text;
}

QString commandLines()
{
    QString text;
    for (const CommandInfo &info : commandTable()) {
        if (!info.name.empty())
            text += line(qt(info.name), 14, info.help);
    }
    return text;
}

} // namespace

QString helpText(std::optional<Command> command)
{
    if (!command)
        return QStringLiteral(
                   "Usage: mobwatch-cli COMMAND [SOURCE] [FLAGS]\n\n"
                   "SOURCE is a ledger file, an event file (*.jsonl), - for standard input, or the\n"
                   "http(s):// address of a server.\n\n"
                   "Commands:\n") +
               commandLines() +
               QStringLiteral("\nmobwatch-cli COMMAND --help shows the flags of a command.\n");
    const CommandInfo &info = infoOf(*command);
    QString usage =
        info.name.empty() ? QStringLiteral("mobwatch") : QStringLiteral("mobwatch-cli ") + qt(info.name);
    if (!info.operands.empty())
        usage += QLatin1Char(' ') + qt(info.operands);
    const QString help = qt(info.help);
    return QStringLiteral("Usage: %1 [FLAGS]\n\n%2%3.\n\nFlags:\n")
               .arg(usage, help.left(1).toUpper(), help.mid(1)) +
           optionLines(*command);
}

} // namespace mobwatch::options
