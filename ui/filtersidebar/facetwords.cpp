// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filtersidebar/facetwords.h"

#include "ui/widgets/eventwords.h"

#include <QCoreApplication>
#include <QStringList>

namespace mobwatch::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("mobwatch::ui::Facets", text);
}

QString plural(FacetSection section)
{
    switch (section) {
    case FacetSection::Severity:
        return tr("severities");
    case FacetSection::Kind:
        return tr("kinds");
    case FacetSection::Mob:
        return tr("mobs");
    case FacetSection::Run:
        return tr("runs");
    case FacetSection::Step:
        return tr("steps");
    case FacetSection::Agent:
        return tr("agents");
    case FacetSection::Label:
        break;
    }
    return tr("labels");
}

QString runStateWord(RunState state)
{
    switch (state) {
    case RunState::Running:
        return tr("running");
    case RunState::Completed:
        return tr("completed");
    case RunState::Failed:
        return tr("failed");
    case RunState::Canceled:
        return tr("canceled");
    case RunState::Unknown:
        break;
    }
    return {};
}

} // namespace

QString sectionTitle(FacetSection section)
{
    switch (section) {
    case FacetSection::Severity:
        return tr("Severity");
    case FacetSection::Kind:
        return tr("Kind");
    case FacetSection::Mob:
        return tr("Mob");
    case FacetSection::Run:
        return tr("Run");
    case FacetSection::Step:
        return tr("Step");
    case FacetSection::Agent:
        return tr("Agent");
    case FacetSection::Label:
        break;
    }
    return tr("Label");
}

QString sectionCount(FacetSection section, quint32 count)
{
    const QString noun = count == 1 ? sectionTitle(section).toLower() : plural(section);
    return shownCount(count) + QLatin1Char(' ') + noun;
}

QString findHint(FacetSection section, quint32 count)
{
    return tr("Find among %1").arg(sectionCount(section, count));
}

QString nothingHere(FacetSection section, bool isFinding)
{
    return isFinding ? tr("no %1 found").arg(plural(section))
                     : tr("no %1 under this filter").arg(plural(section));
}

QString facetInWords(const QModelIndex &index)
{
    const auto section = static_cast<FacetSection>(index.data(FacetModel::SectionRole).toInt());
    const auto item = static_cast<FacetModel::Item>(index.data(FacetModel::ItemRole).toInt());
    switch (item) {
    case FacetModel::Item::Section:
        return sectionTitle(section);
    case FacetModel::Item::Find:
        return findHint(section, index.data(FacetModel::TotalRole).toUInt());
    case FacetModel::Item::None:
        return nothingHere(section, false);
    case FacetModel::Item::More:
        return tr("%1 more").arg(sectionCount(section, index.data(FacetModel::TotalRole).toUInt()));
    default:
        break;
    }
    QStringList words;
    const QString kind = item == FacetModel::Item::Group ? tr("Category") : sectionTitle(section);
    words.append(kind + QLatin1Char(' ') + shownText(index.data().toString().toStdString()));
    if (section == FacetSection::Run) {
        words.append(shownText(index.data(FacetModel::FlowRole).toString().toStdString()));
        words.append(runStateWord(static_cast<RunState>(index.data(FacetModel::RunStateRole).toInt())));
    }
    if (const QVariant count = index.data(FacetModel::CountRole); count.isValid())
        words.append(tr("%1 events").arg(shownCount(count.toUInt())));
    const auto state = static_cast<Filter::ValueState>(index.data(FacetModel::StateRole).toInt());
    if (state != Filter::ValueState::None)
        words.append(state == Filter::ValueState::Included ? tr("included") : tr("excluded"));
    words.removeAll(QString());
    return words.join(QStringLiteral(", "));
}

QString facetToolTip(const QModelIndex &index)
{
    const auto item = static_cast<FacetModel::Item>(index.data(FacetModel::ItemRole).toInt());
    if (item != FacetModel::Item::Value && item != FacetModel::Item::Group)
        return {};
    QString words = facetInWords(index);
    words += QLatin1Char('\n') + tr("Click: only this. Ctrl+click: add. Alt+click or Delete: hide.");
    return words;
}

} // namespace mobwatch::ui
