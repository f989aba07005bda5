// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT

// Feeds deterministic mutations of recorded inputs to the readers. A new reader is one more row of
// `targets()`: where its samples come from, and a check that returns what is wrong with one input (empty =
// nothing; crashing is wrong too).

#include "core/event/envelopejson.h"
#include "core/event/projection.h"
#include "core/filter/filter.h"
#include "core/filter/filterprogram.h"
#include "core/ledger/storedrow.h"
#include "core/serving/rpcanswer.h"
#include "core/serving/streamquery.h"
#include "core/source/envelopelinereader.h"
#include "core/stream/sseparser.h"
#include "tests/support/fixtureledger.h"
#include "tests/support/fixtures.h"

#include <QDir>
#include <QTest>
#include <nlohmann/json.hpp>
#include <random>

using namespace mobwatch;
using namespace mobwatch::test;

namespace {

using Samples = std::vector<std::string>;

struct Target
{
    const char *name;
    Samples (*samples)();
    QByteArray (*check)(const std::string &input);
};

// Long inputs add time, not variety.
constexpr std::size_t longestSample = 4000;

Samples storedRows()
{
    Samples samples;
    for (const QString &scenario : scenarios()) {
        for (RawRow &row : ledgerRows(recordedLedger(scenario))) {
            if (row.json.size() > longestSample)
                continue;
            // One cursor for all, so that rows can be mixed.
            const std::string prefix = R"({"event":{"cursor":)";
            if (row.json.starts_with(prefix + std::to_string(row.cursor)))
                row.json.replace(prefix.size(), std::to_string(row.cursor).size(), "7");
            samples.push_back(std::move(row.json));
        }
    }
    return samples;
}

Samples envelopes()
{
    Samples samples;
    for (const QString &scenario : scenarios()) {
        for (std::string &line : sseData(fixture(scenario + QStringLiteral("/stream.sse")))) {
            if (line.size() <= longestSample)
                samples.push_back(std::move(line));
        }
    }
    return samples;
}

bool same(const std::optional<std::string_view> &view, const std::optional<std::string> &text)
{
    return view.has_value() == text.has_value() && (!view || *view == *text);
}

QByteArray checkStoredRow(const std::string &input)
{
    static StoredRowScanner scanner;
    const auto fields = scanner.scan(7, input);
    const auto event = decodeStoredRow(7, input);
    if (!event)
        return event.error().message.isEmpty() ? "an error without words" : QByteArray();
    if (!fields)
        return "decoded, but not scanned: " + fields.error().message.toUtf8();
    if (!nlohmann::json::accept(input))
        return "decoded, but no JSON";
    if (!nlohmann::json::accept(event->data))
        return "the payload is no JSON";
    // Fields come from the whole payload; taking private keys out must not change them.
    const StructuralFields slots = structuralFields(event->kind, event->data);
    const bool agree = fields->mobId == event->mobId && fields->kind == event->kind &&
                       fields->timestampMs == event->timestampMs &&
                       fields->schemaVersion == event->schemaVersion && fields->severity == slots.severity &&
                       same(fields->runId, slots.runId) && same(fields->stepId, slots.stepId) &&
                       same(fields->agentIdentity, slots.agentIdentity) && same(fields->flowId, slots.flowId);
    if (!agree)
        return "scanner and decoder differ";
    for (const std::string_view key : {"bridge_member_ref", "placed_spawn_id", "direct_member_fence"}) {
        if (nlohmann::json::parse(event->data).contains(key))
            return "a private key survived";
    }
    return {};
}

QByteArray checkEnvelope(const std::string &input)
{
    const auto read = readEnvelope(input);
    if (!read)
        return read.error().message.isEmpty() ? "an error without words" : QByteArray();
    if (!nlohmann::json::accept(input))
        return "read, but no JSON";
    const std::string written = writeEnvelope(read->envelope, read->epoch);
    const auto again = readEnvelope(written);
    if (!again)
        return "what was written cannot be read: " + again.error().message.toUtf8();
    return writeEnvelope(again->envelope, again->epoch) == written ? QByteArray() : "writing is not stable";
}

Samples filterTexts()
{
    return {R"(kind:step_failed agent:worker-* "rate limit")",
            R"(run:6f0c,"6f0c",6f0c2f3e-5f6b-4c0e-9a53-7d8b2f4a1c11 -mob:"a\*b",*)",
            R"(not (severity>=warning or category:flow,st*) and cursor:1..5,9,..3 epoch!=2)",
            R"(since:15m until:"2026-08-22 17:10" time:-2h30m..17:10:30 time<=2026-08-22T17:10:00Z)",
            R"(data.items[3].x[*]."odd \"key\"">=2.5 data.d_ms:1s..2m data.n:"1..2",null)",
            R"(label.env:prod mob_label."a b"!=x has:run_label.é -has:data.out.verdict)",
            R"(/a(b|c)*\/[^x]+\d{2,5}$/i agent~"Ünï \u00e9\ud83d\ude00" step!~/x*/ -word)",
            R"(((a or b) and -(c d)) or not not -"" text:x,y text!=z)"};
}

