// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadcache.h"
#include "core/models/tailmodel.h"
#include "core/store/eventstore.h"
#include "ui/looks/looks.h"
#include "ui/widgets/eventwords.h"

#include <QStyledItemDelegate>

namespace mobwatch::ui {

/// Paints the lines of the tail: time, mark, category icon, mob, sentence; or what is missing here.
class LiveTailDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit LiveTailDelegate(const Looks &looks, QObject *parent = nullptr);

    void setLooks(const Looks &looks);
    /// All three outlive the use; nullptr detaches.
    void attach(const EventStore *store, const TailModel *model, PayloadCache *payloads);

    /// The sentence of a line as one text (tooltip, screen reader).
    [[nodiscard]] QString lineText(int line) const;
    /// Where "Show them" stands in a lag line that fills `area`.
    [[nodiscard]] QRect linkArea(const QRect &area, int line) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintEventLine(QPainter &painter, const QStyleOptionViewItem &option, RowIndex row) const;
    void paintMissedLine(QPainter &painter, const QStyleOptionViewItem &option, int line) const;
    void paintBackground(QPainter &painter, const QStyleOptionViewItem &option, Severity severity) const;
    [[nodiscard]] std::vector<SentencePart> sentence(RowIndex row, std::string_view payload,
                                                     bool hasPayload) const;
    [[nodiscard]] QString missedText(int line) const;

    Looks m_looks;
    const EventStore *m_store = nullptr;
    const TailModel *m_model = nullptr;
    PayloadCache *m_payloads = nullptr;
};

} // namespace mobwatch::ui
