// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/columntest.h"

#include "core/filter/idtable.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <optional>
#include <span>

namespace mobwatch {

namespace {

using ClausePtr = std::shared_ptr<const ClauseTest>;

// A failed expression leaves the row open, so that whoever reads its payload also hears of the failure.
std::uint8_t encode(Outcome outcome)
{
    return outcome == Outcome::Yes ? tri::yes : outcome == Outcome::No ? tri::no : tri::open;
}

Outcome decode(std::uint8_t verdict)
{
    return verdict == tri::yes ? Outcome::Yes : verdict == tri::no ? Outcome::No : Outcome::Failed;
}

void lookUp(const IdTable &table, const std::uint32_t *ids, std::uint32_t count, std::uint8_t *out)
{
    const IdTable::View view = table.view();
    if (!view.few) {
        const std::uint8_t *const bytes = view.bytes.get();
        for (std::uint32_t i = 0; i < count; ++i)
            out[i] = bytes[ids[i]];
        return;
    }
    std::memset(out, view.few->others, count);
    const auto change = static_cast<std::uint8_t>(view.few->others ^ view.few->theirs);
    for (std::uint32_t each = 0; each < view.few->count; ++each) {
        const std::uint32_t id = view.few->ids[each];
        for (std::uint32_t i = 0; i < count; ++i)
            out[i] = static_cast<std::uint8_t>(out[i] ^ (ids[i] == id ? change : 0));
    }
}

class ConstantTest final : public ColumnTest
{
public:
    void evaluate(const StoreChunk & /*chunk*/, std::uint32_t /*begin*/, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        std::memset(out, tri::yes, count);
    }
    Outcome decide(const StoreChunk & /*chunk*/, std::uint32_t /*index*/,
                   const PayloadView & /*payload*/) const override
    {
        return Outcome::Yes;
    }
};

class PayloadColumnTest final : public ColumnTest
{
public:
    explicit PayloadColumnTest(ClausePtr clause)
        : m_clause(std::move(clause))
    {
    }
    void evaluate(const StoreChunk & /*chunk*/, std::uint32_t /*begin*/, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        std::memset(out, tri::open, count);
    }
    Outcome decide(const StoreChunk & /*chunk*/, std::uint32_t /*index*/,
                   const PayloadView &payload) const override
    {
        return m_clause->onPayload(payload);
    }

private:
    ClausePtr m_clause;
};

class TextColumnTest final : public ColumnTest
{
public:
    TextColumnTest(ClausePtr clause, TextColumn column)
        : m_clause(std::move(clause))
        , m_column(column)
    {
    }
    bool refresh(const EventStore &store) override
    {
        const Interner &texts = store.texts(m_column);
        bool hasFailed = false;
        m_verdicts.grow(texts.size() + 1, [&](std::uint32_t id) {
            const Outcome outcome =
                m_clause->onText(id == 0 ? std::nullopt : std::optional<std::string_view>(texts.at(id)));
            hasFailed = hasFailed || outcome == Outcome::Failed;
            return encode(outcome);
        });
        return hasFailed;
    }
    void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        lookUp(m_verdicts, ids_(chunk) + begin, count, out);
    }
    void evaluateSome(const StoreChunk &chunk, std::uint32_t begin, std::span<const std::uint16_t> rows,
                      std::uint8_t *out) const override
    {
        const IdTable::Bytes table = m_verdicts.share();
        const std::uint32_t *const ids = ids_(chunk) + begin;
        for (const std::uint16_t row : rows)
            out[row] = table[ids[row]];
    }
    Outcome decide(const StoreChunk &chunk, std::uint32_t index,
                   const PayloadView & /*payload*/) const override
    {
        return decode(m_verdicts.share()[ids_(chunk)[index]]);
    }

private:
    const std::uint32_t *ids_(const StoreChunk &chunk) const
    {
        return chunk.text[static_cast<int>(m_column)].data();
    }

    ClausePtr m_clause;
    TextColumn m_column;
    IdTable m_verdicts;
};

// Label sets are few, so a clause on labels is decided once per pair of them, not once per row.
class LabelTest final : public ColumnTest
{
public:
    explicit LabelTest(ClausePtr clause)
        : m_clause(std::move(clause))
    {
    }
    bool refresh(const EventStore &store) override
    {
        const std::vector<LabelMap> &sets = store.labelSets();
        const std::vector<LabelPair> &pairs = store.labelPairs();
        bool hasFailed = false;
        m_verdicts.grow(static_cast<std::uint32_t>(pairs.size()), [&](std::uint32_t id) {
            const Outcome outcome =
                m_clause->onText(labelValue(m_clause->field(), sets[pairs[id].mob], sets[pairs[id].run]));
            hasFailed = hasFailed || outcome == Outcome::Failed;
            return encode(outcome);
        });
        return hasFailed;
    }
    void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        lookUp(m_verdicts, chunk.labels.data() + begin, count, out);
    }
    Outcome decide(const StoreChunk &chunk, std::uint32_t index,
                   const PayloadView & /*payload*/) const override
    {
        return decode(m_verdicts.share()[chunk.labels[index]]);
    }

private:
    ClausePtr m_clause;
    IdTable m_verdicts;
};

