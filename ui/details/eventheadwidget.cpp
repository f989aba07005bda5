// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/details/eventheadwidget.h"

#include "ui/details/wrappedtext.h"
#include "ui/widgets/eventwords.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace mobwatch::ui {

EventHeadWidget::EventHeadWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_mark(new QLabel(this))
    , m_sentence(new WrappedText(this))
    , m_reason(new WrappedText(this))
    , m_facts(new QLabel(this))
{
    m_sentence->setAccessibleName(tr("What happened"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setLongest(5); // model errors are long, and the fields below matter too
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QHBoxLayout(this);
    auto *texts = new QVBoxLayout;
    layout->addWidget(m_mark, 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    texts->setSpacing(2);
    texts->addWidget(m_sentence);
    texts->addWidget(m_reason);
    texts->addWidget(m_facts);
    setLooks(looks);
}

void EventHeadWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    auto *outer = static_cast<QHBoxLayout *>(layout());
    outer->setContentsMargins(m_looks.scaled(12), m_looks.scaled(10), m_looks.scaled(12), m_looks.scaled(10));
    outer->setSpacing(m_looks.scaled(8));
    refresh();
}

void EventHeadWidget::setShown(const Shown &shown)
{
    m_shown = shown;
    refresh();
}

void EventHeadWidget::refresh()
{
    const QPixmap mark =
        m_looks.pixmap(Looks::severityIconName(m_shown.severity), m_looks.severityMark(m_shown.severity),
                       m_looks.scaled(14), devicePixelRatioF());
    m_mark->setPixmap(mark);
    m_mark->setContentsMargins(0, m_looks.scaled(2), 0, 0);
    m_mark->setAccessibleName(QString::fromUtf8(severityName(m_shown.severity).data()));
    m_sentence->setShown(m_shown.sentence, m_looks.headingFont(), palette().color(QPalette::Text));
    m_reason->setShown(m_shown.reason, m_looks.bodyFont(), m_looks.colors().errorText);
    m_facts->setFont(m_looks.figuresFont());
    QPalette second = palette();
    second.setColor(QPalette::WindowText, m_looks.colors().secondText);
    second.setColor(QPalette::Text, m_looks.colors().secondText); // what a label on Base paints in
    m_facts->setPalette(second);
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(qint64(m_shown.timestampMs));
    m_facts->setToolTip(at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz t")) + QLatin1Char('\n') +
                        tr("%1 ms").arg(m_shown.timestampMs));
    refreshAge();
}

void EventHeadWidget::refreshAge()
{
    const TimestampMs now = currentTimeMs();
    const bool isOld =
        QDateTime::fromMSecsSinceEpoch(qint64(m_shown.timestampMs)).date() != QDate::currentDate();
    // A clock that is behind makes no negative age.
    const QString age = shownAge(now > m_shown.timestampMs ? now - m_shown.timestampMs : 0);
    m_facts->setText(shownCount(m_shown.cursor) + QStringLiteral("  ") +
                     shownTime(m_shown.timestampMs, isOld) + QStringLiteral("  ") + age);
}

} // namespace mobwatch::ui
