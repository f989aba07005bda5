// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/session/session.h"
#include "tests/support/fakesource.h"
#include "ui/eventtable/emptystate.h"
#include "ui/eventtable/eventheader.h"
#include "ui/eventtable/eventtablewidget.h"
#include "ui/eventtable/neweventsbar.h"

#include <QApplication>
#include <QTest>
#include <QWheelEvent>

namespace mobwatch::test {

using namespace mobwatch::ui;

inline constexpr auto runA = "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11";
inline constexpr auto runB = "91b7e0a4-5f6b-4c0e-9a53-7d8b2f4a1c11";
inline constexpr TimestampMs firstTime = 1'787'418'699'000;

inline FakeRow row(Cursor cursor)
{
    FakeRow made;
    made.cursor = cursor;
    made.timestampMs = firstTime + cursor * 10;
    made.run = cursor % 2 == 0 ? runA : runB;
    made.step = "analyze";
    if (cursor % 10 == 0) {
        made.kind = "step_failed";
        made.severity = Severity::Error;
        made.payload = R"({"reason":"rate limited"})";
    } else {
        made.agent = "researcher-" + std::to_string(cursor % 3);
    }
    return made;
}

inline std::vector<FakeRow> rows(Cursor first, Cursor last)
{
    std::vector<FakeRow> made;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        made.push_back(row(cursor));
    return made;
}

/// A window that shows a session fed by a source of the test's own.
struct Window
{
    explicit Window(Cursor last = 200)
    {
        session.start();
        if (last > 0)
            add(1, last);
        table.resize(900, 24 + 22 * 20);
        table.show();
        QApplication::setActiveWindow(&table);
        view.setFocus();
        QObject::connect(&table, &EventTableWidget::filterRequested, &session, [this](const Filter &filter) {
            requested = filter;
            session.setFilter(filter);
        });
    }

    void add(Cursor first, Cursor last, Arrival arrival = Arrival::Live)
    {
        source->push(rows(first, last), arrival);
        QCoreApplication::processEvents();
    }
    [[nodiscard]] Cursor cursorAt(int viewRow) const
    {
        return session.store().cursor(*view.eventModel().eventAt(viewRow));
    }
    [[nodiscard]] Cursor currentCursor() const { return session.store().cursor(*view.currentEvent()); }
    [[nodiscard]] int yOfCursor(Cursor cursor) const
    {
        const RowIndex event = *session.store().findCursor(1, cursor);
        return view.rowScroll().yOf(view.eventModel().rowOf(event));
    }
    [[nodiscard]] QPoint cell(Cursor cursor, int column) const
    {
        const RowIndex event = *session.store().findCursor(1, cursor);
        return view.visualRect(view.eventModel().index(view.eventModel().rowOf(event), column)).center();
    }
    void click(Cursor cursor, int column = EventTableModel::KindColumn)
    {
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, cell(cursor, column));
    }
    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(&view, code, modifiers); }
    void wheel(int notches)
    {
        QWheelEvent event(QPointF(50, 50), view.viewport()->mapToGlobal(QPointF(50, 50)), {},
                          QPoint(0, 120 * notches), {}, {}, Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.viewport(), &event);
    }
    [[nodiscard]] bool isAtEnd() const { return view.rowScroll().isAtEnd(); }
    [[nodiscard]] QString requestedText() const { return QString::fromStdString(requested.text()); }
    [[nodiscard]] NewEventsBar &bar() const { return *table.findChild<NewEventsBar *>(); }
    [[nodiscard]] EmptyState &empty() const { return *table.findChild<EmptyState *>(); }
    void filter(std::string_view text) { session.setFilter(Filter::parse(text).value()); }

    FakeSource *source = new FakeSource;
    Session session{std::unique_ptr<EventSource>(source)};
    EventTableWidget table{session, Looks::fromApplication()};
    EventTableView &view = table.view();
    Filter requested;
};

inline void useTestFont()
{
    QFont font(QStringLiteral("Noto Sans"));
    font.setPixelSize(13);
    QApplication::setFont(font);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    applyAppearance(Appearance::Light);
}

} // namespace mobwatch::test
