// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/chart_source.h"
#include "widgets/bridge/published.h"
#include "widgets/bridge/results.h"
#include "widgets/charts/figure_view.h"
#include "widgets/views/page.h"
#include "widgets/views/point_card.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QTableView;

namespace fulcrum::bridge {
class ActionRegistry;
class ChartStyles;
class JobMonitor;
class WorkspaceEdits;
class WorkspaceState;
}
namespace fulcrum::models {
class FigureTableModel;
class SeriesModel;
class SummaryModel;
}

namespace fulcrum::views {

class ChartOptions;
class InlineBar;
class MessageCard;
class SegmentedControl;
class SeriesPanel;
class StylePanel;

/// Charts of the project's results: series at the left, the chart, its style at the right. Everything is drawn from the store, by the
/// code that exports it.
class ChartsPage : public Page
{
    Q_OBJECT

public:
    enum class Kind { Metric, Bars, Scatter, DmScores, DmGains, Training, Table };
    static QString kindName(Kind kind); ///< "shots", ...: of --chart, of settings and of fulcrum-cli chart export
    static std::optional<Kind> kindFromName(const QString& name); ///< also "metric"

    struct Parts
    {
        bridge::ProjectSession* session;
        bridge::WorkspaceState* state;
        bridge::WorkspaceEdits* edits;
        bridge::JobMonitor* monitor;
        bridge::ActionRegistry* actions;
    };
    explicit ChartsPage(const Parts& parts, QWidget* parent = nullptr);

    void setKind(Kind kind);
    Kind kind() const;
    void showEvaluation(const bridge::EvaluationResults& results);
    void showProblem(const Error& error);
    /// What is drawn now, for the export: visible series only, with the zoom.
    chart::Figure visibleFigure() const;
    bool isBusy() const override { return m_busy > 0; }
    QString whyNoExport() const override;
    void exportView() override;
    charts::FigureView* view() const { return m_view; }
    models::SeriesModel* series() const { return m_series; }
    models::SummaryModel* summary() const { return m_summary; }
    bridge::ChartStyles* styles() const { return m_styles; }
    ChartOptions* options() const { return m_options; }
    /// Draws the series of more runs beside those that are shown: evaluations in Shots and Bars, D_M in theirs, trainings in Training. The
    /// present kind of chart stays where one of them belongs to it. A bar says what was added, or why nothing was.
    void addRuns(const QVector<store::RunId>& runs);
    const QVector<store::RunId>& addedRuns() const { return m_added; } ///< evaluations
    /// What a point is made of, as its card says it.
    PointCard::Content describe(const charts::FigureView::Place& place);

Q_SIGNALS:
    /// The queries behind a point are wanted: a filter of the validation split.
    void queriesWanted(fulcrum::data::Task task, const QString& filter);
    void queryWanted(fulcrum::data::Task task, qint64 publishedId);

private:
    // charts_page.cpp
    void registerActions();
    QWidget* makeTools();
    QWidget* makeCentre();
    void follow();
    void showState();
    QPair<QString, QString> emptyText() const;
    void layOutPanels();
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

    // charts_page_runs.cpp
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void addEvaluations(const QVector<store::RunId>& runs);
    void readAdded();
    void removeAdded();
    void sayAdded(int count, const QString& refused);
    std::vector<icl::StrategySummary> shownRows() const;
    std::map<std::string, std::string> shownMetadata() const;
    void dressAdded(chart::Figure& figure) const;

    // charts_page_data.cpp
    void reload();
    void setMeasures();
    void readFigure();
    void readTrainings();
    void compose();
    chart::Figure baseFigure() const;
    void nameSeeds(chart::Figure& figure) const;
    void setPublishedShown(bool shown);
    void addLivePoint(store::RunId run, const store::MetricPoint& point);
    void takeActiveRuns();
    QString note() const;
    PointCard::Content describeEvaluation(const charts::FigureView::Place& place);

    // charts_page_export.cpp
    void copyTable(const QString& format);
    void copyImage();
    void exportTable();

    Parts m_parts;
    bridge::Latest m_results, m_choiceRead, m_figureRead, m_curveRead, m_addedRead;
    bridge::EvaluationResults m_data;
    QVector<store::RunId> m_added; ///< evaluations beside those of m_data, in the order in which they came
    QVector<bridge::AddedEvaluation> m_addedData;
    bridge::ChartChoices m_choices;
    bridge::NotedFigure m_noted; ///< of the kinds that are read as a figure
    bridge::TrainingCurves m_curves;
    std::optional<bridge::PublishedOverlay> m_published;
    bool m_publishedShown = false, m_reloadSoon = false, m_redrawSoon = false;
    int m_busy = 0;

    bridge::ChartStyles* m_styles;
    models::SeriesModel* m_series;
    models::SummaryModel* m_summary;
    models::FigureTableModel* m_numbers;
    charts::FigureView* m_view;
    ChartOptions* m_options;
    SeriesPanel* m_seriesPanel;
    StylePanel* m_stylePanel;
    QStackedWidget* m_stack;
    MessageCard* m_message;
    InlineBar* m_bar;
    QTableView *m_table, *m_numberTable;
    SegmentedControl* m_kind = nullptr;
    QComboBox* m_kindList = nullptr; ///< the same in a narrow window
    QLabel* m_note = nullptr;
    QWidget* m_dropFrame; ///< around the page while runs are dragged over it
};

} // namespace fulcrum::views