QByteArray checkFilter(const std::string &input)
{
    const auto filter = Filter::parse(input, {"env", "team"});
    if (!filter) {
        const Error &error = filter.error();
        const bool isPlaced = error.position >= 1 && error.position <= static_cast<qint64>(input.size()) + 1;
        return !isPlaced || error.message.isEmpty() ? "an error without place or words" : QByteArray();
    }
    const std::string text = filter->text();
    const auto again = Filter::parse(text);
    if (!again)
        return "canonical text is not understood: " + again.error().message.toUtf8();
    if (!(*again == *filter) || again->text() != text)
        return "printing is not stable";
    Envelope envelope;
    envelope.kind = "step_failed";
    envelope.data = R"({"items":[0,{"x":[1,"2"]}],"out":"{\"verdict\":\"ok\"}","d_ms":1500,"n":null})";
    const bool matches = EnvelopeFilter(*filter, 0).matches(envelope, 1);
    return EnvelopeFilter(*again, 0).matches(envelope, 1) == matches ? QByteArray()
                                                                     : "equal filters disagree";
}

Samples payloads()
{
    Samples samples{R"({"run_id":""})"};
    for (const std::string &line : envelopes()) {
        if (const auto read = readEnvelope(line))
            samples.push_back(read->envelope.data);
    }
    return samples;
}

// Whatever a payload is, clauses answer, and a clause and its negation never agree.
QByteArray checkPayload(const std::string &input)
{
    static const std::vector<std::string> clauses{"data.type:a*",      "data.run_id~0",
                                                  "data.error[*].x>1", "data.\"a b\"[0]:null",
                                                  "has:data.result",   "/[a-c]\\d/"};
    Envelope envelope;
    envelope.kind = "x";
    envelope.data = input;
    for (const std::string &clause : clauses) {
        if (EnvelopeFilter(*Filter::parse(clause), 0).matches(envelope, 1) ==
            EnvelopeFilter(*Filter::parse("-" + clause), 0).matches(envelope, 1))
            return "a clause and its negation agree: " + QByteArray::fromStdString(clause);
    }
    return {};
}

Samples eventFiles()
{
    Samples samples{"\xef\xbb\xbf{}\r\n\n \n{}"};
    const Samples lines = envelopes();
    for (std::size_t i = 0; i + 1 < lines.size(); i += 2)
        samples.push_back(lines[i] + '\n' + lines[i + 1] + '\n');
    return samples;
}

// Where the pieces end must make no difference, and each line must stand where it says.
QByteArray checkEventFile(const std::string &input)
{
    constexpr std::size_t longestLine = 1500;
    using Found = std::tuple<qint64, std::uint64_t, std::uint64_t, bool>;
    const auto read = [&input](std::size_t piece, std::vector<Found> &found) {
        EnvelopeLineReader reader(longestLine);
        bool isPlaced = true;
        const auto take = [&](const EnvelopeLineReader::Line &line) {
            found.emplace_back(line.number, line.offset, line.size, line.tooLong);
            isPlaced = isPlaced && (line.tooLong || (line.bytes.size() == line.size &&
                                                     input.compare(line.offset, line.size, line.bytes) == 0));
            (void)readEnvelope(line.bytes);
        };
        for (std::size_t at = 0; at < input.size(); at += piece)
            reader.push(std::string_view(input).substr(at, piece), take);
        reader.finish(take);
        return isPlaced && reader.offset() == input.size();
    };
    std::vector<Found> whole;
    std::vector<Found> pieces;
    if (!read(input.size() + 1, whole) || !read(97, pieces))
        return "a line is not where it says";
    return whole == pieces ? QByteArray() : "pieces make a difference";
}

