// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/options/arguments.h"

#include <QFile>
#include <algorithm>

namespace mobwatch::options {

namespace {

constexpr qint64 longestToken = 64 * 1024;

QString qt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

tl::unexpected<Error> wrong(const QString &flag, const QString &message)
{
    return fail(ErrorCode::InvalidArgument, message, flag);
}

const OptionInfo *findOption(const QString &name, std::optional<Command> command)
{
    for (const OptionInfo &option : optionTable()) {
        const bool counts =
            command ? belongsTo(option, *command) : option.name == "--help" || option.name == "--version";
        if (counts && qt(option.name) == name)
            return &option;
    }
    return nullptr;
}

bool isDigits(const QString &text)
{
    return !text.isEmpty() &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
}

std::optional<std::uint64_t> toNumber(const QString &text)
{
    bool ok = false;
    const std::uint64_t number = isDigits(text) ? text.toULongLong(&ok) : 0;
    return ok ? std::optional(number) : std::nullopt;
}

QString unknownFlag(const QString &name, std::optional<Command> command)
{
    const bool elsewhere = std::any_of(optionTable().begin(), optionTable().end(),
                                       [&name](const OptionInfo &option) { return qt(option.name) == name; });
    if (!elsewhere || !command)
        return QStringLiteral("unknown flag %1").arg(name);
    if (name == QLatin1String("--limit") && *command == Command::Tail)
        return QStringLiteral("tail has no flag --limit; --max-events ends it");
    if (name == QLatin1String("--limit") && *command == Command::Window)
        return QStringLiteral("mobwatch has no flag --limit; it keeps everything that matches");
    const QString whose =
        *command == Command::Window ? QStringLiteral("mobwatch") : qt(infoOf(*command).name);
    return QStringLiteral("%1 has no flag %2").arg(whose, name);
}

} // namespace

Result<Arguments> Arguments::parseCli(const QStringList &arguments)
{
    Arguments result;
    QStringList rest = arguments;
    if (rest.isEmpty())
        return wrong({}, QStringLiteral("no command given"));
    if (!rest.front().startsWith(QLatin1Char('-'))) {
        const QString name = rest.takeFirst();
        for (const CommandInfo &info : commandTable()) {
            if (!info.name.empty() && qt(info.name) == name)
                result.m_command = info.command;
        }
        if (!result.m_command)
            return wrong(name, QStringLiteral("unknown command '%1'").arg(name));
    }
    if (const auto read = result.read(rest); !read)
        return fail(read.error());
    if (!result.m_command && !result.wantsHelp() && !result.wantsVersion())
        return wrong({}, QStringLiteral("no command given"));
    return result;
}

Result<Arguments> Arguments::parseWindow(const QStringList &arguments)
{
    Arguments result;
    result.m_command = Command::Window;
    if (const auto read = result.read(arguments); !read)
        return fail(read.error());
    if (result.has("--demo") && !result.m_operands.isEmpty())
        return wrong(QStringLiteral("--demo"), QStringLiteral("--demo takes no source beside it"));
    return result;
}

Result<void> Arguments::read(const QStringList &arguments)
{
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString &argument = arguments[i];
        if (argument == QLatin1String("--")) {
            m_operands += arguments.mid(i + 1);
            break;
        }
        if (argument.size() > 1 && argument.startsWith(QLatin1Char('-'))) {
            if (const auto option = readOption(arguments, i); !option)
                return option;
        } else {
            m_operands += argument;
        }
    }
    if (wantsHelp() || wantsVersion())
        return {};
    return checkOperands();
}

Result<void> Arguments::readOption(const QStringList &arguments, qsizetype &at)
{
    const QString &argument = arguments[at];
    const qsizetype equals =
        argument.startsWith(QLatin1String("--")) ? argument.indexOf(QLatin1Char('=')) : -1;
    const QString name = equals < 0 ? argument : argument.left(equals);
    const OptionInfo *const option = findOption(name, m_command);
    if (!option)
        return wrong(name, unknownFlag(name, m_command));
    if (m_values.contains(option->name))
        return wrong(name, QStringLiteral("%1 is given twice").arg(name));
    QString value;
    if (option->argument.empty() && equals >= 0)
        return wrong(name, QStringLiteral("%1 takes no value").arg(name));
    if (!option->argument.empty()) {
        if (equals < 0 && at + 1 >= arguments.size())
            return wrong(name, QStringLiteral("%1 needs a value").arg(name));
        value = equals < 0 ? arguments[++at] : argument.mid(equals + 1);
    }
    if (option->isNumber && !toNumber(value))
        return wrong(name, QStringLiteral("%1 needs a non-negative whole number, not '%2'").arg(name, value));
    m_values.emplace(option->name, value);
    return {};
}

