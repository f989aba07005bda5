// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/eventwords.h"
#include "ui/widgets/jsonslice.h"

namespace mobwatch::ui {

/// Puts a sentence together; shared by the tables of sentences and of the Info column.
class SentenceBuilder final
{
public:
    explicit SentenceBuilder(const EventFacts &eventFacts)
        : facts(eventFacts)
        , data(eventFacts.data.value_or(std::string_view{}))
    {
    }

    SentenceBuilder &word(QStringView text);
    SentenceBuilder &name(std::string_view text);      ///< verbatim
    SentenceBuilder &member(std::string_view rawName); ///< as it stands in the payload, decoded
    SentenceBuilder &id(std::string_view text);
    SentenceBuilder &reason(); ///< ": gist", when there is one
    SentenceBuilder &reason(const QString &text);
    SentenceBuilder &ofRun(); ///< " of run 6f0c2f3e"
    SentenceBuilder &step();  ///< "Step analyze of run 6f0c2f3e"
    SentenceBuilder &run();   ///< "Run 6f0c2f3e of flow draft-notes"
    SentenceBuilder &agent();
    SentenceBuilder &mob(); ///< "Mob release-crew"

    [[nodiscard]] std::string flow() const;
    [[nodiscard]] std::vector<SentencePart> take() { return std::move(m_parts); }

    const EventFacts &facts;
    const JsonSlice data;

private:
    std::vector<SentencePart> m_parts;
};

/// Snake case as words: "step_timeout" -> "step timeout".
[[nodiscard]] QString inWords(std::string_view text);
/// What a quiescing mob is doing: "stopping"; the intent itself where it is not known.
[[nodiscard]] QString intentInWords(std::string_view intent);
/// The last part of an external peer's full name ("partner-mob/review/rev-1").
[[nodiscard]] std::optional<std::string> externalPeer(const JsonSlice &data);
/// Reason of the event as its gist, shortened to what a line can hold; empty for reasons that name no cause.
[[nodiscard]] QString shownReason(const EventFacts &facts);
[[nodiscard]] QString countOf(std::size_t count, QStringView one, QStringView many);

} // namespace mobwatch::ui
