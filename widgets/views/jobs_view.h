// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <nlohmann/json.hpp>

class QListView;
class QSplitter;
class QStackedWidget;

namespace fulcrum::bridge {
class ActionRegistry;
struct JobInfo;
class JobMonitor;
class ProjectSession;
}
namespace fulcrum::models {
class JobListModel;
}

namespace fulcrum::views {

class InlineBar;
class JobDetails;
class MessageCard;

/// Queue and history of the project's runs, with the buttons that start, pause, stop and resume them.
class JobsView : public QWidget
{
    Q_OBJECT

public:
    JobsView(bridge::ProjectSession* session, bridge::JobMonitor* monitor, bridge::ActionRegistry* actions,
        QWidget* parent = nullptr);
    models::JobListModel* model() const { return m_model; }
    JobDetails* details() const { return m_details; }
    QListView* list() const { return m_list; }
    /// Why the process of a job cannot be ended at once; empty when it can.
    static QString whyNoKill(const bridge::JobInfo& job);

Q_SIGNALS:
    void formWanted(const QString& kind, const nlohmann::json& values);
    void roomWanted();
    void logWanted(qint64 run);

private:
    void registerActions();
    void askKill(qint64 run);
    void move(int places);
    void updateActions();
    void resizeEvent(QResizeEvent* event) override;
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
    JobDetails* m_details;
    InlineBar* m_bar;
};

} // namespace fulcrum::views