template <class Enum>
class EnumTest final : public ColumnTest
{
public:
    using Column = std::array<Enum, StoreChunk::capacity> StoreChunk::*;
    template <class Ask>
    EnumTest(Column column, int count, Ask ask)
        : m_column(column)
    {
        for (int i = 0; i < count; ++i)
            m_verdicts[static_cast<std::size_t>(i)] = encode(ask(static_cast<Enum>(i)));
    }
    void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        const Enum *const values = (chunk.*m_column).data() + begin;
        std::memset(out, tri::no, count);
        // A pass of byte comparisons per value that matches beats a table: it runs sixteen rows at a time.
        for (std::size_t value = 0; value < m_verdicts.size(); ++value) {
            const std::uint8_t verdict = m_verdicts[value];
            if (verdict == tri::no)
                continue;
            for (std::uint32_t i = 0; i < count; ++i) {
                const bool isIt = values[i] == static_cast<Enum>(value);
                out[i] = static_cast<std::uint8_t>(out[i] | (isIt ? verdict : tri::no));
            }
        }
    }
    void evaluateSome(const StoreChunk &chunk, std::uint32_t begin, std::span<const std::uint16_t> rows,
                      std::uint8_t *out) const override
    {
        const Enum *const values = (chunk.*m_column).data() + begin;
        for (const std::uint16_t row : rows)
            out[row] = m_verdicts[static_cast<std::uint8_t>(values[row]) & 15U];
    }
    Outcome decide(const StoreChunk &chunk, std::uint32_t index,
                   const PayloadView & /*payload*/) const override
    {
        return decode(m_verdicts[static_cast<std::uint8_t>((chunk.*m_column)[index]) & 15U]);
    }

private:
    Column m_column;
    std::array<std::uint8_t, 16> m_verdicts{};
};

template <class Number>
class NumberTest final : public ColumnTest
{
public:
    using Column = std::array<Number, StoreChunk::capacity> StoreChunk::*;
    NumberTest(ClausePtr clause, Column column, StoreChunk::Spans StoreChunk::*spans)
        : m_clause(std::move(clause))
        , m_column(column)
        , m_spans(spans)
    {
    }
    void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        // Numbers mostly ascend with the rows, so nearly every span lies wholly inside or outside.
        for (std::uint32_t done = 0; done < count;) {
            const std::uint32_t span = (begin + done) / StoreChunk::spanRows;
            const std::uint32_t end = std::min(count, (span + 1) * StoreChunk::spanRows - begin);
            if (const auto verdict = verdictOf((chunk.*m_spans)[span]))
                std::memset(out + done, *verdict, end - done);
            else
                evaluateNumbers((chunk.*m_column).data() + begin + done, end - done, out + done);
            done = end;
        }
    }
    void evaluateSome(const StoreChunk &chunk, std::uint32_t begin, std::span<const std::uint16_t> rows,
                      std::uint8_t *out) const override
    {
        const Number *const numbers = (chunk.*m_column).data() + begin;
        for (const std::uint16_t row : rows)
            out[row] = m_clause->onNumber(numbers[row]) ? tri::yes : tri::no;
    }
    Outcome decide(const StoreChunk &chunk, std::uint32_t index,
                   const PayloadView & /*payload*/) const override
    {
        return m_clause->onNumber((chunk.*m_column)[index]) ? Outcome::Yes : Outcome::No;
    }

private:
    static constexpr std::size_t mostPasses = 8; ///< more than these passes cost more than a search per row

    [[nodiscard]] std::optional<std::uint8_t> verdictOf(const NumberSpan &span) const
    {
        if (m_clause->intervals().size() > mostPasses)
            return std::nullopt;
        const std::uint64_t least = span.least();
        const std::uint64_t most = span.most();
        const std::uint8_t inside = m_clause->isNegated() ? tri::no : tri::yes;
        for (const Interval &interval : m_clause->intervals()) {
            if (interval.first <= least && most <= interval.last)
                return inside;
            if (interval.first <= most && least <= interval.last)
                return std::nullopt;
        }
        return static_cast<std::uint8_t>(tri::yes - inside);
    }
    void evaluateNumbers(const Number *numbers, std::uint32_t count, std::uint8_t *out) const
    {
        if (m_clause->intervals().size() > mostPasses) {
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] = m_clause->onNumber(numbers[i]) ? tri::yes : tri::no;
            return;
        }
        std::memset(out, tri::no, count);
        for (const Interval &interval : m_clause->intervals()) {
            const std::uint64_t first = interval.first;
            const std::uint64_t width = interval.last - interval.first;
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] =
                    static_cast<std::uint8_t>(out[i] | ((numbers[i] - first <= width) ? tri::yes : tri::no));
        }
        if (m_clause->isNegated()) {
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] = static_cast<std::uint8_t>(tri::yes - out[i]);
        }
    }

    ClausePtr m_clause;
    Column m_column;
    StoreChunk::Spans StoreChunk::*m_spans;
};

