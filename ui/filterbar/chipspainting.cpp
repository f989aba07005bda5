// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/session/session.h"
#include "ui/filterbar/chipswidget.h"
#include "ui/filterbar/chipwords.h"
#include "ui/filterbar/filterbarwidget.h"

#include <QPainter>
#include <QToolButton>
#include <algorithm>

namespace mobwatch::ui {

namespace {

struct Run
{
    QString text;
    QFont font;
    QColor color;
};

int widthOf(const std::vector<Run> &runs)
{
    int width = 0;
    for (const Run &run : runs)
        width += QFontMetrics(run.font).horizontalAdvance(run.text);
    return width;
}

/// Draws runs of text on one baseline; returns where they end.
int drawRuns(QPainter &painter, int left, int height, const QFont &body, const std::vector<Run> &runs)
{
    const QFontMetrics metrics(body);
    const int baseline = (height - metrics.height()) / 2 + metrics.ascent();
    for (const Run &run : runs) {
        painter.setFont(run.font);
        painter.setPen(run.color);
        painter.drawText(left, baseline, run.text);
        left += QFontMetrics(run.font).horizontalAdvance(run.text);
    }
    return left;
}

std::vector<Run> countRuns(const Looks &looks, const QPalette &palette, const QString &matching,
                           const QString &total, bool isSearching)
{
    if (total.isEmpty())
        return {};
    const QColor text = palette.color(QPalette::WindowText);
    const QColor second = looks.colors().secondText;
    QFont bold = looks.figuresFont();
    bold.setWeight(QFont::DemiBold);
    std::vector<Run> runs;
    if (!matching.isEmpty()) {
        runs.push_back({matching, bold, text});
        const QString of = isSearching ? ChipsWidget::tr(" so far of ") : ChipsWidget::tr(" of ");
        runs.push_back({of, looks.bodyFont(), second});
    }
    runs.push_back({total, looks.figuresFont(), text});
    runs.push_back({ChipsWidget::tr(" events"), looks.bodyFont(), second});
    return runs;
}

} // namespace

int ChipsWidget::countsLeft() const
{
    const bool isSearching = m_session && m_session->matches().isFirstSearch();
    const int right = m_export->geometry().left() - m_looks.scaled(10);
    return right - widthOf(countRuns(m_looks, palette(), m_matching, m_total, isSearching));
}

void ChipsWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (m_bar.problem()) {
        paintProblem(painter);
        return;
    }
    paintChips(painter);
    paintCounts(painter);
}

void ChipsWidget::paintCounts(QPainter &painter) const
{
    const bool isSearching = m_session && m_session->matches().isFirstSearch();
    drawRuns(painter, countsLeft(), height(), m_looks.bodyFont(),
             countRuns(m_looks, palette(), m_matching, m_total, isSearching));
}

void ChipsWidget::paintChips(QPainter &painter) const
{
    if (m_chips.empty()) {
        const std::vector<Run> words{{tr("No conditions"), m_looks.bodyFont(), m_looks.colors().secondText}};
        if (m_session)
            drawRuns(painter, m_looks.scaled(10), height(), m_looks.bodyFont(), words);
        return;
    }
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        if (!m_chips[i].rect.isEmpty())
            paintChip(painter, i);
    }
    if (m_hidden > 0) {
        painter.setFont(m_looks.bodyFont());
        painter.setPen(m_looks.colors().link);
        painter.drawText(m_moreRect, Qt::AlignCenter, QStringLiteral("+%1").arg(m_hidden));
    }
}

