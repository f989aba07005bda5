// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/servepipe.h"
#include "core/serving/httpanswer.h"
#include "core/support/result.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace mobwatch::cli {

/// The status of what is not answered any more.
inline constexpr int statusUnavailable = 503;

/// Where a request that takes its time is answered, once, from any thread.
class ServeReply
{
public:
    virtual ~ServeReply() = default;
    ServeReply() = default;
    Q_DISABLE_COPY_MOVE(ServeReply)

    /// Who asked has hung up: the answer may be anything.
    [[nodiscard]] virtual bool isAbandoned() = 0;
    virtual void answer(HttpAnswer answer) = 0;
    /// An open stream: `head` goes out at once, then what the pipe holds, until it ends.
    virtual void stream(HttpAnswer head, std::shared_ptr<ServePipe> pipe) = 0;
};

/// An HTTP server on one thread of its own; open streams and requests in work cost no thread. Lives on the
/// thread that made it.
class ServeHttp final
{
public:
    /// Called on the server's thread, and must not wait: the answer, or nothing, when `reply` will bring it.
    using Handler = std::function<std::optional<HttpAnswer>(HttpRequest, std::shared_ptr<ServeReply> reply)>;

    /// How long a connection may neither send nor take anything, apart from open streams.
    static constexpr std::chrono::seconds usualPatience{60};

    /// `address` is numeric; port 0 = one that is free. Errors: InvalidArgument (no such address), Io (a
    /// port that is in use or not for us).
    [[nodiscard]] static Result<std::unique_ptr<ServeHttp>>
    listen(const QString &address, quint16 port, std::size_t largestBody, Handler handler,
           std::chrono::seconds patience = usualPatience);
    ~ServeHttp(); ///< cuts all connections

    [[nodiscard]] quint16 port() const;

private:
    struct Private;
    explicit ServeHttp(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace mobwatch::cli
