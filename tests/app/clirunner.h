// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <memory>

namespace mobwatch::test {

[[nodiscard]] QString cliProgram();

struct Outcome
{
    int code = -1; ///< -1 = it crashed or hung
    QByteArray out, err;
};
/// Runs mobwatch-cli to its end.
[[nodiscard]] Outcome run(const QStringList &arguments, const QByteArray &input = {},
                          const QString &folder = {});

[[nodiscard]] QStringList words(const char *text);

/// The recorded stream as it would stand in an event file.
[[nodiscard]] QByteArray recordedLines(const QString &scenario, std::size_t count = 100000);
/// The --labels file that a recording needs, from what its envelopes show.
[[nodiscard]] QByteArray labelsFile(const QString &scenario);
void writeFile(const QString &path, const QByteArray &bytes);

/// A writer of rows, like another program: one connection per operation, which is closed again.
class LedgerPen final
{
public:
    explicit LedgerPen(QString path);
    void append(const QByteArray &payload);
    void appendRaw(const QByteArray &json);
    void clear();

private:
    void change(const QStringList &statements);

    QString m_path;
    qint64 m_next = 1;
};

/// mobwatch-cli while the test goes on.
class Running final
{
public:
    explicit Running(const QStringList &arguments);
    ~Running();
    Q_DISABLE_COPY_MOVE(Running)

    QByteArray &out();
    QByteArray &err();
    [[nodiscard]] qsizetype lineCount() { return out().count('\n'); }
    /// Waits for the end, after a signal where one is given; the exit code, negative when there is none.
    [[nodiscard]] int end(int signal = 0);
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    void send(const QByteArray &bytes);
    void closeInput() { m_process.closeWriteChannel(); }

private:
    QProcess m_process;
    QByteArray m_out, m_err;
};

/// A test with a folder of its own for each function.
class CliTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();

protected:
    [[nodiscard]] QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    /// A copy of a recorded ledger, as <scenario>.db.
    [[nodiscard]] QString ledger(const char *scenario) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

} // namespace mobwatch::test
