// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/looks/looks.h"

#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QStyle>
#include <QTest>

using namespace mobwatch;
using namespace mobwatch::ui;
using namespace Qt::StringLiterals;

namespace {

QPalette simplePalette(QColor window, QColor base, QColor alternate, QColor button, QColor text,
                       QColor highlight, QColor highlightedText, QColor link)
{
    QPalette palette(button, window);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(role, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, alternate);
    palette.setColor(QPalette::Highlight, highlight);
    palette.setColor(QPalette::HighlightedText, highlightedText);
    palette.setColor(QPalette::Link, link);
    return palette;
}

QPalette paletteOf(Appearance appearance)
{
    applyAppearance(appearance);
    return QApplication::palette();
}

bool hasInk(const QImage &image)
{
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAlpha(image.pixel(x, y)) > 128)
                return true;
    return false;
}

/// The colour of the most opaque pixel.
QColor inkColor(const QImage &image)
{
    QColor ink;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (const QColor color = image.pixelColor(x, y); !ink.isValid() || color.alpha() > ink.alpha())
                ink = color;
    return ink;
}

} // namespace

class TestLooks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void measuresContrastAsWcagDoes();
    void movesLightnessUntilContrastIsReached();
    void keepsColoursThatAlreadyReachTheContrast();
    void marksAndTextsReachTheirLimits_data();
    void marksAndTextsReachTheirLimits();
    void usesExactTokensOnOwnPalettes();
    void paintsMarksInTextColourUnderHighContrast();
    void rendersEveryIconInEveryMode_data();
    void rendersEveryIconInEveryMode();
    void followsPaletteWithPlainIcons();
    void derivesHeightsFromTheFont();
    void switchesAppearanceForthAndBack();
    void hasAnApplicationIconInEverySize();
};

void TestLooks::measuresContrastAsWcagDoes()
{
    QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
    QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    QVERIFY(qAbs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
}

void TestLooks::movesLightnessUntilContrastIsReached()
{
    const QColor yellow(0xf6, 0xbf, 0x34);
    const QColor onWhite = ensureContrast(yellow, Qt::white, 4.5);
    QVERIFY(contrastRatio(onWhite, Qt::white) >= 4.5);
    QVERIFY(qAbs(onWhite.hslHue() - yellow.hslHue()) <= 2);
    QVERIFY(contrastRatio(ensureContrast(QColor(40, 40, 60), QColor(30, 30, 30), 4.5), QColor(30, 30, 30)) >=
            4.5);
    QVERIFY(contrastRatio(ensureContrast(Qt::gray, QColor(128, 128, 128), 4.5), QColor(128, 128, 128)) >=
            4.5);
}

void TestLooks::keepsColoursThatAlreadyReachTheContrast()
{
    QCOMPARE(ensureContrast(QColor(0xa8, 0x1c, 0x16), Qt::white, 4.5), QColor(0xa8, 0x1c, 0x16));
}

void TestLooks::marksAndTextsReachTheirLimits_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("own light") << paletteOf(Appearance::Light);
    QTest::newRow("own dark") << paletteOf(Appearance::Dark);
    QTest::newRow("like breeze light") << simplePalette(0xeff0f1U, 0xffffffU, 0xf7f7f7U, 0xfcfcfcU, 0x232629U,
                                                        0x3daee9U, 0xffffffU, 0x2980b9U);
    QTest::newRow("like breeze dark") << simplePalette(0x2a2e32U, 0x1b1e20U, 0x232629U, 0x31363bU, 0xfcfcfcU,
                                                       0x3daee9U, 0xfcfcfcU, 0x1d99f3U);
    QTest::newRow("like adwaita light") << simplePalette(0xf6f5f4U, 0xffffffU, 0xfafafaU, 0xededecU,
                                                         0x2e3436U, 0x3584e4U, 0xffffffU, 0x1b6acbU);
    QTest::newRow("like adwaita dark") << simplePalette(0x353535U, 0x2d2d2dU, 0x323232U, 0x373737U, 0xeeeeecU,
                                                        0x15539eU, 0xffffffU, 0x3584e4U);
    QTest::newRow("high contrast dark") << simplePalette(Qt::black, Qt::black, Qt::black, Qt::black,
                                                         Qt::white, 0x1aebffU, Qt::black, 0xffff00U);
    QTest::newRow("high contrast light") << simplePalette(Qt::white, Qt::white, Qt::white, Qt::white,
                                                          Qt::black, 0x37006eU, Qt::white, 0x00009fU);
    QTest::newRow("middle grey") << simplePalette(0x909090U, 0xa8a8a8U, 0xa0a0a0U, 0x989898U, Qt::black,
                                                  0x304080U, Qt::white, 0x102060U);
}

