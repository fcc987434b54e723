// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/run_import.h"
#include "widgets/bridge/project_session.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTextBrowser;

namespace fulcrum::dialogs {

/// Imports results of the published code, D_M data and exported runs: choose files, say what they do not, see what became of them.
class ImportResultsDialog : public QDialog
{
    Q_OBJECT

public:
    ImportResultsDialog(bridge::ProjectSession* session, const QStringList& files, QWidget* parent = nullptr);
    ~ImportResultsDialog() override;

    void addFiles(const QStringList& files);
    QStringList files() const;
    void start();
    bool isBusy() const { return m_busy; }
    QString reportText() const;

Q_SIGNALS:
    void imported(const QVector<fulcrum::store::RunId>& runs); ///< new ones and those that were there

private:
    void chooseFiles();
    void chooseFolder();
    void updateButtons();
    void finished(const Result<std::vector<runs::ImportedRun>>& result);

    bridge::ProjectSession* m_session;
    std::stop_source m_stop;
    bool m_busy = false;
    QListWidget* m_files;
    QComboBox* m_task;
    QLineEdit* m_lvlm;
    QTextBrowser* m_report;
    QPushButton *m_remove, *m_import, *m_close;
};

} // namespace fulcrum::dialogs
