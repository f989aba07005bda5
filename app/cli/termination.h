// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <memory>

namespace mobwatch::cli {

/// Turns SIGINT and SIGTERM into a signal of the event loop, so that everything can be printed first. One per
/// process.
class Termination final : public QObject
{
    Q_OBJECT
public:
    explicit Termination(QObject *parent = nullptr);

    /// For loops without an event loop.
    [[nodiscard]] static bool isRequested();
    /// Waits until there is something to read (or its end); false when told to end instead.
    [[nodiscard]] static bool waitForInput(int descriptor);

Q_SIGNALS:
    void requested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace mobwatch::cli
