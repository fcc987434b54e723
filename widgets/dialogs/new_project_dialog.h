// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project_config.h"
#include "widgets/bridge/worker.h"

#include <QDialog>

class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace fulcrum::dialogs {

/// Makes a project from COCO captions and VQAv2 files. Nothing is copied: the files and image folders are referenced.
class NewProjectDialog : public QDialog
{
    Q_OBJECT

public:
    explicit NewProjectDialog(bridge::Worker* worker, QWidget* parent = nullptr);

    /// What the fields say, and what is missing to make a project of it (empty = nothing).
    project::ProjectConfig config() const;
    QStringList problems() const;
    QLineEdit* field(const char* name) const;

Q_SIGNALS:
    void created(const QString& folder);

private:
    void addPath(QFormLayout* form, const char* name, const QString& text, bool folder);
    void check();
    void create();
    void report(int percent, const QString& phase);

    bridge::Worker* m_worker;
    std::stop_source m_stop;
    QHash<QString, QLineEdit*> m_fields;
    QLabel* m_status;
    QProgressBar* m_progress;
    QPushButton* m_create;
};

} // namespace fulcrum::dialogs
