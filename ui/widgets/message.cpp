// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/widgets/message.h"

#include <QCoreApplication>

namespace mobwatch::ui {

QString textNow(const Message &message)
{
    if (message.countdownTo == 0)
        return message.text;
    const TimestampMs now = currentTimeMs();
    const TimestampMs left = message.countdownTo > now ? message.countdownTo - now : 0;
    return QString(message.text)
        .replace(QLatin1String("%1"),
                 QCoreApplication::translate("Message", "%1 s").arg((left + 999) / 1000));
}

bool isSameSubject(const Message &a, const Message &b)
{
    if (a.countdownTo == 0 && b.countdownTo == 0)
        return a == b;
    return a.key == b.key && a.severity == b.severity && a.title == b.title && a.buttons == b.buttons &&
           a.text.isEmpty() == b.text.isEmpty();
}

} // namespace mobwatch::ui
