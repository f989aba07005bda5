// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "tests/support/fakesource.h"

#include <algorithm>

namespace mobwatch::test {

class MemoryPayloads::Reader final : public PayloadReader
{
public:
    explicit Reader(const MemoryPayloads &payloads)
        : m_payloads(payloads)
    {
    }

    Result<std::string> read(const PayloadKey &key) override
    {
        std::unique_lock lock(m_payloads.m_mutex);
        m_payloads.m_changed.wait(lock, [this] { return m_payloads.m_allowed != std::size_t{0}; });
        if (m_payloads.m_allowed)
            --*m_payloads.m_allowed;
        ++m_payloads.m_reads;
        const auto found = m_payloads.m_payloads.find({key.epoch, key.cursor});
        if (found == m_payloads.m_payloads.end())
            return fail(ErrorCode::Gone, QStringLiteral("cleared with its ledger"));
        return found->second;
    }

private:
    const MemoryPayloads &m_payloads;
};

std::unique_ptr<PayloadReader> MemoryPayloads::makeReader() const
{
    return std::make_unique<Reader>(*this);
}

void MemoryPayloads::put(Epoch epoch, Cursor cursor, std::string payload)
{
    const std::lock_guard lock(m_mutex);
    m_payloads.insert_or_assign({epoch, cursor}, std::move(payload));
}

void MemoryPayloads::remove(Epoch epoch, Cursor cursor)
{
    const std::lock_guard lock(m_mutex);
    m_payloads.erase({epoch, cursor});
}

void MemoryPayloads::hold(std::size_t allowed)
{
    {
        const std::lock_guard lock(m_mutex);
        m_allowed = allowed;
    }
    m_changed.notify_all();
}

void MemoryPayloads::release()
{
    {
        const std::lock_guard lock(m_mutex);
        m_allowed.reset();
    }
    m_changed.notify_all();
}

std::size_t MemoryPayloads::readCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_reads;
}

namespace {

std::uint32_t internOptional(BatchStrings &strings, const std::optional<std::string> &text)
{
    return text ? strings.intern(*text) : BatchStrings::absent;
}

std::uint32_t internLabels(EventBatch &batch, const LabelMap &labels)
{
    if (labels.empty())
        return BatchStrings::absent;
    const auto known = std::ranges::find(batch.labelSets, labels);
    const auto id = static_cast<std::uint32_t>(known - batch.labelSets.begin());
    if (known == batch.labelSets.end())
        batch.labelSets.push_back(labels);
    return id;
}

} // namespace

std::shared_ptr<EventBatch> makeBatch(const std::vector<FakeRow> &rows, Arrival arrival, Epoch epoch,
                                      MemoryPayloads *payloads)
{
    auto batch = std::make_shared<EventBatch>();
    batch->arrival = arrival;
    batch->epoch = epoch;
    const bool hasLabels = std::ranges::any_of(
        rows, [](const FakeRow &row) { return !row.mobLabels.empty() || !row.runLabels.empty(); });
    for (const FakeRow &row : rows) {
        batch->kind.push_back(batch->strings.intern(row.kind));
        batch->mob.push_back(batch->strings.intern(row.mob));
        batch->run.push_back(internOptional(batch->strings, row.run));
        batch->step.push_back(internOptional(batch->strings, row.step));
        batch->agent.push_back(internOptional(batch->strings, row.agent));
        batch->severity.push_back(row.severity);
        batch->cursor.push_back(row.cursor);
        batch->timestampMs.push_back(row.timestampMs);
        batch->locator.push_back(row.cursor);
        if (hasLabels) {
            batch->mobLabels.push_back(internLabels(*batch, row.mobLabels));
            batch->runLabels.push_back(internLabels(*batch, row.runLabels));
        }
        if (payloads != nullptr)
            payloads->put(epoch, row.cursor, row.payload);
    }
    return batch;
}

FakeSource::FakeSource(QObject *parent)
    : EventSource(parent)
{
}

FakeServerLink &FakeSource::becomeServer(const QString &address)
{
    m_link = std::make_unique<FakeServerLink>();
    m_address = address;
    return *m_link;
}

void FakeSource::push(const std::vector<FakeRow> &rows, Arrival arrival, Epoch epoch)
{
    push(makeBatch(rows, arrival, epoch, m_payloads.get()));
}

void FakeSource::push(EventBatchPtr batch)
{
    queue(std::move(batch));
    wake();
}

void FakeSource::queue(EventBatchPtr batch)
{
    m_batches.push_back(std::move(batch));
}
void FakeSource::wake()
{
    Q_EMIT batchReady();
}

void FakeSource::setState(SourceState state, double progress)
{
    SourceStatus next;
    next.state = state;
    next.progress = progress;
    setStatus(next);
}

void FakeSource::setStatus(const SourceStatus &status)
{
    m_status = status;
    Q_EMIT statusChanged();
}

void FakeSource::setInfo(const SourceInfo &info)
{
    m_info = info;
}

void FakeSource::addSeam(const Seam &seam)
{
    m_seams.push_back(seam);
    Q_EMIT statusChanged();
}

void FakeSource::addNotice(const SourceNotice &notice)
{
    m_notices.push_back(notice);
    Q_EMIT statusChanged();
}

void FakeSource::start()
{
    if (m_isFinished)
        return;
    ++m_starts;
    setState(SourceState::CatchingUp);
}

void FakeSource::stop()
{
    if (std::exchange(m_isFinished, true))
        return;
    m_payloads->release();
    setState(SourceState::Stopped);
    Q_EMIT finished();
}

} // namespace mobwatch::test
