// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/event/kindcatalogue.h"
#include "core/support/ids.h"
#include "core/support/time.h"
#include "ui/looks/looks.h"

#include <QWidget>

class QLabel;

namespace mobwatch::ui {

class WrappedText;

/// What happened in one sentence, why if it failed, and when.
class EventHeadWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit EventHeadWidget(const Looks &looks, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);

    struct Shown
    {
        Severity severity = Severity::Info;
        QString sentence;
        QString reason;
        Cursor cursor = 0;
        TimestampMs timestampMs = 0;
    };
    void setShown(const Shown &shown);
    /// The age goes on while the event stays on the screen.
    void refreshAge();

private:
    void refresh();
    Looks m_looks;
    Shown m_shown;
    QLabel *m_mark;
    WrappedText *m_sentence;
    WrappedText *m_reason;
    QLabel *m_facts;
};

} // namespace mobwatch::ui
