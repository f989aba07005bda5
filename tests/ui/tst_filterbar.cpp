// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/session.h"
#include "tests/support/fakesource.h"
#include "ui/filterbar/chipswidget.h"
#include "ui/filterbar/chipwords.h"
#include "ui/filterbar/filterbarwidget.h"
#include "ui/filterbar/filterlineedit.h"

#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>
#include <memory>

using namespace mobwatch;
using namespace mobwatch::ui;

class TestFilterBar final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyAppearance(Appearance::Light); }

    void init()
    {
        auto source = std::make_unique<test::FakeSource>();
        m_source = source.get();
        m_session = std::make_unique<Session>(std::move(source));
        m_session->start();
        std::vector<test::FakeRow> rows;
        for (Cursor cursor = 1; cursor <= 100; ++cursor)
            rows.push_back({.cursor = cursor, .kind = cursor % 10 == 0 ? "step_failed" : "step_dispatched"});
        m_source->push(rows);
        QTRY_COMPARE(m_session->store().rowCount(), 100U);
        const Looks looks = Looks::fromApplication();
        m_window = std::make_unique<QWidget>();
        m_window->resize(900, 80);
        auto *layout = new QVBoxLayout(m_window.get());
        m_bar = new FilterBarWidget(looks);
        m_chips = new ChipsWidget(looks, *m_bar);
        layout->addWidget(m_bar);
        layout->addWidget(m_chips);
        m_bar->setSession(m_session.get());
        m_chips->setSession(m_session.get());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_edit = m_bar->findChild<FilterLineEdit *>();
        m_edit->setFocus();
    }

    void cleanup()
    {
        m_window.reset();
        m_session.reset();
    }

    void appliesWhatIsTypedAfterARest()
    {
        QTest::keyClicks(m_edit, QStringLiteral("kind:step_failed"));
        QVERIFY(m_session->filter().isEmpty());
        QTRY_COMPARE(QString::fromStdString(m_session->filter().text()), QStringLiteral("kind:step_failed"));
        QTRY_COMPARE(m_session->matches().size(), 10U);
        QCOMPARE(m_edit->text(), QStringLiteral("kind:step_failed"));
    }

    void appliesAtOnceOnEnterAndKeepsTheSpelling()
    {
        QTest::keyClicks(m_edit, QStringLiteral("mob_id:crew"));
        QTest::keyClick(m_edit, Qt::Key_Return);
        QCOMPARE(QString::fromStdString(m_session->filter().text()), QStringLiteral("mob:crew"));
        QCOMPARE(m_edit->text(), QStringLiteral("mob_id:crew"));
    }

    void keepsTheLastFilterWhileThereIsAMistake()
    {
        m_session->setFilter(Filter::parse("mob:crew").value());
        QCOMPARE(m_edit->text(), QStringLiteral("mob:crew"));
        QSignalSpy problems(m_bar, &FilterBarWidget::problemChanged);
        QTest::keyClick(m_edit, Qt::Key_End);
        QTest::keyClicks(m_edit, QStringLiteral(" knd:step_failed"));
        QTRY_COMPARE(problems.count(), 1);
        QCOMPARE(m_bar->problem()->position, 10);
        QCOMPARE(m_bar->correction(), QStringLiteral("kind"));
        QCOMPARE(problemInWords(*m_bar->problem()), QStringLiteral("there is no field “knd”."));
        QVERIFY(m_edit->accessibleDescription().contains(QStringLiteral("Column 10")));
        QVERIFY(m_chips->accessibleDescription().contains(QStringLiteral("knd")));
        QCOMPARE(QString::fromStdString(m_session->filter().text()), QStringLiteral("mob:crew"));
        const auto marks = m_edit->extraSelections();
        QCOMPARE(marks.size(), 1);
        QCOMPARE(marks.constFirst().cursor.selectedText(), QStringLiteral("knd"));
        m_window->grab(); // the row of the mistake is painted

        QTest::keyClick(m_edit, Qt::Key_Return, Qt::AltModifier);
        QCOMPARE(m_edit->text(), QStringLiteral("mob:crew kind:step_failed"));
        QCOMPARE(QString::fromStdString(m_session->filter().text()),
                 QStringLiteral("mob:crew kind:step_failed"));
        QVERIFY(!m_bar->problem());
        QVERIFY(m_edit->extraSelections().isEmpty());
    }

    void countsCharactersNotUnits()
    {
        QTest::keyClicks(m_edit, QStringLiteral("x"));
        m_bar->setText(QString::fromUtf8("\"😀é\" knd:x"));
        QTest::keyClick(m_edit, Qt::Key_Return);
        QVERIFY(m_bar->problem());
        QCOMPARE(m_edit->extraSelections().constFirst().cursor.selectedText(), QStringLiteral("knd"));
    }

    void escapeGoesToTheTableAndNeverClears()
    {
        m_session->setFilter(Filter::parse("mob:crew").value());
        QSignalSpy leaves(m_bar, &FilterBarWidget::leaveRequested);
        QTest::keyClick(m_edit, Qt::Key_Escape);
        QCOMPARE(leaves.count(), 1);
        QCOMPARE(m_edit->text(), QStringLiteral("mob:crew"));
        QVERIFY(!m_session->filter().isEmpty());
    }

    void goesThroughTheHistory()
    {
        m_session->setFilter(Filter::parse("mob:crew").value());
        m_session->setFilter(Filter::parse("kind:step_failed").value());
        QTest::keyClick(m_edit, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_edit->text(), QStringLiteral("mob:crew"));
        QTest::keyClick(m_edit, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(m_edit->text(), QStringLiteral("kind:step_failed"));
    }

    void staysOneLine()
    {
        QMimeData data;
        data.setText(QStringLiteral("mob:crew\r\nkind:step_failed\n"));
        class Paste : public QPlainTextEdit
        {
        public:
            using QPlainTextEdit::insertFromMimeData;
        };
        (m_edit->*(&Paste::insertFromMimeData))(&data);
        QCOMPARE(m_edit->text(), QStringLiteral("mob:crew kind:step_failed "));
        QTest::keyClick(m_edit, Qt::Key_Return);
        QCOMPARE(m_edit->document()->blockCount(), 1);
        QCOMPARE(m_session->matches().size(), 10U);
    }

    void theClearButtonClears()
    {
        auto *clear = m_bar->findChild<QToolButton *>();
        QVERIFY(!clear->isVisible());
        m_session->setFilter(Filter::parse("mob:crew").value());
        QVERIFY(clear->isVisible());
        QTest::mouseClick(clear, Qt::LeftButton);
        QVERIFY(m_session->filter().isEmpty());
        QVERIFY(m_edit->text().isEmpty());
    }

    void aChipEditsAndItsCrossRemoves()
    {
        m_session->setFilter(Filter::parse("mob:crew -kind:step_failed").value());
        QCOMPARE(m_chips->accessibleDescription(), QStringLiteral("mob = crew, kind ≠ step_failed"));
        const int y = m_chips->height() / 2;
        QTest::mouseClick(m_chips, Qt::LeftButton, {}, QPoint(20, y));
        QCOMPARE(m_edit->textCursor().selectedText(), QStringLiteral("mob:crew"));
        QVERIFY(m_edit->hasFocus());
        // The keyboard does the same: Delete takes the second chip away.
        m_chips->setFocus();
        QTest::keyClick(m_chips, Qt::Key_Right);
        QTest::keyClick(m_chips, Qt::Key_Delete);
        QCOMPARE(m_edit->text(), QStringLiteral("mob:crew"));
        const int end = QFontMetrics(m_chips->font()).horizontalAdvance(QStringLiteral("mob = crew"));
        QTest::mouseClick(m_chips, Qt::LeftButton, {}, QPoint(10 + 7 + end + 14, y));
        QVERIFY(m_session->filter().isEmpty());
        QCOMPARE(m_chips->accessibleDescription(), QStringLiteral("everything"));
    }

    void manyChipsGiveWayToANumber()
    {
        std::string text;
        for (int i = 0; i < 40; ++i)
            text += (i ? " data.key" : "data.key") + std::to_string(i) + ":value";
        m_session->setFilter(Filter::parse(text).value());
        m_window->grab();
        QVERIFY(m_window->width() <= 900);
        // "+N" leads to the bar, where everything is.
        m_edit->clearFocus();
        bool found = false;
        for (int x = m_chips->width() - 1; x > m_chips->width() / 4 && !found; x -= 6) {
            QTest::mouseClick(m_chips, Qt::LeftButton, {}, QPoint(x, m_chips->height() / 2));
            found = m_edit->textCursor().selectedText() == QString::fromStdString(text);
        }
        QVERIFY(found);
    }

    void exportIsAskedFor()
    {
        QSignalSpy spy(m_chips, &ChipsWidget::exportRequested);
        QTest::mouseClick(m_chips->findChild<QToolButton *>(), Qt::LeftButton);
        QCOMPARE(spy.count(), 1);
    }

    void withoutASessionNothingCanBeTyped()
    {
        m_bar->setSession(nullptr);
        m_chips->setSession(nullptr);
        QVERIFY(!m_bar->isEnabled());
        QCOMPARE(m_edit->placeholderText(), QStringLiteral("Filter: open a source first"));
        QVERIFY(!m_chips->findChild<QToolButton *>()->isEnabled());
        m_window->grab();
    }

    void chipsSpeakForPeople_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("words");
        const auto add = [](const char *filter, const char *words) {
            QTest::newRow(filter) << QString::fromUtf8(filter) << QString::fromUtf8(words);
        };
        add("kind:a,b", "kind = a, b");
        add("-kind:a", "kind ≠ a");
        add("since:15m", "time ≥ 15 min ago");
        add("run:6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11", "run = 6f0c2f3e");
        add("verdict", "text contains verdict");
        add("severity>=warning", "severity ≥ warning");
        add("has:agent", "agent is there");
        add("(kind:a or mob:b)", "more kind:a or mob:b");
    }
    void chipsSpeakForPeople()
    {
        QFETCH(QString, filter);
        QFETCH(QString, words);
        QCOMPARE(filterInWords(Filter::parse(filter.toStdString()).value()), words);
    }

private:
    test::FakeSource *m_source = nullptr;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<QWidget> m_window;
    FilterBarWidget *m_bar = nullptr;
    ChipsWidget *m_chips = nullptr;
    FilterLineEdit *m_edit = nullptr;
};

QTEST_MAIN(TestFilterBar)
#include "tst_filterbar.moc"
