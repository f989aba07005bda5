// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/connect/serverqueryform.h"

#include "ui/widgets/eventwords.h"

#include <QDateTime>
#include <QFormLayout>
#include <QLineEdit>

namespace mobwatch::ui {

namespace {

constexpr auto timeFormat = "yyyy-MM-dd HH:mm:ss";

std::optional<std::string> valueOf(const QLineEdit *field)
{
    const QString text = field->text().trimmed();
    return text.isEmpty() ? std::nullopt : std::optional(text.toStdString());
}

Result<std::optional<std::uint64_t>> timeOf(const QLineEdit *field)
{
    const QString text = field->text().trimmed();
    if (text.isEmpty())
        return std::optional<std::uint64_t>();
    QDateTime time = QDateTime::fromString(text, QLatin1String(timeFormat));
    if (!time.isValid())
        time = QDateTime::fromString(text, QStringLiteral("yyyy-MM-dd HH:mm"));
    if (!time.isValid())
        time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || time.toMSecsSinceEpoch() < 0)
        return fail(ErrorCode::InvalidArgument, ServerQueryForm::tr("this is no time: %1").arg(text.left(40)),
                    field->objectName());
    return std::optional(std::uint64_t(time.toMSecsSinceEpoch()));
}

QString shownTime(const std::optional<std::uint64_t> &ms)
{
    return ms ? QDateTime::fromMSecsSinceEpoch(qint64(*ms)).toString(QLatin1String(timeFormat)) : QString();
}

} // namespace

ServerQueryForm::ServerQueryForm(const Looks &looks, QWidget *parent)
    : QWidget(parent)
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(looks.scaled(12));
    form->setVerticalSpacing(looks.scaled(4));
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_mob = addField(QStringLiteral("mob"), tr("&Mob"), QStringLiteral("release-crew"));
    m_run = addField(QStringLiteral("run"), tr("R&un"), tr("the whole id"));
    m_step = addField(QStringLiteral("step"), tr("St&ep"), {});
    m_agent = addField(QStringLiteral("agent"), tr("A&gent"), QStringLiteral("researcher-1"));
    m_kinds = addField(QStringLiteral("kinds"), tr("&Kinds"), QStringLiteral("flow_failed, step_failed"));
    m_since = addField(QStringLiteral("since"), tr("S&ince"), QStringLiteral("2026-11-23 10:42"));
    m_until = addField(QStringLiteral("until"), tr("U&ntil"), {});
}

QLineEdit *ServerQueryForm::addField(const QString &name, const QString &title, const QString &example)
{
    auto *field = new QLineEdit(this);
    field->setObjectName(name);
    field->setPlaceholderText(example);
    field->setClearButtonEnabled(true);
    static_cast<QFormLayout *>(layout())->addRow(title, field);
    field->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    return field;
}

void ServerQueryForm::setQuery(const EventQuery &query)
{
    const auto set = [](QLineEdit *field, const std::optional<std::string> &value) {
        field->setText(value ? QString::fromStdString(*value) : QString());
    };
    set(m_mob, query.mobId);
    set(m_run, query.runId);
    set(m_step, query.stepId);
    set(m_agent, query.identity ? query.identity : query.memberId);
    QStringList kinds;
    for (const std::string &kind : query.eventTypes)
        kinds << QString::fromStdString(kind);
    m_kinds->setText(kinds.join(QLatin1String(", ")));
    m_since->setText(shownTime(query.sinceMs));
    m_until->setText(shownTime(query.untilMs));
}

Result<EventQuery> ServerQueryForm::query() const
{
    EventQuery query;
    query.mobId = valueOf(m_mob);
    query.runId = valueOf(m_run);
    query.stepId = valueOf(m_step);
    query.identity = valueOf(m_agent);
    for (const QString &kind : labelsIn(m_kinds->text()))
        query.eventTypes.push_back(kind.toStdString());
    const auto since = timeOf(m_since);
    if (!since)
        return fail(since.error());
    const auto until = timeOf(m_until);
    if (!until)
        return fail(until.error());
    query.sinceMs = *since;
    query.untilMs = *until;
    return query;
}

void ServerQueryForm::focusField(const QString &name)
{
    if (auto *field = findChild<QLineEdit *>(name))
        field->setFocus(Qt::OtherFocusReason);
}

} // namespace mobwatch::ui
