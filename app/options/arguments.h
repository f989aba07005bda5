// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/options/optiontable.h"
#include "core/event/labels.h"
#include "core/filter/filter.h"
#include "core/query/eventquery.h"
#include "core/support/result.h"

#include <QString>
#include <QStringList>
#include <map>
#include <optional>

namespace mobwatch::options {

/// A command line, checked against the table. Errors are InvalidArgument with the flag as subject.
class Arguments final
{
public:
    /// The command line program: `arguments` without the program's name. Without a command, help is asked
    /// for.
    [[nodiscard]] static Result<Arguments> parseCli(const QStringList &arguments);
    [[nodiscard]] static Result<Arguments> parseWindow(const QStringList &arguments);

    /// std::nullopt: --help or --version without a command.
    [[nodiscard]] std::optional<Command> command() const { return m_command; }
    [[nodiscard]] const QStringList &operands() const { return m_operands; }
    [[nodiscard]] bool wantsHelp() const { return has("--help"); }
    [[nodiscard]] bool wantsVersion() const { return has("--version"); }

    [[nodiscard]] bool has(std::string_view option) const { return m_values.find(option) != m_values.end(); }
    [[nodiscard]] std::optional<QString> text(std::string_view option) const;
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view option) const;

    [[nodiscard]] EventQuery query() const;
    [[nodiscard]] Result<Filter> filter() const;
    [[nodiscard]] Result<LabelTable> labels() const;
    /// The bearer token for servers, from --token-file or MOBWATCH_TOKEN; empty where there is neither.
    [[nodiscard]] Result<std::string> token() const;

    /// Where to begin; --after-seq N is --from N.
    struct From
    {
        enum class Point { Now, Latest, Start, AtCursor };
        Point point = Point::Now;
        Cursor cursor = 0;
        friend bool operator==(const From &, const From &) = default;
    };
    /// std::nullopt when neither flag is given.
    [[nodiscard]] Result<std::optional<From>> from() const;

private:
    [[nodiscard]] Result<void> read(const QStringList &arguments);
    [[nodiscard]] Result<void> readOption(const QStringList &arguments, qsizetype &at);
    [[nodiscard]] Result<void> checkOperands() const;

    std::optional<Command> m_command;
    QStringList m_operands;
    std::map<std::string, QString, std::less<>> m_values;
};

/// What --help prints: of the program, or of one command.
[[nodiscard]] QString helpText(std::optional<Command> command);

} // namespace mobwatch::options
