// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/termination.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace mobwatch::cli {

namespace {

// What a signal handler may touch.
volatile std::sig_atomic_t terminated = 0;
int wakePipe[2] = {-1, -1};

void handleSignal(int)
{
    terminated = 1;
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(wakePipe[1], &byte, 1);
}

} // namespace

Termination::Termination(QObject *parent)
    : QObject(parent)
{
    if (wakePipe[0] < 0 && ::pipe2(wakePipe, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    struct sigaction action = {};
    action.sa_handler = handleSignal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    m_notifier = std::make_unique<QSocketNotifier>(wakePipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT requested();
    });
}

bool Termination::waitForInput(int descriptor)
{
    // A negative descriptor is passed over, so this also works where no signal is handled.
    std::array<pollfd, 2> waiting{{{descriptor, POLLIN, 0}, {wakePipe[0], POLLIN, 0}}};
    while (!isRequested() && waiting[0].revents == 0) {
        if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            break; // the reading will tell what is wrong
    }
    return !isRequested();
}

bool Termination::isRequested()
{
    return terminated != 0;
}

} // namespace mobwatch::cli
