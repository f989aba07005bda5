// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#include "ui/filterbar/filterbarwidget.h"

#include "core/session/session.h"
#include "ui/filterbar/filterlineedit.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionFrame>
#include <QToolButton>
#include <algorithm>
#include <set>
#include <vector>

namespace mobwatch::ui {

namespace {

constexpr int restMs = 150;

/// Where the character with this number (from 1) starts in a text of UTF-16 units.
int unitOfCharacter(const QString &text, qint64 character)
{
    int unit = 0;
    for (qint64 i = 1; i < character && unit < text.size(); ++i)
        unit += text.at(unit).isHighSurrogate() && unit + 1 < text.size() ? 2 : 1;
    return unit;
}

std::vector<std::string> labelKeys(const EventStore &store)
{
    std::set<std::string> keys;
    for (const LabelMap &labels : store.labelSets()) {
        for (const auto &label : labels)
            keys.insert(label.first);
    }
    return {keys.begin(), keys.end()};
}

bool endsWord(QChar c)
{
    return c.isSpace() || QStringLiteral(":=<>!~(),\"").contains(c);
}

} // namespace

FilterBarWidget::FilterBarWidget(const Looks &looks, QWidget *parent)
    : QWidget(parent)
    , m_looks(looks)
    , m_edit(new FilterLineEdit(this))
    , m_clear(new QToolButton(this))
{
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->installEventFilter(this);
    m_edit->viewport()->installEventFilter(this);
    setFocusProxy(m_edit);
    m_clear->setAutoRaise(true);
    m_clear->setFocusPolicy(Qt::NoFocus); // Ctrl+Shift+L and the select-all key clear without the mouse
    m_clear->setToolTip(tr("Clear the filter"));
    m_clear->setAccessibleName(tr("Clear the filter"));
    m_clear->hide();
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, &FilterBarWidget::applyText);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &FilterBarWidget::onTextEdited);
    connect(m_clear, &QToolButton::clicked, this, &FilterBarWidget::clearFilter);
    refreshLooks();
    setSession(nullptr);
}

FilterBarWidget::~FilterBarWidget() = default;

void FilterBarWidget::setLooks(const Looks &looks)
{
    m_looks = looks;
    refreshLooks();
}

void FilterBarWidget::refreshLooks()
{
    m_edit->setFont(m_looks.filterFont());
    m_clear->setIcon(m_looks.icon(QStringLiteral("clear")));
    const int icon = m_looks.scaled(12);
    m_clear->setIconSize({icon, icon});
    setProblem(m_problem);
    updateGeometry();
    layoutParts();
    update();
}

void FilterBarWidget::setSession(Session *session)
{
    if (m_session)
        m_session->disconnect(this);
    m_session = session;
    m_rest.stop();
    setEnabled(session != nullptr);
    m_edit->setPlaceholderText(session ? tr("Filter, like kind:step_failed agent:worker-*")
                                       : tr("Filter: open a source first"));
    if (session)
        connect(session, &Session::filterChanged, this, &FilterBarWidget::showSessionFilter);
    showSessionFilter();
}

QString FilterBarWidget::text() const
{
    return m_edit->text();
}

void FilterBarWidget::setText(const QString &text)
{
    m_edit->setText(text);
}

void FilterBarWidget::onTextEdited()
{
    m_clear->setVisible(!m_edit->document()->isEmpty());
    layoutParts();
    if (!m_showing && m_session)
        m_rest.start();
}

void FilterBarWidget::applyText()
{
    m_rest.stop();
    if (!m_session)
        return;
    const std::string typed = text().toStdString();
    const Result<Filter> filter = Filter::parse(typed);
    if (!filter) {
        // Labels matter for the suggestion only.
        const Result<Filter> again = Filter::parse(typed, labelKeys(m_session->store()));
        setProblem(again ? filter.error() : again.error());
        return;
    }
    setProblem(std::nullopt);
    if (*filter == m_session->filter())
        return;
    m_showing = true; // the text stays as it was typed
    m_session->setFilter(*filter);
    m_showing = false;
}

void FilterBarWidget::showSessionFilter()
{
    if (m_showing)
        return;
    m_rest.stop();
    const QString shown = m_session ? QString::fromStdString(m_session->filter().text()) : QString();
    m_showing = true;
    if (shown != text())
        m_edit->setText(shown);
    m_showing = false;
    setProblem(std::nullopt);
}

void FilterBarWidget::setProblem(std::optional<Error> problem)
{
    const bool changed = problem != m_problem;
    m_problem = std::move(problem);
    const auto [position, length] = wordAtProblem();
    m_edit->markMistake(position, length, m_looks.severityMark(Severity::Error));
    if (!changed)
        return;
    m_edit->setAccessibleDescription(
        m_problem ? tr("Column %1: %2").arg(m_problem->position).arg(m_problem->message) : QString());
    layoutParts();
    update();
    Q_EMIT problemChanged();
}

