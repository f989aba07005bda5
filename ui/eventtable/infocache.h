// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadcache.h"
#include "core/store/eventstore.h"
#include "ui/widgets/eventwords.h"

#include <QCache>
#include <QObject>
#include <QString>

namespace mobwatch::ui {

/// The words about events whose payload has to be read first: worked out once per event and kept for what is
/// near the screen. GUI thread.
class InfoCache final : public QObject
{
    Q_OBJECT
public:
    InfoCache(const EventStore &store, PayloadCache &payloads, QObject *parent = nullptr);

    /// The Info cell as far as it is known; when the payload is still to be read, infoReady() follows.
    [[nodiscard]] QString info(RowIndex event);
    /// "severity, sentence, time", as a screen reader says a row.
    [[nodiscard]] QString spoken(RowIndex event);
    /// The user scrolled on: forgets what was asked for and not read.
    void cancelPending();

Q_SIGNALS:
    void infoReady(mobwatch::RowIndex event);

private:
    [[nodiscard]] EventFacts facts(RowIndex event, const PayloadCache::Payload &payload) const;

    const EventStore &m_store;
    PayloadCache &m_payloads;
    QCache<std::uint32_t, QString> m_infos{4096};
};

} // namespace mobwatch::ui
