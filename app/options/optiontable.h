// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace mobwatch::options {

/// Every command of both programs; the window is one that has no name on its command line.
enum class Command : std::uint8_t {
    Query,
    Tail,
    SubscribeUrl,
    Export,
    Simulate,
    SseDecode,
    Discover,
    Check,
    Serve,
    Window
};
inline constexpr int commandCount = 10;

using CommandSet = std::uint16_t;
[[nodiscard]] constexpr CommandSet only(Command command)
{
    return static_cast<CommandSet>(1U << static_cast<unsigned>(command));
}
template <class... More>
[[nodiscard]] constexpr CommandSet only(Command first, More... more)
{
    return static_cast<CommandSet>(only(first) | only(more...));
}

struct CommandInfo
{
    Command command;
    std::string_view name;
    std::string_view operands; ///< as help shows them
    int fewest = 0;            ///< operands
    int most = 0;
    std::string_view help;
};

struct OptionInfo
{
    std::string_view name;     ///< with its dashes
    std::string_view argument; ///< as help shows it; empty = a switch
    std::string_view help;
    CommandSet commands;
    bool isNumber = false; ///< a non-negative integer
};

/// The one table that parsing and help read.
[[nodiscard]] std::span<const CommandInfo> commandTable();
[[nodiscard]] std::span<const OptionInfo> optionTable();

[[nodiscard]] const CommandInfo &infoOf(Command command);
[[nodiscard]] bool belongsTo(const OptionInfo &option, Command command);

} // namespace mobwatch::options
