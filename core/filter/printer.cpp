// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/printer.h"

#include "core/filter/fields.h"
#include "core/filter/scanner.h"
#include "core/filter/valuereader.h"

#include <algorithm>

namespace mobwatch {

namespace {

bool isPlainByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

// What stands bare where only values are expected: operators mean nothing there.
bool isBareValue(std::string_view text)
{
    return !text.empty() && !isReservedWord(text) && std::all_of(text.begin(), text.end(), [](char c) {
        return isPlainByte(c) ||
               std::string_view("-.:/@+%#$&;?=<>~!|^[]{}'`").find(c) != std::string_view::npos;
    });
}

// What stands bare as a text of its own.
bool isBareWord(std::string_view text)
{
    return !text.empty() && !isReservedWord(text) && text.front() != '-' && text.front() != '/' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return isPlainByte(c) || std::string_view("-./@+%#$&;?").find(c) != std::string_view::npos;
           });
}

std::string printRegex(const FilterPattern &pattern)
{
    std::string out = "/";
    for (std::size_t i = 0; i < pattern.text.size(); ++i) {
        if (pattern.text[i] == '\\' && i + 1 < pattern.text.size())
            out += pattern.text[i++];
        else if (pattern.text[i] == '/')
            out += '\\';
        out += pattern.text[i];
    }
    return out + (pattern.ignoreCase ? "/i" : "/");
}

std::string printPattern(const FilterPattern &pattern, bool isOwnText)
{
    if (pattern.isRegex)
        return printRegex(pattern);
    const bool isBare =
        isOwnText ? isBareWord(pattern.text) : isBareValue(pattern.text) && pattern.text.front() != '/';
    return isBare ? pattern.text : quoted(pattern.text);
}

std::string printTyped(const FilterValue &value)
{
    const std::string text = value.isRange ? value.pieces[0] + ".." + value.pieces[1] : value.pieces[0];
    return isBareValue(text) ? text : quoted(text);
}

// A literal that the bare form would turn into something else.
bool needsQuotes(const FieldRef &field, FilterOp op, const FilterValue &value)
{
    if (value.isPrefix || value.isRange || value.pieces.size() > 1)
        return false;
    if (field.id == FieldId::Run)
        return looksLikeRunPrefix(value.pieces.front()) && op == FilterOp::Equal;
    return field.id == FieldId::Data && readDataRange(field, value.pieces.front()).has_value();
}

std::string printStarred(const FieldRef &field, FilterOp op, const FilterValue &value)
{
    const bool isWildcard = value.pieces.size() > 1;
    const bool isBare =
        !needsQuotes(field, op, value) &&
        std::all_of(value.pieces.begin(), value.pieces.end(), [isWildcard](const std::string &piece) {
            return (isWildcard && piece.empty()) || isBareValue(piece);
        });
    std::string out = isBare ? "" : "\"";
    for (std::size_t i = 0; i < value.pieces.size(); ++i) {
        out += i > 0 ? "*" : "";
        if (isBare)
            out += value.pieces[i];
        else
            appendEscaped(out, value.pieces[i], true);
    }
    return isBare ? out : out + "\"";
}

std::string printValue(const FieldRef &field, FilterOp op, const FilterValue &value)
{
    const FieldType type = fieldInfo(field.id).type;
    const bool isTyped = value.isRange || type == FieldType::Number || type == FieldType::Time;
    return isTyped ? printTyped(value) : printStarred(field, op, value);
}

std::string_view spellingOf(FilterOp op)
{
    switch (op) {
    case FilterOp::Equal:
        return ":";
    case FilterOp::NotEqual:
        return "!=";
    case FilterOp::Less:
        return "<";
    case FilterOp::LessEqual:
        return "<=";
    case FilterOp::Greater:
        return ">";
    case FilterOp::GreaterEqual:
        return ">=";
    case FilterOp::Contains:
        return "~";
    case FilterOp::ContainsNot:
        return "!~";
    case FilterOp::Has:
        break;
    }
    return "has:";
}

std::string printClause(const FilterNode &node)
{
    const std::string field = fieldText(node.field);
    const std::string spelling(spellingOf(node.op));
    if (node.op == FilterOp::Has)
        return spelling + field;
    if (node.op == FilterOp::Contains && node.field.id == FieldId::Text)
        return printPattern(node.pattern, true);
    if (node.op == FilterOp::Contains || node.op == FilterOp::ContainsNot)
        return field + spelling + printPattern(node.pattern, false);
    std::string out = field + spelling;
    for (std::size_t i = 0; i < node.values.size(); ++i)
        out += (i > 0 ? "," : "") + printValue(node.field, node.op, node.values[i]);
    return out;
}

void print(std::string &out, const FilterNode &node);

void printIn(std::string &out, const FilterNode &child, bool inParentheses)
{
    out += inParentheses ? "(" : "";
    print(out, child);
    out += inParentheses ? ")" : "";
}

void print(std::string &out, const FilterNode &node)
{
    switch (node.kind) {
    case FilterNode::Kind::All:
        break;
    case FilterNode::Kind::And:
    case FilterNode::Kind::Or:
        for (std::size_t i = 0; i < node.children.size(); ++i) {
            const FilterNode &child = *node.children[i];
            out += i == 0 ? "" : node.kind == FilterNode::Kind::And ? " " : " or ";
            printIn(out, child, node.kind == FilterNode::Kind::And && child.kind == FilterNode::Kind::Or);
        }
        break;
    case FilterNode::Kind::Not: {
        const FilterNode &child = *node.children.front();
        out += child.kind == FilterNode::Kind::Not ? "not " : "-";
        printIn(out, child, child.kind == FilterNode::Kind::And || child.kind == FilterNode::Kind::Or);
        break;
    }
    case FilterNode::Kind::Clause:
        out += printClause(node);
        break;
    }
}

} // namespace

std::string printFilter(const FilterNode &node)
{
    std::string out;
    print(out, node);
    return out;
}

std::string readableValue(const FilterValue &value)
{
    std::string text = value.pieces.front();
    for (std::size_t i = 1; i < value.pieces.size(); ++i)
        text += (value.isRange ? ".." : "*") + value.pieces[i];
    return text;
}

} // namespace mobwatch