// A bare text: a slot that holds it settles the row, everything else is up to the payload.
class SearchTest final : public ColumnTest
{
public:
    explicit SearchTest(ClausePtr clause)
        : m_clause(std::move(clause))
    {
    }
    bool refresh(const EventStore &store) override
    {
        for (std::size_t column = 0; column < textColumnCount; ++column) {
            const Interner &texts = store.texts(static_cast<TextColumn>(column));
            m_found[column].grow(texts.size() + 1, [&](std::uint32_t id) {
                const std::uint8_t found = id == 0 ? tri::no : encode(m_clause->findIn(texts.at(id)));
                if (found != tri::no)
                    m_isFound[column] = true;
                return found;
            });
        }
        return false; // every row that is not settled is open anyway
    }
    void evaluate(const StoreChunk &chunk, std::uint32_t begin, std::uint32_t count,
                  std::uint8_t *out) const override
    {
        std::memset(out, tri::open, count);
        for (std::size_t column = 0; column < textColumnCount; ++column) {
            if (!m_isFound[column])
                continue;
            const IdTable::Bytes table = m_found[column].share();
            const std::uint8_t *const found = table.get();
            const std::uint32_t *const ids = chunk.text[column].data() + begin;
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] = std::max(out[i], found[ids[i]]);
        }
        if (m_clause->isNegated()) {
            for (std::uint32_t i = 0; i < count; ++i)
                out[i] = static_cast<std::uint8_t>(tri::yes - out[i]);
        }
    }
    Outcome decide(const StoreChunk &chunk, std::uint32_t index, const PayloadView &payload) const override
    {
        Outcome slots = Outcome::No;
        for (std::size_t column = 0; column < textColumnCount; ++column) {
            const Outcome found = decode(m_found[column].share()[chunk.text[column][index]]);
            slots = found == Outcome::No || slots == Outcome::Yes ? slots : found;
        }
        return m_clause->conclude(slots, payload);
    }

private:
    ClausePtr m_clause;
    std::array<IdTable, textColumnCount> m_found;
    std::array<std::atomic<bool>, textColumnCount> m_isFound{}; ///< some text of the column holds the pattern
};

} // namespace

std::unique_ptr<ColumnTest> makeEverythingTest()
{
    return std::make_unique<ConstantTest>();
}

std::unique_ptr<ColumnTest> makeColumnTest(std::shared_ptr<const ClauseTest> clause)
{
    const ClauseTest &test = *clause;
    switch (test.field().id) {
    case FieldId::Kind:
        return std::make_unique<TextColumnTest>(std::move(clause), TextColumn::Kind);
    case FieldId::Mob:
        return std::make_unique<TextColumnTest>(std::move(clause), TextColumn::Mob);
    case FieldId::Run:
        return std::make_unique<TextColumnTest>(std::move(clause), TextColumn::Run);
    case FieldId::Step:
        return std::make_unique<TextColumnTest>(std::move(clause), TextColumn::Step);
    case FieldId::Agent:
        return std::make_unique<TextColumnTest>(std::move(clause), TextColumn::Agent);
    case FieldId::Category:
        return std::make_unique<EnumTest<Category>>(
            &StoreChunk::category, categoryCount, [&test](Category value) { return test.onCategory(value); });
    case FieldId::Severity:
        return std::make_unique<EnumTest<Severity>>(
            &StoreChunk::severity, severityCount, [&test](Severity value) { return test.onSeverity(value); });
    case FieldId::CursorNumber:
        return std::make_unique<NumberTest<Cursor>>(std::move(clause), &StoreChunk::cursor,
                                                    &StoreChunk::cursorSpans);
    case FieldId::EpochNumber:
        return std::make_unique<NumberTest<Epoch>>(std::move(clause), &StoreChunk::epoch,
                                                   &StoreChunk::epochSpans);
    case FieldId::Time:
        return std::make_unique<NumberTest<TimestampMs>>(std::move(clause), &StoreChunk::timestampMs,
                                                         &StoreChunk::timestampSpans);
    case FieldId::Label:
    case FieldId::MobLabel:
    case FieldId::RunLabel:
        return std::make_unique<LabelTest>(std::move(clause));
    case FieldId::Data:
        return std::make_unique<PayloadColumnTest>(std::move(clause));
    case FieldId::Text:
        break;
    }
    if (!test.readsPayload())
        return makeEverythingTest();
    return std::make_unique<SearchTest>(std::move(clause));
}

} // namespace mobwatch
