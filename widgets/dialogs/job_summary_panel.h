// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_estimate.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace fulcrum::dialogs {

/// Something that keeps a form from starting; `field` is where it can be mended, empty = nowhere in particular.
struct FormProblem
{
    std::string field;
    QString text;
};

/// The right side of a job form: what the settings mean in work, time and disk, the grid of an evaluation, the command line that
/// does the same, and what is still wrong.
class JobSummaryPanel : public QFrame
{
    Q_OBJECT

public:
    explicit JobSummaryPanel(QWidget* parent = nullptr);

    void showWork(const std::string& kind, const nlohmann::json& values, const bridge::JobFacts& facts);
    void showCommand(const QString& command);
    QString command() const;
    void showProblems(const QVector<FormProblem>& problems);
    /// The button that measures; with a reason it cannot.
    void setMeasuring(bool running, const QString& obstacle);
    void showError(const QString& text);

    QString estimateText() const;

Q_SIGNALS:
    void problemActivated(const QString& field);
    void measureClicked();
    void resumeClicked(qint64 run);

private:
    void showTime(const std::string& kind, const nlohmann::json& values, const bridge::JobFacts& facts);
    void showSame(const bridge::JobFacts& facts);
    void showCells(const bridge::JobFacts& facts);

    QLabel *m_work, *m_time, *m_disk, *m_same, *m_state;
    QPushButton *m_measure, *m_resume;
    QTableWidget* m_cells;
    QPlainTextEdit* m_command;
    QVBoxLayout* m_problems;
    qint64 m_sameRun = 0;
};

} // namespace fulcrum::dialogs
