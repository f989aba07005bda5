// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/models/payloadtreemodel.h"

#include "core/models/jsonscan.h"

#include <string_view>
#include <utility>
#include <vector>

namespace mobwatch {

using jsonscan::Span;

struct PayloadTreeModel::Node
{
    Node *parent = nullptr;
    int row = 0;
    Type type = Type::Null;
    bool isElement = false;
    bool isErrorTail = false; ///< an `error={...}` inside the text of its parent
    std::string_view json;    ///< the bytes that `value` and `key` point into
    Span value;
    Span key;

    // Filled on first use: what a string holds, and the level below.
    enum class Held : std::uint8_t { Unknown, Nothing, Json, Errors };
    Held held = Held::Unknown;
    bool loaded = false;
    std::size_t hidden = 0; ///< members beyond levelLimit
    std::shared_ptr<const std::string>
        text;                   ///< of a string that holds something: what its children point into
    std::vector<Node> children; ///< filled once, so pointers to its elements stay valid

    [[nodiscard]] std::string_view raw() const { return json.substr(value.begin, value.size()); }
    void lookInside();
    [[nodiscard]] bool canUnfold();
    void load();
    void addChild(std::string_view bytes, const Span &keySpan, const Span &valueSpan, bool element);
    void loadMembers(std::string_view bytes, std::size_t at);
    void loadErrors();
    [[nodiscard]] std::string path() const;
    [[nodiscard]] QString keyText() const;
};

namespace {

constexpr std::string_view errorMark = "error={";

PayloadTreeModel::Type typeAt(std::string_view json, std::size_t at)
{
    using Type = PayloadTreeModel::Type;
    switch (at < json.size() ? json[at] : 'n') {
    case '{':
        return Type::Object;
    case '[':
        return Type::Array;
    case '"':
        return Type::String;
    case 't':
    case 'f':
        return Type::Bool;
    case 'n':
        return Type::Null;
    default:
        return Type::Number;
    }
}

QString toQString(std::string_view text);

QString preview(std::string_view literal)
{
    // Six bytes of a literal give at least one character, so the torn end of twelve lies outside.
    constexpr std::size_t enough = 12 * PayloadTreeModel::previewLength;
    const bool torn = literal.size() > enough;
    const std::string text =
        torn ? jsonscan::unescape(std::string(literal.substr(0, enough)) + '"') : jsonscan::unescape(literal);
    return toQString(text).left(PayloadTreeModel::previewLength);
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace

void PayloadTreeModel::Node::lookInside()
{
    held = Held::Nothing;
    const std::string_view literal = raw();
    const char first = literal.size() > 2 ? literal[1] : 'x';
    const bool maybeJson = first == '{' || first == '[' || first == ' ' || first == '\\';
    const bool maybeErrors = literal.find(errorMark) != std::string_view::npos;
    if (!maybeJson && !maybeErrors)
        return;
    auto inside = std::make_shared<const std::string>(jsonscan::unescape(literal));
    if (maybeJson && jsonscan::isObjectOrArray(*inside)) {
        held = Held::Json;
    } else if (maybeErrors) {
        for (std::size_t at = inside->find(errorMark); at != std::string::npos && held == Held::Nothing;
             at = inside->find(errorMark, at + 1)) {
            if (jsonscan::objectAt(*inside, at + errorMark.size() - 1))
                held = Held::Errors;
        }
    }
    if (held != Held::Nothing)
        text = std::move(inside);
}

bool PayloadTreeModel::Node::canUnfold()
{
    if (type == Type::Object || type == Type::Array) {
        const std::size_t first = jsonscan::skipSpace(json, value.begin + 1);
        return first < value.end && json[first] != '}' && json[first] != ']';
    }
    if (type != Type::String)
        return false;
    load(); // a text that holds `{}` has no level below
    return !children.empty();
}

void PayloadTreeModel::Node::addChild(std::string_view bytes, const Span &keySpan, const Span &valueSpan,
                                      bool element)
{
    Node child;
    child.parent = this;
    child.row = int(children.size());
    child.type = typeAt(bytes, valueSpan.begin);
    child.isElement = element;
    child.json = bytes;
    child.key = keySpan;
    child.value = valueSpan;
    children.push_back(std::move(child));
}

void PayloadTreeModel::Node::loadMembers(std::string_view bytes, std::size_t at)
{
    jsonscan::Members members(bytes, at);
    while (members.next()) {
        if (children.size() < levelLimit)
            addChild(bytes, members.key(), members.value(), !members.isObject());
        else
            ++hidden;
    }
}

void PayloadTreeModel::Node::loadErrors()
{
    for (std::size_t at = text->find(errorMark); at != std::string::npos;) {
        const auto object = jsonscan::objectAt(*text, at + errorMark.size() - 1);
        if (object) {
            addChild(*text, {}, *object, false);
            children.back().isErrorTail = true;
        }
        at = text->find(errorMark, object ? object->end : at + 1);
    }
}

void PayloadTreeModel::Node::load()
{
    if (std::exchange(loaded, true))
        return;
    if (type == Type::Object || type == Type::Array) {
        loadMembers(json, value.begin);
    } else if (type == Type::String) {
        if (held == Held::Unknown)
            lookInside();
        if (held == Held::Json)
            loadMembers(*text, jsonscan::skipSpace(*text, 0));
        else if (held == Held::Errors)
            loadErrors();
    }
}

std::string PayloadTreeModel::Node::path() const
{
    std::vector<const Node *> way;
    for (const Node *node = this; node->parent; node = node->parent)
        way.push_back(node);
    std::string out = "data";
    for (auto node = way.rbegin(); node != way.rend(); ++node) {
        if ((*node)->isErrorTail)
            break; // the language reaches the text, not into a part of it
        if ((*node)->isElement) {
            out += '[' + std::to_string((*node)->row) + ']';
        } else if ((*node)->key.size() > 0) {
            const std::string name =
                jsonscan::unescape((*node)->json.substr((*node)->key.begin, (*node)->key.size()));
            out += '.' + jsonscan::pathKey(name);
        }
    }
    return out;
}

QString PayloadTreeModel::Node::keyText() const
{
    if (isErrorTail)
        return QStringLiteral("error");
    if (isElement)
        return QString::number(row);
    return toQString(jsonscan::unescape(json.substr(key.begin, key.size())));
}

PayloadTreeModel::PayloadTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{
}

PayloadTreeModel::~PayloadTreeModel() = default;

void PayloadTreeModel::setPayload(Bytes json)
{
    beginResetModel();
    m_json = std::move(json);
    m_root = std::make_unique<Node>();
    if (m_json) {
        const std::size_t first = jsonscan::skipSpace(*m_json, 0);
        m_root->json = *m_json;
        m_root->type = typeAt(*m_json, first);
        m_root->value = {first, jsonscan::skipValue(*m_json, first)};
        if (m_root->type != Type::Object && m_root->type != Type::Array) {
            // A payload that is no container is its own and only row.
            m_root->loaded = true;
            if (m_root->type != Type::Null)
                m_root->addChild(*m_json, {}, m_root->value, false);
        }
    }
    endResetModel();
}

const PayloadTreeModel::Bytes &PayloadTreeModel::payload() const
{
    return m_json;
}

PayloadTreeModel::Node *PayloadTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex PayloadTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column < 0 || column >= ColumnCount || row < 0 || parent.column() > 0)
        return {};
    Node *node = nodeOf(parent);
    node->load();
    if (std::size_t(row) >= node->children.size())
        return {};
    return createIndex(row, column, &node->children[std::size_t(row)]);
}

QModelIndex PayloadTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    Node *above = nodeOf(child)->parent;
    return above == m_root.get() ? QModelIndex() : createIndex(above->row, 0, above);
}

int PayloadTreeModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return 0;
    Node *node = nodeOf(parent);
    node->load();
    return int(node->children.size());
}

int PayloadTreeModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool PayloadTreeModel::hasChildren(const QModelIndex &parent) const
{
    if (parent.column() > 0)
        return false;
    Node *node = nodeOf(parent);
    return node->loaded ? !node->children.empty() : node->canUnfold();
}

QVariant PayloadTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    Node *node = nodeOf(index);
    const bool isContainer = node->type == Type::Object || node->type == Type::Array;
    switch (role) {
    case Qt::DisplayRole:
        if (index.column() == KeyColumn)
            return node->keyText();
        if (node->type == Type::String)
            return preview(node->raw());
        return isContainer ? QVariant(QString()) : QVariant(toQString(node->raw()));
    case TypeRole:
        return int(node->type);
    case ChildCountRole:
        if (!isContainer && !(node->type == Type::String && node->canUnfold()))
            return -1;
        node->load();
        return int(node->children.size() + node->hidden);
    case FromTextRole:
        return node->type == Type::String && node->canUnfold();
    case PathRole:
        return toQString(node->path());
    case TextRole:
        return toQString(node->type == Type::String ? jsonscan::unescape(node->raw())
                                                    : std::string(node->raw()));
    case IsElementRole:
        return node->isElement;
    case SizeRole:
        return qulonglong(node->value.size());
    default:
        return {};
    }
}

} // namespace mobwatch
