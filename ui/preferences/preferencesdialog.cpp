// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/preferences/preferencesdialog.h"

#include "ui/widgets/eventwords.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace mobwatch::ui {

namespace {
constexpr double bytesOfGigabyte = 1024.0 * 1024.0 * 1024.0;
constexpr int mostDays = 3650;
constexpr double mostGigabytes = 10'000;
constexpr int visibleCertificates = 4;
} // namespace

PreferencesDialog::PreferencesDialog(ServerSettingsServices services, const Looks &looks, QWidget *parent)
    : QDialog(parent)
    , m_services(std::move(services))
    , m_looks(looks)
    , m_settings(m_services.read())
{
    setObjectName(QStringLiteral("preferences"));
    setWindowTitle(tr("Settings"));
    auto *column = new QVBoxLayout(this);
    column->setSpacing(looks.scaled(6));
    addRecordings(column);
    column->addSpacing(looks.scaled(8));
    addCertificates(column);
    auto *box = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    for (QAbstractButton *button : box->buttons())
        button->setIcon({}); // as everywhere in the window
    column->addWidget(box);
    connect(box, &QDialogButtonBox::accepted, this, &PreferencesDialog::save);
    connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(looks.scaled(520), sizeHint().height());
}

QLabel *PreferencesDialog::addHeading(QVBoxLayout *column, const QString &text)
{
    auto *heading = new QLabel(text, this);
    heading->setFont(m_looks.headingFont());
    column->addWidget(heading);
    return heading;
}

void PreferencesDialog::addRecordings(QVBoxLayout *column)
{
    addHeading(column, tr("Recordings of servers"));
    m_records = new QCheckBox(tr("&Record what arrives"), this);
    m_records->setObjectName(QStringLiteral("records"));
    m_records->setChecked(m_settings.records);
    m_gigabytes = new QDoubleSpinBox(this);
    m_gigabytes->setObjectName(QStringLiteral("gigabytes"));
    m_gigabytes->setRange(0.1, mostGigabytes);
    m_gigabytes->setDecimals(1);
    m_gigabytes->setSuffix(tr(" GB"));
    m_gigabytes->setValue(double(m_settings.recordings.maxBytes) / bytesOfGigabyte);
    m_gigabytes->setAccessibleName(tr("Most space for recordings"));
    m_days = new QSpinBox(this);
    m_days->setObjectName(QStringLiteral("days"));
    m_days->setRange(1, mostDays);
    m_days->setSuffix(tr(" days"));
    m_days->setValue(m_settings.recordings.maxDays);
    m_days->setAccessibleName(tr("Longest time to keep recordings"));
    m_use = new QLabel(this);
    m_use->setTextFormat(Qt::PlainText);
    m_use->setWordWrap(true);
    m_use->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, m_looks.colors().secondText);
    m_use->setPalette(quiet);
    column->addWidget(m_records);
    auto *form = new QFormLayout;
    form->addRow(tr("Keep at &most"), m_gigabytes);
    form->addRow(tr("Keep at most &for"), m_days);
    addFolder(form);
    column->addLayout(form);
    column->addWidget(m_use);
    showUse();
}

void PreferencesDialog::addFolder(QFormLayout *form)
{
    const QString standard = m_services.standardFolder ? m_services.standardFolder() : QString();
    m_folder =
        new QLineEdit(QDir::toNativeSeparators(
                          m_settings.recordingFolder.isEmpty() ? standard : m_settings.recordingFolder),
                      this);
    m_folder->setObjectName(QStringLiteral("folder"));
    m_folder->setAccessibleName(tr("Folder of recordings"));
    m_folder->setPlaceholderText(QDir::toNativeSeparators(standard));
    m_folder->setToolTip(tr("Used from the next connection on; empty = the standard folder"));
    auto *choose = new QPushButton(tr("&Choose…"), this);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &PreferencesDialog::chooseFolder);
    auto *label = new QLabel(tr("&In the folder"), this);
    label->setBuddy(m_folder);
    auto *row = new QHBoxLayout;
    row->addWidget(m_folder, 1);
    row->addWidget(choose);
    form->addRow(label, row);
}

