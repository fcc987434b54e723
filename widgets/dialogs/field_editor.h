// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_spec.h"
#include "core/store/run_repository.h"

#include <QLabel>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QListWidget;

namespace fulcrum::dialogs {

/// A run that a RunList field can name.
struct RunChoice
{
    store::RunId id = 0;
    QString text;
    bool preselected = false;
};

/// The editor of one field of a job's table: which control it is follows from the field's type.
class FieldEditor : public QWidget
{
    Q_OBJECT

public:
    FieldEditor(const jobs::Field& field, const QVector<RunChoice>& runs, QWidget* parent = nullptr);

    const jobs::Field& field() const { return m_field; }
    nlohmann::json value() const;
    void setValue(const nlohmann::json& value);
    /// Other runs to choose from, for a RunList field.
    void setRuns(const QVector<RunChoice>& runs);
    /// Marks the field with a message below it; empty = fine.
    void setProblem(const QString& text);
    QString problem() const { return m_problem->text(); }

    /// "Learning rate" for "learning_rate".
    static QString caption(const std::string& name);

Q_SIGNALS:
    void changed();

private:
    QWidget* makeControl(const QVector<RunChoice>& runs);
    QWidget* makeLine(const QString& placeholder);
    QWidget* makeChecks(const QVector<QPair<QString, QVariant>>& entries);
    void addCheck(const QString& text, const QVariant& entry, bool on);
    void fitChecks();
    nlohmann::json numberFrom(const QString& text) const;

    const jobs::Field m_field;
    QLabel* m_problem;
    QCheckBox* m_check = nullptr;
    QComboBox* m_combo = nullptr;
    QLineEdit* m_line = nullptr;
    QListWidget* m_list = nullptr;
};

} // namespace fulcrum::dialogs
