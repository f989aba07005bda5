// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/output.h"
#include "app/cli/request.h"

namespace mobwatch::cli {

/// Prints events in the format that was asked for.
class EventPrinter final
{
public:
    EventPrinter(Output &output, const Request &request);

    void begin();
    /// Makes room in the table for an event that will be printed.
    void fit(const Envelope &envelope);
    void print(const Envelope &envelope, Epoch epoch = 1);
    void end();

private:
    void printRow(const Envelope &envelope, Epoch epoch);

    Output &m_output;
    Format m_format;
    EventWriter m_writer;
    int m_kindWidth = 26;
};

} // namespace mobwatch::cli
