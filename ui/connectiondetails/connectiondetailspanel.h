// SPDX-FileCopyrightText: 2026 The Mobwatch authors
// SPDX-License-Identifier: MIT
#pragma once

#include "ui/connectiondetails/connectionfacts.h"
#include "ui/looks/looks.h"

#include <QTimer>
#include <QWidget>
#include <functional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;
class QTreeWidget;

namespace mobwatch::ui {

class FactsGrid;

/// The page about one connection, in a window of its own beside the events; read anew each second while it is
/// shown.
class ConnectionDetailsPanel final : public QWidget
{
    Q_OBJECT
public:
    /// `read` is asked on the GUI thread while the panel is there.
    ConnectionDetailsPanel(std::function<ConnectionFacts()> read, const Looks &looks, QWidget *parent);

    void setLooks(const Looks &looks);
    void refresh();

Q_SIGNALS:
    void revokeRequested(); ///< of the certificate's exception

private:
    [[nodiscard]] QTreeWidget *makeList(const QString &name, const QStringList &columns);
    [[nodiscard]] QWidget *makeExchange();
    [[nodiscard]] QWidget *makeFoot();
    void refreshHead();
    void refreshExchange();
    void refreshHoles();
    void refreshHistory();
    void copyText();

    std::function<ConnectionFacts()> m_read;
    Looks m_looks;
    ConnectionFacts m_facts;
    bool m_isRead = false;
    QLabel *m_icon;
    QLabel *m_state;
    QLabel *m_address;
    QTabWidget *m_tabs;
    FactsGrid *m_grid;
    QPlainTextEdit *m_request = nullptr;
    QPlainTextEdit *m_response = nullptr;
    QTreeWidget *m_holes;
    QTreeWidget *m_history;
    QPushButton *m_revoke = nullptr;
    QLabel *m_copied = nullptr;
    QTimer m_second;
};

} // namespace mobwatch::ui
