// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"
#include "ui/widgets/message.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace mobwatch::ui {

class ElidedLabel;

/// One message: edge and mark by severity, two lines, buttons, close.
class MessageStrip final : public QWidget
{
    Q_OBJECT
public:
    MessageStrip(const Message &message, const Looks &looks, QWidget *parent = nullptr);

    [[nodiscard]] const Message &message() const { return m_message; }
    /// Of the same subject: only the text and its countdown change.
    void setMessage(const Message &message);
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void triggered(mobwatch::ui::MessageAction action);
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void addLines(QHBoxLayout *layout);
    void addButtons(QHBoxLayout *layout);
    void showText();

    Message m_message;
    Looks m_looks;
    ElidedLabel *m_text = nullptr;
    QTimer m_second; ///< while there is a countdown
};

} // namespace mobwatch::ui
