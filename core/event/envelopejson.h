// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "core/support/result.h"

#include <string>
#include <string_view>

namespace mobwatch {

/// An envelope as it stands on one line of an event file, with the epoch that the line names (else 1).
struct EnvelopeLine
{
    Envelope envelope;
    Epoch epoch = 1;

    friend bool operator==(const EnvelopeLine &, const EnvelopeLine &) = default;
};

/// Compact JSON in the field order of specification 1.1, `data` bytes untouched; no newline. `epoch` is
/// written as a last key where it is not 1 (command line contract).
[[nodiscard]] std::string writeEnvelope(const Envelope &envelope, Epoch epoch = 1);
void appendEnvelope(std::string &out, const Envelope &envelope, Epoch epoch = 1);

/// Appends `text` as a JSON string the way the runtime writes it (1.2): raw UTF-8, `/` unescaped, control
/// characters as \b \t \n \f \r or \u00xx.
void appendJsonString(std::string &out, std::string_view text);

/// Appends labels as a JSON object, sorted.
void appendLabels(std::string &out, const LabelMap &labels);

/// Reads one envelope. Unknown keys are ignored, null is absent, key order is free, `data` bytes are kept as
/// they stand (1.1). Validates the whole line, `data` included. Errors: Malformed with the byte position.
[[nodiscard]] Result<EnvelopeLine> readEnvelope(std::string_view json);

} // namespace mobwatch
