// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/sentencepainter.h"

#include <QFontMetrics>
#include <QPainter>

namespace mobwatch::ui {

void paintSentence(QPainter &painter, const QRect &area, const std::vector<SentencePart> &parts,
                   const Looks &looks, const QPalette &palette, const QColor &highlighted)
{
    const QFont body = looks.bodyFont();
    const QFont figures = looks.figuresFont();
    const QFontMetrics bodyMetrics(body);
    const QFontMetrics figuresMetrics(figures);
    const int baseline = area.top() + (area.height() + bodyMetrics.ascent() - bodyMetrics.descent()) / 2;
    int x = area.left();
    for (const SentencePart &part : parts) {
        const int room = area.right() + 1 - x;
        if (room <= 0)
            return;
        const bool fixed = part.role == SentencePart::Role::Id;
        const QFontMetrics &metrics = fixed ? figuresMetrics : bodyMetrics;
        const bool quiet = part.role == SentencePart::Role::Word || part.role == SentencePart::Role::Reason;
        painter.setFont(fixed ? figures : body);
        painter.setPen(highlighted.isValid() ? highlighted
                       : quiet               ? looks.colors().secondText
                                             : palette.color(QPalette::Text));
        // Long reasons are cut before they are measured.
        const QString text = part.text.size() > room ? part.text.left(room) : part.text;
        const int width = metrics.horizontalAdvance(text);
        if (width > room) {
            painter.drawText(x, baseline, metrics.elidedText(text, Qt::ElideRight, room));
            return;
        }
        painter.drawText(x, baseline, text);
        x += width;
    }
}

} // namespace mobwatch::ui
