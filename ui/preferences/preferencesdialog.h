// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"
#include "ui/preferences/serversettings.h"

#include <QDialog>

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTreeWidget;
class QVBoxLayout;

namespace mobwatch::ui {

/// What is kept about servers: recordings with their rule, accepted certificates.
class PreferencesDialog final : public QDialog
{
    Q_OBJECT
public:
    PreferencesDialog(ServerSettingsServices services, const Looks &looks, QWidget *parent = nullptr);

Q_SIGNALS:
    /// The exception for this server is to go; what is connected to it has to connect anew.
    void certificateRevoked(const QString &address);

private:
    void addRecordings(QVBoxLayout *column);
    void addCertificates(QVBoxLayout *column);
    QLabel *addHeading(QVBoxLayout *column, const QString &text);
    void addFolder(QFormLayout *form);
    void chooseFolder();
    void showUse();
    void fillCertificates();
    void revokeChosen();
    void save();

    ServerSettingsServices m_services;
    Looks m_looks;
    ServerSettings m_settings; ///< as they were when the page was opened, without what was revoked in it
    std::vector<PinnedCertificate> m_revoked;
    QLineEdit *m_folder = nullptr;
    QCheckBox *m_records = nullptr;
    QDoubleSpinBox *m_gigabytes = nullptr;
    QSpinBox *m_days = nullptr;
    QLabel *m_use = nullptr;
    QTreeWidget *m_certificates = nullptr;
    QPushButton *m_revoke = nullptr;
};

} // namespace mobwatch::ui
