// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QListView;
class QStackedWidget;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class ProjectSession;
}
namespace fulcrum::models {
class JobListModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;

/// Queue and history of the project's runs, with the buttons that start, pause, stop and resume them.
class JobsView : public QWidget
{
    Q_OBJECT

public:
    JobsView(bridge::ProjectSession* session, bridge::JobMonitor* monitor, bridge::ActionRegistry* actions,
        QWidget* parent = nullptr);
    models::JobListModel* model() const { return m_model; }

private:
    QWidget* makeTools();
    void showState();
    qint64 currentRun() const;
    QSize sizeHint() const override { return {600, 220}; }

    bridge::ProjectSession* m_session;
    bridge::JobMonitor* m_monitor;
    bridge::ActionRegistry* m_actions;
    models::JobListModel* m_model;
    QStackedWidget* m_stack;
    QListView* m_list;
    MessageCard* m_message;
    InlineBar* m_bar;
};

} // namespace fulcrum::views
