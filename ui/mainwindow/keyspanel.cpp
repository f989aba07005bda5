// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/keyspanel.h"

#include "ui/mainwindow/actions.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <QShortcut>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace mobwatch::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Actions", text);
}

QString menuName(ActionMenu menu)
{
    switch (menu) {
    case ActionMenu::File:
        return tr("File");
    case ActionMenu::Edit:
        return tr("Edit");
    case ActionMenu::View:
        return tr("View");
    case ActionMenu::Filter:
        return tr("Filter");
    case ActionMenu::Go:
        return tr("Go");
    case ActionMenu::Help:
        return tr("Help");
    }
    return {};
}

QString keysOf(const ActionSpec &spec)
{
    QStringList keys;
    if (spec.standard != QKeySequence::UnknownKey)
        keys << QKeySequence(spec.standard).toString(QKeySequence::NativeText);
    if (*spec.shortcut != '\0')
        keys << QKeySequence(QLatin1String(spec.shortcut)).toString(QKeySequence::NativeText);
    return keys.join(QLatin1String(", "));
}

QTreeWidgetItem *groupFor(QTreeWidget *list, const QString &name, const Looks &looks)
{
    for (int i = 0; i < list->topLevelItemCount(); ++i) {
        if (list->topLevelItem(i)->text(0) == name)
            return list->topLevelItem(i);
    }
    auto *group = new QTreeWidgetItem(list, {name});
    group->setFont(0, looks.headingFont());
    return group;
}

} // namespace

QWidget *makeKeysPanel(const Looks &looks, QWidget *parent)
{
    auto *panel = new QWidget(parent, Qt::Tool);
    panel->setAttribute(Qt::WA_DeleteOnClose);
    panel->setWindowTitle(tr("Keys"));
    auto *list = new QTreeWidget(panel);
    list->setColumnCount(2);
    list->setHeaderHidden(true);
    list->setRootIsDecorated(false);
    list->setFrameShape(QFrame::NoFrame);
    list->setAccessibleName(tr("Keys"));
    for (const ActionSpec &spec : actionSpecs()) {
        const QString keys = keysOf(spec);
        if (keys.isEmpty())
            continue;
        QString text = tr(spec.text);
        new QTreeWidgetItem(groupFor(list, menuName(spec.menu), looks),
                            {text.remove(QLatin1Char('&')), keys});
    }
    for (const PaneKeys &keys : paneKeys())
        new QTreeWidgetItem(groupFor(list, tr(keys.where), looks),
                            {tr(keys.does), QString::fromUtf8(keys.keys)});
    list->expandAll();
    list->resizeColumnToContents(0);
    list->setColumnWidth(0, list->columnWidth(0) + looks.scaled(24));
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(list);
    panel->resize(looks.scaled(520), looks.scaled(560));
    auto *escape = new QShortcut(QKeySequence(Qt::Key_Escape), panel);
    QObject::connect(escape, &QShortcut::activated, panel, &QWidget::close);
    return panel;
}

} // namespace mobwatch::ui
