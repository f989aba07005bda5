// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/ui/mainwindowhost.h"
#include "ui/details/detailswidget.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/mainwindow/actions.h"
#include "ui/mainwindow/statusbarwidget.h"
#include "ui/widgets/statussegment.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QHeaderView>
#include <QMenuBar>
#include <QScrollBar>
#include <set>

using namespace mobwatch;
using namespace mobwatch::ui;
using mobwatch::test::Host;
using mobwatch::test::Window;

namespace {

QString spokenName(QWidget *widget)
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

QString pathOf(const QWidget *widget)
{
    QStringList path;
    for (; widget; widget = widget->parentWidget())
        path.prepend(QLatin1String(widget->metaObject()->className()) + QLatin1Char('/') +
                     widget->objectName());
    return path.mid(qMax(0, int(path.size()) - 4)).join(QLatin1String(" > "));
}

/// Whether a person can come to it, with the keyboard or the pointer.
bool isControl(const QWidget *widget)
{
    // Parts of a control that has its own name.
    if (qobject_cast<const QScrollBar *>(widget) || qobject_cast<const QMenuBar *>(widget) ||
        qobject_cast<const QHeaderView *>(widget) || widget->objectName().startsWith(QLatin1String("qt_")) ||
        widget->inherits("QLineEditIconButton"))
        return false;
    return widget->focusPolicy() != Qt::NoFocus || qobject_cast<const QAbstractButton *>(widget);
}

QString namelessControls(const QWidget *window)
{
    QStringList nameless;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        if (isControl(widget) && spokenName(widget).trimmed().isEmpty())
            nameless.append(pathOf(widget));
    }
    return nameless.join(QLatin1Char('\n'));
}

} // namespace

/// What somebody meets who uses no mouse, or no screen.
class TestWindowAccess : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyControlHasAName();
    void panesGoRound();
    void tabComesToEveryPane();
    void everyMenuEntryIsBound();
    void statusBarCutsNoWords();
};

void TestWindowAccess::everyControlHasAName()
{
    Host host;
    Window window(host);
    QCOMPARE(namelessControls(window.window), QString());
    window->openSource(host.ledger("failures"));
    QTRY_COMPARE(window->session()->store().rowCount(), 96U);
    window->action(ActionId::NextFailure)->trigger();
    QTRY_VERIFY(window->panes()->table()->currentEvent());
    QCOMPARE(namelessControls(window.window), QString());
    // Without an event that matches, and with a message bar.
    window->session()->setFilter(Filter::parse("kind:nothing run:nothing").value());
    window->showMessage({QStringLiteral("test"),
                         Severity::Warning,
                         QStringLiteral("What"),
                         QStringLiteral("Why"),
                         {{MessageAction::TryNow, QStringLiteral("Try now")}}});
    QTRY_COMPARE(window.shown(), 0U);
    QCOMPARE(namelessControls(window.window), QString());
}

void TestWindowAccess::panesGoRound()
{
    Host host;
    Window window(host);
    window->openSource(host.ledger("failures"));
    QTRY_COMPARE(window->session()->store().rowCount(), 96U);
    std::set<QWidget *> met;
    for (int i = 0; i < 4; ++i) {
        QWidget *focus = QApplication::focusWidget();
        QVERIFY(focus);
        met.insert(focus);
        window.key(Qt::Key_F6);
    }
    QCOMPARE(met.size(), std::size_t(4));
    QVERIFY(met.contains(QApplication::focusWidget()));
}

void TestWindowAccess::tabComesToEveryPane()
{
    Host host;
    Window window(host);
    window->openSource(host.ledger("failures"));
    QTRY_COMPARE(window->session()->store().rowCount(), 96U);
    window->action(ActionId::NextFailure)->trigger();
    std::set<QString> met;
    std::vector<QString> order;
    for (int i = 0; i < 60; ++i) {
        QWidget *focus = QApplication::focusWidget();
        QVERIFY(focus);
        for (QWidget *at = focus; at; at = at->parentWidget()) {
            const QString name = at->objectName();
            if (!name.isEmpty() && !name.startsWith(QLatin1String("qt_")) && met.insert(name).second)
                order.push_back(name);
        }
        window.key(Qt::Key_Tab);
    }
    for (const char *pane : {"toolbar", "filters", "eventTable", "details", "tail"})
        QVERIFY2(met.contains(QLatin1String(pane)), pane);
}

void TestWindowAccess::everyMenuEntryIsBound()
{
    Host host;
    Window window(host);
    for (const ActionSpec &spec : actionSpecs()) {
        const QAction *action = window->action(spec.id);
        QVERIFY(!action->text().isEmpty());
        QVERIFY2(action->text().contains(QLatin1Char('&')), qPrintable(action->text()));
        QVERIFY2(!action->toolTip().contains(QLatin1Char('&')), qPrintable(action->toolTip()));
    }
    // No letter twice in one menu.
    for (const ActionMenu menu :
         {ActionMenu::File, ActionMenu::View, ActionMenu::Filter, ActionMenu::Go, ActionMenu::Help}) {
        std::set<QChar> letters;
        for (const ActionSpec &spec : actionSpecs()) {
            if (spec.menu != menu)
                continue;
            const QString text = window->action(spec.id)->text();
            const QChar letter = text.at(text.indexOf(QLatin1Char('&')) + 1).toLower();
            QVERIFY2(letters.insert(letter).second, qPrintable(text));
        }
    }
}

void TestWindowAccess::statusBarCutsNoWords()
{
    Host host;
    Window window(host);
    window->openSource(host.ledger("failures"));
    QTRY_COMPARE(window->session()->store().rowCount(), 96U);
    window->action(ActionId::Pause)->trigger();
    const auto *bar = window->findChild<StatusBarWidget *>();
    QVERIFY(bar);
    for (const int width : {1440, 1024, 640}) {
        window->resize(width, 640);
        QTRY_COMPARE(bar->width(), window->width());
        int shown = 0;
        for (const auto *segment : bar->findChildren<StatusSegment *>()) {
            if (!segment->isVisible() || segment->accessibleName() == QLatin1String("Source"))
                continue;
            QTRY_VERIFY2(segment->width() >= segment->sizeHint().width(),
                         qPrintable(segment->shown().text + QString::number(width)));
            ++shown;
        }
        QVERIFY(shown >= 3);
    }
}

QTEST_MAIN(TestWindowAccess)
#include "tst_windowaccess.moc"
