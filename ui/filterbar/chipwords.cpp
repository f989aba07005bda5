// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filterbar/chipwords.h"

#include "ui/widgets/eventwords.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace mobwatch::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("mobwatch::ui::Chips", text);
}

QString opWord(const FilterClause &clause)
{
    using Op = FilterClause::Op;
    switch (clause.op) {
    case Op::Equal:
        return clause.negated ? QStringLiteral("≠") : QStringLiteral("=");
    case Op::NotEqual:
        return clause.negated ? QStringLiteral("=") : QStringLiteral("≠");
    case Op::Less:
        return clause.negated ? tr("not <") : QStringLiteral("<");
    case Op::LessEqual:
        return clause.negated ? tr("not ≤") : QStringLiteral("≤");
    case Op::Greater:
        return clause.negated ? tr("not >") : QStringLiteral(">");
    case Op::GreaterEqual:
        return clause.negated ? tr("not ≥") : QStringLiteral("≥");
    case Op::Contains:
        return tr("contains");
    case Op::ContainsNot:
        return tr("does not contain");
    case Op::Has:
        return tr("is there");
    case Op::HasNot:
        return tr("is not there");
    case Op::More:
        break;
    }
    return {};
}

/// `-15m` as "15 min ago"; everything else as it is.
QString ageInWords(const QString &value)
{
    static const QRegularExpression single(QStringLiteral("^-?(\\d+)(s|m|h|d)$"));
    const QRegularExpressionMatch match = single.match(value);
    if (!match.hasMatch())
        return value;
    const QString unit = match.captured(2);
    const QString word = unit == QStringLiteral("m") ? tr("min") : unit;
    return tr("%1 %2 ago").arg(match.captured(1), word);
}

} // namespace

QString ChipWords::whole() const
{
    QStringList parts{field, op, value};
    parts.removeAll(QString());
    return parts.join(QLatin1Char(' '));
}

ChipWords chipWords(const FilterClause &clause)
{
    if (clause.op == FilterClause::Op::More)
        return {tr("more"), {}, shownText(clause.text)};
    QStringList values;
    for (const std::string &value : clause.values) {
        if (clause.field == FilterField::Run && value.size() == 36)
            values.append(shownRunId(value));
        else if (clause.field == FilterField::Time)
            values.append(ageInWords(shownText(value)));
        else
            values.append(shownText(value));
    }
    return {shownText(clause.fieldText), opWord(clause), values.join(QStringLiteral(", "))};
}

QString filterInWords(const Filter &filter)
{
    QStringList words;
    for (const FilterClause &clause : filter.clauses())
        words.append(chipWords(clause).whole());
    return words.isEmpty() ? tr("everything") : words.join(QStringLiteral(", "));
}

QString problemInWords(const Error &problem)
{
    if (!problem.subject.isEmpty() && problem.message.startsWith(QStringLiteral("unknown field")))
        return tr("there is no field “%1”.").arg(problem.subject);
    QString words = problem.message;
    static const QRegularExpression hint(QStringLiteral(",? *did you mean \"[^\"]*\"\\?$"));
    words.remove(hint);
    return words.endsWith(QLatin1Char('.')) ? words : words + QLatin1Char('.');
}

} // namespace mobwatch::ui
