// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/filter/parser.h"

#include "core/filter/fields.h"
#include "core/filter/scanner.h"
#include "core/filter/textmatcher.h"
#include "core/filter/timevalue.h"
#include "core/filter/valuereader.h"

namespace mobwatch {

namespace {

FilterNodePtr makeText(std::string text)
{
    return makePatternClause({FieldId::Text, {}, {}}, FilterOp::Contains, {std::move(text), false, false});
}

QString shown(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

struct Operator
{
    std::string_view spelling;
    FilterOp op;
};

// Longer spellings stand before their beginnings.
constexpr Operator operators[] = {
    {"!=", FilterOp::NotEqual},     {"!~", FilterOp::ContainsNot}, {"<=", FilterOp::LessEqual},
    {">=", FilterOp::GreaterEqual}, {"<", FilterOp::Less},         {">", FilterOp::Greater},
    {"~", FilterOp::Contains},      {":", FilterOp::Equal},        {"=", FilterOp::Equal},
};

class Parser final
{
public:
    Parser(std::string_view text, const std::vector<std::string> &knownLabels)
        : m_scan(text)
        , m_knownLabels(knownLabels)
    {
    }

    Result<FilterNodePtr> parse();

private:
    Result<FilterNodePtr> parseOr();
    Result<FilterNodePtr> parseAnd();
    Result<FilterNodePtr> parseNot();
    Result<FilterNodePtr> parseNegated();
    Result<FilterNodePtr> parseGroup();
    Result<FilterNodePtr> parsePrimary();
    Result<FilterNodePtr> parseClause(std::string_view name, std::size_t begin);
    Result<FilterNodePtr> parseShortTime(FilterOp op);
    Result<FilterNodePtr> parseHas(const Operator &spelled, std::size_t operatorAt);
    Result<FilterNodePtr> parseTextClause(const FieldRef &field, const Operator &spelled);
    Result<FilterNodePtr> parseContains(const FieldRef &field, FilterOp op);
    Result<FilterPattern> readPattern();
    Result<FilterPattern> readCheckedRegex();
    Result<FieldRef> readFieldAt(std::string_view name, std::size_t begin);
    Operator takeOperator();
    bool atWord(std::string_view word);
    tl::unexpected<Error> tooDeep() const;

    Scanner m_scan;
    const std::vector<std::string> &m_knownLabels;
    int m_nesting = 0;
};

tl::unexpected<Error> Parser::tooDeep() const
{
    return m_scan.failAt(m_scan.at(),
                         QStringLiteral("found more than %1 levels of parentheses and negations, "
                                        "expected fewer")
                             .arg(maxFilterNesting));
}

bool Parser::atWord(std::string_view word)
{
    const std::size_t begin = m_scan.at();
    const bool isIt = m_scan.readWord() == word && !m_scan.atOperator();
    m_scan.seek(begin);
    return isIt;
}

Result<FilterNodePtr> Parser::parse()
{
    m_scan.skipSpaces();
    if (m_scan.atEnd())
        return makeJunction(FilterNode::Kind::And, {});
    auto root = parseOr();
    if (root && !m_scan.atEnd())
        return m_scan.unexpected(QStringLiteral("the end: there is no \"(\" for it"));
    return root;
}

Result<FilterNodePtr> Parser::parseOr()
{
    std::vector<FilterNodePtr> parts;
    for (;;) {
        auto part = parseAnd();
        if (!part)
            return part;
        parts.push_back(std::move(*part));
        if (!atWord("or"))
            return makeJunction(FilterNode::Kind::Or, parts);
        m_scan.advance(2);
    }
}

Result<FilterNodePtr> Parser::parseAnd()
{
    std::vector<FilterNodePtr> parts;
    for (;;) {
        auto part = parseNot();
        if (!part)
            return part;
        parts.push_back(std::move(*part));
        m_scan.skipSpaces();
        if (m_scan.atEnd() || m_scan.peek() == ')' || atWord("or"))
            return makeJunction(FilterNode::Kind::And, parts);
        if (atWord("and"))
            m_scan.advance(3);
    }
}

Result<FilterNodePtr> Parser::parseNot()
{
    m_scan.skipSpaces();
    if (m_scan.peek() == '-') {
        m_scan.advance();
        if (m_scan.atBreak())
            return m_scan.unexpected(QStringLiteral("what \"-\" negates, without a space"));
        return parseNegated();
    }
    if (atWord("not")) {
        m_scan.advance(3);
        return parseNegated();
    }
    return parsePrimary();
}

Result<FilterNodePtr> Parser::parseNegated()
{
    if (++m_nesting > maxFilterNesting)
        return tooDeep();
    auto child = parseNot();
    --m_nesting;
    if (!child)
        return child;
    return makeNot(std::move(*child));
}

Result<FilterNodePtr> Parser::parseGroup()
{
    if (++m_nesting > maxFilterNesting)
        return tooDeep();
    m_scan.advance();
    auto inner = parseOr();
    --m_nesting;
    if (!inner)
        return inner;
    if (m_scan.peek() != ')')
        return m_scan.unexpected(QStringLiteral("\")\""));
    m_scan.advance();
    return inner;
}

Result<FilterNodePtr> Parser::parsePrimary()
{
    m_scan.skipSpaces();
    if (m_scan.peek() == '(')
        return parseGroup();
    if (m_scan.peek() == '"') {
        auto text = m_scan.readPlainString();
        if (!text)
            return fail(text.error());
        return makeText(std::move(*text));
    }
    if (m_scan.peek() == '/') {
        auto pattern = readCheckedRegex();
        if (!pattern)
            return fail(pattern.error());
        return makePatternClause({FieldId::Text, {}, {}}, FilterOp::Contains, std::move(*pattern));
    }
    const std::size_t begin = m_scan.at();
    const std::string_view word = m_scan.readWord();
    const bool isClause = m_scan.atOperator();
    if (word.empty() || word.front() == ',' || (!isClause && isReservedWord(word))) {
        m_scan.seek(begin);
        return m_scan.unexpected(QStringLiteral("a clause or a text"));
    }
    return isClause ? parseClause(word, begin) : makeText(std::string(word));
}

Operator Parser::takeOperator()
{
    for (const Operator &candidate : operators) {
        if (candidate.spelling[0] == m_scan.peek() &&
            (candidate.spelling.size() == 1 || candidate.spelling[1] == m_scan.peek(1))) {
            m_scan.advance(candidate.spelling.size());
            return candidate;
        }
    }
    return operators[std::size(operators) - 1]; // not reached: the caller stands at an operator
}

Result<FieldRef> Parser::readFieldAt(std::string_view name, std::size_t begin)
{
    auto field = readField(name, m_knownLabels);
    if (!field) {
        Error error = field.error();
        error.position += m_scan.positionOf(begin) - 1;
        return fail(std::move(error));
    }
    return field;
}

Result<FilterNodePtr> Parser::parseClause(std::string_view name, std::size_t begin)
{
    const std::size_t operatorAt = m_scan.at();
    const Operator spelled = takeOperator();
    if (name == "has")
        return parseHas(spelled, operatorAt);
    if (name == "since" || name == "until") {
        if (spelled.op != FilterOp::Equal)
            return m_scan.failAt(operatorAt, QStringLiteral("found \"%1\", expected \":\" behind \"%2\"")
                                                 .arg(shown(spelled.spelling), shown(name)));
        return parseShortTime(name == "since" ? FilterOp::GreaterEqual : FilterOp::Less);
    }
    auto field = readFieldAt(name, begin);
    if (!field)
        return fail(field.error());
    const FieldInfo &info = fieldInfo(field->id);
    const bool isPattern = spelled.op == FilterOp::Contains || spelled.op == FilterOp::ContainsNot;
    const bool isOrder = spelled.op >= FilterOp::Less && spelled.op <= FilterOp::GreaterEqual;
    if ((isOrder && !info.isOrdered) ||
        (isPattern && (info.type == FieldType::Number || info.type == FieldType::Time)))
        return m_scan.failAt(
            operatorAt, QStringLiteral("found \"%1\", expected one of %2 behind \"%3\"")
                            .arg(shown(spelled.spelling),
                                 isOrder ? QStringLiteral(": = != ~ !~") : QStringLiteral(": = != < <= > >="),
                                 QString::fromStdString(fieldText(*field))));
    if (isPattern)
        return parseContains(*field, spelled.op);
    if (field->id == FieldId::Text)
        return parseTextClause(*field, spelled);
    auto values = readValues(m_scan, *field, spelled.op, spelled.spelling == ":");
    if (!values)
        return fail(values.error());
    return makeClause(*field, spelled.op, std::move(*values));
}

Result<FilterNodePtr> Parser::parseShortTime(FilterOp op)
{
    const FieldRef field{FieldId::Time, {}, {}};
    auto values = readShortTime(m_scan);
    if (!values)
        return fail(values.error());
    return makeClause(field, op, std::move(*values));
}

Result<FilterNodePtr> Parser::parseHas(const Operator &spelled, std::size_t operatorAt)
{
    if (spelled.spelling != ":")
        return m_scan.failAt(
            operatorAt,
            QStringLiteral("found \"%1\", expected \":\" behind \"has\"").arg(shown(spelled.spelling)));
    const std::size_t begin = m_scan.at();
    const std::string_view name = m_scan.readWord();
    if (name.empty())
        return m_scan.unexpected(QStringLiteral("a field"));
    auto field = readFieldAt(name, begin);
    if (!field)
        return fail(field.error());
    if (!m_scan.atBreak())
        return m_scan.unexpected(QStringLiteral("a space or the end"));
    return makeClause(*field, FilterOp::Has, {});
}

// `text:word` is what the bare word is.
Result<FilterNodePtr> Parser::parseTextClause(const FieldRef &field, const Operator &spelled)
{
    auto values = readValues(m_scan, field, spelled.op, spelled.spelling == ":");
    if (!values)
        return fail(values.error());
    std::vector<FilterNodePtr> parts;
    for (FilterValue &value : *values) {
        const FilterOp op = spelled.op == FilterOp::NotEqual ? FilterOp::ContainsNot : FilterOp::Contains;
        parts.push_back(makePatternClause(field, op, {std::move(value.pieces.front()), false, false}));
    }
    if (parts.size() > 1 && ++m_nesting > maxFilterNesting)
        return tooDeep();
    m_nesting -= parts.size() > 1 ? 1 : 0;
    return makeJunction(FilterNode::Kind::Or, parts);
}

Result<FilterPattern> Parser::readCheckedRegex()
{
    const std::size_t begin = m_scan.at();
    auto pattern = m_scan.readRegex();
    if (!pattern)
        return pattern;
    if (const auto compiled = TextMatcher::compile(*pattern); !compiled) {
        Error error = compiled.error();
        error.position += m_scan.positionOf(begin);
        return fail(std::move(error));
    }
    return pattern;
}

Result<FilterPattern> Parser::readPattern()
{
    if (m_scan.peek() == '/')
        return readCheckedRegex();
    if (m_scan.peek() == '"') {
        auto text = m_scan.readPlainString();
        if (!text)
            return fail(text.error());
        return FilterPattern{std::move(*text), false, false};
    }
    const std::string_view word = m_scan.readBareValue();
    if (word.empty())
        return m_scan.unexpected(QStringLiteral("a text or a regular expression"));
    return FilterPattern{std::string(word), false, false};
}

Result<FilterNodePtr> Parser::parseContains(const FieldRef &field, FilterOp op)
{
    auto pattern = readPattern();
    if (!pattern)
        return fail(pattern.error());
    if (!m_scan.atBreak())
        return m_scan.unexpected(QStringLiteral("a space or the end"));
    return makePatternClause(field, op, std::move(*pattern));
}

} // namespace

Result<FilterNodePtr> parseFilter(std::string_view text, const std::vector<std::string> &knownLabels)
{
    const Scanner scan(text);
    if (text.size() > maxFilterBytes)
        return fail(ErrorCode::FilterSyntax,
                    QStringLiteral("found a filter of %1 bytes, expected at most %2")
                        .arg(text.size())
                        .arg(maxFilterBytes),
                    {}, 1);
    if (const std::size_t invalid = findInvalidUtf8(text); invalid != std::string_view::npos)
        return scan.failAt(invalid, QStringLiteral("found a byte that is not UTF-8, expected text"));
    return Parser(text, knownLabels).parse();
}

} // namespace mobwatch
