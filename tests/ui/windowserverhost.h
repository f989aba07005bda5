// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tests/ui/mainwindowhost.h"
#include "ui/mainwindow/statusbarwidget.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/statussegment.h"

#include <QDialog>
#include <QPushButton>

namespace mobwatch::test {

inline const QString address = QStringLiteral("http://127.0.0.1:8080");

inline SourceRequest serverRequest()
{
    return {SourceKind::Server, address};
}

inline SourceStatus status(SourceState state, ErrorCode code, int attempt)
{
    SourceStatus status;
    status.state = state;
    status.error = Error{code, QStringLiteral("connection refused"), {}, -1, {}};
    status.attempt = attempt;
    return status;
}

inline StatusSegment *segment(const Window &window, const QString &name)
{
    for (auto *segment : window->findChildren<StatusSegment *>()) {
        if (segment->accessibleName() == name)
            return segment;
    }
    return nullptr;
}

inline void press(const Window &window, const QString &text)
{
    for (auto *button : window->messages()->findChildren<QPushButton *>()) {
        if (button->text() == text && button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
            return;
        }
    }
    QFAIL(qPrintable(QStringLiteral("there is no button ") + text));
}

inline void pressIn(QDialog *dialog, const QString &text)
{
    for (auto *button : dialog->findChildren<QPushButton *>()) {
        if (button->text().remove(QLatin1Char('&')) == text) {
            button->click();
            return;
        }
    }
    QFAIL(qPrintable(QStringLiteral("there is no button ") + text));
}

} // namespace mobwatch::test
