// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/settingsstore.h"

#include <algorithm>

namespace mobwatch {

namespace {

constexpr int sha256Bytes = 32;
constexpr qulonglong leastRecordingBytes = qulonglong{100} << 20;

QString key(const char *name)
{
    return QLatin1String("window/") + QLatin1String(name);
}

SourceKind kindOf(int stored)
{
    for (const SourceKind kind : {SourceKind::EventFile, SourceKind::Server}) {
        if (stored == int(kind))
            return kind;
    }
    return SourceKind::Ledger;
}

} // namespace

SettingsStore::SettingsStore()
    : m_settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("mobwatch"),
                 QStringLiteral("mobwatch"))
{
}

ui::WindowSettings SettingsStore::read() const
{
    ui::WindowSettings settings;
    settings.geometry = m_settings.value(key("geometry")).toByteArray();
    settings.panes = m_settings.value(key("panes")).toByteArray();
    settings.columns = m_settings.value(key("columns")).toByteArray();
    settings.appearance = ui::Appearance(std::clamp(m_settings.value(key("appearance")).toInt(), 0, 2));
    settings.density = ui::Density(std::clamp(m_settings.value(key("density")).toInt(), 0, 1));
    settings.textPercent =
        std::clamp(m_settings.value(key("text"), 100).toInt(), ui::leastTextPercent, ui::mostTextPercent);
    const int recent = m_settings.beginReadArray(key("recent"));
    for (int i = 0; i < std::min(recent, int(ui::recentCapacity)); ++i) {
        m_settings.setArrayIndex(i);
        ui::KnownSource source;
        source.path = m_settings.value(QStringLiteral("path")).toString();
        source.name = m_settings.value(QStringLiteral("name")).toString();
        source.kind = kindOf(m_settings.value(QStringLiteral("kind")).toInt());
        source.events = m_settings.value(QStringLiteral("events")).toULongLong();
        source.lastEventMs = m_settings.value(QStringLiteral("last")).toULongLong();
        if (!source.path.isEmpty())
            settings.recent.push_back(source);
    }
    m_settings.endArray();
    return settings;
}

void SettingsStore::write(const ui::WindowSettings &settings)
{
    m_settings.setValue(key("geometry"), settings.geometry);
    m_settings.setValue(key("panes"), settings.panes);
    m_settings.setValue(key("columns"), settings.columns);
    m_settings.setValue(key("appearance"), int(settings.appearance));
    m_settings.setValue(key("density"), int(settings.density));
    m_settings.setValue(key("text"), settings.textPercent);
    m_settings.beginWriteArray(key("recent"), int(settings.recent.size()));
    for (int i = 0; i < int(settings.recent.size()); ++i) {
        m_settings.setArrayIndex(i);
        const ui::KnownSource &source = settings.recent[std::size_t(i)];
        m_settings.setValue(QStringLiteral("path"), source.path);
        m_settings.setValue(QStringLiteral("name"), source.name);
        m_settings.setValue(QStringLiteral("kind"), int(source.kind));
        m_settings.setValue(QStringLiteral("events"), qulonglong(source.events));
        m_settings.setValue(QStringLiteral("last"), qulonglong(source.lastEventMs));
    }
    m_settings.endArray();
}

ui::ServerSettings SettingsStore::readServers() const
{
    ui::ServerSettings settings;
    settings.records = m_settings.value(QStringLiteral("recordings/on"), settings.records).toBool();
    settings.recordingFolder = m_settings.value(QStringLiteral("recordings/folder")).toString();
    RecordingRule &rule = settings.recordings;
    rule.maxBytes = std::max(
        leastRecordingBytes,
        m_settings.value(QStringLiteral("recordings/bytes"), qulonglong(rule.maxBytes)).toULongLong());
    rule.maxDays = std::max(1, m_settings.value(QStringLiteral("recordings/days"), rule.maxDays).toInt());
    const int count = m_settings.beginReadArray(QStringLiteral("certificates"));
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        ui::PinnedCertificate certificate;
        certificate.address = m_settings.value(QStringLiteral("address")).toString();
        certificate.sha256 =
            QByteArray::fromHex(m_settings.value(QStringLiteral("sha256")).toString().toLatin1());
        if (!certificate.address.isEmpty() && certificate.sha256.size() == sha256Bytes)
            settings.certificates.push_back(certificate);
    }
    m_settings.endArray();
    return settings;
}

void SettingsStore::writeServers(const ui::ServerSettings &settings)
{
    m_settings.setValue(QStringLiteral("recordings/on"), settings.records);
    m_settings.setValue(QStringLiteral("recordings/folder"), settings.recordingFolder);
    m_settings.setValue(QStringLiteral("recordings/bytes"), qulonglong(settings.recordings.maxBytes));
    m_settings.setValue(QStringLiteral("recordings/days"), settings.recordings.maxDays);
    m_settings.remove(QStringLiteral("certificates")); // a shorter array leaves no rest
    m_settings.beginWriteArray(QStringLiteral("certificates"), int(settings.certificates.size()));
    for (int i = 0; i < int(settings.certificates.size()); ++i) {
        m_settings.setArrayIndex(i);
        const ui::PinnedCertificate &certificate = settings.certificates[std::size_t(i)];
        m_settings.setValue(QStringLiteral("address"), certificate.address);
        m_settings.setValue(QStringLiteral("sha256"), QString::fromLatin1(certificate.sha256.toHex()));
    }
    m_settings.endArray();
}

} // namespace mobwatch
