// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/serving/httpanswer.h"

namespace mobwatch {

HttpAnswer textAnswer(int status, std::string body)
{
    return HttpAnswer{status, "text/plain; charset=utf-8", std::move(body), {}};
}

HttpAnswer jsonAnswer(int status, std::string body)
{
    return HttpAnswer{status, "application/json", std::move(body), {}};
}

std::string staleBody(const Error &error)
{
    return "{\"after_cursor\":" + error.subject.toStdString() +
           ",\"error\":\"event_query_stale\",\"latest_cursor\":" + std::to_string(error.position) + '}';
}

} // namespace mobwatch
