// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/payloadcache.h"
#include "core/session/session.h"
#include "tests/support/fakesource.h"
#include "ui/details/detailswidget.h"
#include "ui/details/eventfieldswidget.h"
#include "ui/details/eventheadwidget.h"
#include "ui/details/linkbutton.h"
#include "ui/details/payloadtextview.h"
#include "ui/details/payloadtreeview.h"
#include "ui/details/payloadwidget.h"
#include "ui/details/wrappedtext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <memory>

using namespace mobwatch;
using namespace mobwatch::ui;

class TestDetails final : public QObject
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
        test::FakeRow failed{.cursor = 3,
                             .kind = "step_target_failed",
                             .run = run(),
                             .step = "analyze",
                             .agent = "researcher-3"};
        failed.severity = Severity::Error;
        failed.mobLabels = {{"env", "staging"}};
        failed.payload =
            "{\"error\":{\"kind\":\"llm_failure\",\"n\":[1,2]},\"output\":\"{\\\"verdict\\\":\\\"no\\\"}\","
            "\"reason\":\"rate limited\",\"text\":\"one\\ntwo\",\"type\":\"step_target_failed\"}";
        m_source->push({{.cursor = 1, .kind = "flow_started", .run = run()},
                        {.cursor = 2,
                         .kind = "step_dispatched",
                         .run = run(),
                         .step = "analyze",
                         .agent = "researcher-3"},
                        failed,
                        {.cursor = 4, .kind = "mob_stopped", .payload = "{\"type\":\"mob_stopped\"}"},
                        {.cursor = 5, .kind = "flow_failed", .run = run()},
                        {.cursor = 6,
                         .kind = "big",
                         .payload = "{\"text\":\"" + std::string(400'000, 'x') + "needle\"}"}});
        QTRY_COMPARE(m_session->store().rowCount(), 6U);
        m_cache = std::make_unique<PayloadCache>(m_session->store(), m_session->payloads());
        m_details = std::make_unique<DetailsWidget>(Looks::fromApplication());
        m_details->resize(316, 800);
        m_details->setSession(m_session.get(), m_cache.get());
        m_details->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_details.get()));
        m_details->activateWindow();
        m_payload = m_details->findChild<PayloadWidget *>();
    }

    void cleanup()
    {
        m_source->memory().release();
        m_details.reset();
        m_cache.reset();
        m_session.reset();
    }

    void saysHowToBegin()
    {
        QVERIFY(hasVisibleText(QStringLiteral("Select an event to see what happened")));
        QVERIFY(!m_payload->isVisible());
    }

    void tellsWhatHappenedAndWhy()
    {
        select(3);
        QTRY_COMPARE(texts().value(1), QStringLiteral("rate limited"));
        QVERIFY(
            texts().value(0).contains(QStringLiteral("researcher-3 failed step analyze of run 6f0c2f3e")));
        QVERIFY(!texts().value(0).contains(QStringLiteral("rate limited")));
        QVERIFY(hasVisibleText(QStringLiteral("3 of 4")));
        select(2);
        QVERIFY(!m_details->findChildren<WrappedText *>().at(1)->isVisible());
    }

    void longReasonsKeepTheirPlace()
    {
        test::FakeRow failed{.cursor = 7, .kind = "step_failed", .run = run(), .step = "parse"};
        failed.severity = Severity::Error;
        failed.payload =
            "{\"reason\":\"malformed JSON output for step 'parse' target 'mk--review_csingleton_c0': "
            "expected ident at line 1 column 2; raw_output=\\\"this is <not> json & quoted\\\"\","
            "\"type\":\"step_failed\"}";
        m_source->push({failed});
        QTRY_COMPARE(m_session->store().rowCount(), 7U);
        m_details->resize(316, 560);
        select(7);
        auto *head = m_details->findChild<EventHeadWidget *>();
        auto *reason = m_details->findChildren<WrappedText *>().at(1);
        QTRY_VERIFY(reason->isVisible() && reason->toPlainText().contains(QStringLiteral("quoted")));
        QLabel *facts = nullptr;
        for (QLabel *label : head->findChildren<QLabel *>()) {
            if (label->text().startsWith(QLatin1Char('7')))
                facts = label;
        }
        QVERIFY(facts);
        QTRY_VERIFY(facts->geometry().top() >= reason->geometry().bottom());
        QTRY_VERIFY(reason->height() >= int(reason->document()->size().height()) ||
                    reason->verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOn);
        // All fields are there without scrolling, also in a pane that is not high.
        auto *kind = link(QStringLiteral("kind"));
        QVERIFY(kind);
        QTRY_VERIFY(kind->visibleRegion().boundingRect().height() == kind->height());
    }

    void placeInALongRunFits()
    {
        auto *fields = m_details->findChild<EventFieldsWidget *>();
        select(3);
        fields->setPlaceInRun(10'018, 70'048);
        auto *next = button(QStringLiteral("Next"));
        QTRY_VERIFY(next->visibleRegion().boundingRect().width() == next->width());
        QVERIFY(next->mapTo(m_details.get(), QPoint(next->width(), 0)).x() <= m_details->width());
    }

    void fieldsAreLinksThatFilter()
    {
        select(3);
        auto *step = link(QStringLiteral("step"));
        QVERIFY(step);
        QTest::mouseClick(step, Qt::LeftButton);
        QCOMPARE(m_session->filter().text(), std::string("step:analyze"));
        link(QStringLiteral("run"))->setFocus();
        QTest::keyClick(link(QStringLiteral("run")), Qt::Key_Return);
        QCOMPARE(m_session->filter().stateOf("run", *run()), Filter::ValueState::Included);
        QTest::mouseClick(link(QStringLiteral("label.env")), Qt::LeftButton);
        QCOMPARE(m_session->filter().stateOf("label.env", "staging"), Filter::ValueState::Included);
        select(4);
        QVERIFY(!link(QStringLiteral("run")));
    }

    void goesThroughItsRun()
    {
        QSignalSpy rows(m_details.get(), &DetailsWidget::rowRequested);
        select(3);
        QTest::mouseClick(button(QStringLiteral("Next")), Qt::LeftButton);
        QCOMPARE(m_session->store().cursor(*m_details->row()), Cursor(5));
        QCOMPARE(rows.count(), 1);
        m_details->goToNextInRun();
        QCOMPARE(rows.count(), 1);
        QVERIFY(hasVisibleText(QStringLiteral("4 of 4")));
        m_source->push({{.cursor = 7, .kind = "step_failed", .run = run()}});
        QTRY_VERIFY(hasVisibleText(QStringLiteral("4 of 5")));
        m_details->goToPreviousInRun();
        m_details->goToPreviousInRun();
        m_details->goToPreviousInRun();
        QCOMPARE(m_session->store().cursor(*m_details->row()), Cursor(1));
        QVERIFY(!button(QStringLiteral("Previous"))->isEnabled());
    }

    void saysWhyThereIsNoPayload()
    {
        select(4);
        QTRY_COMPARE(m_payload->note(), QStringLiteral("This kind carries no data."));
        m_source->memory().remove(1, 2);
        select(2);
        QTRY_VERIFY(!m_payload->note().isEmpty() && !m_payload->note().contains(QStringLiteral("Reading")) &&
                    !m_payload->note().contains(QStringLiteral("no data")));
        Error error;
        error.code = ErrorCode::Gone;
        m_payload->showError(error);
        QCOMPARE(m_payload->note(), QStringLiteral("This payload is gone with the ledger."));
        error.code = ErrorCode::Malformed;
        error.message = QStringLiteral("byte 7");
        m_payload->showError(error);
        QVERIFY(m_payload->note().contains(QStringLiteral("byte 7")));
    }

    void theNewestEventWinsOverASlowPayload()
    {
        m_source->memory().hold();
        select(3);
        QCOMPARE(m_payload->note(), QStringLiteral("Reading the payload…"));
        select(4);
        m_source->memory().release();
        QTRY_COMPARE(m_payload->note(), QStringLiteral("This kind carries no data."));
        QCOMPARE(m_payload->tree()->model()->rowCount(), 0);
    }

    void copiesPathValueAndAll()
    {
        select(3);
        QTRY_VERIFY(m_payload->note().isEmpty());
        goTo({QStringLiteral("output"), QStringLiteral("verdict")});
        m_payload->copyPath();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("data.output.verdict"));
        m_payload->tree()->setFocus();
        QTest::keyClick(m_payload->tree(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("no"));
        goTo({QStringLiteral("output")});
        m_payload->copyValue();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("{\"verdict\":\"no\"}"));
        m_payload->copyAll();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("{\"error\":{\"kind\"")));
    }

    void findsInTheTree()
    {
        select(3);
        QTRY_VERIFY(m_payload->note().isEmpty());
        m_payload->openFind();
        auto *edit = m_payload->findChild<QLineEdit *>();
        QVERIFY(edit->hasFocus());
        QTest::keyClicks(edit, QStringLiteral("verdict"));
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(m_payload->tree()->currentIndex().siblingAtColumn(0).data().toString(),
                 QStringLiteral("verdict"));
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("nowhere"));
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(hasVisibleText(QStringLiteral("“nowhere” is not in this payload.")));
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
        QVERIFY(m_payload->tree()->hasFocus());
    }

    void opensATextWithItsOwnLineBreaks()
    {
        select(3);
        QTRY_VERIFY(m_payload->note().isEmpty());
        goTo({QStringLiteral("text")});
        QTest::keyClick(m_payload->tree(), Qt::Key_Return);
        QPlainTextEdit *edit = m_payload->textView()->edit();
        QVERIFY(edit->isVisible());
        QCOMPARE(edit->toPlainText(), QStringLiteral("one\ntwo"));
        QVERIFY(hasVisibleText(QStringLiteral("data.text")));
        QTest::mouseClick(button(QStringLiteral("Whole payload")), Qt::LeftButton);
        QVERIFY(edit->toPlainText().startsWith(QStringLiteral("{\n  \"error\": {")));
        QTest::mouseClick(button(QStringLiteral("Tree")), Qt::LeftButton);
        QVERIFY(m_payload->tree()->isVisible());
    }

    void longTextsWaitForShowAll()
    {
        select(6);
        QTRY_VERIFY(m_payload->note().isEmpty());
        QTest::mouseClick(button(QStringLiteral("Text")), Qt::LeftButton);
        QPlainTextEdit *edit = m_payload->textView()->edit();
        QVERIFY(edit->toPlainText().size() <= qsizetype(PayloadTextView::limit));
        auto *all = m_payload->findChild<QPushButton *>();
        QVERIFY(all->isVisible());
        QVERIFY(m_payload->textView()->findNext(QStringLiteral("needle"), false));
        QVERIFY(!all->isVisible());
        QVERIFY(edit->toPlainText().size() > 400'000);
        select(3);
        QTRY_VERIFY(edit->toPlainText().contains(QStringLiteral("rate limited")));
    }

    void paintsInBothSchemes()
    {
        select(3);
        QTRY_VERIFY(m_payload->note().isEmpty());
        const auto ground = [this] { return m_details->grab().toImage().pixelColor(3, 795).lightness(); };
        QVERIFY(ground() > 200);
        applyAppearance(Appearance::Dark);
        m_details->setLooks(Looks::fromApplication());
        QTRY_VERIFY(ground() < 60);
        applyAppearance(Appearance::Light);
    }

    void livesWithoutASession()
    {
        select(3);
        m_details->setSession(nullptr, nullptr);
        QVERIFY(!m_details->row());
        m_details->setRow(rowIndex(1));
        QVERIFY(!m_details->row());
        QVERIFY(hasVisibleText(QStringLiteral("Select an event to see what happened")));
    }

private:
    static std::optional<std::string> run() { return "6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11"; }

    void select(Cursor cursor) { m_details->setRow(m_session->store().findCursor(1, cursor)); }

    bool hasVisibleText(const QString &text) const
    {
        const auto labels = m_details->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&text](const QLabel *label) {
            return label->isVisible() && label->text() == text;
        });
    }

    QStringList texts() const
    {
        QStringList all;
        for (const WrappedText *text : m_details->findChildren<WrappedText *>())
            all.append(text->toPlainText());
        return all;
    }

    LinkButton *link(const QString &field) const
    {
        for (LinkButton *found : m_details->findChildren<LinkButton *>(field)) {
            if (found->isVisible())
                return found;
        }
        return nullptr;
    }

    QToolButton *button(const QString &text) const
    {
        for (QToolButton *found : m_details->findChildren<QToolButton *>()) {
            if (found->text() == text)
                return found;
        }
        return nullptr;
    }

    void goTo(const QStringList &keys)
    {
        QModelIndex at;
        const QAbstractItemModel *model = m_payload->tree()->model();
        for (const QString &key : keys) {
            for (int row = 0; row < model->rowCount(at); ++row) {
                if (model->index(row, 0, at).data().toString() == key) {
                    at = model->index(row, 0, at);
                    break;
                }
            }
        }
        QVERIFY(at.isValid());
        m_payload->tree()->setCurrentIndex(at);
    }

    test::FakeSource *m_source = nullptr;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PayloadCache> m_cache;
    std::unique_ptr<DetailsWidget> m_details;
    PayloadWidget *m_payload = nullptr;
};

QTEST_MAIN(TestDetails)
#include "tst_details.moc"
