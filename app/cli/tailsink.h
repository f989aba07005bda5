// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/eventprinter.h"

#include <optional>

namespace mobwatch::cli {

/// Where a tail puts its events: prints those that are wanted and knows when it has had enough.
class TailSink final
{
public:
    TailSink(Output &output, const Request &request)
        : m_output(output)
        , m_request(request)
        , m_printer(output, request)
        , m_left(request.arguments.number("--max-events"))
    {
        m_printer.begin();
    }

    /// False when nothing more is wanted.
    bool offer(const Envelope &envelope, Epoch epoch)
    {
        if (isFull())
            return false;
        if (m_request.wants(envelope, epoch)) {
            m_printer.print(envelope, epoch);
            if (m_left)
                --*m_left;
        }
        return !isFull();
    }

    [[nodiscard]] bool isFull() const { return m_left == std::uint64_t{0} || m_output.isBroken(); }
    void flush() { m_output.flush(); }
    void end()
    {
        m_printer.end();
        m_output.flush();
    }

private:
    Output &m_output;
    const Request &m_request;
    EventPrinter m_printer;
    std::optional<std::uint64_t> m_left;
};

} // namespace mobwatch::cli
