// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/termination.h"

#include <csignal>
#include <fcntl.h>
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

bool Termination::isRequested()
{
    return terminated != 0;
}

} // namespace mobwatch::cli