void PreferencesDialog::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Folder for recordings"), m_folder->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, m_folder,
            [this](const QString &path) { m_folder->setText(QDir::toNativeSeparators(path)); });
    dialog->open();
}

void PreferencesDialog::showUse()
{
    const auto say = [this](const QString &now) {
        m_use->setText(tr("Another folder is used from the next connection on. Now there: %1. What is over a "
                          "limit is deleted when the program starts and when this page is closed with OK, "
                          "the oldest first; what is being watched stays.")
                           .arg(now));
    };
    say(tr("being counted"));
    if (!m_services.recordingUse)
        return;
    m_services.recordingUse(this, [say](const RecordingUse &use) {
        const QString bytes = shownBytes(std::uint64_t(use.bytes));
        say(use.files == 1 ? tr("1 recording, %1").arg(bytes)
                           : tr("%1 recordings, %2").arg(shownCount(std::uint64_t(use.files)), bytes));
    });
}

void PreferencesDialog::addCertificates(QVBoxLayout *column)
{
    addHeading(column, tr("Certificates accepted by you"));
    m_certificates = new QTreeWidget(this);
    m_certificates->setObjectName(QStringLiteral("certificates"));
    m_certificates->setRootIsDecorated(false);
    m_certificates->setUniformRowHeights(true);
    m_certificates->setHeaderLabels({tr("Server"), tr("SHA-256")});
    m_certificates->setAccessibleName(tr("Certificates accepted by you"));
    m_certificates->setFixedHeight(m_looks.headerHeight() + visibleCertificates * m_looks.rowHeight());
    m_revoke = new QPushButton(tr("Re&voke"), this);
    m_revoke->setObjectName(QStringLiteral("revokeChosen"));
    m_revoke->setAutoDefault(false);
    column->addWidget(m_certificates);
    column->addWidget(m_revoke, 0, Qt::AlignLeft);
    connect(m_revoke, &QPushButton::clicked, this, &PreferencesDialog::revokeChosen);
    connect(m_certificates, &QTreeWidget::itemSelectionChanged, this,
            [this] { m_revoke->setEnabled(!m_certificates->selectedItems().isEmpty()); });
    fillCertificates();
}

void PreferencesDialog::fillCertificates()
{
    m_certificates->clear();
    for (const PinnedCertificate &certificate : m_settings.certificates)
        new QTreeWidgetItem(m_certificates, {certificate.address, shownFingerprint(certificate.sha256)});
    m_certificates->resizeColumnToContents(0);
    m_revoke->setEnabled(false);
}

void PreferencesDialog::revokeChosen()
{
    const QList<QTreeWidgetItem *> chosen = m_certificates->selectedItems();
    if (chosen.isEmpty())
        return;
    const int at = m_certificates->indexOfTopLevelItem(chosen.front());
    m_revoked.push_back(m_settings.certificates[std::size_t(at)]);
    m_settings.certificates.erase(m_settings.certificates.begin() + at);
    fillCertificates();
}

void PreferencesDialog::save()
{
    // Another window may have accepted or revoked a certificate since this page was opened.
    ServerSettings settings = m_services.read();
    settings.records = m_records->isChecked();
    settings.recordings.maxBytes = std::uint64_t(std::llround(m_gigabytes->value() * bytesOfGigabyte));
    settings.recordings.maxDays = m_days->value();
    const QString folder = QDir::cleanPath(QDir::fromNativeSeparators(m_folder->text().trimmed()));
    const bool isStandard =
        folder.isEmpty() || (m_services.standardFolder && folder == m_services.standardFolder());
    settings.recordingFolder = isStandard ? QString() : QDir(folder).absolutePath();
    m_services.write(settings);
    accept();
    for (const PinnedCertificate &certificate : m_revoked) {
        if (std::ranges::find(settings.certificates, certificate) != settings.certificates.end())
            Q_EMIT certificateRevoked(certificate.address);
    }
}

} // namespace mobwatch::ui
