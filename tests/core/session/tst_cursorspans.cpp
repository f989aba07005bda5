// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/cursorspans.h"

#include <QTest>
#include <random>
#include <set>

using namespace mobwatch;

class TestCursorSpans : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsHolesOfEachEpoch()
    {
        CursorSpans spans;
        QCOMPARE(spans.gaps(), std::uint64_t{0});
        spans.add(1, 10, 20);
        spans.add(1, 22, 30);
        spans.add(2, 100, 100);
        QCOMPARE(spans.gaps(), std::uint64_t{1});
        spans.add(1, 21, 21);
        QCOMPARE(spans.gaps(), std::uint64_t{0});
        spans.add(2, 1, 98);
        QCOMPARE(spans.gaps(), std::uint64_t{1});
        spans.add(2, 50, 200);
        QCOMPARE(spans.gaps(), std::uint64_t{0});
    }

    void equalsAPlainSet()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            CursorSpans spans;
            std::set<Cursor> seen;
            for (int i = 0; i < 20; ++i) {
                const Cursor first = random() % 60 + 1;
                const Cursor last = first + random() % 8;
                spans.add(1, first, last);
                for (Cursor cursor = first; cursor <= last; ++cursor)
                    seen.insert(cursor);
                std::uint64_t gaps = 0;
                for (auto next = std::next(seen.begin()); next != seen.end(); ++next)
                    gaps += *next - *std::prev(next) > 1 ? 1 : 0;
                QCOMPARE(spans.gaps(), gaps);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCursorSpans)
#include "tst_cursorspans.moc"
