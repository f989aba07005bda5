// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "app/cli/output.h"
#include "app/cli/request.h"
#include "core/ledger/ledgerreader.h"

#include <set>

namespace mobwatch::cli {

// Each runs one command and returns the exit code. Those that follow or wait need the event loop of an
// application.
[[nodiscard]] int runQueryCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runTailCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runSubscribeUrlCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runExportCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runSimulateCommand(const options::Arguments &arguments);
[[nodiscard]] int runSseDecodeCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runDiscoverCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runCheckCommand(const options::Arguments &arguments, Output &output);
[[nodiscard]] int runServeCommand(const options::Arguments &arguments);

/// Gathers what a reader could not decode and tells it once, at the end.
class RowErrors final
{
public:
    void takeFrom(LedgerReader &reader);
    /// DamagedInput when there were any, else Done.
    [[nodiscard]] int report(const QString &source) const;

private:
    std::uint64_t m_count = 0;
    std::set<Cursor> m_damage; ///< where the damaged places begin that were counted
    Error m_first;
};

inline constexpr const char *damagedPage = "on a damaged page of the file";

} // namespace mobwatch::cli
