// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/valuematch.h"

namespace mobwatch {

namespace {

// Between a first and a last piece that are fixed, taking every other piece at its earliest place is enough.
bool matchesPieces(const std::vector<std::string> &pieces, std::string_view text)
{
    const std::string &first = pieces.front();
    const std::string &last = pieces.back();
    if (text.size() < first.size() + last.size() || !text.starts_with(first) || !text.ends_with(last))
        return false;
    std::string_view middle = text.substr(first.size(), text.size() - first.size() - last.size());
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        const std::size_t found = middle.find(pieces[i]);
        if (found == std::string_view::npos)
            return false;
        middle.remove_prefix(found + pieces[i].size());
    }
    return true;
}

} // namespace

bool matchesText(const FilterValue &value, std::string_view text)
{
    if (value.isRange)
        return false;
    if (value.isPrefix)
        return text.starts_with(value.pieces.front());
    return value.pieces.size() == 1 ? text == value.pieces.front() : matchesPieces(value.pieces, text);
}

ValueMatcher::ValueMatcher(const std::vector<FilterValue> &values)
{
    m_texts.reserve(values.size());
    for (const FilterValue &value : values) {
        if (!value.isRange && !value.isPrefix && value.pieces.size() == 1)
            m_whole.insert(m_texts.emplace_back(value.pieces.front()));
        else
            m_others.push_back(value);
    }
}

bool ValueMatcher::matches(std::string_view text) const
{
    if (m_whole.count(text) != 0)
        return true;
    for (const FilterValue &value : m_others) {
        if (matchesText(value, text))
            return true;
    }
    return false;
}

} // namespace mobwatch
