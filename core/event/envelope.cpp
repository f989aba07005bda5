// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/envelope.h"

namespace mobwatch {

std::string eventId(Cursor cursor)
{
    return "mob-evt-" + std::to_string(cursor);
}

} // namespace mobwatch
