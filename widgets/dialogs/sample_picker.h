// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/workspace_state.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace fulcrum::bridge {
class ThumbnailProvider;
}
namespace fulcrum::models {
class SampleModel;
}

namespace fulcrum::dialogs {

/// Chooses demonstrations from the train split of a task: a search box with the filter language of the Data page over a list.
class SamplePicker : public QDialog
{
    Q_OBJECT

public:
    SamplePicker(bridge::ProjectSession* session, data::Task task, bridge::ThumbnailProvider* thumbnails, QWidget* parent = nullptr);

    QLineEdit* searchBox() const { return m_search; }
    QListView* list() const { return m_list; }

Q_SIGNALS:
    void chosen(const std::vector<std::int64_t>& samples); ///< sample indices, in display order; never empty

private:
    void showRows();
    void take();
    bool eventFilter(QObject* watched, QEvent* event) override;

    bridge::WorkspaceState m_state; ///< of this dialog alone
    bridge::SampleBrowser m_browser;
    models::SampleModel* m_model;
    QLineEdit* m_search;
    QListView* m_list;
    QLabel* m_count;
    QPushButton* m_insert;
};

} // namespace fulcrum::dialogs
