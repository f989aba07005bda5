// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/eventtable/infocache.h"

namespace mobwatch::ui {

using namespace Qt::StringLiterals;

InfoCache::InfoCache(const EventStore &store, PayloadCache &payloads, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_payloads(payloads)
{
    connect(&payloads, &PayloadCache::payloadReady, this, [this](RowIndex event) {
        // Large payloads are at hand only now, so the words are made now.
        if (const auto payload = m_payloads.find(event)) {
            m_infos.insert(toNumber(event), new QString(eventInfo(facts(event, payload))));
            Q_EMIT infoReady(event);
        }
    });
}

EventFacts InfoCache::facts(RowIndex event, const PayloadCache::Payload &payload) const
{
    EventFacts facts;
    facts.kind = m_store.text(TextColumn::Kind, event).value_or(std::string_view());
    facts.mob = m_store.text(TextColumn::Mob, event).value_or(std::string_view());
    facts.run = m_store.text(TextColumn::Run, event);
    facts.step = m_store.text(TextColumn::Step, event);
    facts.agent = m_store.text(TextColumn::Agent, event);
    facts.severity = m_store.severity(event);
    if (const std::uint32_t run = m_store.textId(TextColumn::Run, event))
        facts.flow = m_store.flowOfRun(run);
    if (payload)
        facts.data = *payload;
    return facts;
}

QString InfoCache::info(RowIndex event)
{
    if (const QString *known = m_infos.object(toNumber(event)))
        return *known;
    const auto payload = m_payloads.find(event);
    const QString words = eventInfo(facts(event, payload));
    if (payload)
        m_infos.insert(toNumber(event), new QString(words));
    return words;
}

QString InfoCache::spoken(RowIndex event)
{
    const std::string_view severity = severityName(m_store.severity(event));
    return u"%1, %2, %3"_s.arg(QString::fromUtf8(severity.data(), static_cast<qsizetype>(severity.size())),
                               plainText(eventSentence(facts(event, m_payloads.find(event)))),
                               shownTime(m_store.timestampMs(event), false));
}

void InfoCache::cancelPending()
{
    m_payloads.cancelPending();
}

} // namespace mobwatch::ui
