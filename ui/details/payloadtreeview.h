// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadtreemodel.h"
#include "ui/looks/looks.h"

#include <QStyledItemDelegate>
#include <QTreeView>

namespace mobwatch::ui {

/// Paints keys and values in the colours of the filter language.
class PayloadDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit PayloadDelegate(const Looks &looks, QObject *parent = nullptr);
    void setLooks(const Looks &looks) { m_looks = looks; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Words
    {
        QString text;
        QColor color;
        bool isBold = false;
    };
    [[nodiscard]] Words keyWords(const QModelIndex &index, const QPalette &palette) const;
    [[nodiscard]] Words valueWords(const QModelIndex &index, const QPalette &palette) const;
    Looks m_looks;
};

class PayloadTreeView final : public QTreeView
{
    Q_OBJECT
public:
    PayloadTreeView(const Looks &looks, PayloadTreeModel *model, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);

    /// Goes to the next key or value behind the current row that holds `text`, unfolding on the way, and
    /// starts over at the end; false if there is none (or none among the first `searchLimit` rows).
    bool findNext(const QString &text, bool backwards);
    static constexpr int searchLimit = 200'000;

Q_SIGNALS:
    void copyPathRequested();
    void copyValueRequested();
    void copyAllRequested();
    /// Enter or a double click on a text: it is to be read as a whole.
    void textOpened(const QString &path, const QString &text);

protected:
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;

private:
    void fitColumns();
    void openCurrent(const QModelIndex &index);
    [[nodiscard]] QModelIndex nextInDepth(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex previousInDepth(const QModelIndex &index) const;
    Looks m_looks;
    PayloadDelegate *m_delegate;
};

} // namespace mobwatch::ui
