// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/looks/looks.h"

#include <QWidget>
#include <memory>
#include <string>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace mobwatch::ui {

/// A payload as formatted text, or one of its texts with its own line breaks. What is longer than the limit
/// waits for "Show all".
class PayloadTextView final : public QWidget
{
    Q_OBJECT
public:
    static constexpr std::size_t limit = 256 * 1024;

    explicit PayloadTextView(const Looks &looks, QWidget *parent = nullptr);
    void setLooks(const Looks &looks);

    void showJson(std::shared_ptr<const std::string> json);
    void showText(const QString &path, const QString &text);
    bool findNext(const QString &text, bool backwards);
    [[nodiscard]] QPlainTextEdit *edit() const { return m_edit; }

Q_SIGNALS:
    /// Back from one text to the whole payload.
    void wholeRequested();

private:
    void render(bool all);

    std::shared_ptr<const std::string> m_json;
    QString m_text; ///< of one value, when m_json is empty
    QWidget *m_bar;
    QLabel *m_path;
    QToolButton *m_whole;
    QPlainTextEdit *m_edit;
    QPushButton *m_all;
};

} // namespace mobwatch::ui