void ChipsWidget::paintChip(QPainter &painter, std::size_t index) const
{
    const Chip &chip = m_chips[index];
    const bool isHovered = int(index) == m_hovered;
    const bool isCurrent = hasFocus() && int(index) == m_current;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(isCurrent ? m_looks.colors().focusRing : m_looks.colors().separator, isCurrent ? 2 : 1));
    painter.setBrush(isHovered ? m_looks.colors().hover : palette().color(QPalette::Base));
    const qreal inset = isCurrent ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(chip.rect).adjusted(inset, inset, -inset, -inset), 3, 3);
    painter.restore();

    const QFontMetrics metrics(m_looks.bodyFont());
    const int space = metrics.horizontalAdvance(QLatin1Char(' ')) + 1;
    const int baseline = chip.rect.top() + (chip.rect.height() - metrics.height()) / 2 + metrics.ascent();
    int left = chip.rect.left() + m_looks.scaled(7);
    painter.setFont(m_looks.bodyFont());
    painter.setPen(m_looks.colors().secondText);
    for (const QString &word : {chip.field, chip.op}) {
        if (word.isEmpty())
            continue;
        painter.drawText(left, baseline, word);
        left += metrics.horizontalAdvance(word) + space;
    }
    painter.setPen(palette().color(QPalette::Text));
    painter.drawText(left, baseline,
                     metrics.elidedText(chip.value, Qt::ElideRight, chip.close.left() - left + 1));

    const int size = m_looks.scaled(10);
    const QColor cross =
        isHovered && m_closeHovered ? palette().color(QPalette::Text) : m_looks.colors().secondText;
    const QPoint at = chip.close.center() - QPoint(size / 2, size / 2 - 1);
    painter.drawPixmap(at, m_looks.pixmap(QStringLiteral("clear"), cross, size, devicePixelRatioF()));
}

void ChipsWidget::paintProblem(QPainter &painter)
{
    const Error &problem = *m_bar.problem();
    const QFont body = m_looks.bodyFont();
    const QColor text = palette().color(QPalette::WindowText);
    const QColor second = m_looks.colors().secondText;
    const int mark = m_looks.scaled(12);
    const int edge = m_looks.scaled(10);
    painter.drawPixmap(edge, (height() - mark) / 2,
                       m_looks.pixmap(Looks::severityIconName(Severity::Error),
                                      m_looks.severityMark(Severity::Error), mark, devicePixelRatioF()));
    std::vector<Run> words{{tr("Column %1: ").arg(problem.position), body, m_looks.colors().errorText},
                           {problemInWords(problem), body, text}};
    const QString better = m_bar.correction();
    if (!better.isEmpty())
        words.push_back({tr(" Did you mean "), body, text});
    int left = drawRuns(painter, edge + mark + m_looks.scaled(6), height(), body, words);
    m_correctionRect = {};
    if (!better.isEmpty()) {
        const int end = drawRuns(painter, left, height(), body, {{better, body, m_looks.colors().link}});
        m_correctionRect = {left, 0, end - left, height()};
        left =
            drawRuns(painter, end, height(), body, {{QStringLiteral("?"), body, text}}) + m_looks.scaled(6);
        QFont small = body;
        small.setPixelSize(std::max(9, QFontInfo(body).pixelSize() - 2));
        const QString key = QKeySequence(Qt::ALT | Qt::Key_Return)
                                .toString(QKeySequence::NativeText)
                                .replace(QStringLiteral("Return"), QStringLiteral("Enter"));
        const QFontMetrics metrics(small);
        const QRect cap(left, (height() - metrics.height() - 2) / 2,
                        metrics.horizontalAdvance(key) + m_looks.scaled(10), metrics.height() + 2);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(m_looks.colors().separator);
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2);
        painter.setFont(small);
        painter.setPen(second);
        painter.drawText(cap, Qt::AlignCenter, key);
        painter.restore();
        left = cap.right();
    }
    const QString still =
        m_session ? tr("Still showing: %1").arg(filterInWords(m_session->filter())) : QString();
    const QFontMetrics metrics(body);
    const int room = width() - edge - left - m_looks.scaled(24);
    const QString shown = metrics.elidedText(still, Qt::ElideRight, room);
    drawRuns(painter, width() - edge - metrics.horizontalAdvance(shown), height(), body,
             {{shown, body, second}});
}

} // namespace mobwatch::ui
