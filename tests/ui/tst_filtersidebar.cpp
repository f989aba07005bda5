// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/session.h"
#include "tests/support/fakesource.h"
#include "ui/filtersidebar/facetview.h"
#include "ui/filtersidebar/filtersidebarwidget.h"
#include "ui/filtersidebar/timerangewidget.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QEnterEvent>
#include <QLineEdit>
#include <QTest>
#include <memory>

using namespace mobwatch;
using namespace mobwatch::ui;

class TestFilterSidebar final : public QObject
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
        for (Cursor cursor = 1; cursor <= 120; ++cursor) {
            test::FakeRow row;
            row.cursor = cursor;
            row.kind = cursor % 10 == 0 ? "step_failed" : cursor % 2 ? "step_dispatched" : "flow_started";
            row.severity = cursor % 10 == 0 ? Severity::Error : Severity::Info;
            row.mob = cursor % 3 ? "crew" : "triage";
            row.run = "run-" + std::to_string(cursor % 20);
            row.agent = "worker-" + std::to_string(cursor % 4);
            rows.push_back(row);
        }
        m_source->push(rows);
        QTRY_COMPARE(m_session->store().rowCount(), 120U);
        m_sidebar = std::make_unique<FilterSidebarWidget>(Looks::fromApplication());
        m_sidebar->resize(266, 900);
        m_sidebar->setSession(m_session.get());
        m_sidebar->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_sidebar.get()));
        m_sidebar->activateWindow();
        m_view = m_sidebar->view();
        m_view->setFocus();
        point(QEvent::Leave); // wherever the pointer of an earlier test was
    }

    void cleanup()
    {
        m_sidebar.reset();
        m_session.reset();
    }

    void aClickShowsOnlyThis()
    {
        click(FacetSection::Mob, QStringLiteral("triage"));
        QCOMPARE(filterText(), QStringLiteral("mob:triage"));
        click(FacetSection::Mob, QStringLiteral("crew"));
        QCOMPARE(filterText(), QStringLiteral("mob:crew"));
        QCOMPARE(stateOf(FacetSection::Mob, QStringLiteral("crew")), Filter::ValueState::Included);
    }

    void enterTakesEveryFoundLabel()
    {
        std::vector<test::FakeRow> rows;
        for (Cursor cursor = 121; cursor <= 140; ++cursor) {
            test::FakeRow row{.cursor = cursor, .kind = "flow_started", .run = "labelled"};
            row.mob = "mob-" + std::to_string(cursor);
            row.mobLabels = {{cursor % 2 ? "env" : "ticket", "REL-" + std::to_string(cursor)}};
            rows.push_back(row);
        }
        m_source->push(rows);
        QTRY_VERIFY(m_view->findBox(FacetSection::Label));
        QLineEdit *box = m_view->findBox(FacetSection::Label);
        box->setFocus();
        QTest::keyClicks(box, QStringLiteral("REL-13"));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(m_session->filter().stateOf("label.env", "REL-131"), Filter::ValueState::Included);
        QCOMPARE(m_session->filter().stateOf("label.ticket", "REL-130"), Filter::ValueState::Included);
        QCOMPARE(m_session->filter().stateOf("label.env", "REL-121"), Filter::ValueState::None);
    }

    void controlAddsAndTheBoxTakesBack()
    {
        click(FacetSection::Mob, QStringLiteral("triage"));
        click(FacetSection::Mob, QStringLiteral("crew"), Qt::ControlModifier);
        QCOMPARE(m_session->filter().stateOf("mob", "crew"), Filter::ValueState::Included);
        QCOMPARE(m_session->filter().stateOf("mob", "triage"), Filter::ValueState::Included);
        const QRect row = rowRect(FacetSection::Mob, QStringLiteral("triage"));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 14, row.center().y()));
        QCOMPARE(filterText(), QStringLiteral("mob:crew"));
        click(FacetSection::Mob, QStringLiteral("crew"), Qt::ControlModifier);
        QVERIFY(m_session->filter().isEmpty());
    }

    void excludesByAltClickAndByItsButton()
    {
        click(FacetSection::Kind, QStringLiteral("step_failed"), Qt::AltModifier);
        QCOMPARE(filterText(), QStringLiteral("-kind:step_failed"));
        QTest::mouseMove(m_view->viewport(),
                         rowRect(FacetSection::Kind, QStringLiteral("step_failed")).center());
        const QRect row = rowRect(FacetSection::Kind, QStringLiteral("step_failed"));
        const int count =
            QFontMetrics(Looks::fromApplication().figuresFont()).horizontalAdvance(QStringLiteral("12"));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {},
                          QPoint(row.right() - 8 - count - 6 - 9, row.center().y()));
        QVERIFY(m_session->filter().isEmpty());
    }

    void oneClickShowsOnlyFailures()
    {
        click(FacetSection::Severity, QStringLiteral("error"));
        QCOMPARE(filterText(), QStringLiteral("severity:error"));
        QCOMPARE(m_session->matches().size(), 12U);
    }

    void aCategoryIsAValueToo()
    {
        const QModelIndex group = m_view->indexOf(FacetSection::Kind, QStringLiteral("flow"));
        QVERIFY(!m_view->isExpanded(group));
        const QRect row = m_view->visualRect(group);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 10, row.center().y()));
        QVERIFY(m_view->isExpanded(group));
        QVERIFY(m_session->filter().isEmpty());
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, QPoint(row.left() + 60, row.center().y()));
        QCOMPARE(filterText(), QStringLiteral("category:flow"));
    }

    void theKeyboardReachesEverything()
    {
        m_view->setCurrentIndex(m_view->indexOf(FacetSection::Mob, QStringLiteral("triage")));
        QTest::keyClick(m_view, Qt::Key_Return);
        QCOMPARE(filterText(), QStringLiteral("mob:triage"));
        QTest::keyClick(m_view, Qt::Key_Space);
        QVERIFY(m_session->filter().isEmpty());
        QTest::keyClick(m_view, Qt::Key_Delete);
        QCOMPARE(filterText(), QStringLiteral("-mob:triage"));
        QTest::keyClick(m_view, Qt::Key_Space);
        QVERIFY(m_session->filter().isEmpty());
        const QModelIndex section = m_sidebar->model()->sectionIndex(FacetSection::Mob);
        m_view->setCurrentIndex(section);
        QTest::keyClick(m_view, Qt::Key_Left);
        QVERIFY(!m_view->isExpanded(section));
        QTest::keyClick(m_view, Qt::Key_Right);
        QVERIFY(m_view->isExpanded(section));
    }

    void typingFindsAndEnterTakesEverythingFound()
    {
        QLineEdit *box = m_view->findBox(FacetSection::Run);
        QVERIFY(box);
        QCOMPARE(box->placeholderText(), QStringLiteral("Find among 20 runs"));
        QVERIFY(!m_view->findBox(FacetSection::Mob));
        m_view->setCurrentIndex(m_view->indexOf(FacetSection::Run, QStringLiteral("run-3")));
        QTest::keyClicks(m_view, QStringLiteral("r"));
        QVERIFY(box->hasFocus());
        QTest::keyClicks(box, QStringLiteral("un-1"));
        QCOMPARE(box->text(), QStringLiteral("run-1"));
        // run-1 and run-10 to run-19
        QCOMPARE(m_sidebar->model()->found(FacetSection::Run).size(), std::size_t(11));
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(m_session->filter().stateOf("run", "run-19"), Filter::ValueState::Included);
        QCOMPARE(m_session->filter().stateOf("run", "run-3"), Filter::ValueState::None);
        QCOMPARE(m_session->matches().size(), 66U);
        QTest::keyClick(box, Qt::Key_Escape);
        QVERIFY(m_view->hasFocus());
        QVERIFY(m_view->findBox(FacetSection::Run)->text().isEmpty());
    }

    void countsFollowWhatArrives()
    {
        point(QEvent::Enter);
        m_source->push(
            {{.cursor = 121, .kind = "budget_snapshot", .mob = "docs"}, {.cursor = 122, .mob = "crew"}});
        const QModelIndex crew = m_view->indexOf(FacetSection::Mob, QStringLiteral("crew"));
        QTRY_COMPARE(crew.data(FacetModel::CountRole).toUInt(), 81U);
        // Nothing moves under the pointer.
        QVERIFY(!m_view->indexOf(FacetSection::Mob, QStringLiteral("docs")).isValid());
        point(QEvent::Leave);
        QTRY_VERIFY(m_view->indexOf(FacetSection::Mob, QStringLiteral("docs")).isValid());
        const QModelIndex kind = m_view->indexOf(FacetSection::Kind, QStringLiteral("budget_snapshot"));
        QCOMPARE(kind.data(FacetModel::CountRole).toUInt(), 1U);
        QVERIFY(!m_view->findBox(FacetSection::Label));
        QVERIFY(!m_sidebar->model()->sectionIndex(FacetSection::Label).isValid());
    }

    void rowsCanBeReadAloud()
    {
        m_session->setFilter(Filter::parse("-kind:step_failed").value());
        const QModelIndex index = m_view->indexOf(FacetSection::Kind, QStringLiteral("step_failed"));
        QCOMPARE(index.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Kind step_failed, 12 events, excluded"));
        QCOMPARE(m_view->accessibleName(), QStringLiteral("Filters"));
    }

    void choosesATime()
    {
        auto *time = m_sidebar->findChild<TimeRangeWidget *>();
        auto *choice = time->findChild<QComboBox *>();
        choice->setCurrentIndex(int(TimeChoice::Last15Minutes));
        QCOMPARE(filterText(), QString::fromStdString(Filter::parse("since:15m").value().text()));
        choice->setCurrentIndex(int(TimeChoice::All));
        QVERIFY(m_session->filter().isEmpty());
        m_session->setFilter(Filter::parse("mob:crew since:60m").value());
        QCOMPARE(choice->currentIndex(), int(TimeChoice::LastHour));
        choice->setCurrentIndex(int(TimeChoice::Today));
        QCOMPARE(timeRangeOf(m_session->filter(), QDateTime::currentDateTime()).choice, TimeChoice::Today);
        QVERIFY(filterText().startsWith(QStringLiteral("mob:crew")));
    }

    void timesGoThereAndBack()
    {
        const QDateTime now(QDate(2026, 11, 23), QTime(12, 0));
        TimeRange range;
        range.choice = TimeChoice::Custom;
        range.from = QDateTime(QDate(2026, 11, 22), QTime(8, 30, 5));
        range.to = QDateTime(QDate(2026, 11, 22), QTime(9, 0));
        const Filter filter = withTimeRange(Filter::parse("mob:crew since:5m").value(), range, now);
        QCOMPARE(timeRangeOf(filter, now), range);
        QVERIFY(Filter::parse(filter.text()).value() == filter);
        QCOMPARE(withTimeRange(filter, {}, now).text(), std::string("mob:crew"));
    }

    void paintsInBothSchemes()
    {
        m_session->setFilter(Filter::parse("mob:crew -kind:step_failed").value());
        const auto ground = [this] { return m_sidebar->grab().toImage().pixelColor(5, 895).lightness(); };
        QVERIFY(ground() > 200);
        applyAppearance(Appearance::Dark);
        m_sidebar->setLooks(Looks::fromApplication());
        QTRY_VERIFY(ground() < 60);
        applyAppearance(Appearance::Light);
    }

    void livesWithoutASession()
    {
        m_sidebar->setSession(nullptr);
        m_sidebar->grab();
        QTest::keyClick(m_view, Qt::Key_Return);
        m_sidebar->setSession(m_session.get());
        QVERIFY(m_view->indexOf(FacetSection::Mob, QStringLiteral("crew")).isValid());
    }

private:
    QString filterText() const { return QString::fromStdString(m_session->filter().text()); }

    void point(QEvent::Type type)
    {
        if (type == QEvent::Enter) {
            QEnterEvent enter(QPointF(9, 9), QPointF(9, 9), QPointF(9, 9));
            QCoreApplication::sendEvent(m_view->viewport(), &enter);
        } else {
            QEvent leave(QEvent::Leave);
            QCoreApplication::sendEvent(m_view->viewport(), &leave);
        }
    }

    QRect rowRect(FacetSection section, const QString &value) const
    {
        const QModelIndex index = m_view->indexOf(section, value);
        m_view->scrollTo(index);
        return m_view->visualRect(index);
    }

    Filter::ValueState stateOf(FacetSection section, const QString &value) const
    {
        return static_cast<Filter::ValueState>(
            m_view->indexOf(section, value).data(FacetModel::StateRole).toInt());
    }

    void click(FacetSection section, const QString &value, Qt::KeyboardModifiers modifiers = {})
    {
        const QRect row = rowRect(section, value);
        QVERIFY(row.isValid());
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers,
                          QPoint(row.left() + 60, row.center().y()));
    }

    test::FakeSource *m_source = nullptr;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<FilterSidebarWidget> m_sidebar;
    FacetView *m_view = nullptr;
};

QTEST_MAIN(TestFilterSidebar)
#include "tst_filtersidebar.moc"
