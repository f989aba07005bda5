// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/core/serving/recordedhttp.h"

#include "tests/support/fixtures.h"

#include <QDir>
#include <algorithm>
#include <nlohmann/json.hpp>

namespace mobwatch::test {

namespace {

constexpr std::string_view requestMark = "### request\n";
constexpr std::string_view responseMark = "### response (raw bytes)\n";

std::string dechunked(std::string_view text)
{
    std::string body;
    while (!text.empty()) {
        const std::size_t end = text.find("\r\n");
        if (end == std::string_view::npos)
            break;
        const std::size_t size = std::stoul(std::string(text.substr(0, end)), nullptr, 16);
        text.remove_prefix(end + 2);
        body += text.substr(0, size);
        text.remove_prefix(std::min(size + 2, text.size()));
    }
    return body;
}

/// Splits a head into its first line and the fields; `text` keeps what follows it.
std::string readHead(std::string_view &text, std::map<std::string, std::string> &fields)
{
    std::string first;
    for (;;) {
        const std::size_t end = text.find('\n');
        std::string line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r'))
            line.pop_back();
        if (line.empty())
            return first;
        const std::size_t colon = line.find(": ");
        if (first.empty()) {
            first = line;
            continue;
        }
        std::string name = line.substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](unsigned char c) { return std::tolower(c); });
        fields[name] = line.substr(colon + 2);
    }
}

std::optional<std::string> fieldOf(const std::map<std::string, std::string> &fields, const char *name)
{
    const auto found = fields.find(name);
    return found == fields.end() ? std::nullopt : std::optional(found->second);
}

RecordedHttp parse(const QString &name, const std::string &text)
{
    RecordedHttp pair;
    pair.name = name;
    const std::size_t border = text.find(responseMark);
    std::string_view request = std::string_view(text).substr(requestMark.size(), border - requestMark.size());
    std::map<std::string, std::string> fields;
    const std::string line = readHead(request, fields);
    const std::size_t space = line.find(' ');
    const std::string target = line.substr(space + 1, line.rfind(' ') - space - 1);
    const std::size_t mark = target.find('?');
    pair.request.method = line.substr(0, space);
    pair.request.path = target.substr(0, mark);
    pair.request.query = mark == std::string::npos ? std::string() : target.substr(mark + 1);
    pair.request.authorization = fieldOf(fields, "authorization");
    pair.request.contentType = fieldOf(fields, "content-type");
    pair.request.accept = fieldOf(fields, "accept");
    if (const auto length = fieldOf(fields, "content-length"))
        pair.request.body = request.substr(0, std::stoul(*length));
    if (const auto host = fieldOf(fields, "host"))
        pair.port = std::stoi(host->substr(host->find(':') + 1));

    std::string_view response = std::string_view(text).substr(border + responseMark.size());
    const std::string status = readHead(response, pair.headers);
    pair.status = std::stoi(status.substr(status.find(' ') + 1));
    pair.body = pair.headers.contains("transfer-encoding") ? dechunked(response) : std::string(response);
    return pair;
}

} // namespace

std::vector<RecordedHttp> recordedHttp(const QString &scenario)
{
    std::vector<RecordedHttp> pairs;
    const QDir folder(fixture(scenario));
    for (const QString &file : folder.entryList({QStringLiteral("http-*.txt")}, QDir::Files, QDir::Name))
        pairs.push_back(parse(file, readAll(folder.filePath(file))));
    return pairs;
}

std::vector<std::string> frames(const std::string &stream)
{
    std::vector<std::string> result;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t end = std::min(stream.find("\n\n", at), stream.size() - 2) + 2;
        if (stream[at] != ':')
            result.push_back(stream.substr(at, end - at));
        at = end;
    }
    return result;
}

std::uint64_t cursorOf(const std::string &frame)
{
    return std::stoull(frame.substr(std::string_view("id: mob-evt-").size()));
}

LabelTable recordedLabels(const QString &scenario)
{
    LabelTable table;
    for (const std::string &line : sseData(fixture(scenario + QStringLiteral("/stream.sse")))) {
        const auto event = nlohmann::json::parse(line);
        const std::string mob = event["mob_id"];
        if (event.contains("mob_labels"))
            table.setMobLabels(mob, event["mob_labels"].get<LabelMap>());
        if (event.contains("run_labels"))
            table.setRunLabels(mob, event["run_id"], event["run_labels"].get<LabelMap>());
    }
    return table;
}

} // namespace mobwatch::test
