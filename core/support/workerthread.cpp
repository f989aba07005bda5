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

} // namespace mobwatch
