// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QString>
#include <QWidget>
#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;

namespace mobwatch::ui {

/// What the table says when it has no rows (look.md, section 6), drawn over its viewport.
class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    EmptyState(const Looks &looks, QWidget *parent);

    void setLooks(const Looks &looks);
    void say(const QString &title, const QString &text);

    /// "without kind = step_failed  4,118 events", one line per condition; absent = only payloads could tell.
    struct Choice
    {
        QString condition;
        std::optional<std::uint64_t> events;
    };
    void offer(const std::vector<Choice> &choices);
    void setClearOffered(bool offered);
    void setLedgerOffered(bool offered);

Q_SIGNALS:
    void choiceActivated(int index);
    void clearRequested();
    void ledgerRequested();

private:
    void applyFonts();

    Looks m_looks;
    QLabel *m_title;
    QLabel *m_text;
    QWidget *m_choices;
    QGridLayout *m_choiceLayout;
    QPushButton *m_clear;
    QPushButton *m_ledger;
};

} // namespace mobwatch::ui
