// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

// Private to the units of core that read JSON on the bulk path: the only header of ours that shows simdjson.

#include "core/support/result.h"

#include <memory>
#include <optional>
#include <simdjson.h>
#include <string_view>

namespace mobwatch::ondemand {

/// Gives documents the readable slack that the parser wants behind them.
class PaddedText
{
public:
    /// A view of `json` itself when `readable` bytes (counted from its start) suffice, else of a copy that
    /// lives until the next call.
    [[nodiscard]] simdjson::padded_string_view view(std::string_view json, std::size_t readable = 0);

private:
    std::unique_ptr<char[]> m_buffer;
    std::size_t m_capacity = 0;
};

/// The part of a token before its closing quote, without a copy; std::nullopt when it holds an escape.
[[nodiscard]] inline std::optional<std::string_view> plainText(std::string_view afterQuote)
{
    for (std::size_t i = 0; i < afterQuote.size(); ++i) {
        if (afterQuote[i] == '"')
            return afterQuote.substr(0, i);
        if (afterQuote[i] == '\\')
            break;
    }
    return std::nullopt;
}

/// The key of a field, unescaped.
[[nodiscard]] inline simdjson::error_code readKey(simdjson::ondemand::field &field, const char *end,
                                                  std::string_view &key)
{
    const char *const raw = field.key().raw();
    if (const auto plain = plainText({raw, static_cast<std::size_t>(end - raw)})) {
        key = *plain;
        return simdjson::SUCCESS;
    }
    return field.unescaped_key().get(key);
}

/// The text of a string value, unescaped; std::nullopt for a value that is no string.
[[nodiscard]] inline simdjson::error_code readText(simdjson::ondemand::value value,
                                                   std::optional<std::string_view> &text)
{
    const std::string_view token = value.raw_json_token();
    text.reset();
    if (token.empty() || token.front() != '"')
        return simdjson::SUCCESS;
    text = plainText(token.substr(1));
    if (text)
        return simdjson::SUCCESS;
    std::string_view unescaped;
    const auto error = value.get_string().get(unescaped);
    text = unescaped;
    return error;
}

/// Hands out the fields of an object, in their order: `take(key, value)` returns an error or SUCCESS. Ends at
/// the first error.
template <class Take>
[[nodiscard]] inline simdjson::error_code eachField(simdjson::ondemand::object object, Take &&take)
{
    for (auto member : object) {
        simdjson::ondemand::field field;
        std::string_view key;
        if (const auto error = std::move(member).get(field))
            return error;
        if (const auto error = field.unescaped_key().get(key))
            return error;
        if (const auto error = take(key, field.value()))
            return error;
    }
    return simdjson::SUCCESS;
}

/// The same for the hot path: keys without escapes are not copied. `end` is that of the readable bytes.
template <class Take>
[[nodiscard]] inline simdjson::error_code eachField(simdjson::ondemand::object object, const char *end,
                                                    Take &&take)
{
    for (auto member : object) {
        simdjson::ondemand::field field;
        std::string_view key;
        if (const auto error = std::move(member).get(field))
            return error;
        if (const auto error = readKey(field, end, key))
            return error;
        if (const auto error = take(key, field.value()))
            return error;
    }
    return simdjson::SUCCESS;
}

/// Success when nothing stands behind a document that was gone through to its end.
[[nodiscard]] inline simdjson::error_code checkEnd(simdjson::ondemand::document &document)
{
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS ? simdjson::SUCCESS
                                                                          : simdjson::TRAILING_CONTENT;
}

[[nodiscard]] bool isObject(simdjson::ondemand::value value);
[[nodiscard]] bool isNull(simdjson::ondemand::value value);

/// The bytes of a value as they stand, without white space around them.
[[nodiscard]] simdjson::error_code rawJson(simdjson::ondemand::value value, std::string_view &raw);

/// Visits everything in a value: the parser itself checks only what is visited.
[[nodiscard]] simdjson::error_code validate(simdjson::ondemand::value value, int depth = 0);

/// Code Malformed, with the byte at which a full parser stumbles over `json`, when it does.
[[nodiscard]] Error malformed(std::string_view json, QString message);
[[nodiscard]] Error malformed(std::string_view json, simdjson::error_code error);

} // namespace mobwatch::ondemand
