// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filterbar/chipswidget.h"

#include "core/session/session.h"
#include "ui/filterbar/chipwords.h"
#include "ui/filterbar/filterbarwidget.h"
#include "ui/widgets/eventwords.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolButton>
#include <QToolTip>
#include <algorithm>

namespace mobwatch::ui {

namespace {

constexpr int frameMs = 33;

} // namespace

ChipsWidget::ChipsWidget(const Looks &looks, FilterBarWidget &bar, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_bar(bar)
    , m_export(new QToolButton(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Conditions"));
    m_export->setText(tr("Export…"));
    m_export->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_export->setAutoRaise(true);
    m_export->setFocusPolicy(Qt::TabFocus);
    m_export->setAccessibleName(tr("Export the events that match"));
    connect(m_export, &QToolButton::clicked, this, &ChipsWidget::exportRequested);
    connect(&bar, &FilterBarWidget::problemChanged, this, &ChipsWidget::rebuild);
    m_countTimer.setSingleShot(true);
    m_countTimer.setInterval(frameMs);
    connect(&m_countTimer, &QTimer::timeout, this, &ChipsWidget::refreshCounts);
    setLooks(looks);
    setSession(nullptr);
}

ChipsWidget::~ChipsWidget() = default;

void ChipsWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    m_export->setIcon(m_looks.icon(QStringLiteral("export")));
    const int icon = m_looks.scaled(16);
    m_export->setIconSize({icon, icon});
    updateGeometry();
    layoutChips();
}

void ChipsWidget::setSession(Session *session)
{
    if (m_session) {
        m_session->disconnect(this);
        m_session->matches().disconnect(this);
    }
    m_session = session;
    m_export->setEnabled(session != nullptr);
    if (session) {
        const auto later = [this] {
            if (!m_countTimer.isActive())
                m_countTimer.start();
        };
        connect(session, &Session::filterChanged, this, &ChipsWidget::rebuild);
        connect(session, &Session::countersChanged, this, later);
        connect(session, &Session::heldChanged, this, later);
        connect(&session->matches(), &FilterIndex::inserted, this, later);
        connect(&session->matches(), &FilterIndex::reset, this, later);
        connect(&session->matches(), &FilterIndex::searchChanged, this, later);
    }
    rebuild();
}

QSize ChipsWidget::sizeHint() const
{
    return {m_looks.scaled(600), m_looks.chipRowHeight()};
}

QSize ChipsWidget::minimumSizeHint() const
{
    return {m_looks.scaled(200), m_looks.chipRowHeight()};
}

void ChipsWidget::rebuild()
{
    m_chips.clear();
    if (m_session) {
        for (const FilterClause &clause : m_session->filter().clauses()) {
            ChipWords words = chipWords(clause);
            m_chips.push_back(
                {clause, std::move(words.field), std::move(words.op), std::move(words.value), {}, {}});
        }
    }
    m_current = m_chips.empty() ? -1 : std::clamp(m_current, 0, int(m_chips.size()) - 1);
    m_hovered = -1;
    m_export->setVisible(!m_bar.problem());
    refreshCounts();
    refreshDescription();
}

void ChipsWidget::refreshDescription()
{
    const QString filter = m_session ? filterInWords(m_session->filter()) : QString();
    setAccessibleDescription(m_bar.problem() ? problemInWords(*m_bar.problem()) : filter);
}

void ChipsWidget::refreshCounts()
{
    m_countTimer.stop();
    m_matching.clear();
    m_total.clear();
    if (m_session) {
        m_total = shownCount(m_session->store().rowCount());
        if (!m_session->filter().isEmpty())
            m_matching = shownCount(m_session->matches().size());
    }
    layoutChips();
}

void ChipsWidget::resizeEvent(QResizeEvent *)
{
    layoutChips();
}

void ChipsWidget::layoutChips()
{
    const QSize button = m_export->sizeHint();
    const int buttonHeight = std::min(m_looks.controlHeight(), height() - 2);
    const int edge = m_looks.scaled(8);
    m_export->setGeometry(width() - edge - button.width(), (height() - buttonHeight) / 2, button.width(),
                          buttonHeight);
    const QFontMetrics metrics(m_looks.bodyFont());
    const int pad = m_looks.scaled(7);
    const int gap = m_looks.scaled(6);
    const int space = metrics.horizontalAdvance(QLatin1Char(' ')) + 1;
    const int close = m_looks.scaled(20);
    const int moreWidth = metrics.horizontalAdvance(QStringLiteral("+99")) + 2 * pad;
    const int end = countsLeft() - m_looks.scaled(12);
    const int longest = m_looks.scaled(320);
    int left = m_looks.scaled(10);
    m_hidden = 0;
    m_moreRect = {};
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        Chip &chip = m_chips[i];
        chip.rect = {};
        int textWidth = metrics.horizontalAdvance(chip.field) + metrics.horizontalAdvance(chip.value);
        textWidth += chip.op.isEmpty() ? 0 : metrics.horizontalAdvance(chip.op) + space;
        textWidth += chip.value.isEmpty() ? 0 : space;
        const int wanted = std::min(pad + textWidth + close, longest);
        const bool isLast = i + 1 == m_chips.size();
        const int room = end - left - (isLast ? 0 : moreWidth + gap);
        // A chip may shrink to a third before it gives way to "+N".
        if (m_hidden > 0 || room < std::min(wanted, longest / 3)) {
            ++m_hidden;
            continue;
        }
        const int width = std::min(wanted, room);
        chip.rect = {left, (height() - m_looks.chipHeight()) / 2, width, m_looks.chipHeight()};
        chip.close = {chip.rect.right() + 1 - close, chip.rect.top(), close, chip.rect.height()};
        left += width + gap;
    }
    if (m_hidden > 0)
        m_moreRect = {left, (height() - m_looks.chipHeight()) / 2, moreWidth, m_looks.chipHeight()};
    update();
}

int ChipsWidget::chipAt(const QPoint &pos) const
{
    const auto found = std::find_if(m_chips.begin(), m_chips.end(),
                                    [&](const Chip &chip) { return chip.rect.contains(pos); });
    return found == m_chips.end() ? -1 : int(found - m_chips.begin());
}

void ChipsWidget::activateChip(std::size_t index)
{
    m_bar.selectClause(m_chips[index].clause);
}

void ChipsWidget::removeChip(std::size_t index)
{
    if (m_session)
        m_session->setFilter(m_session->filter().withoutClause(index));
}

void ChipsWidget::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (m_bar.problem()) {
        if (m_correctionRect.contains(event->pos()))
            m_bar.takeCorrection();
        return;
    }
    if (m_moreRect.contains(event->pos())) {
        m_bar.focusText();
        return;
    }
    const int chip = chipAt(event->pos());
    if (chip < 0)
        return;
    m_current = chip;
    if (m_chips[std::size_t(chip)].close.contains(event->pos()))
        removeChip(std::size_t(chip));
    else
        activateChip(std::size_t(chip));
}

