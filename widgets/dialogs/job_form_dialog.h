// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_session.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace fulcrum::bridge {
class JobMonitor;
}

namespace fulcrum::dialogs {

class FieldEditor;

/// The form of one kind of job, made from its field table: editors on the left; on the right what it means in work, the
/// command line that does the same, and what is still wrong. Not modal.
class JobFormDialog : public QDialog
{
    Q_OBJECT

public:
    JobFormDialog(const jobs::JobKind& kind, bridge::ProjectSession* session, bridge::JobMonitor* monitor,
        data::Task task, QWidget* parent = nullptr);

    /// The JSON that Start would submit.
    nlohmann::json values() const;
    FieldEditor* editor(const std::string& field) const;
    /// Fills in values by field name; fields that the form does not have are left out.
    void fill(const nlohmann::json& values);
    QStringList problems() const { return m_problems; }
    bool canStart() const;

Q_SIGNALS:
    void submitted(qint64 run);

private:
    QWidget* makeFields(data::Task task);
    QWidget* makeSummary();
    void check();
    void offerRuns();
    void leaveOutLever();
    void start();

    const jobs::JobKind& m_kind;
    bridge::ProjectSession* m_session;
    bridge::JobMonitor* m_monitor;
    QVector<FieldEditor*> m_editors;
    QVector<QWidget*> m_advanced;
    QStringList m_problems;
    QLabel *m_work = nullptr, *m_problemLabel = nullptr;
    QLineEdit* m_command = nullptr;
    QPushButton* m_start = nullptr;
};

} // namespace fulcrum::dialogs