void TestLooks::marksAndTextsReachTheirLimits()
{
    QFETCH(const QPalette, palette);
    const Looks looks = Looks::build(palette, QApplication::font(), Density::Compact);
    const LookColors &c = looks.colors();
    const QList<QColor> grounds = {palette.color(QPalette::Base),
                                   palette.color(QPalette::AlternateBase),
                                   palette.color(QPalette::Window),
                                   c.hover,
                                   c.errorRow,
                                   c.errorRowAlternate,
                                   c.warningRow,
                                   c.warningRowAlternate};
    const auto worst = [&grounds](const QColor &color) {
        double least = 21;
        for (const QColor &ground : grounds)
            least = std::min(least, contrastRatio(color, ground));
        return least;
    };
    for (int i = 0; i < severityCount; ++i)
        QVERIFY2(worst(looks.severityMark(static_cast<Severity>(i))) >= 3, qPrintable(QString::number(i)));
    for (int i = 0; i < categoryCount; ++i)
        QVERIFY2(worst(looks.categoryColor(static_cast<Category>(i))) >= 3, qPrintable(QString::number(i)));
    for (const QColor &text : {c.secondText, c.link, c.errorText, c.warningText, c.syntaxString,
                               c.syntaxRegex, c.syntaxNumber, c.syntaxExclude})
        QVERIFY2(worst(text) >= 4.5, qPrintable(text.name() + u' ' + QString::number(worst(text))));
    // Controls stand on the plain grounds, never on a tinted row.
    for (int i = 0; i < 3; ++i)
        QVERIFY(contrastRatio(c.controlOutline, grounds[i]) >= 3);
    QVERIFY(worst(c.focusRing) >= 3);
}

void TestLooks::usesExactTokensOnOwnPalettes()
{
    const Looks light = Looks::build(paletteOf(Appearance::Light), QApplication::font(), Density::Compact);
    QCOMPARE(light.scheme(), Scheme::Light);
    QCOMPARE(light.severityMark(Severity::Warning), QColor(0xb4, 0x76, 0x00));
    QCOMPARE(light.categoryColor(Category::Mob), QColor(0x7a, 0x48, 0xab));
    QCOMPARE(light.colors().hover, QColor(0xeb, 0xf1, 0xf9));
    const Looks dark = Looks::build(paletteOf(Appearance::Dark), QApplication::font(), Density::Compact);
    QCOMPARE(dark.scheme(), Scheme::Dark);
    QCOMPARE(dark.severityMark(Severity::Error), QColor(0xee, 0x6c, 0x61));
    QCOMPARE(dark.categoryColor(Category::Step), QColor(0x9d, 0xb2, 0xc9));
    QCOMPARE(dark.colors().errorRowAlternate, QColor(0x36, 0x2a, 0x2c));
}

void TestLooks::paintsMarksInTextColourUnderHighContrast()
{
    const QPalette palette =
        simplePalette(Qt::black, Qt::black, Qt::black, Qt::black, Qt::white, 0x1aebffU, Qt::black, 0xffff00U);
    const Looks looks = Looks::build(palette, QApplication::font(), Density::Compact);
    QCOMPARE(looks.severityMark(Severity::Error), QColor(Qt::white));
    QCOMPARE(looks.categoryColor(Category::Member), QColor(Qt::white));
}

