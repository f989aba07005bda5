// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QWidget>

namespace mobwatch::ui {

/// All keys (F1): a small window of its own that does not block, made from the table of actions.
[[nodiscard]] QWidget *makeKeysPanel(const Looks &looks, QWidget *parent);

} // namespace mobwatch::ui
