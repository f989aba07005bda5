// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/support/workerthread.h"

#ifdef Q_OS_LINUX
#include <pthread.h>
#endif

namespace mobwatch {

void nameCurrentThread(const std::string &name)
{
#ifdef Q_OS_LINUX
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
#else
    Q_UNUSED(name);
#endif
}

Mailbox::Mailbox()
{
    connect(this, &Mailbox::rung, this, &Mailbox::drain, Qt::QueuedConnection);
}

void Mailbox::post(std::function<void()> task)
{
    // Rung under the lock: a task may end the thread and with it the mailbox, and must not overtake the
    // ringing.
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    if (m_tasks.size() == 1) // else it was rung for the first one
        Q_EMIT rung();
}

void Mailbox::drain()
{
    std::deque<std::function<void()>> tasks;
    {
        const std::lock_guard lock(m_mutex);
        tasks.swap(m_tasks);
    }
    for (const std::function<void()> &task : tasks)
        task();
}

} // namespace mobwatch
