// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/labels.h"
#include "core/serving/httpanswer.h"

#include <QString>
#include <map>
#include <string>
#include <vector>

namespace mobwatch::test {

/// One recorded HTTP exchange (tests/fixtures, http-*.txt).
struct RecordedHttp
{
    QString name;
    HttpRequest request;
    int port = 0; ///< of the server: 18472 is the low-level route, which leaves least out
    int status = 0;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;                           ///< without chunk framing; what had arrived in time
};
[[nodiscard]] std::vector<RecordedHttp> recordedHttp(const QString &scenario);

/// The frames of a recorded or written stream, each with its empty line; comments are left out.
[[nodiscard]] std::vector<std::string> frames(const std::string &stream);
/// The cursor that a frame's id names.
[[nodiscard]] std::uint64_t cursorOf(const std::string &frame);

/// The labels that the envelopes of a recorded stream show.
[[nodiscard]] LabelTable recordedLabels(const QString &scenario);

} // namespace mobwatch::test
