// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/event/ondemandjson.h"

#include <cstring>
#include <nlohmann/json.hpp>

namespace mobwatch::ondemand {

using simdjson::error_code;
using simdjson::SUCCESS;
using simdjson::ondemand::json_type;

namespace {

// Deeper documents are refused: a hostile row must not use up the stack.
constexpr int maximalDepth = 1000;

std::string_view trimmed(std::string_view text)
{
    const auto end = text.find_last_not_of(" \t\r\n");
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

error_code validateObject(simdjson::ondemand::value value, int depth)
{
    simdjson::ondemand::object object;
    if (const auto error = value.get_object().get(object))
        return error;
    return eachField(object, [depth](std::string_view, simdjson::ondemand::value member) {
        return validate(member, depth + 1);
    });
}

error_code validateArray(simdjson::ondemand::value value, int depth)
{
    simdjson::ondemand::array array;
    if (const auto error = value.get_array().get(array))
        return error;
    for (auto element : array) {
        simdjson::ondemand::value item;
        if (const auto error = std::move(element).get(item))
            return error;
        if (const auto error = validate(item, depth + 1))
            return error;
    }
    return SUCCESS;
}

// Stops at the first mistake of a document and remembers where it was.
class MistakeFinder final : public nlohmann::json_sax<nlohmann::json>
{
public:
    qint64 position = -1;
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t &) override { return true; }
    bool string(string_t &) override { return true; }
    bool binary(binary_t &) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t &) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t at, const std::string &, const nlohmann::detail::exception &) override
    {
        position = at > 0 ? static_cast<qint64>(at) - 1 : 0; // it counts from 1
        return false;
    }
};

} // namespace

simdjson::padded_string_view PaddedText::view(std::string_view json, std::size_t readable)
{
    if (readable >= json.size() + simdjson::SIMDJSON_PADDING)
        return simdjson::padded_string_view(json, readable);
    const std::size_t needed = json.size() + simdjson::SIMDJSON_PADDING;
    if (needed > m_capacity) {
        m_capacity = std::max<std::size_t>(needed, 4096) * 2;
        m_buffer = std::make_unique<char[]>(m_capacity);
    }
    if (!json.empty())
        std::memcpy(m_buffer.get(), json.data(), json.size());
    return simdjson::padded_string_view(m_buffer.get(), json.size(), m_capacity);
}

bool isObject(simdjson::ondemand::value value)
{
    const std::string_view token = value.raw_json_token();
    return !token.empty() && token.front() == '{';
}

bool isNull(simdjson::ondemand::value value)
{
    return trimmed(value.raw_json_token()) == "null";
}

error_code rawJson(simdjson::ondemand::value value, std::string_view &raw)
{
    json_type type{};
    if (const auto error = value.type().get(type))
        return error;
    if (type == json_type::object) {
        simdjson::ondemand::object object;
        if (const auto error = value.get_object().get(object))
            return error;
        if (const auto error = object.raw_json().get(raw))
            return error;
    } else if (type == json_type::array) {
        simdjson::ondemand::array array;
        if (const auto error = value.get_array().get(array))
            return error;
        if (const auto error = array.raw_json().get(raw))
            return error;
    } else {
        raw = value.raw_json_token();
    }
    raw = trimmed(raw);
    return SUCCESS;
}

error_code validate(simdjson::ondemand::value value, int depth)
{
    if (depth > maximalDepth)
        return simdjson::DEPTH_ERROR;
    json_type type{};
    if (const auto error = value.type().get(type))
        return error;
    switch (type) {
    case json_type::object:
        return validateObject(value, depth);
    case json_type::array:
        return validateArray(value, depth);
    case json_type::string: {
        std::string_view text;
        return value.get_string().get(text);
    }
    case json_type::number: {
        double number = 0; // integers of any length are valid JSON
        return value.get_double().get(number);
    }
    case json_type::boolean: {
        bool truth = false;
        return value.get_bool().get(truth);
    }
    case json_type::null:
        return isNull(value) ? SUCCESS : simdjson::N_ATOM_ERROR;
    }
    return simdjson::TAPE_ERROR;
}

Error malformed(std::string_view json, QString message)
{
    MistakeFinder finder;
    nlohmann::json::sax_parse(json.begin(), json.end(), &finder);
    return Error{ErrorCode::Malformed, std::move(message), {}, finder.position, {}};
}

Error malformed(std::string_view json, error_code error)
{
    return malformed(json,
                     QStringLiteral("not valid JSON: ") + QString::fromUtf8(simdjson::error_message(error)));
}

} // namespace mobwatch::ondemand
