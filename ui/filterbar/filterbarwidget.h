// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/filter/filter.h"
#include "core/support/result.h"
#include "ui/looks/looks.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>
#include <optional>

class QToolButton;

namespace mobwatch {
class Session;
}

namespace mobwatch::ui {

class FilterLineEdit;

/// The filter as one line of text. What is typed is put in force after a short rest, at once on Enter; a text
/// with a mistake leaves the filter in force as it is. Edits go to the session, edits from elsewhere come
/// back as text.
class FilterBarWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBarWidget(const Looks &looks, QWidget *parent = nullptr);
    ~FilterBarWidget() override;

    void setLooks(const Looks &looks);
    /// nullptr: nothing is open, the bar is disabled and says so.
    void setSession(Session *session);

    [[nodiscard]] QString text() const;
    void setText(const QString &text); ///< as if it had been typed
    /// The mistake in the text, if there is one (FilterSyntax, `position` from 1).
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    /// What the Alt+Enter correction would replace the mistaken word with; empty if nothing is near.
    [[nodiscard]] QString correction() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    void focusText(); ///< Ctrl+L: focus, everything selected
    void clearFilter();
    void takeCorrection();
    /// Marks a clause's place in the text and takes the focus (a click on its chip).
    void selectClause(const mobwatch::FilterClause &clause);

Q_SIGNALS:
    /// Esc: the keyboard should go to the table.
    void leaveRequested();
    void problemChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void onTextEdited();
    void applyText();
    void showSessionFilter();
    void setProblem(std::optional<Error> problem);
    bool onKey(int key, Qt::KeyboardModifiers modifiers);
    void refreshLooks();
    void layoutParts();
    [[nodiscard]] std::pair<int, int> wordAtProblem() const; ///< position and length in the text, in QChars

    Looks m_looks;
    QPointer<Session> m_session;
    FilterLineEdit *m_edit;
    QToolButton *m_clear;
    QTimer m_rest;
    std::optional<Error> m_problem;
    bool m_showing = false; ///< the text is being set by us
};

} // namespace mobwatch::ui
