// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"
#include "ui/widgets/message.h"

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace mobwatch::ui {

class MessageStrip;

/// The messages of a window under its toolbar: errors before warnings, at most two at a time, then "and 3
/// more". A closed message stays away until what it says changes.
class MessageBar final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int shownAtOnce = 2;

    explicit MessageBar(const Looks &looks, QWidget *parent = nullptr);
    ~MessageBar() override;

    void setLooks(const Looks &looks);
    /// Everything there is to say now. Unchanged messages stay as they are on the screen.
    void setMessages(const std::vector<Message> &messages);
    /// Adds one, or takes the place of the one with its key.
    void show(const Message &message);
    void withdraw(const QString &key);

    [[nodiscard]] std::vector<Message> shownMessages() const;
    [[nodiscard]] int hiddenCount() const;

Q_SIGNALS:
    void actionTriggered(const QString &key, mobwatch::ui::MessageAction action);

private:
    void rebuild();
    /// True when the strips on the screen say the same as `wanted`; then only what moves with time is
    /// renewed.
    bool refreshStrips(const std::vector<Message> &wanted);
    void close(const Message &message);
    void showNext();

    Looks m_looks;
    std::vector<Message> m_fromState;
    std::vector<Message> m_added;
    std::vector<Message> m_closed;
    std::vector<MessageStrip *> m_strips;
    QVBoxLayout *m_layout;
    QToolButton *m_more;
    std::size_t m_first = 0; ///< of the open messages, the one shown on top
};

} // namespace mobwatch::ui