Samples streamBodies()
{
    Samples samples{"\xef\xbb\xbf: hi\r\rretry: 3000\rid: 7\rdata: a\rdata\r\r",
                    "event: x\r\nid: 1\r\ndata: {\r\ndata: }\r\n\r\n:\r\n\r\nid\ndata: \xf0\x9f\x98\x80\n\n"};
    for (const QString &scenario : scenarios()) {
        const std::string body = readAll(fixture(scenario + QStringLiteral("/stream.sse")));
        for (std::size_t at = 0; at + longestSample < body.size() && samples.size() < 200; at += 20'000)
            samples.push_back(body.substr(at, longestSample));
    }
    return samples;
}

/// All that a parser makes of a body, in order; pieces of a length that changes all the time.
std::string parsedStream(std::string_view body, std::size_t firstPiece, std::size_t step)
{
    constexpr std::size_t longestEvent = 3000;
    std::string found;
    SseParser parser({[&found](const SseEvent &event) {
                          found.append("E").append(event.type).append("|").append(event.data);
                          found.append("|").append(event.lastEventId).append("\n");
                      },
                      [&found](std::string_view text) { found.append("C").append(text).append("\n"); },
                      [&found](std::uint64_t time) { found.append("R" + std::to_string(time) + "\n"); }},
                     longestEvent);
    std::size_t piece = firstPiece;
    while (!body.empty()) {
        const std::string passing(body.substr(0, piece));
        body.remove_prefix(passing.size());
        if (!parser.push(passing))
            found += "overflow\n";
        else if (parser.pendingBytes() > longestEvent)
            found += "more is pending than is allowed\n";
        piece = step == 0 ? piece : 1 + (piece * step) % 61;
        if (parser.isOverflown())
            break;
    }
    parser.reset();
    return found + "last " + parser.lastEventId();
}

QByteArray checkStreamBody(const std::string &input)
{
    const std::string whole = parsedStream(input, input.size() + 1, 0);
    if (whole.find("more is pending") != std::string::npos)
        return "the limit is not kept";
    const std::size_t seed = std::hash<std::string>()(input);
    if (parsedStream(input, 1, 0) != whole || parsedStream(input, 1 + seed % 40, 3 + seed % 7) != whole)
        return "pieces make a difference";
    return {};
}

Samples rpcBodies()
{
    Samples samples{
        R"([1,2,{"a":"\ud83d\ude00"}])",
        R"({"jsonrpc":"2.0","id":1.5,"method":"mobkit/mob_events/subscribe","params":[1,2,null,"a","b","c","d",["e"],5,0]})",
        R"({"jsonrpc":"2.0","id":[{}],"method":"mobkit/run_labels/get","params":{"run_id":"r"}})",
        R"({"jsonrpc":"2.0","id":"x","method":"mobkit/mob_labels/set","params":{"identity":" mk--a_c"}})"};
    for (const QString &scenario : scenarios()) {
        const QDir folder(fixture(scenario));
        for (const QString &file :
             folder.entryList({QStringLiteral("query-*.json")}, QDir::Files, QDir::Name))
            samples.push_back(
                nlohmann::json::parse(readAll(folder.filePath(file)))["request_body"].get<std::string>());
    }
    return samples;
}

// Whatever is sent, a call that can be answered or an answer that is whole.
QByteArray checkRpcBody(const std::string &input)
{
    HttpRequest request{"POST", "/console/rpc", {}, {}, "application/json", {}, input};
    auto call = readRpc(request, {});
    if (const auto *const answer = std::get_if<HttpAnswer>(&call))
        return answer->status == 400 || nlohmann::json::accept(answer->body) ? ""
                                                                             : "an answer that is no JSON";
    if (!nlohmann::json::accept(input))
        return "a call, but no JSON";
    MemoryLedger ledger;
    const HttpAnswer answer = answerRpc(std::get<RpcCall>(call), ledger, {});
    return nlohmann::json::accept(answer.body) ? "" : "an answer that is no JSON";
}

Samples streamQueries()
{
    return {"after_seq=0&identity=researcher-4", "event_types=flow_started,+step_completed%20,,&limit=x",
            "mob_id=a%2Fb&run_id=%C3%A9&step_id=%f&member_id=+%FF&&=&a",
            "since_ms=+1&until_ms=18446744073709551615", "after_seq=1&after_seq=2"};
}

// What was understood can be written as a path that is understood alike.
QByteArray checkStreamQuery(const std::string &input)
{
    const auto query = readStreamQuery(input);
    if (!query)
        return query.error().message.isEmpty() ? "an error without words" : "";
    const std::string url = subscribeUrl(*query, query->afterSeq, 0);
    const auto again = readStreamQuery(url.substr(url.find('?') + 1));
    if (!again)
        return "the path is not understood: " + again.error().message.toUtf8();
    return subscribeUrl(*again, again->afterSeq, 0) == url ? "" : "writing is not stable";
}

const std::vector<Target> &targets()
{
    static const std::vector<Target> all{
        {"stored row", storedRows, checkStoredRow}, {"envelope", envelopes, checkEnvelope},
        {"filter", filterTexts, checkFilter},       {"payload", payloads, checkPayload},
        {"event file", eventFiles, checkEventFile}, {"event stream", streamBodies, checkStreamBody},
        {"call", rpcBodies, checkRpcBody},          {"stream query", streamQueries, checkStreamQuery},
    };
    return all;
}

class Mutator
{
public:
    explicit Mutator(Samples samples)
        : m_samples(std::move(samples))
    {
    }

    std::string next()
    {
        std::string text = m_samples[below(m_samples.size())];
        const std::size_t changes = below(4);
        for (std::size_t i = 0; i < changes; ++i)
            mutate(text);
        return text;
    }

private:
    // Not a distribution of <random>: those differ between standard libraries.
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : m_random() % limit; }

    void mutate(std::string &text)
    {
        static constexpr std::array<std::string_view, 33> tokens{"{",
                                                                 "\r",
                                                                 "\n\n",
                                                                 "data:",
                                                                 "id: ",
                                                                 "retry:9",
                                                                 "}",
                                                                 "[",
                                                                 "]",
                                                                 ",",
                                                                 ":",
                                                                 "\"",
                                                                 "\\",
                                                                 "null",
                                                                 "true",
                                                                 "-1",
                                                                 "1e999",
                                                                 "\\u0000",
                                                                 "\\ud800",
                                                                 "\\ud83d\\ude00",
                                                                 "\xff",
                                                                 "\xc3\xa9",
                                                                 "\n",
                                                                 " ",
                                                                 "0",
                                                                 "18446744073709551616",
                                                                 "{}",
                                                                 "[]",
                                                                 "\"type\":\"x\",",
                                                                 "\"run_id\":null,",
                                                                 "\"bridge_member_ref\":{},",
                                                                 "\"direct_member_fence\":1,",
                                                                 "mk--a_c"};
        const std::size_t at = below(text.size() + 1);
        switch (below(7)) {
        case 0:
            if (!text.empty())
                text[below(text.size())] = static_cast<char>(below(256));
            break;
        case 1:
            text.erase(at, below(12));
            break;
        case 2:
            text.insert(at, tokens[below(tokens.size())]);
            break;
        case 3:
            text.insert(at, text.substr(below(text.size() + 1), below(60)));
            break;
        case 4:
            text.resize(at);
            break;
        case 5: {
            const std::string &other = m_samples[below(m_samples.size())];
            text.replace(at, below(80), other.substr(below(other.size() + 1), below(80)));
            break;
        }
        default:
            insertAfterStructure(text, tokens[below(tokens.size())]);
        }
    }

    // Where a token makes a difference: behind one of the brackets or commas.
    void insertAfterStructure(std::string &text, std::string_view token)
    {
        const std::size_t at = text.find_first_of("{[,:", below(text.size() + 1));
        if (at != std::string::npos)
            text.insert(at + 1, token);
    }

    Samples m_samples;
    std::mt19937_64 m_random{20'261'123};
};

} // namespace

class FuzzInputs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void survivesMutations_data();
    void survivesMutations();
};

void FuzzInputs::survivesMutations_data()
{
    QTest::addColumn<int>("target");
    for (std::size_t i = 0; i < targets().size(); ++i)
        QTest::newRow(targets()[i].name) << static_cast<int>(i);
}

void FuzzInputs::survivesMutations()
{
    QFETCH(int, target);
    const Target &chosen = targets()[static_cast<std::size_t>(target)];
    const Samples samples = chosen.samples();
    QVERIFY(!samples.empty());
    for (const std::string &sample : samples)
        QCOMPARE(chosen.check(sample), QByteArray());
    bool ok = false;
    const int wanted = qEnvironmentVariableIntValue("MOBWATCH_FUZZ_CASES", &ok);
    Mutator mutator(samples);
    for (int i = 0; i < (ok ? wanted : 5000); ++i) {
        const std::string input = mutator.next();
        const QByteArray wrong = chosen.check(input);
        if (!wrong.isEmpty())
            QFAIL((wrong + " in case " + QByteArray::number(i) + ": " + QByteArray::fromStdString(input))
                      .constData());
    }
}

QTEST_GUILESS_MAIN(FuzzInputs)
#include "fuzz_inputs.moc"
