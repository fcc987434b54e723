// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row_order.h"
#include "widgets/bridge/run_book.h"
#include "widgets/views/page.h"

class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class WorkspaceState;
}
namespace fulcrum::models {
class RunFilterProxyModel;
class RunTreeModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;
class PivotView;
class RunDetailsView;
class RunTree;
class SegmentedControl;

/// What the Runs page takes of the window. Everything outlives the page.
struct RunsPageParts
{
    bridge::ProjectSession* session = nullptr;
    bridge::WorkspaceState* state = nullptr;
    bridge::JobMonitor* monitor = nullptr;
    bridge::RunBook* book = nullptr;
    bridge::ActionRegistry* actions = nullptr;
};

/// The runs of the project: a tree with everything a run remembers beside it, and a table of results whose rows and columns can be
/// chosen.
class RunsPage : public Page
{
    Q_OBJECT

public:
    enum class Mode { List, Table };

    explicit RunsPage(const RunsPageParts& parts, QWidget* parent = nullptr);
    ~RunsPage() override;

    Mode mode() const;
    void setMode(Mode mode);
    QByteArray columnState() const;
    void setColumnState(const QByteArray& state);
    bool isBusy() const override;
    QString whyNoExport() const override;
    void exportView() override;

    RunTree* tree() const { return m_tree; }
    RunDetailsView* detailsView() const { return m_details; }
    PivotView* pivotView() const { return m_pivot; }
    models::RunTreeModel* model() const { return m_model; }
    models::RunFilterProxyModel* filtered() const { return m_filtered; }
    QVector<store::RunId> selectedRuns() const;

    /// Without asking; what the action does once a person has said yes.
    void trashSelected();
    void exportTo(store::RunId run, const QString& file);
    /// The command line that makes the selected run again; empty when there is none.
    QString commandOf(store::RunId run) const;

Q_SIGNALS:
    void importWanted();
    void chartWanted(const QVector<fulcrum::store::RunId>& runs); ///< their series on the Charts page
    void dmWanted(fulcrum::store::RunId run); ///< its anchors and sequences
    /// The queries behind a number, worst first.
    void queriesWanted(fulcrum::data::Task task, const QString& filter, const fulcrum::store::SortKey& sort);

private:
    // runs_page.cpp
    QWidget* makeTools();
    QWidget* makeList();
    void connectParts();
    void showState();
    void selectionMoved();
    void updateActions();
    void resizeEvent(QResizeEvent* event) override;

    // runs_page_actions.cpp
    void registerActions();
    void registerShelfActions();
    void rename();
    void editTags();
    void setActive();
    void askTrash();
    void showTrash();
    void exportRun();
    void openFolder();
    void showContextMenu(const QPoint& place);
    QString whyNothing(const QVector<store::RunId>& runs, bool writes) const;

    RunsPageParts m_parts;
    models::RunTreeModel* m_model;
    models::RunFilterProxyModel* m_filtered;
    RunTree* m_tree;
    RunDetailsView* m_details = nullptr;
    PivotView* m_pivot = nullptr;
    QStackedWidget* m_stack;
    QSplitter* m_splitter = nullptr;
    MessageCard* m_message;
    InlineBar* m_bar;
    SegmentedControl* m_mode = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_count = nullptr;
    QWidget* m_listTools = nullptr;
    QVector<QToolButton*> m_buttons; ///< at the right; without their words where there is no room
    bool m_exporting = false;
};

} // namespace fulcrum::views
