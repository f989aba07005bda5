// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QEventLoop>
#include <QObject>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>

namespace mobwatch {

/// Names the calling thread for debuggers and /proc (at most 15 bytes are kept).
void nameCurrentThread(const std::string &name);

/// Tasks for the thread that made the mailbox, run in order by its event loop. post() is for any thread while
/// the mailbox lives. Not QMetaObject::invokeMethod: the thread sanitizer cannot see how Qt passes a functor
/// on.
class Mailbox final : public QObject
{
    Q_OBJECT
public:
    Mailbox();
    void post(std::function<void()> task);

Q_SIGNALS:
    void rung();

private:
    void drain();

    std::mutex m_mutex;
    std::deque<std::function<void()>> m_tasks; ///< under m_mutex
};

/// Owns one thread and the one QObject that lives on it. A std::thread that runs a QEventLoop, not a QThread,
/// so that the thread sanitizer sees every border (see core/README.md).
///
/// The worker is built by `factory` on its own thread and destroyed there as the last thing. start(), post()
/// and stop() belong to the owner's thread. stop() is idempotent, runs everything posted before it, and
/// returns when the thread has ended; the destructor calls it.
template <class Worker>
class WorkerThread final
{
public:
    explicit WorkerThread(std::string name)
        : m_name(std::move(name))
    {
    }
    ~WorkerThread() { stop(); }
    Q_DISABLE_COPY_MOVE(WorkerThread)

    void start(std::function<std::unique_ptr<Worker>()> factory)
    {
        std::promise<std::tuple<QEventLoop *, Mailbox *, Worker *>> ready;
        auto running = ready.get_future();
        m_thread = std::thread([name = m_name, make = std::move(factory), &ready] {
            nameCurrentThread(name);
            QEventLoop loop;
            Mailbox mailbox;
            std::unique_ptr<Worker> worker = make();
            ready.set_value({&loop, &mailbox, worker.get()});
            loop.exec();
            worker.reset();
        });
        std::tie(m_loop, m_mailbox, m_worker) = running.get();
    }

    /// Runs `task(worker)` on the worker's thread, in order. Does nothing once stopped.
    template <class Task>
    void post(Task task)
    {
        if (m_mailbox)
            m_mailbox->post([worker = m_worker, run = std::move(task)]() mutable { run(*worker); });
    }

    void stop()
    {
        if (!m_thread.joinable())
            return;
        m_mailbox->post([loop = m_loop] { loop->quit(); });
        m_thread.join();
        m_loop = nullptr;
        m_mailbox = nullptr;
        m_worker = nullptr;
    }

    [[nodiscard]] bool isRunning() const { return m_thread.joinable(); }

private:
    std::string m_name;
    std::thread m_thread;
    QEventLoop *m_loop = nullptr;
    Mailbox *m_mailbox = nullptr;
    Worker *m_worker = nullptr;
};

} // namespace mobwatch
