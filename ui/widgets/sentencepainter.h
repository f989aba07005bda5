// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"
#include "ui/widgets/eventwords.h"

#include <QRect>

class QPainter;

namespace mobwatch::ui {

/// Paints one line of a sentence: names in text colour, the words between in second text, ids in the fixed
/// font, all on one baseline; elided at the end. With `highlighted` everything takes that colour (selected
/// rows).
void paintSentence(QPainter &painter, const QRect &area, const std::vector<SentencePart> &parts,
                   const Looks &looks, const QPalette &palette, const QColor &highlighted = {});

} // namespace mobwatch::ui
