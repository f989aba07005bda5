// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <string>
#include <vector>

namespace mobwatch::test {

/// Absolute path of a file under tests/fixtures.
[[nodiscard]] QString fixture(const QString &relativePath);
/// All bytes of a file; empty when it cannot be read.
[[nodiscard]] std::string readAll(const QString &path);
[[nodiscard]] std::vector<std::string> lines(const std::string &text);
/// The values of the `data:` lines of a recorded SSE body, in order.
[[nodiscard]] std::vector<std::string> sseData(const QString &path);
/// Copies a fixture ledger (with -wal and -shm when present) into `folder`; the path of the copy.
[[nodiscard]] QString copyLedger(const QString &relativePath, const QString &folder);
/// The recorded scenarios, by folder name.
[[nodiscard]] std::vector<QString> scenarios();

} // namespace mobwatch::test
