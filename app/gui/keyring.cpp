// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "app/gui/keyring.h"

#include <qt6keychain/keychain.h>

namespace mobwatch {

namespace {

class SystemKeyring final : public Keyring
{
public:
    void read(const QString &name, std::function<void(Answer, const std::string &)> done) override
    {
        auto *job = new QKeychain::ReadPasswordJob(serviceName(), &m_jobs);
        run(job, name, [job, done = std::move(done)](Answer answer) {
            done(answer, answer == Answer::Done ? job->textData().toStdString() : std::string());
        });
    }
    void write(const QString &name, const std::string &secret, std::function<void(Answer)> done) override
    {
        auto *job = new QKeychain::WritePasswordJob(serviceName(), &m_jobs);
        job->setTextData(QString::fromStdString(secret));
        run(job, name, std::move(done));
    }
    void remove(const QString &name, std::function<void(Answer)> done) override
    {
        run(new QKeychain::DeletePasswordJob(serviceName(), &m_jobs), name, std::move(done));
    }

private:
    static QString serviceName() { return QStringLiteral("Mobwatch"); }

    void run(QKeychain::Job *job, const QString &name, std::function<void(Answer)> done)
    {
        job->setKey(name);
        QObject::connect(job, &QKeychain::Job::finished, &m_jobs, [job, done = std::move(done)] {
            done(job->error() == QKeychain::NoError         ? Answer::Done
                 : job->error() == QKeychain::EntryNotFound ? Answer::NotThere
                                                            : Answer::Failed);
        });
        job->start();
    }

    QObject m_jobs; ///< the parent of those under way
};

} // namespace

std::unique_ptr<Keyring> systemKeyring()
{
    return std::make_unique<SystemKeyring>();
}

} // namespace mobwatch
