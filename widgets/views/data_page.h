// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/sample_search.h"
#include "widgets/bridge/worker.h"

#include <QWidget>

class QLabel;
class QListView;
class QSlider;
class QStackedWidget;
class QTableView;

namespace fulcrum::bridge {
class ActionRegistry;
class ProjectSession;
class ThumbnailProvider;
class WorkspaceState;
}
namespace fulcrum::delegates {
class SampleDelegate;
}
namespace fulcrum::models {
class SampleModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;
class SegmentedControl;

/// Browse and search the samples of the current task and split, as a grid or a table.
class DataPage : public QWidget
{
    Q_OBJECT

public:
    DataPage(bridge::ProjectSession* session, bridge::WorkspaceState* state, bridge::ThumbnailProvider* thumbnails,
        bridge::ActionRegistry* actions, QWidget* parent = nullptr);
    ~DataPage() override;

    enum class Mode { Grid, Table };
    Mode mode() const;
    void setMode(Mode mode);
    int thumbnailSide() const;
    void setThumbnailSide(int side);
    void setSearch(const QString& typed);
    QString searchText() const { return m_typed; }
    models::SampleModel* model() const { return m_model; }
    /// True while a search is on its way.
    bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void statusChanged(const QString& text); ///< "200 of 1 000 shown"
    void queryActivated();                   ///< a person chose the current query
    void viewChanged();                      ///< something that the session remembers

private:
    QWidget* makeTools();
    void makeViews();
    void registerActions();
    void refresh();
    void runSearch();
    void showResult(const Result<QVector<std::int64_t>>& result);
    void showState();
    void selectionMoved();
    void setQueryFromRow(int row);
    void copySelectedIds();
    void stepSize(int steps);
    void fitColumns();
    bool eventFilter(QObject* watched, QEvent* event) override;

    bridge::ProjectSession* m_session;
    bridge::WorkspaceState* m_state;
    bridge::ThumbnailProvider* m_thumbnails;
    bridge::ActionRegistry* m_actions;
    bridge::Latest m_search;
    QString m_typed;
    bool m_busy = false;
    std::optional<Error> m_error;

    models::SampleModel* m_model;
    delegates::SampleDelegate* m_delegate;
    QStackedWidget* m_stack;
    QListView* m_grid;
    QTableView* m_table;
    MessageCard* m_message;
    InlineBar* m_bar;
    SegmentedControl* m_split = nullptr;
    SegmentedControl* m_modeSwitch = nullptr;
    QLabel* m_count = nullptr;
    QSlider* m_size = nullptr;
};

} // namespace fulcrum::views
