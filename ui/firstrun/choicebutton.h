// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QAbstractButton>

namespace mobwatch::ui {

/// A way to begin: icon, what it does, one line about it, its shortcut.
class ChoiceButton final : public QAbstractButton
{
    Q_OBJECT
public:
    struct Words
    {
        QString icon, title, note, shortcut;
    };
    ChoiceButton(const Words &words, const Looks &looks, QWidget *parent = nullptr);

    void setLooks(const Looks &looks);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Words m_words;
    Looks m_looks;
};

/// A source in a list: icon, name as a link, what is known about it at the right.
class SourceLink final : public QAbstractButton
{
    Q_OBJECT
public:
    SourceLink(const QString &icon, const QString &name, const QString &note, const Looks &looks,
               QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_icon, m_note;
    Looks m_looks;
};

} // namespace mobwatch::ui
