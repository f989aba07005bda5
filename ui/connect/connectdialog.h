// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/connect/connectservices.h"
#include "ui/looks/looks.h"

#include <QDialog>
#include <QStringList>
#include <optional>
#include <string>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QVBoxLayout;

namespace mobwatch::ui {

class ServerQueryForm;

/// Which server to watch, and how. Knows no network: it asks through the services.
class ConnectDialog final : public QDialog
{
    Q_OBJECT
public:
    /// `servers`: addresses that were watched before, newest first.
    ConnectDialog(ConnectServices services, const QStringList &servers, const Looks &looks,
                  QWidget *parent = nullptr);

    ~ConnectDialog() override;

    /// Fills the fields, for a second look at a connection.
    void setRequest(const ServerRequest &request);
    /// Tests what is typed; the answer appears in the dialog.
    void testConnection();

Q_SIGNALS:
    /// The token went to its store before.
    void connectRequested(const mobwatch::ui::ServerRequest &request);

private:
    void setUpFields(QVBoxLayout *column, const QStringList &servers);
    void setUpStart(QVBoxLayout *column);
    void setUpFilter(QVBoxLayout *column);
    void setUpTest(QVBoxLayout *column);
    QWidget *makeButtons();
    void addHint(QVBoxLayout *column);
    [[nodiscard]] QLabel *makeNote(const QString &name);
    void say(QLabel *note, const QString &text, std::optional<Severity> severity = std::nullopt);

    void addressChanged();
    void lookUpToken();
    void showTokenNote();
    void showFilterNote();
    /// Nothing where a field is wrong; the dialog then says which, and goes there.
    [[nodiscard]] std::optional<ServerRequest> readFields();
    void finish();

    ConnectServices m_services;
    Looks m_looks;
    QComboBox *m_address = nullptr;
    QLabel *m_addressNote = nullptr;
    QLineEdit *m_token = nullptr;
    QLabel *m_tokenNote = nullptr;
    QPushButton *m_forget = nullptr;
    QRadioButton *m_latest = nullptr;
    QRadioButton *m_beginning = nullptr;
    QRadioButton *m_cursor = nullptr;
    QRadioButton *m_now = nullptr;
    QLineEdit *m_after = nullptr;
    QCheckBox *m_filters = nullptr;
    ServerQueryForm *m_query = nullptr;
    QLabel *m_filterNote = nullptr;
    QPushButton *m_test = nullptr;
    QLabel *m_testNote = nullptr;
    QString m_lookedUp;      ///< the address whose token is known to be there or not
    bool m_hasToken = false; ///< of it
    int m_trial = 0;         ///< the newest test; answers of earlier ones are dropped
};

} // namespace mobwatch::ui