void ChipsWidget::mouseMoveEvent(QMouseEvent *event)
{
    const int chip = m_bar.problem() ? -1 : chipAt(event->pos());
    const bool onClose = chip >= 0 && m_chips[std::size_t(chip)].close.contains(event->pos());
    const bool onLink = m_bar.problem() && m_correctionRect.contains(event->pos());
    setCursor(onLink ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (chip != m_hovered || onClose != m_closeHovered) {
        m_hovered = chip;
        m_closeHovered = onClose;
        update();
    }
}

void ChipsWidget::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

void ChipsWidget::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_chips.size() - m_hidden) - 1;
    if (m_bar.problem() || last < 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_current = std::clamp(m_current, 0, last);
    switch (event->key()) {
    case Qt::Key_Left:
        m_current = std::max(m_current - 1, 0);
        break;
    case Qt::Key_Right:
        m_current = std::min(m_current + 1, last);
        break;
    case Qt::Key_Home:
        m_current = 0;
        break;
    case Qt::Key_End:
        m_current = last;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activateChip(std::size_t(m_current));
        return;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        removeChip(std::size_t(m_current));
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    update();
}

bool ChipsWidget::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int chip = m_bar.problem() ? -1 : chipAt(help->pos());
        QString text;
        if (chip >= 0) {
            const Chip &shown = m_chips[std::size_t(chip)];
            text = shown.close.contains(help->pos()) ? tr("Remove this condition")
                                                     : QString::fromStdString(shown.clause.text);
        } else if (m_moreRect.contains(help->pos())) {
            for (std::size_t i = m_chips.size() - m_hidden; i < m_chips.size(); ++i)
                text += (text.isEmpty() ? QString() : QStringLiteral("\n")) +
                        chipWords(m_chips[i].clause).whole();
        }
        // Values come from events: never let the tooltip take them for rich text.
        QToolTip::showText(help->globalPos(),
                           text.isEmpty() ? QString() : text.toHtmlEscaped().prepend(QStringLiteral("<qt>")),
                           this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut ||
        event->type() == QEvent::PaletteChange)
        update();
    return QWidget::event(event);
}

} // namespace mobwatch::ui
