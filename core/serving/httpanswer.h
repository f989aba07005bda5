// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/support/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mobwatch {

/// What the routes look at in a request. Path and query as they stand on the wire, not decoded.
struct HttpRequest
{
    std::string method;
    std::string path;
    std::string query; ///< without the question mark
    std::optional<std::string> authorization;
    std::optional<std::string> contentType;
    std::optional<std::string> accept;
    std::string body;
};

/// A whole answer. Length and date are the transport's.
struct HttpAnswer
{
    int status = 200;
    std::string contentType; ///< empty = no such header, and no body
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers; ///< further ones, names in lower case

    friend bool operator==(const HttpAnswer &, const HttpAnswer &) = default;
};

[[nodiscard]] HttpAnswer textAnswer(int status, std::string body);
[[nodiscard]] HttpAnswer jsonAnswer(int status, std::string body);

/// The object of specification 5.5 for an error of code Stale.
[[nodiscard]] std::string staleBody(const Error &error);

} // namespace mobwatch
