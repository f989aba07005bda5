// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/mainwindow/sessioncontroller.h"

#include "ui/connect/serverwords.h"
#include "ui/widgets/eventwords.h"

#include <QFileInfo>

namespace mobwatch::ui {

SessionController::SessionController(SourceOpener opener, QObject *parent)
    : QObject(parent)
    , m_opener(std::move(opener))
{
}

SessionController::~SessionController()
{
    close();
}

Result<void> SessionController::open(const SourceRequest &request)
{
    close();
    Result<std::unique_ptr<EventSource>> source = m_opener(request);
    if (!source)
        return fail(source.error());
    m_request = request;
    m_session = std::make_unique<Session>(std::move(*source));
    m_payloads = std::make_unique<PayloadCache>(m_session->store(), m_session->payloads());
    Q_EMIT opened();
    return {};
}

void SessionController::start()
{
    if (m_session)
        m_session->start();
}

void SessionController::close()
{
    if (!m_session)
        return;
    Q_EMIT aboutToClose();
    m_payloads.reset();
    m_session.reset();
    m_request.reset();
}

QString SessionController::title() const
{
    if (!m_session)
        return {};
    const Interner &mobs = m_session->store().texts(TextColumn::Mob);
    if (mobs.size() == 1)
        return shownText(mobs.at(1));
    if (m_request->kind == SourceKind::Demo)
        return tr("Demo");
    if (m_request->kind == SourceKind::Server)
        return shownHost(m_request->path);
    return QFileInfo(m_request->path).fileName();
}

std::optional<KnownSource> SessionController::known() const
{
    if (!m_session || m_request->kind == SourceKind::Demo)
        return std::nullopt;
    KnownSource source;
    source.path = m_request->path;
    source.name =
        m_request->kind == SourceKind::Server ? m_request->path : QFileInfo(m_request->path).fileName();
    source.kind = m_request->kind;
    source.events = m_session->counters().events;
    source.lastEventMs = m_session->counters().lastEventMs;
    return source;
}

} // namespace mobwatch::ui
