// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_spec.h"
#include "core/store/run_repository.h"

#include <QLabel>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QToolButton;

namespace fulcrum::dialogs {

/// A run that a RunList field can name.
struct RunChoice
{
    store::RunId id = 0;
    QString text;
    bool preselected = false;
};

/// A device that a form offers; one with a reason cannot be chosen.
struct DeviceChoice
{
    QString id, text, reason;
};
/// Automatic, CPU, and CUDA with the reason why it is not there, found without loading the engine.
QVector<DeviceChoice> deviceChoices();

/// The editor of one field of a job's table: which control it is follows from the field's type and, for devices, seeds, numbers of
/// demonstrations and folders, from its name. Numbers step with the arrow keys: those that span decades by 1, 2, 5, 10.
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
    /// A remark of the form below the field ("3 841 of 6 005 sequences are kept"); empty = none.
    void setNote(const QString& text);
    void focusControl();

    /// "Learning rate" for "learning_rate".
    static QString caption(const std::string& name);
    /// The next value up or down: whole numbers by `steps`, numbers over several decades along 1, 2, 5, 10, others by a hundredth
    /// of the range.
    static double stepped(const jobs::Field& field, double value, int steps);

Q_SIGNALS:
    void changed();

private:
    QWidget* makeControl(const QVector<RunChoice>& runs);
    QWidget* makeLine(const QString& placeholder);
    QWidget* makeText();
    QWidget* makeDevices();
    QWidget* makeFlag();
    QWidget* makeChecks(const QVector<QPair<QString, QVariant>>& entries);
    void addExtras(QHBoxLayout* row);
    void addChips(QHBoxLayout* row);
    void addCheck(const QString& text, const QVariant& entry, bool on);
    void fitChecks();
    void showHelp();
    void rollDice();
    void chooseFolder();
    nlohmann::json numberFrom(const QString& text) const;
    bool eventFilter(QObject* watched, QEvent* event) override;

    const jobs::Field m_field;
    QLabel *m_help, *m_note, *m_problem;
    QCheckBox* m_check = nullptr;
    QComboBox* m_combo = nullptr;
    QLineEdit* m_line = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QListWidget* m_list = nullptr;
    QVector<QToolButton*> m_chips;
};

} // namespace fulcrum::dialogs
