// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/envelope.h"
#include "tests/app/httpsocket.h"
#include "tests/core/serving/recordedhttp.h"

namespace mobwatch::test {

inline const QByteArray stream = "/mobkit/mob_events/stream";

[[nodiscard]] inline std::vector<Cursor> cursorsIn(const QByteArray &body)
{
    std::vector<Cursor> cursors;
    for (const std::string &frame : frames(body.toStdString()))
        cursors.push_back(cursorOf(frame));
    return cursors;
}

[[nodiscard]] inline std::vector<Cursor> range(Cursor first, Cursor last)
{
    std::vector<Cursor> cursors;
    for (Cursor cursor = first; cursor <= last; ++cursor)
        cursors.push_back(cursor);
    return cursors;
}

inline void call(HttpSocket &socket, const QByteArray &body)
{
    socket.send(
        "POST /console/rpc HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " +
        QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

/// A call whose answer holds every event of a ledger.
inline const QByteArray wideCall =
    R"({"jsonrpc":"2.0","method":"mobkit/mob_events/query","params":{"after_seq":0,"limit":1000000}})";

} // namespace mobwatch::test
