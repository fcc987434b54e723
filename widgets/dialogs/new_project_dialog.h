// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/folder_survey.h"
#include "widgets/bridge/worker.h"

#include <QDialog>
#include <QHash>

class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace fulcrum::dialogs {

/// Makes a new project: looks at the folder with the data (the project doctor, before there is a project), says what was found and
/// what is missing, and asks for the files, which it has filled in. Nothing is copied: files and image folders are referenced.
class NewProjectDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewProjectDialog(QWidget* parent = nullptr);
    /// What was asked for before, to be mended.
    void fill(const QString& folder, const project::ProjectConfig& config);

    /// Looks at a folder in the background; `looked` follows. What a person has typed into the fields stays.
    void look(const QString& folder);
    bool isLooking() const { return m_looking; }

    /// What the fields say, and what is missing to make a project of it (empty = nothing).
    project::ProjectConfig config() const;
    QStringList problems() const;
    QLineEdit* field(const char* name) const;
    QListWidget* findings() const { return m_findings; }

Q_SIGNALS:
    void looked();
    void chosen(const QString& folder, const fulcrum::project::ProjectConfig& config);

private:
    QWidget* makeData();
    QWidget* makeFiles();
    void addPath(QFormLayout* form, const char* name, const QString& text, bool folder);
    void take(const Result<project::FolderSurvey>& survey);
    void showFinding(const project::Finding& finding);
    void check();
    void choose();

    QHash<QString, QLineEdit*> m_fields;
    QHash<QString, QString> m_found; ///< what the last look put into a field
    QLineEdit* m_data = nullptr;
    QPushButton *m_look = nullptr, *m_create;
    QListWidget* m_findings = nullptr;
    QWidget* m_work = nullptr;
    QProgressBar* m_progress = nullptr;
    QLabel *m_workText = nullptr, *m_status;
    bool m_looking = false;
    bridge::Worker m_worker; // these two last: they stop and wait before the rest goes
    bridge::Latest m_survey {&m_worker};
};

} // namespace fulcrum::dialogs
