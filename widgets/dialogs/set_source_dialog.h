// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/set_sources.h"
#include "widgets/bridge/icd_sets.h"
#include "widgets/bridge/project_session.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace fulcrum::bridge {
class JobMonitor;
}

namespace fulcrum::dialogs {

/// Makes an ICD set from a run: what Lever-LM writes most often over the queries of an evaluation, or the best of a D_M.
class SetSourceDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Source { LeverLm, Dm };
    SetSourceDialog(Source source, bridge::ProjectSession* session, bridge::JobMonitor* monitor, data::Task task, QWidget* parent = nullptr);

    QComboBox* runs() const { return m_runs; }
    QSpinBox* shots() const { return m_shots; }
    QListWidget* found() const { return m_found; }
    bool isBusy() const { return m_busy; }
    void take(); ///< what the button does

Q_SIGNALS:
    void chosen(const fulcrum::bridge::IcdSet& set, const fulcrum::icl::SetOrigin& origin);

private:
    struct Entry
    {
        QString text, tip;
        std::vector<std::int64_t> items; ///< sample indices
        QString name, detail;
    };
    void fillRuns(bridge::JobMonitor* monitor);
    void search();
    void show(const Result<QVector<Entry>>& entries);
    static Result<QVector<Entry>> find(
        const std::shared_ptr<project::Project>& project, const data::Dataset& support, Source source, store::RunId run, int shots);

    const Source m_source;
    bridge::ProjectSession* m_session;
    const data::Task m_task;
    bridge::Latest m_request;
    bool m_busy = false;
    QVector<Entry> m_entries;
    QComboBox* m_runs;
    QSpinBox* m_shots;
    QListWidget* m_found;
    QLabel* m_note;
    QPushButton* m_make;
};

} // namespace fulcrum::dialogs
