// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/messagebar.h"

#include "ui/widgets/messagestrip.h"

#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace mobwatch::ui {

namespace {

bool contains(const std::vector<Message> &messages, const Message &message)
{
    return std::any_of(messages.begin(), messages.end(),
                       [&message](const Message &other) { return isSameSubject(other, message); });
}

void removeKey(std::vector<Message> &messages, const QString &key)
{
    std::erase_if(messages, [&key](const Message &message) { return message.key == key; });
}

} // namespace

MessageBar::MessageBar(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_layout(new QVBoxLayout(this))
    , m_more(new QToolButton(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_more->setObjectName(QStringLiteral("more"));
    m_more->setAutoRaise(true);
    connect(m_more, &QToolButton::clicked, this, &MessageBar::showNext);
    m_layout->addWidget(m_more, 0, Qt::AlignRight);
    rebuild();
}

MessageBar::~MessageBar() = default;

void MessageBar::setLooks(const Looks &looks)
{
    m_looks = looks;
    for (MessageStrip *strip : m_strips)
        strip->deleteLater();
    m_strips.clear();
    rebuild();
}

void MessageBar::setMessages(const std::vector<Message> &messages)
{
    if (messages == m_fromState)
        return;
    m_fromState = messages;
    // What was closed and is over may come again later.
    std::erase_if(m_closed, [this](const Message &closed) {
        return !contains(m_fromState, closed) && !contains(m_added, closed);
    });
    rebuild();
}

void MessageBar::show(const Message &message)
{
    removeKey(m_added, message.key);
    removeKey(m_closed, message.key);
    m_added.push_back(message);
    rebuild();
}

void MessageBar::withdraw(const QString &key)
{
    removeKey(m_added, key);
    rebuild();
}

std::vector<Message> MessageBar::shownMessages() const
{
    std::vector<Message> messages;
    for (const MessageStrip *strip : m_strips)
        messages.push_back(strip->message());
    return messages;
}

int MessageBar::hiddenCount() const
{
    std::size_t open = 0;
    for (const std::vector<Message> *list : {&m_added, &m_fromState})
        open += std::size_t(std::count_if(list->begin(), list->end(), [this](const Message &message) {
            return !contains(m_closed, message);
        }));
    return int(open - m_strips.size());
}

void MessageBar::close(const Message &message)
{
    m_closed.push_back(message);
    rebuild();
}

void MessageBar::showNext()
{
    m_first += shownAtOnce;
    rebuild();
}

bool MessageBar::refreshStrips(const std::vector<Message> &wanted)
{
    const bool same = std::equal(m_strips.begin(), m_strips.end(), wanted.begin(), wanted.end(),
                                 [](const MessageStrip *strip, const Message &message) {
                                     return isSameSubject(strip->message(), message);
                                 });
    for (std::size_t i = 0; same && i < wanted.size(); ++i)
        m_strips[i]->setMessage(wanted[i]);
    return same;
}

void MessageBar::rebuild()
{
    std::vector<Message> open;
    for (const std::vector<Message> *list : {&m_added, &m_fromState})
        std::copy_if(list->begin(), list->end(), std::back_inserter(open),
                     [this](const Message &message) { return !contains(m_closed, message); });
    std::stable_sort(open.begin(), open.end(),
                     [](const Message &a, const Message &b) { return a.severity > b.severity; });
    if (m_first >= open.size())
        m_first = 0;
    std::vector<Message> wanted;
    for (std::size_t i = 0; i < std::min<std::size_t>(shownAtOnce, open.size()); ++i)
        wanted.push_back(open[(m_first + i) % open.size()]);

    if (!refreshStrips(wanted)) {
        for (MessageStrip *strip : m_strips) {
            strip->hide();
            strip->deleteLater();
        }
        m_strips.clear();
        for (const Message &message : wanted) {
            auto *strip = new MessageStrip(message, m_looks, this);
            connect(strip, &MessageStrip::triggered, this,
                    [this, key = message.key](MessageAction action) { Q_EMIT actionTriggered(key, action); });
            connect(strip, &MessageStrip::closeRequested, this, [this, message] { close(message); });
            m_layout->insertWidget(int(m_strips.size()), strip);
            m_strips.push_back(strip);
            strip->show();
        }
    }
    const int hidden = int(open.size()) - int(wanted.size());
    m_more->setText(tr("and %1 more").arg(hidden));
    m_more->setVisible(hidden > 0);
    setVisible(!open.empty());
}

} // namespace mobwatch::ui
