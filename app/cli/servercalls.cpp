// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/servercalls.h"

#include "app/cli/termination.h"

#include <QEventLoop>
#include <QTimer>

namespace mobwatch::cli {

namespace {

// A query waits for the mob's own task, so a busy mob answers late.
constexpr std::chrono::seconds patience{60};
// Nice to know, and not worth waiting for.
constexpr std::chrono::seconds statusPatience{2};
constexpr std::chrono::milliseconds lookEvery{100};

} // namespace

ServerCalls::ServerCalls(const Request &request)
    : m_address(request.server->text())
    , m_client(*request.server)
{
    m_client.setToken(request.token);
    m_client.setTimeout(patience);
}

template <class T, class Call>
Result<T> ServerCalls::wait(Call call)
{
    std::optional<Result<T>> answer;
    QEventLoop loop;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&loop] {
        if (Termination::isRequested())
            loop.quit();
    });
    look.start(lookEvery);
    call([&answer, &loop](Result<T> result) {
        answer.emplace(std::move(result));
        loop.quit();
    });
    loop.exec();
    if (!answer) {
        m_client.cancelAll();
        return fail(ErrorCode::Canceled, QStringLiteral("interrupted"));
    }
    return answer->has_value() ? std::move(*answer) : Result<T>(fail(worded(answer->error())));
}

Result<MobEventsReply> ServerCalls::query(const EventQuery &query)
{
    return wait<MobEventsReply>([&](auto done) { m_client.query(query, std::move(done)); });
}

Result<ServerStatus> ServerCalls::status()
{
    m_client.setTimeout(statusPatience);
    auto answer = wait<ServerStatus>([&](auto done) { m_client.status(std::move(done)); });
    m_client.setTimeout(patience);
    return answer;
}

Error ServerCalls::worded(Error error) const
{
    if (error.code == ErrorCode::Canceled) // nobody but the clock cancels here
        error.code = ErrorCode::Unreachable;
    if (error.code == ErrorCode::NotFound)
        error.message = QStringLiteral("%1 does not serve queries (mobkit/mob_events/query)").arg(m_address);
    if (error.code == ErrorCode::Unauthorized)
        error.message += QStringLiteral("; --token-file or MOBWATCH_TOKEN gives the token");
    // The text of a stale cursor stands alone: scripts compare it.
    if (error.code == ErrorCode::Stale)
        error.subject.clear();
    else if (!error.message.contains(m_address))
        error.message = m_address + QStringLiteral(": ") + error.message;
    return error;
}

} // namespace mobwatch::cli
