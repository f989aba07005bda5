// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/rpcclient.h"
#include "tests/support/replayserver.h"
#include "tests/support/testmacros.h"

#include <QTest>
#include <optional>

namespace mobwatch::test {

/// The answer to one call, and the wait for it.
template <class T>
struct Waiting
{
    std::optional<Result<T>> result;

    RpcClient::Callback<T> callback()
    {
        return [this](Result<T> found) { result.emplace(std::move(found)); };
    }
    [[nodiscard]] bool wait()
    {
        return QTest::qWaitFor([this] { return result.has_value(); }, 10000);
    }
};

inline ServerAddress addressOf(const ReplayServer &server)
{
    return *ServerAddress::parse(server.address());
}

} // namespace mobwatch::test
