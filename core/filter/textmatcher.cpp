// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/textmatcher.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <QList>
#include <QString>
#include <algorithm>
#include <array>
#include <cstring>

namespace mobwatch {

namespace {

struct FreeCode
{
    void operator()(pcre2_code *code) const { pcre2_code_free(code); }
};
struct FreeMatchData
{
    void operator()(pcre2_match_data *data) const { pcre2_match_data_free(data); }
};
struct FreeContext
{
    void operator()(pcre2_match_context *context) const { pcre2_match_context_free(context); }
};
struct FreeJitStack
{
    void operator()(pcre2_jit_stack *stack) const { pcre2_jit_stack_free(stack); }
};

// Enough for any honest expression on a payload of half a megabyte, and over in a few tens of milliseconds.
constexpr std::uint32_t matchLimit = 1'000'000;
constexpr std::uint32_t depthLimit = 20'000;
constexpr std::uint32_t heapLimitKiB = 64 * 1024;
constexpr std::size_t jitStackStart = 32 * 1024;
constexpr std::size_t jitStackMost = 1024 * 1024;

pcre2_jit_stack *stackOfThread(void * /*unused*/)
{
    thread_local const std::unique_ptr<pcre2_jit_stack, FreeJitStack> stack(
        pcre2_jit_stack_create(jitStackStart, jitStackMost, nullptr));
    return stack.get();
}

pcre2_match_data *matchDataOfThread()
{
    thread_local const std::unique_ptr<pcre2_match_data, FreeMatchData> data(
        pcre2_match_data_create(1, nullptr));
    return data.get();
}

bool hasUpperCase(std::string_view text)
{
    const auto letters = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUcs4();
    return std::any_of(letters.begin(), letters.end(), [](uint letter) { return QChar::isUpper(letter); });
}

bool hasCase(std::string_view text)
{
    const auto letters = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUcs4();
    return std::any_of(letters.begin(), letters.end(), [](uint letter) { return QChar::isLetter(letter); });
}

std::uint32_t compileOptions(const FilterPattern &pattern)
{
    // Payloads come from files that others write: bytes that are no UTF-8 must not stop a search.
    std::uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
    if (!pattern.isRegex)
        return options | PCRE2_LITERAL | PCRE2_CASELESS;
    options |= PCRE2_NEVER_BACKSLASH_C;
    return pattern.ignoreCase ? options | PCRE2_CASELESS : options;
}

QString reasonOf(int code)
{
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return QString::fromUtf8(reinterpret_cast<const char *>(text.data()));
}

} // namespace

struct TextMatcher::Private
{
    std::string literal; ///< searched byte for byte when there is no code
    std::unique_ptr<pcre2_code, FreeCode> code;
    std::unique_ptr<pcre2_match_context, FreeContext> context;
};

TextMatcher::TextMatcher(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

TextMatcher::~TextMatcher() = default;

Result<std::shared_ptr<const TextMatcher>> TextMatcher::compile(const FilterPattern &pattern)
{
    auto parts = std::make_unique<Private>();
    parts->literal = pattern.text;
    const bool isExact = !pattern.isRegex && (hasUpperCase(pattern.text) || !hasCase(pattern.text));
    if (!isExact) {
        int code = 0;
        PCRE2_SIZE offset = 0;
        parts->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.text.data()),
                                        pattern.text.size(), compileOptions(pattern), &code, &offset,
                                        nullptr));
        if (!parts->code) {
            const auto before =
                QString::fromUtf8(pattern.text.data(), static_cast<qsizetype>(offset)).toUcs4();
            return fail(ErrorCode::FilterSyntax,
                        QStringLiteral("found a regular expression with a mistake: %1").arg(reasonOf(code)),
                        {}, before.size() + 1);
        }
        // Without JIT (a machine that forbids it) the interpreter does the same, slower.
        pcre2_jit_compile(parts->code.get(), PCRE2_JIT_COMPLETE);
        parts->context.reset(pcre2_match_context_create(nullptr));
        pcre2_set_match_limit(parts->context.get(), matchLimit);
        pcre2_set_depth_limit(parts->context.get(), depthLimit);
        pcre2_set_heap_limit(parts->context.get(), heapLimitKiB);
        pcre2_jit_stack_assign(parts->context.get(), stackOfThread, nullptr);
    }
    return std::shared_ptr<const TextMatcher>(new TextMatcher(std::move(parts)));
}

Outcome TextMatcher::match(std::string_view text) const
{
    // An empty view may point nowhere, which neither search takes.
    const char *const begin = text.empty() ? "" : text.data();
    if (!d->code) {
        const bool found =
            d->literal.empty() || memmem(begin, text.size(), d->literal.data(), d->literal.size()) != nullptr;
        return found ? Outcome::Yes : Outcome::No;
    }
    const int found = pcre2_match(d->code.get(), reinterpret_cast<PCRE2_SPTR>(begin), text.size(), 0, 0,
                                  matchDataOfThread(), d->context.get());
    if (found >= 0)
        return Outcome::Yes;
    return found == PCRE2_ERROR_NOMATCH ? Outcome::No : Outcome::Failed;
}

} // namespace mobwatch