void TestLooks::rendersEveryIconInEveryMode_data()
{
    QTest::addColumn<QString>("name");
    const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(files.size() >= 50);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file.chopped(4);
}

void TestLooks::rendersEveryIconInEveryMode()
{
    QFETCH(const QString, name);
    const QPalette palette = paletteOf(Appearance::Light);
    const Looks looks = Looks::build(palette, QApplication::font(), Density::Compact);
    const QIcon icon = looks.icon(name);
    QVERIFY(!icon.isNull());
    for (const QIcon::Mode mode : {QIcon::Normal, QIcon::Disabled, QIcon::Active, QIcon::Selected})
        QVERIFY(hasInk(icon.pixmap(QSize(16, 16), 1.0, mode).toImage()));
    QCOMPARE(inkColor(icon.pixmap(QSize(64, 64), 1.0, QIcon::Selected).toImage()).rgb(),
             palette.color(QPalette::HighlightedText).rgb());
    QCOMPARE(inkColor(looks.icon(name, Qt::red).pixmap(QSize(64, 64), 1.0).toImage()).rgb(),
             QColor(Qt::red).rgb());
    const QPixmap sharp = looks.pixmap(name, Qt::blue, 16, 2.0);
    QCOMPARE(sharp.size(), QSize(32, 32));
    QCOMPARE(sharp.devicePixelRatio(), 2.0);
    QVERIFY(hasInk(sharp.toImage()));
}

void TestLooks::followsPaletteWithPlainIcons()
{
    applyAppearance(Appearance::Light);
    const QIcon icon = Looks::fromApplication().icon(u"pause"_s);
    QCOMPARE(inkColor(icon.pixmap(QSize(64, 64), 1.0).toImage()), QColor(0x1b, 0x1f, 0x24));
    applyAppearance(Appearance::Dark);
    QCOMPARE(inkColor(icon.pixmap(QSize(64, 64), 1.0).toImage()), QColor(0xde, 0xe1, 0xe6));
}

void TestLooks::derivesHeightsFromTheFont()
{
    QFont small = QApplication::font();
    small.setPixelSize(13);
    QFont large = small;
    large.setPixelSize(26);
    const Looks compact = Looks::build(QApplication::palette(), small, Density::Compact);
    const int line = QFontMetrics(small).height();
    QCOMPARE(compact.rowHeight(), line + 4);
    QCOMPARE(compact.messageBarHeight(), 2 * line + 12);
    QCOMPARE(Looks::build(QApplication::palette(), small, Density::Comfortable).rowHeight(), line + 10);
    QCOMPARE(Looks::build(QApplication::palette(), large, Density::Compact).rowHeight(),
             QFontMetrics(large).height() + 4);
    QCOMPARE(compact.scaled(6), 6);
    QCOMPARE(Looks::build(QApplication::palette(), large, Density::Compact).scaled(6), 12);
    QCOMPARE(compact.figuresFont().pixelSize(), 12);
    small.setPixelSize(9);
    QCOMPARE(Looks::build(QApplication::palette(), small, Density::Compact).figuresFont().pixelSize(), 11);
}

void TestLooks::switchesAppearanceForthAndBack()
{
    applyAppearance(Appearance::System);
    const QPalette before = QApplication::palette();
    applyAppearance(Appearance::Dark);
    QCOMPARE(Looks::fromApplication().scheme(), Scheme::Dark);
    QCOMPARE(QApplication::style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent), 1);
    applyAppearance(Appearance::System);
    QCOMPARE(QApplication::palette().color(QPalette::Base), before.color(QPalette::Base));
}

void TestLooks::hasAnApplicationIconInEverySize()
{
    for (const int size : {16, 24, 32, 48, 64, 128, 256})
        QCOMPARE(applicationIcon().pixmap(QSize(size, size), 1.0).size(), QSize(size, size));
}

QTEST_MAIN(TestLooks)
#include "tst_looks.moc"
