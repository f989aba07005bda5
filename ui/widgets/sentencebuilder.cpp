// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/sentencebuilder.h"

#include "core/event/memberalias.h"

namespace mobwatch::ui {

namespace {
constexpr qsizetype longestReason = 400;
}

SentenceBuilder &SentenceBuilder::word(QStringView text)
{
    if (!m_parts.empty() && m_parts.back().role == SentencePart::Role::Word)
        m_parts.back().text += text;
    else
        m_parts.push_back({SentencePart::Role::Word, text.toString()});
    return *this;
}

SentenceBuilder &SentenceBuilder::name(std::string_view text)
{
    m_parts.push_back({SentencePart::Role::Name, shownText(text)});
    return *this;
}

SentenceBuilder &SentenceBuilder::member(std::string_view rawName)
{
    return name(decodeMemberName(rawName));
}

SentenceBuilder &SentenceBuilder::id(std::string_view text)
{
    m_parts.push_back({SentencePart::Role::Id, shownRunId(text)});
    return *this;
}

SentenceBuilder &SentenceBuilder::reason()
{
    return reason(shownReason(facts));
}

SentenceBuilder &SentenceBuilder::reason(const QString &text)
{
    if (!text.isEmpty()) {
        word(u": ");
        m_parts.push_back({SentencePart::Role::Reason, text});
    }
    return *this;
}

SentenceBuilder &SentenceBuilder::ofRun()
{
    if (facts.run)
        word(u" of run ").id(*facts.run);
    return *this;
}

SentenceBuilder &SentenceBuilder::step()
{
    if (facts.step)
        word(u"Step ").name(*facts.step);
    else
        word(u"A step");
    return ofRun();
}

SentenceBuilder &SentenceBuilder::run()
{
    if (facts.run)
        word(u"Run ").id(*facts.run);
    else
        word(u"A run");
    if (const std::string name_ = flow(); !name_.empty())
        word(u" of flow ").name(name_);
    return *this;
}

SentenceBuilder &SentenceBuilder::agent()
{
    if (facts.agent)
        return name(*facts.agent);
    return word(u"A member");
}

SentenceBuilder &SentenceBuilder::mob()
{
    return word(u"Mob ").name(facts.mob);
}

std::string SentenceBuilder::flow() const
{
    if (!facts.flow.empty())
        return std::string(facts.flow);
    return data.text("flow_id").value_or(std::string());
}

QString inWords(std::string_view text)
{
    return shownText(text).replace(QLatin1Char('_'), QLatin1Char(' '));
}

QString intentInWords(std::string_view intent)
{
    if (intent == "Stop")
        return QStringLiteral("stopping");
    if (intent == "Reset")
        return QStringLiteral("resetting");
    if (intent == "Complete")
        return QStringLiteral("completing");
    if (intent == "RetireAll")
        return QStringLiteral("retiring all");
    if (intent == "Destroy")
        return QStringLiteral("being destroyed");
    return shownText(intent);
}

std::optional<std::string> externalPeer(const JsonSlice &data)
{
    auto peer = data.text("spec.name");
    if (!peer)
        peer = data.text("peer_name");
    if (peer)
        peer->erase(0, peer->rfind('/') + 1);
    return peer;
}

QString shownReason(const EventFacts &facts)
{
    QString gist = reasonGist(eventReason(facts));
    // Every failed run says this; it tells that a step failed, never which or why.
    if (gist.isEmpty() || gist.endsWith(QLatin1String("root frame sealed failed")))
        return {};
    if (gist.size() > longestReason)
        gist = gist.left(longestReason) + QChar(0x2026);
    return shownText(gist.toStdString());
}

QString countOf(std::size_t count, QStringView one, QStringView many)
{
    return shownCount(count) + QLatin1Char(' ') + (count == 1 ? one : many).toString();
}

} // namespace mobwatch::ui
