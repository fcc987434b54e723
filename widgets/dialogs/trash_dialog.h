// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/project_session.h"

#include "core/store/run_repository.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace fulcrum::bridge {
class RunBook;
}

namespace fulcrum::dialogs {

/// What is in the trash: to be restored, or removed for good.
class TrashDialog : public QDialog
{
    Q_OBJECT

public:
    TrashDialog(bridge::ProjectSession* session, bridge::RunBook* book, QWidget* parent = nullptr);

    QTreeWidget* list() const { return m_list; }
    void restoreSelected();
    /// Without asking.
    void emptyNow();

private:
    void read();
    void showRuns(const Result<std::vector<store::RunRecord>>& runs);
    void updateButtons();
    void askEmpty();

    bridge::ProjectSession* m_session;
    bridge::RunBook* m_book;
    bridge::Latest m_read;
    QTreeWidget* m_list;
    QLabel* m_status;
    QPushButton *m_restore, *m_empty;
};

} // namespace fulcrum::dialogs
