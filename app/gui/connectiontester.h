// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/stream/rpcclient.h"
#include "core/stream/streamconnection.h"
#include "ui/connect/connectservices.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <functional>
#include <memory>
#include <string>

namespace mobwatch {

/// Finds out whether events can be watched at an address, by doing what the source will do: opens the stream,
/// then asks for the newest cursor. One question, one answer, then it deletes itself.
class ConnectionTester final : public QObject
{
    Q_OBJECT
public:
    struct Question
    {
        ServerAddress server;
        std::string token;
        QByteArray pinnedCertificate;
    };
    /// `context` is the parent: when it goes, so does the test.
    ConnectionTester(Question question, std::function<void(const ui::TrialOutcome &)> done, QObject *context);
    ~ConnectionTester() override;

    void start();

private:
    void streamEnded(const StreamEnding &ending);
    void askWhyRefused();
    void makeRpc();
    void askForCursor();
    void askForStatus();
    void finish();

    Question m_question;
    std::function<void(const ui::TrialOutcome &)> m_done;
    ui::TrialOutcome m_outcome;
    QNetworkAccessManager m_network; ///< outlives the connection
    std::unique_ptr<StreamConnection> m_stream;
    std::unique_ptr<RpcClient> m_rpc;
};

} // namespace mobwatch
