// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_session.h"
#include "widgets/dialogs/form_sections.h"
#include "widgets/dialogs/job_summary_panel.h"

#include <QDialog>
#include <QTimer>

class QComboBox;
class QGridLayout;
class QListWidget;
class QPushButton;
class QScrollArea;

namespace fulcrum::bridge {
class EngineService;
class JobMonitor;
class JobProbe;
}

namespace fulcrum::dialogs {

class PromptPreviewPanel;

class FieldEditor;
class FormPresets;

/// Queries that a form can be asked for beside a number of them: "Selection (12)".
struct QueryChoice
{
    QString text;
    std::vector<std::int64_t> ids; ///< published ids
};

/// The form of one kind of job, made from its field table: sections and their editors on the left; on the right what it means in
/// work and time, the command line that does the same, and what is still wrong. Not modal.
class JobFormDialog : public QDialog
{
    Q_OBJECT

public:
    JobFormDialog(const jobs::JobKind& kind, bridge::ProjectSession* session, bridge::JobMonitor* monitor,
        data::Task task, QWidget* parent = nullptr);

    /// Lets the form measure with the project's models.
    void setEngine(bridge::EngineService* engine);
    /// Offers these queries in the form of an evaluation.
    void offerQueries(const QVector<QueryChoice>& choices);
    /// Fills in what is named; the rest stays.
    void setValues(const nlohmann::json& values);
    void setDefaults();

    /// The JSON that Start would submit.
    nlohmann::json values() const;
    FieldEditor* editor(const std::string& field) const;
    QStringList problems() const;
    bool canStart() const;
    /// The run that this one starts after; 0 = none.
    store::RunId startsAfter() const;
    void setStartsAfter(store::RunId run);
    JobSummaryPanel* summary() const { return m_summary; }
    /// Of the prompt template; nullptr where the kind of job has none.
    PromptPreviewPanel* preview() const { return m_preview; }
    FormPresets* presets() const { return m_presets; }
    /// Nothing is being read for the summary.
    bool isSettled() const { return !m_factsSoon.isActive() && !m_readingFacts; }
    void focusField(const QString& field);

Q_SIGNALS:
    void submitted(qint64 run);

private:
    QWidget* makeFields(data::Task task);
    QWidget* makeButtons();
    void addField(QGridLayout* grid, const jobs::Field& field, data::Task task);
    void addPreview(FieldEditor* editor);
    void showPreview(const nlohmann::json& given);
    void addAfter(QGridLayout* grid);
    void offerRuns();
    void offerAfter();
    void followUnfinished();
    void leaveOutLever();
    void check();
    void checkFields(const nlohmann::json& given);
    void readFacts();
    void showFacts();
    void measure();
    void start();
    void resumeInstead(qint64 run);

    const jobs::JobKind& m_kind;
    bridge::ProjectSession* m_session;
    bridge::JobMonitor* m_monitor;
    bridge::JobProbe* m_probe = nullptr;
    bridge::Latest m_facts;
    bridge::JobFacts m_known;
    QTimer m_factsSoon;
    bool m_readingFacts = false, m_filling = false;
    QVector<FieldEditor*> m_editors;
    QVector<QPair<FormSection, QWidget*>> m_headings;
    QVector<FormProblem> m_problems;
    QListWidget* m_sections = nullptr;
    QScrollArea* m_scroll = nullptr;
    QComboBox* m_after = nullptr;
    JobSummaryPanel* m_summary = nullptr;
    PromptPreviewPanel* m_preview = nullptr;
    FormPresets* m_presets = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace fulcrum::dialogs