std::pair<int, int> FilterBarWidget::wordAtProblem() const
{
    const QString whole = text();
    if (!m_problem || whole.isEmpty())
        return {0, 0};
    int begin = unitOfCharacter(whole, m_problem->position);
    if (begin >= whole.size())
        begin = int(whole.size()) - 1; // the end is what is wrong: mark the last character
    int end = begin + 1;
    while (end < whole.size() && !endsWord(whole.at(end)) && !endsWord(whole.at(begin)))
        ++end;
    return {begin, end - begin};
}

QString FilterBarWidget::correction() const
{
    return m_problem ? m_problem->suggestion : QString();
}

void FilterBarWidget::takeCorrection()
{
    const QString better = correction();
    if (better.isEmpty())
        return;
    const auto [position, length] = wordAtProblem();
    QTextCursor cursor(m_edit->document());
    cursor.setPosition(position);
    cursor.setPosition(position + length, QTextCursor::KeepAnchor);
    cursor.insertText(better);
    cursor.movePosition(QTextCursor::End);
    m_edit->setTextCursor(cursor);
    m_edit->setFocus();
    applyText();
}

void FilterBarWidget::focusText()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBarWidget::clearFilter()
{
    m_edit->setText({});
    applyText();
}

void FilterBarWidget::selectClause(const FilterClause &clause)
{
    // What was typed may be spelled otherwise than the canonical clause; then the canonical text is shown
    // first.
    const QString wanted = QString::fromStdString(clause.text);
    int at = int(text().indexOf(wanted));
    if (at < 0 && m_session) {
        showSessionFilter();
        at = int(text().indexOf(wanted));
    }
    m_edit->setFocus(Qt::OtherFocusReason);
    if (at >= 0)
        m_edit->selectRange(at, int(wanted.size()));
    else
        m_edit->selectAll();
}

bool FilterBarWidget::onKey(int key, Qt::KeyboardModifiers modifiers)
{
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    const Qt::KeyboardModifiers plain = modifiers & ~Qt::KeypadModifier;
    if (isEnter && plain == Qt::AltModifier) {
        takeCorrection();
        return true;
    }
    if (isEnter) {
        applyText();
        return true;
    }
    if (key == Qt::Key_Escape) {
        Q_EMIT leaveRequested();
        return true;
    }
    if (plain == Qt::AltModifier && m_session && (key == Qt::Key_Left || key == Qt::Key_Right)) {
        if (key == Qt::Key_Left)
            m_session->goToEarlierFilter();
        else
            m_session->goToLaterFilter();
        return true;
    }
    return false;
}

bool FilterBarWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && watched == m_edit) {
        const auto *press = static_cast<QKeyEvent *>(event);
        if (onKey(press->key(), press->modifiers()))
            return true;
    } else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return QWidget::eventFilter(watched, event);
}

QSize FilterBarWidget::sizeHint() const
{
    return {m_looks.scaled(480), m_looks.controlHeight()};
}

QSize FilterBarWidget::minimumSizeHint() const
{
    return {m_looks.scaled(140), m_looks.controlHeight()};
}

void FilterBarWidget::resizeEvent(QResizeEvent *)
{
    layoutParts();
}

void FilterBarWidget::layoutParts()
{
    const int gap = m_looks.scaled(6);
    const int button = height() - 2 * m_looks.scaled(3);
    int right = width() - m_looks.scaled(4);
    if (!m_clear->isHidden()) {
        right -= button;
        m_clear->setGeometry(right, (height() - button) / 2, button, button);
    }
    if (m_problem)
        right -= m_looks.scaled(14) + gap;
    const int left = gap + m_looks.scaled(16) + gap;
    const int line = QFontMetrics(m_looks.filterFont()).height() + 2;
    m_edit->setGeometry(left, (height() - line) / 2, std::max(0, right - left - m_looks.scaled(4)), line);
}

void FilterBarWidget::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange || event->type() == QEvent::PaletteChange)
        update();
    QWidget::changeEvent(event);
}

void FilterBarWidget::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QStyleOptionFrame frame;
    frame.initFrom(this);
    frame.lineWidth = style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &frame, this);
    frame.state |= QStyle::State_Sunken;
    frame.state.setFlag(QStyle::State_HasFocus, m_edit->hasFocus());
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &frame, &painter, this);
    if (m_problem || m_edit->hasFocus()) {
        const QColor ring = m_problem ? m_looks.severityMark(Severity::Error) : m_looks.colors().focusRing;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ring, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 2, 2);
    }
    const auto drawIcon = [&](const QString &name, const QColor &color, int left, int size) {
        painter.drawPixmap(left, (height() - size) / 2,
                           m_looks.pixmap(name, color, size, devicePixelRatioF()));
    };
    const int gap = m_looks.scaled(6);
    drawIcon(QStringLiteral("filter"), palette().color(QPalette::Text), gap + 1, m_looks.scaled(14));
    if (m_problem) {
        const int size = m_looks.scaled(14);
        drawIcon(Looks::severityIconName(Severity::Error), m_looks.severityMark(Severity::Error),
                 m_edit->geometry().right() + gap, size);
    }
}

} // namespace mobwatch::ui
