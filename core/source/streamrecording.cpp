// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "core/source/streamrecording.h"

#include "core/event/envelopejson.h"
#include "core/source/envelopebatcher.h"
#include "core/source/recordings.h"
#include "core/stream/streamlog.h"
#include "core/support/oneline.h"

#include <QDir>
#include <QFileInfo>
#include <utility>

namespace mobwatch {

namespace {

// A locator whose size is zero blocks is the number of a line in memory (EnvelopeBatcher::locator never gives
// that).
class RecordedPayloadReader final : public PayloadReader
{
public:
    explicit RecordedPayloadReader(std::shared_ptr<const RecordingPlace> place)
        : m_place(std::move(place))
    {
    }

    Result<std::string> read(const PayloadKey &key) override
    {
        const auto bytes = line(key.locator);
        if (!bytes)
            return fail(bytes.error());
        auto read = readEnvelope(*bytes);
        if (!read || read->epoch != key.epoch || read->envelope.cursor != key.cursor ||
            read->envelope.timestampMs != key.timestampMs)
            return fail(ErrorCode::Gone,
                        QStringLiteral("the recording was changed; this event is no longer in it"));
        return std::move(read->envelope.data);
    }

private:
    Result<std::string> line(std::uint64_t locator) const
    {
        const EnvelopeBatcher::Place place = EnvelopeBatcher::place(locator);
        if (place.size == 0) {
            auto kept = m_place->memory.line(place.offset);
            if (!kept)
                return fail(ErrorCode::Gone,
                            QStringLiteral("not recorded, and no longer among the payloads in memory"));
            return std::move(*kept);
        }
        const std::shared_ptr<const FollowedFile> file = m_place->file();
        if (!file)
            return fail(ErrorCode::NotFound, QStringLiteral("there is no recording"));
        auto bytes = file->read(place.offset, place.size);
        if (bytes)
            bytes->resize(std::min(bytes->find('\n'), bytes->size()));
        return bytes;
    }

    std::shared_ptr<const RecordingPlace> m_place;
};

class RecordedPayloads final : public PayloadAccess
{
public:
    explicit RecordedPayloads(std::shared_ptr<const RecordingPlace> place)
        : m_place(std::move(place))
    {
    }
    std::unique_ptr<PayloadReader> makeReader() const override
    {
        return std::make_unique<RecordedPayloadReader>(m_place);
    }

private:
    std::shared_ptr<const RecordingPlace> m_place;
};

Error fileError(const QFile &file, const QString &what)
{
    const bool refused = file.error() == QFileDevice::PermissionsError;
    return Error{refused ? ErrorCode::PermissionDenied : ErrorCode::Io,
                 QStringLiteral("%1: %2").arg(what, file.errorString()),
                 file.fileName(),
                 -1,
                 {}};
}

} // namespace

LineMemory::LineMemory(std::size_t budget)
    : m_budget(budget)
{
}

std::uint64_t LineMemory::add(std::string line)
{
    const std::lock_guard lock(m_mutex);
    const std::uint64_t number = m_first + m_lines.size();
    m_bytes += line.size();
    m_lines.push_back(std::move(line));
    while (m_bytes > m_budget && !m_lines.empty()) {
        m_bytes -= m_lines.front().size();
        m_lines.pop_front();
        ++m_first;
    }
    return number;
}

std::optional<std::string> LineMemory::line(std::uint64_t number) const
{
    const std::lock_guard lock(m_mutex);
    if (number < m_first || number - m_first >= m_lines.size())
        return std::nullopt;
    return m_lines[number - m_first];
}

std::size_t LineMemory::bytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytes;
}

std::shared_ptr<const FollowedFile> RecordingPlace::file() const
{
    const std::lock_guard lock(m_mutex);
    return m_file;
}

void RecordingPlace::setFile(std::shared_ptr<const FollowedFile> file)
{
    const std::lock_guard lock(m_mutex);
    m_file = std::move(file);
}

StreamRecording::StreamRecording(Options options)
    : m_options(std::move(options))
    , m_place(std::make_shared<RecordingPlace>(m_options.memoryBudget))
{
}

StreamRecording::~StreamRecording()
{
    if (m_file && m_written == 0)
        m_file->remove();
}

Result<void> StreamRecording::open()
{
    if (m_options.folder.isEmpty() || m_file)
        return {};
    if (const auto made = create(); !made) {
        m_file.reset();
        return made;
    }
    auto readable = FollowedFile::open(m_file->fileName());
    if (!readable) {
        m_file.reset();
        return fail(readable.error());
    }
    m_place->setFile(std::move(*readable));
    return {};
}

Result<void> StreamRecording::create()
{
    constexpr QFileDevice::Permissions ownFolder =
        QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
    constexpr QFileDevice::Permissions ownFile = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    if (!QFileInfo(m_options.folder).isDir()) {
        if (!QDir().mkpath(m_options.folder))
            return fail(ErrorCode::Io, QStringLiteral("the folder %1 cannot be made").arg(m_options.folder),
                        m_options.folder);
        QFile::setPermissions(m_options.folder, ownFolder);
    }
    const QDir folder(m_options.folder);
    for (int copy = 1;; ++copy) {
        m_file = std::make_unique<QFile>(
            folder.filePath(recordingFileName(m_options.server, m_options.startedMs, copy)));
        if (m_file->open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, ownFile))
            break;
        if (!m_file->exists() || copy >= 100)
            return fail(fileError(*m_file, QStringLiteral("no recording can be made")));
    }
    if (!lockRecording(*m_file, true))
        qCWarning(streamLog) << "the recording cannot be locked";
    return {};
}

void StreamRecording::add(std::string_view envelope, Epoch epoch, bool namesEpoch)
{
    const std::size_t start = m_pending.size();
    m_pending += envelope;
    // White space between tokens: inside of texts JSON has no bare line ends.
    keepOneLine(m_pending, start);
    if (epoch != 1 || namesEpoch) {
        m_pending.resize(std::max(start, m_pending.find_last_of('}')));
        m_pending += R"(,"epoch":)";
        m_pending += std::to_string(epoch);
        m_pending += '}';
    }
    m_pending += '\n';
    m_sizes.push_back(m_pending.size() - start);
}

Result<void> StreamRecording::flush(std::vector<std::uint64_t> &locators)
{
    locators.clear();
    if (m_sizes.empty())
        return {};
    if (!m_file) {
        moveToMemory(locators);
        return {};
    }
    const qint64 size = static_cast<qint64>(m_pending.size());
    if (m_file->write(m_pending.data(), size) != size) {
        const Error error = fileError(*m_file, QStringLiteral("the recording cannot be written"));
        m_file->resize(static_cast<qint64>(m_written)); // no half line for whoever opens it later
        if (m_written == 0)
            m_file->remove();
        m_file.reset();
        moveToMemory(locators);
        return fail(error);
    }
    std::uint64_t offset = m_written;
    for (const std::size_t line : m_sizes) {
        locators.push_back(EnvelopeBatcher::locator(offset, line));
        offset += line;
    }
    m_written = offset;
    m_pending.clear();
    m_sizes.clear();
    return {};
}

void StreamRecording::moveToMemory(std::vector<std::uint64_t> &locators)
{
    std::size_t offset = 0;
    for (const std::size_t line : m_sizes) {
        locators.push_back(m_place->memory.add(m_pending.substr(offset, line - 1)));
        offset += line;
    }
    m_pending.clear();
    m_sizes.clear();
}

PayloadAccessPtr StreamRecording::payloads() const
{
    return std::make_shared<RecordedPayloads>(m_place);
}

} // namespace mobwatch
