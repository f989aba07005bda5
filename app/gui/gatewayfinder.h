// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/rpcclient.h"
#include "ui/firstrun/firstrunwidget.h"

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

namespace mobwatch {

/// Asks the gateways in this machine's registry whether they are alive (specification 6.9), all at once and
/// never with a token: anybody can write an address into that file. One search, then it deletes itself.
class GatewayFinder final : public QObject
{
    Q_OBJECT
public:
    /// `context` is the parent: when it goes, so does the search. `done` comes later, also with nothing.
    GatewayFinder(QObject *context, std::function<void(std::vector<ui::KnownSource>)> done);

    void start();

private:
    void finishOne();

    std::function<void(std::vector<ui::KnownSource>)> m_done;
    std::vector<std::unique_ptr<RpcClient>> m_clients;
    std::vector<ui::KnownSource> m_alive;
    std::size_t m_open = 0;
};

} // namespace mobwatch
