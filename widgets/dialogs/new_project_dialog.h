// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project_config.h"
#include <QDialog>
#include <QHash>

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace fulcrum::dialogs {

/// Asks for the COCO captions and VQAv2 files of a new project. Nothing is copied: the files and image folders are referenced.
class NewProjectDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewProjectDialog(QWidget* parent = nullptr);
    /// What was asked for before, to be mended.
    void fill(const QString& folder, const project::ProjectConfig& config);

    /// What the fields say, and what is missing to make a project of it (empty = nothing).
    project::ProjectConfig config() const;
    QStringList problems() const;
    QLineEdit* field(const char* name) const;

Q_SIGNALS:
    void chosen(const QString& folder, const fulcrum::project::ProjectConfig& config);

private:
    void addPath(QFormLayout* form, const char* name, const QString& text, bool folder);
    void check();
    void choose();

    QHash<QString, QLineEdit*> m_fields;
    QLabel* m_status;
    QPushButton* m_create;
};

} // namespace fulcrum::dialogs
