// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "core/models/payloadtreemodel.h"
#include "core/support/result.h"
#include "ui/looks/looks.h"

#include <QWidget>
#include <memory>
#include <string>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QToolButton;

namespace mobwatch::ui {

class PayloadTextView;
class PayloadTreeView;

/// The payload of one event: as a tree or as text, with find and copy, or why there is none.
class PayloadWidget final : public QWidget
{
    Q_OBJECT
public:
    explicit PayloadWidget(const Looks &looks, QWidget *parent = nullptr);
    ~PayloadWidget() override;
    void setLooks(const Looks &looks);

    using Bytes = std::shared_ptr<const std::string>;
    void showReading();
    void showPayload(const Bytes &json);
    void showError(const Error &error);

    [[nodiscard]] PayloadTreeView *tree() const { return m_tree; }
    [[nodiscard]] PayloadTextView *textView() const { return m_text; }
    [[nodiscard]] QString note() const; ///< the words in place of a payload; empty while there is one
    void copyPath();
    void copyValue();
    void copyAll();
    void openFind();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setupHeader();
    void setupBody();
    QToolButton *makeButton(const QString &icon, const QString &name);
    void showAsText(bool asText);
    void showNote(const QString &words);
    void find(bool backwards);
    void closeFind();
    void refreshPage();

    Looks m_looks;
    PayloadTreeModel m_model;
    Bytes m_json;
    QWidget *m_header;
    QLabel *m_title;
    QToolButton *m_asTree = nullptr;
    QToolButton *m_asText = nullptr;
    QToolButton *m_search = nullptr;
    QToolButton *m_copy = nullptr;
    QWidget *m_findBar;
    QLineEdit *m_findEdit;
    QLabel *m_findResult;
    QStackedWidget *m_pages;
    PayloadTreeView *m_tree;
    PayloadTextView *m_text;
    QLabel *m_note;
};

} // namespace mobwatch::ui
