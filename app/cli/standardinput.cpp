// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/cli/standardinput.h"

#include "app/cli/termination.h"

#include <cerrno>
#include <unistd.h>

namespace mobwatch::cli {

Result<std::size_t> readStandardInput(std::vector<char> &block)
{
    for (;;) {
        if (!Termination::waitForInput(STDIN_FILENO))
            return fail(ErrorCode::Canceled, QStringLiteral("interrupted"));
        const ssize_t size = ::read(STDIN_FILENO, block.data(), block.size());
        if (size >= 0)
            return static_cast<std::size_t>(size);
        if (errno != EINTR)
            return fail(ErrorCode::NotFound,
                        QStringLiteral("cannot read standard input: %1").arg(qt_error_string(errno)),
                        QStringLiteral("-"));
    }
}

} // namespace mobwatch::cli
