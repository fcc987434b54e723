// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_advice.h"
#include "widgets/bridge/job_monitor.h"

#include <QScrollArea>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace fulcrum::views {

/// One run beside the list of jobs: phases with their bars, the curve of its main metric, what its process holds, its log's last
/// line; of a failed one what, where, why, and a button for the one thing to do.
class JobDetails : public QScrollArea
{
    Q_OBJECT

public:
    explicit JobDetails(bridge::JobMonitor* monitor, QWidget* parent = nullptr);

    /// 0 = none.
    void setRun(store::RunId run);
    store::RunId run() const { return m_run; }
    bridge::JobAdvice::Action advised() const { return m_advice.action; }
    static QString silence(const bridge::JobInfo& job);

Q_SIGNALS:
    void formWanted(const QString& kind, const nlohmann::json& values);
    void roomWanted();
    void logWanted(qint64 run);

private:
    void refresh();
    void showPhases(const bridge::JobInfo& job);
    void showFailure(const bridge::JobInfo& job);
    void showFailedUnits(const bridge::JobInfo& job);
    void act();

    bridge::JobMonitor* m_monitor;
    store::RunId m_run = 0;
    bridge::JobAdvice m_advice;
    QLabel *m_title, *m_facts, *m_curve, *m_curveText, *m_failure, *m_units, *m_line;
    QVBoxLayout* m_phases;
    QPushButton *m_action, *m_retry, *m_log;
};

} // namespace fulcrum::views
