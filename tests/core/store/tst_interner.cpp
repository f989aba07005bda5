// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/store/interner.h"

#include <QTest>
#include <string>

using namespace mobwatch;

class TestInterner : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void numbersTextsFromOne()
    {
        Interner interner;
        QCOMPARE(interner.size(), 0U);
        QCOMPARE(interner.intern("a"), 1U);
        QCOMPARE(interner.intern("b"), 2U);
        QCOMPARE(interner.intern("a"), 1U);
        QCOMPARE(interner.size(), 2U);
    }

    void keepsTheEmptyTextApartFromAbsent()
    {
        Interner interner;
        QCOMPARE(interner.find(""), 0U);
        QCOMPARE(interner.intern(""), 1U);
        QCOMPARE(interner.find(""), 1U);
        QVERIFY(interner.at(1).empty());
        QCOMPARE(interner.find("never"), 0U);
    }

    void keepsViewsValidWhileItGrows()
    {
        Interner interner;
        const std::uint32_t first = interner.intern("the first");
        const std::string_view view = interner.at(first);
        const std::size_t before = interner.memoryBytes();
        for (int i = 0; i < 20'000; ++i)
            QCOMPARE(interner.intern("text " + std::to_string(i)), static_cast<std::uint32_t>(i + 2));
        QCOMPARE(view, std::string_view("the first"));
        QCOMPARE(interner.at(777), std::string_view("text 775"));
        QVERIFY(interner.memoryBytes() > before + 20'000 * 10);
    }

    void takesTextsLargerThanABlock()
    {
        Interner interner;
        const std::string large(200'000, 'x');
        const std::uint32_t small = interner.intern("s");
        QCOMPARE(interner.at(interner.intern(large)), std::string_view(large));
        QCOMPARE(interner.at(interner.intern("after")), std::string_view("after"));
        QCOMPARE(interner.at(small), std::string_view("s"));
    }

    void keepsTextsWithNulBytes()
    {
        Interner interner;
        const std::uint32_t a = interner.intern(std::string_view("a\0b", 3));
        QVERIFY(a != interner.intern(std::string_view("a\0c", 3)));
        QCOMPARE(interner.at(a).size(), std::size_t{3});
    }
};

QTEST_GUILESS_MAIN(TestInterner)
#include "tst_interner.moc"
