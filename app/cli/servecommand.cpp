// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/commands.h"
#include "app/cli/servestreams.h"
#include "app/cli/termination.h"
#include "core/serving/routes.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <atomic>

namespace mobwatch::cli {

namespace {

constexpr std::chrono::seconds keepAliveEvery{15};

struct ServeOptions
{
    QString ledger;
    QString address = QStringLiteral("127.0.0.1");
    quint16 port = 0;
    LabelTable labels;
    AccessToken token;
    bool verbose = false;
};

Result<void> readListen(const QString &text, ServeOptions &options)
{
    const auto wrong = [&text] {
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--listen needs ADDRESS:PORT with a numeric address, not '%1'").arg(text),
                    QStringLiteral("--listen"));
    };
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    bool isNumber = false;
    options.port = text.mid(colon + 1).toUShort(&isNumber);
    if (!isNumber || colon == 0)
        return wrong();
    if (colon < 0)
        return {};
    QString address = text.left(colon);
    if (address.startsWith(QLatin1Char('[')) && address.endsWith(QLatin1Char(']')))
        address = address.mid(1, address.size() - 2);
    else if (address.contains(QLatin1Char(':')))
        return wrong();
    if (address == QLatin1String("localhost"))
        return {};
    if (QHostAddress(address).isNull())
        return wrong();
    options.address = address;
    return {};
}

Result<ServeOptions> serveOptions(const options::Arguments &arguments)
{
    ServeOptions options;
    const auto ledger = arguments.text("--ledger");
    if (!ledger || ledger->isEmpty())
        return fail(ErrorCode::InvalidArgument, QStringLiteral("serve needs --ledger FILE"),
                    QStringLiteral("--ledger"));
    options.ledger = *ledger;
    if (const auto listen = arguments.text("--listen")) {
        if (const auto read = readListen(*listen, options); !read)
            return fail(read.error());
    }
    auto labels = arguments.labels();
    if (!labels)
        return fail(labels.error());
    options.labels = std::move(*labels);
    const auto token = arguments.token();
    if (!token)
        return fail(token.error());
    if (!token->empty())
        options.token = AccessToken(*token);
    options.verbose = arguments.has("--verbose");
    return options;
}

/// A ledger that fails once the program is to end, so that no wide query keeps it.
class EndingView final : public LedgerView
{
public:
    EndingView(LedgerView &ledger, const std::atomic<bool> &isEnding)
        : m_ledger(ledger)
        , m_isEnding(isEnding)
    {
    }
    [[nodiscard]] Result<Cursor> latestCursor() override { return m_ledger.latestCursor(); }
    [[nodiscard]] Result<Page> read(Cursor after, std::optional<Cursor> upTo, std::uint32_t limit) override
    {
        if (m_isEnding)
            return fail(ErrorCode::Canceled, QStringLiteral("the server ends"));
        return m_ledger.read(after, upTo, limit);
    }

private:
    LedgerView &m_ledger;
    const std::atomic<bool> &m_isEnding;
};

/// Answers calls on a thread of its own: a wide query must not hold up the streams.
class Calls final
{
public:
    Calls(const ServeOptions &options, const std::atomic<bool> &isEnding)
        : m_options(options)
        , m_isEnding(isEnding)
    {
    }

    HttpAnswer answer(const RpcCall &call)
    {
        const auto ledger = LedgerReader::open(m_options.ledger);
        if (!ledger)
            return failedRpc(call, ledger.error());
        EndingView view(**ledger, m_isEnding);
        return answerRpc(call, view, m_options.labels);
    }

private:
    const ServeOptions &m_options;
    const std::atomic<bool> &m_isEnding;
};

class Service final
{
public:
    explicit Service(const ServeOptions &options)
        : m_options(options)
        , m_streams(options.ledger, options.labels, keepAliveEvery)
        , m_calls("serve-calls")
    {
    }

    ~Service() { m_isEnding = true; }
    Q_DISABLE_COPY_MOVE(Service)

    Result<void> start()
    {
        if (const auto usable = m_streams.check(); !usable)
            return fail(usable.error());
        m_calls.start([this] { return std::make_unique<Calls>(m_options, m_isEnding); });
        auto http = ServeHttp::listen(m_options.address, m_options.port, largestBody,
                                      [this](HttpRequest request, std::shared_ptr<ServeReply> reply) {
                                          return begin(std::move(request), std::move(reply));
                                      });
        if (!http)
            return fail(http.error());
        m_http = std::move(*http);
        return {};
    }

    [[nodiscard]] quint16 port() const { return m_http->port(); }

private:
    // On the server's thread.
    std::optional<HttpAnswer> begin(HttpRequest request, std::shared_ptr<ServeReply> reply)
    {
        auto next = route(request, m_options.token);
        const QString what = QString::fromStdString(request.method + ' ' + request.path);
        if (auto *const answer = std::get_if<HttpAnswer>(&next)) {
            note(what, answer->status);
            return std::move(*answer);
        }
        if (auto *const opening = std::get_if<StreamOpening>(&next)) {
            m_mailbox.post([this, what, reply = std::move(reply), query = std::move(opening->query),
                            headOnly = request.method == "HEAD"]() mutable {
                note(what, m_streams.open(std::move(query), headOnly, *reply));
            });
            return std::nullopt;
        }
        m_mailbox.post([this, what, reply = std::move(reply), call = std::get<RpcCall>(std::move(next))] {
            m_calls.post([this, what, reply, call](Calls &calls) {
                if (reply->isAbandoned())
                    return reply->answer(HttpAnswer{statusUnavailable, {}, {}, {}});
                HttpAnswer answer = calls.answer(call);
                note(what, answer.status);
                reply->answer(std::move(answer));
            });
        });
        return std::nullopt;
    }

    // Never with the query: a token can stand there.
    void note(const QString &what, int status) const
    {
        if (m_options.verbose)
            tell(QStringLiteral("%1 %2").arg(what).arg(status));
    }

    const ServeOptions &m_options;
    std::atomic<bool> m_isEnding{false};
    ServeStreams m_streams;
    WorkerThread<Calls> m_calls;
    Mailbox m_mailbox;
    std::unique_ptr<ServeHttp> m_http; ///< the last: its thread calls all others
};

} // namespace

int runServeCommand(const options::Arguments &arguments)
{
    const auto options = serveOptions(arguments);
    if (!options)
        return failWith(options.error());
    Termination termination;
    Service service(*options);
    if (const auto started = service.start(); !started)
        return failWith(started.error());
    const QHostAddress address(options->address);
    if (!address.isLoopback() && !options->token.isRequired())
        tell(QStringLiteral("everybody who reaches %1 can read this ledger; --token-file asks for a token")
                 .arg(options->address));
    const bool isV6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    tell(QStringLiteral("serving %1 on http://%2:%3")
             .arg(options->ledger,
                  isV6 ? QLatin1Char('[') + options->address + QLatin1Char(']') : options->address)
             .arg(service.port()));
    QObject::connect(&termination, &Termination::requested, qApp, [] { QCoreApplication::exit(); });
    if (!Termination::isRequested())
        QCoreApplication::exec();
    return Done;
}

} // namespace mobwatch::cli