Result<void> Arguments::checkOperands() const
{
    if (!m_command)
        return m_operands.isEmpty() ? Result<void>()
                                    : wrong(m_operands.front(), QStringLiteral("no command given"));
    const CommandInfo &info = infoOf(*m_command);
    if (m_operands.size() < info.fewest)
        return wrong(qt(info.operands), QStringLiteral("%1 needs %2").arg(qt(info.name), qt(info.operands)));
    if (m_operands.size() > info.most)
        return wrong(m_operands[info.most],
                     QStringLiteral("unexpected argument '%1'").arg(m_operands[info.most]));
    return {};
}

std::optional<QString> Arguments::text(std::string_view option) const
{
    const auto value = m_values.find(option);
    return value == m_values.end() ? std::nullopt : std::optional(value->second);
}

std::optional<std::uint64_t> Arguments::number(std::string_view option) const
{
    const auto value = text(option);
    return value ? toNumber(*value) : std::nullopt;
}

EventQuery Arguments::query() const
{
    const auto utf8 = [this](std::string_view option) {
        const auto value = text(option);
        return value ? std::optional(value->toStdString()) : std::nullopt;
    };
    EventQuery query;
    query.mobId = utf8("--mob-id");
    query.runId = utf8("--run-id");
    query.stepId = utf8("--step-id");
    query.identity = utf8("--identity");
    query.memberId = utf8("--member-id");
    query.sinceMs = number("--since-ms");
    query.untilMs = number("--until-ms");
    query.afterSeq = number("--after-seq");
    query.limit = number("--limit");
    // As the stream reads its parameter: parts trimmed, empty ones dropped (specification 6.1).
    for (const QString &part : text("--event-types").value_or(QString()).split(QLatin1Char(','))) {
        if (!part.trimmed().isEmpty())
            query.eventTypes.push_back(part.trimmed().toStdString());
    }
    return query;
}

Result<Filter> Arguments::filter() const
{
    const auto value = text("--filter");
    if (!value)
        return Filter();
    auto filter = Filter::parse(value->toStdString());
    if (!filter) {
        Error error = filter.error();
        error.message = QStringLiteral("--filter:%1: %2").arg(error.position).arg(error.message);
        return fail(std::move(error));
    }
    return filter;
}

Result<LabelTable> Arguments::labels() const
{
    const auto path = text("--labels");
    if (!path)
        return LabelTable();
    auto table = LabelTable::fromFile(*path);
    if (!table)
        return wrong(QStringLiteral("--labels"),
                     QStringLiteral("--labels %1: %2").arg(*path, table.error().message));
    return table;
}

Result<std::string> Arguments::token() const
{
    const auto path = text("--token-file");
    if (!path)
        return qgetenv("MOBWATCH_TOKEN").trimmed().toStdString();
    QFile file(*path);
    if (!file.open(QIODevice::ReadOnly))
        return wrong(QStringLiteral("--token-file"),
                     QStringLiteral("--token-file %1: %2").arg(*path, file.errorString()));
    const QByteArray token = file.read(longestToken).trimmed();
    if (token.isEmpty())
        return wrong(QStringLiteral("--token-file"), QStringLiteral("--token-file %1: is empty").arg(*path));
    return token.toStdString();
}

Result<std::optional<Arguments::From>> Arguments::from() const
{
    const auto value = text("--from");
    const auto after = number("--after-seq");
    if (value && after)
        return wrong(QStringLiteral("--from"), QStringLiteral("--from and --after-seq exclude each other"));
    if (after)
        return std::optional(From{From::Point::AtCursor, *after});
    if (!value)
        return std::optional<From>();
    if (*value == QLatin1String("now"))
        return std::optional(From{From::Point::Now, 0});
    if (*value == QLatin1String("latest"))
        return std::optional(From{From::Point::Latest, 0});
    if (*value == QLatin1String("start"))
        return std::optional(From{From::Point::Start, 0});
    if (const auto cursor = toNumber(*value))
        return std::optional(From{From::Point::AtCursor, *cursor});
    return wrong(QStringLiteral("--from"),
                 QStringLiteral("--from needs now, latest, start or a cursor, not '%1'").arg(*value));
}

} // namespace mobwatch::options
