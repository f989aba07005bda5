// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractItemModel>
#include <memory>
#include <string>

namespace mobwatch {

/// A payload as a tree over its own bytes: keys in their order, numbers as they were written. A level is
/// scanned when it is unfolded, so deep and wide payloads cost what is looked at. Strings that hold a JSON
/// object or array unfold like one; the `error={...}` parts of a reason unfold too. GUI thread.
class PayloadTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { KeyColumn, ValueColumn, ColumnCount };

    enum class Type : std::uint8_t { Null, Bool, Number, String, Object, Array };
    Q_ENUM(Type)

    enum Role {
        TypeRole = Qt::UserRole + 1, ///< Type, as int
        ChildCountRole, ///< of objects and arrays, also of those held by a string; int, -1 for others
        FromTextRole,   ///< true where the value is a string that holds JSON
        PathRole,       ///< `data.error.kind` as the filter language spells it
        TextRole,       ///< the whole value: strings unescaped, everything else as its JSON
        IsElementRole,  ///< true where the key is a position of an array
        SizeRole,       ///< bytes of the value's JSON, qulonglong
    };

    /// Of a string, this many characters are in Qt::DisplayRole; TextRole has all of it.
    static constexpr int previewLength = 400;
    /// Members of one level beyond this are not listed: ChildCountRole counts them, the formatted text has
    /// them.
    static constexpr std::size_t levelLimit = 200'000;

    explicit PayloadTreeModel(QObject *parent = nullptr);
    ~PayloadTreeModel() override;

    using Bytes = std::shared_ptr<const std::string>;
    /// Whole, valid JSON, as a PayloadReader hands it out. nullptr empties the model.
    void setPayload(Bytes json);
    [[nodiscard]] const Bytes &payload() const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] bool hasChildren(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Node;
    [[nodiscard]] Node *nodeOf(const QModelIndex &index) const;
    Bytes m_json;
    std::unique_ptr<Node> m_root;
};

} // namespace mobwatch
