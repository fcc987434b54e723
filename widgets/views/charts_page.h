// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/published.h"
#include "widgets/bridge/results.h"
#include "widgets/views/page.h"


class QComboBox;
class QLabel;
class QListView;
class QSlider;
class QStackedWidget;
class QTableView;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
}
namespace fulcrum::charts {
class CurveChart;
class MetricChart;
}
namespace fulcrum::models {
class SeriesModel;
class SummaryModel;
}

namespace fulcrum::views {

class InlineBar;
class MessageCard;
class SegmentedControl;

/// Curves of the project: metric over shots with confidence bands, training curves that grow live, and the same as a table.
class ChartsPage : public Page
{
    Q_OBJECT

public:
    enum class Kind { Metric, Training, Table };

    ChartsPage(bridge::ProjectSession* session, bridge::JobMonitor* monitor, bridge::ActionRegistry* actions,
        QWidget* parent = nullptr);

    void setKind(Kind kind);
    Kind kind() const;
    void showEvaluation(const bridge::EvaluationResults& results);
    void showProblem(const Error& error);
    /// What is drawn now, for the export dialog: visible series only.
    chart::Figure visibleFigure() const;
    bool isBusy() const override { return m_busy; }
    QString whyNoExport() const override { return {}; }
    void exportView() override;
    charts::MetricChart* metricChart() const { return m_metric; }
    models::SeriesModel* series() const { return m_series; }
    models::SummaryModel* summary() const { return m_summary; }

private:
    QWidget* makeTools();
    QWidget* makeSide();
    QWidget* makeTraining();
    void reload();
    void loadTraining(store::RunId run);
    void showTraining(const bridge::RunCurves& curves);
    void showTrainingGroup();
    void addGroup(const QString& group);
    void refreshTrainingRuns();
    void redraw();
    void setPublishedShown(bool shown);
    chart::Figure figure() const;
    chart::Figure trainingFigure() const;
    void showState();
    void changeEvent(QEvent* event) override;

    bridge::ProjectSession* m_session;
    bridge::JobMonitor* m_monitor;
    bridge::ActionRegistry* m_actions;
    bridge::Latest m_results, m_training;
    bridge::EvaluationResults m_data;
    std::optional<bridge::PublishedOverlay> m_published;
    bool m_publishedShown = false;
    bridge::RunCurves m_curves;
    bool m_redrawSoon = false;
    bool m_busy = false, m_reloadSoon = false;

    models::SeriesModel* m_series;
    models::SummaryModel* m_summary;
    charts::MetricChart* m_metric;
    charts::CurveChart* m_curve;
    QStackedWidget* m_stack;
    MessageCard* m_message;
    InlineBar* m_bar;
    QTableView* m_table;
    QWidget *m_trainingPage = nullptr, *m_side = nullptr;
    SegmentedControl* m_kind = nullptr;
    QLabel* m_provenance = nullptr;
    QListView* m_list = nullptr;
    QComboBox *m_run = nullptr, *m_group = nullptr;
    QSlider* m_smoothing = nullptr;
};

} // namespace fulcrum::views
