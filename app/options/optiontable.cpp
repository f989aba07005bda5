// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/options/optiontable.h"

#include <array>

namespace mobwatch::options {

namespace {

constexpr std::array<CommandInfo, commandCount> commands{{
    {Command::Query, "query", "SOURCE", 1, 1, "print the events that match, then end"},
    {Command::Tail, "tail", "SOURCE", 1, 1, "follow a source and print each new event that matches"},
    {Command::SubscribeUrl, "subscribe-url", "", 0, 0, "print the path that continues a query as a stream"},
    {Command::Export, "export", "SOURCE", 1, 1, "write the events that match into a file"},
    {Command::Simulate, "simulate", "", 0, 0, "write believable mobs into a ledger file"},
    {Command::SseDecode, "sse-decode", "[FILE|-]", 0, 1, "decode the raw bytes of an event stream"},
    {Command::Discover, "discover", "", 0, 0, "list what can be watched on this machine"},
    {Command::Check, "check", "SOURCE", 1, 1, "read everything and report what is wrong with it"},
    {Command::Serve, "serve", "", 0, 0, "serve a ledger over HTTP as a mob server does, read-only"},
    {Command::Window, "", "[SOURCE...]", 0, 1000,
     "watch a mob in a window: a ledger, an event file, or http(s)://server"},
}};

constexpr CommandSet everywhere = 0xffff;
constexpr CommandSet events = only(Command::Query, Command::Tail, Command::Export);
constexpr CommandSet matching =
    only(Command::Query, Command::Tail, Command::SubscribeUrl, Command::Export, Command::Window);
constexpr CommandSet limited = only(Command::Query, Command::SubscribeUrl, Command::Export);
constexpr CommandSet filtered = only(Command::Query, Command::Tail, Command::Export, Command::Window);
constexpr CommandSet labelled = filtered | only(Command::Serve);
constexpr CommandSet simulated = only(Command::Simulate);

constexpr auto table = std::to_array<OptionInfo>({
    {"--mob-id", "S", "only events of this mob", matching},
    {"--run-id", "S", "only events of this run", matching},
    {"--step-id", "S", "only events of this step", matching},
    {"--identity", "S", "only events of this member", matching},
    {"--member-id", "S", "the same, where --identity is not given", matching},
    {"--event-types", "A,B", "only these kinds", matching},
    {"--since-ms", "N", "not before this time (Unix milliseconds)", matching, true},
    {"--until-ms", "N", "before this time (Unix milliseconds)", matching, true},
    {"--after-seq", "N", "only events behind this cursor, oldest first", matching, true},
    {"--limit", "N", "at most so many events (query: 256 unless given)", limited, true},
    {"--filter", "EXPR", "a filter in the language of the window, on top of the flags", filtered},
    {"--labels", "FILE", "labels of mobs and runs as JSON", labelled},
    {"--from", "POINT", "where to begin: now, latest (256 events before), start, or a cursor",
     only(Command::Tail)},
    {"--from", "POINT", "where to begin: now, latest (256 events), start, or a cursor",
     only(Command::Window)},
    {"--token-file", "FILE", "the bearer token for servers is in this file (else in MOBWATCH_TOKEN)",
     only(Command::Query, Command::Tail, Command::Export, Command::Check, Command::Window)},
    {"--max-events", "N", "end after so many events", only(Command::Tail), true},
    {"--next-after-seq", "N", "the reply's next_after_seq", only(Command::SubscribeUrl), true},
    {"--latest", "N", "the latest cursor when the call began (0 unless given)", only(Command::SubscribeUrl),
     true},
    {"--to", "FILE", "the file to write", only(Command::Export)},
    {"--force", "", "replace the file if it exists", only(Command::Export)},
    {"--format", "F", "jsonl, json, csv or table (default: table on a terminal, else jsonl)",
     only(Command::Query, Command::Tail)},
    {"--format", "F", "jsonl or csv (default: by the ending of the name, else jsonl)", only(Command::Export)},
    {"--format", "F", "table, jsonl or json (default: table on a terminal, else jsonl)",
     only(Command::Check, Command::Discover)},
    {"--columns", "A,B", "columns of csv (also epoch)", events},
    {"--raw-cells", "", "csv without the guard against formulas", events},
    {"--ledger", "FILE", "the ledger file to write; new, or one that simulate wrote", simulated},
    {"--ledger", "FILE", "the ledger file to serve", only(Command::Serve)},
    {"--listen", "ADDRESS:PORT", "where to listen (default 127.0.0.1:0, a free port)", only(Command::Serve)},
    {"--token-file", "FILE", "ask for the bearer token in this file (else in MOBWATCH_TOKEN, else for none)",
     only(Command::Serve)},
    {"--mobs", "N", "how many mobs (default 1)", simulated, true},
    {"--rate", "N", "events per second (default 20; 0 = as fast as it can)", simulated},
    {"--events", "N", "end after so many events (default: until interrupted)", simulated, true},
    {"--seed", "N", "the same seed gives the same mobs (default 1)", simulated, true},
    {"--start-ms", "N", "time of the first event (Unix milliseconds)", simulated, true},
    {"--all", "", "print comments and retry fields too", only(Command::SseDecode)},
    {"--chunk", "N", "read N bytes at a time (makes no difference to what is printed)",
     only(Command::SseDecode), true},
    {"--demo", "", "watch a simulated mob", only(Command::Window)},
    {"--verbose", "", "tell the states of a source on standard error",
     only(Command::Query, Command::Tail, Command::Export, Command::Check, Command::Discover,
          Command::Simulate, Command::Serve)},
    {"--help", "", "show this help", everywhere},
    {"--version", "", "show the version", everywhere},
});

} // namespace

std::span<const CommandInfo> commandTable()
{
    return commands;
}

std::span<const OptionInfo> optionTable()
{
    return table;
}

const CommandInfo &infoOf(Command command)
{
    return commands[static_cast<std::size_t>(command)];
}

bool belongsTo(const OptionInfo &option, Command command)
{
    return (option.commands & only(command)) != 0;
}

} // namespace mobwatch::options
