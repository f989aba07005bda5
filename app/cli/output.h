// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/exitcodes.h"

#include <QString>
#include <string>
#include <string_view>

namespace mobwatch::cli {

/// Standard output. Once it is broken, nothing more is written and whoever produces data stops.
class Output final
{
public:
    /// The buffer to append to; flush() empties it.
    [[nodiscard]] std::string &buffer() { return m_buffer; }
    void flush();
    /// Flushes when enough has gathered.
    void flushIfLarge();

    /// Looks whether the reader went away, for those that have nothing to write.
    void probe();
    [[nodiscard]] bool isBroken() const { return m_error != 0; }
    /// `code`, unless the output broke: then Done for a reader that went away, else Unexpected (and says
    /// why).
    [[nodiscard]] int finish(int code);

    [[nodiscard]] static bool isTerminal();

private:
    std::string m_buffer;
    int m_error = 0; ///< errno
};

/// One line on standard error, under the program's name.
void tell(const QString &message);
/// Tells the error; its exit code.
[[nodiscard]] int failWith(const Error &error);

/// Text that can do nothing to a terminal: control and direction characters as visible escapes.
[[nodiscard]] std::string visible(std::string_view text);

} // namespace mobwatch::cli
