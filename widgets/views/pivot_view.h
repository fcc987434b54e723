// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/pivot_table.h"
#include "core/store/row_order.h"
#include "widgets/bridge/project_session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QStackedWidget;
class QTableView;

namespace fulcrum::bridge {
class ActionRegistry;
class RunBook;
class WorkspaceState;
}
namespace fulcrum::models {
class PivotModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;
class SegmentedControl;

/// Results of the active evaluations (or of the newest of each task) as a table; what stands in rows and columns is chosen here.
/// The same table as `fulcrum-cli runs table --rows ... --columns ...`.
class PivotView : public QWidget
{
    Q_OBJECT

public:
    PivotView(bridge::ProjectSession* session, bridge::RunBook* book, bridge::WorkspaceState* state, bridge::ActionRegistry* actions,
        QWidget* parent = nullptr);

    const icl::PivotSpec& spec() const { return m_spec; }
    /// Filters that the new axes make necessary or void are put right.
    void setSpec(icl::PivotSpec spec);
    bool publishedShown() const { return m_published; }
    void setPublishedShown(bool shown);
    models::PivotModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }
    bool isBusy() const { return m_busy; }
    bool isEmpty() const;
    /// "latex", "csv", "markdown" or "text".
    QString textAs(const QString& format) const;
    QString commandLine() const; ///< that prints the same table
    void saveTo(const QString& file);
    /// As text and back, for the session.
    QString specText() const;
    void setSpecText(const QString& text);

Q_SIGNALS:
    void specChanged();
    void queriesWanted(fulcrum::data::Task task, const QString& filter, const fulcrum::store::SortKey& sort);
    void saved(const QString& file);

private:
    QWidget* makeTools();
    void registerActions();
    QComboBox* axisBox(const QString& name, bool optional);
    void axesChosen();
    /// At once while it is seen, else when it is shown again.
    void read();
    void showEvent(QShowEvent* event) override;
    void compute();
    void fillFilters();
    void showProblem(const Error& error);
    void showState();
    void openCell(const QModelIndex& index);
    QVector<store::RunId> wantedRuns() const;

    bridge::ProjectSession* m_session;
    bridge::RunBook* m_book;
    bridge::WorkspaceState* m_state;
    bridge::ActionRegistry* m_actions;
    bridge::Latest m_read;
    icl::PivotSpec m_spec;
    bool m_published = false;
    bool m_busy = false, m_stale = false;
    std::vector<icl::PivotValue> m_values; ///< of the runs, with the published ones
    QVector<store::RunId> m_runs;          ///< that they are of
    std::optional<Error> m_error;

    models::PivotModel* m_model;
    QTableView* m_table;
    QStackedWidget* m_stack;
    MessageCard* m_message;
    InlineBar* m_bar;
    QLabel* m_note;
    QComboBox *m_rows[2] = {}, *m_columns[2] = {};
    QComboBox* m_filters[7] = {}; ///< by axis
    QLabel* m_filterLabels[7] = {};
    SegmentedControl* m_spread = nullptr;
    QCheckBox* m_averages = nullptr;
};

} // namespace fulcrum::views
