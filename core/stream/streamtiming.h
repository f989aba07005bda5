// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace mobwatch {

/// How patient a stream is (streams.md 3.2 and 4); tests make it impatient.
struct StreamTiming
{
    std::chrono::milliseconds connectBy{10'000}; ///< until the request is sent
    std::chrono::milliseconds headersBy{
        35'000}; ///< from there to the response head: more than two keep-alives
    std::chrono::milliseconds watchdog{45'000}; ///< longest silence: three keep-alives; not while paused
    std::chrono::milliseconds longestPause{
        30'000}; ///< unread that long: drop the connection, resume by cursor
    std::chrono::milliseconds backoffBase{1'000};
    std::chrono::milliseconds backoffCap{30'000};
    std::chrono::milliseconds healthyAfter{60'000}; ///< live that long: the back-off begins anew
    std::chrono::milliseconds retryFloor{250};      ///< clamps of the server's retry field
    std::chrono::milliseconds retryCeiling{60'000};
    std::chrono::milliseconds slowRetry{
        60'000}; ///< for answers that a quick retry does not mend (404, web page)
    std::chrono::milliseconds retryAfterFloor{1'000}; ///< clamps of the header Retry-After
    std::chrono::milliseconds retryAfterCeiling{600'000};
    std::chrono::milliseconds clockTick{5'000}; ///< how often wall and monotonic clock are compared
    std::chrono::milliseconds clockJump{20'000};
    friend bool operator==(const StreamTiming &, const StreamTiming &) = default;
};

} // namespace mobwatch
