// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/charts_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/charts/curve_chart.h"
#include "widgets/charts/metric_chart.h"
#include "widgets/dialogs/export_dialog.h"
#include "widgets/models/series_model.h"
#include "widgets/models/summary_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QSlider>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr int kReloadMilliseconds = 500;
constexpr int kRedrawMilliseconds = 200;

/// "validation loss" and "training loss" share an axis, the learning rate does not.
constexpr const char* kBatchMetric = "train loss"; ///< its steps are batches, those of all others epochs (core/lever/train_job)

/// Points are stored an epoch at a time, so the last batch and the last epoch belong together.
double batchesPerEpoch(const std::vector<store::MetricPoint>& points)
{
    std::int64_t batches = 0, epochs = 0;
    for (const store::MetricPoint& point : points)
        if (point.name == kBatchMetric)
            batches = std::max(batches, point.step);
        else
            epochs = std::max(epochs, point.step);
    return batches > 0 && epochs > 0 ? static_cast<double>(batches) / static_cast<double>(epochs) : 1.0;
}

QString groupOf(const QString& metric) { return metric.section(u' ', -1); }

} // namespace

ChartsPage::ChartsPage(
    bridge::ProjectSession* session, bridge::JobMonitor* monitor, bridge::ActionRegistry* actions, QWidget* parent)
    : Page(parent), m_session(session), m_monitor(monitor), m_actions(actions), m_results(&session->worker()),
      m_training(&session->worker()), m_series(new models::SeriesModel(this)), m_summary(new models::SummaryModel(this)),
      m_metric(new charts::MetricChart), m_curve(new charts::CurveChart), m_stack(new QStackedWidget),
      m_message(new MessageCard), m_bar(new InlineBar), m_table(new QTableView)
{
    setObjectName(QStringLiteral("page.charts"));
    paintAsPage(this);
    m_actions->add({QStringLiteral("charts.copyTable"), tr("Copy the results table"),
                       tr("Copy all results as text with tabs"), QKeySequence(QStringLiteral("Ctrl+Shift+T")),
                       QStringLiteral("copy")},
        [this] { QApplication::clipboard()->setText(m_summary->toText()); });
    QAction* published = m_actions->add({QStringLiteral("charts.published"), tr("Published numbers"),
        tr("Lay the numbers of the paper over the curves"), QKeySequence(QStringLiteral("Ctrl+Shift+P")),
        QStringLiteral("info"), true});
    connect(published, &QAction::toggled, this, &ChartsPage::setPublishedShown);
    m_table->setModel(m_summary);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(36);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAccessibleName(tr("Results table"));
    m_trainingPage = makeTraining();
    for (QWidget* page : {static_cast<QWidget*>(m_metric), m_trainingPage, static_cast<QWidget*>(m_table),
             static_cast<QWidget*>(m_message)})
        m_stack->addWidget(page);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    m_side = makeSide();
    middle->addWidget(m_side);
    auto* chartArea = new QVBoxLayout;
    chartArea->setContentsMargins(16, 8, 16, 8);
    chartArea->addWidget(m_stack, 1);
    m_provenance = theme::label({}, theme::Text::Small, nullptr, true);
    chartArea->addWidget(m_provenance);
    middle->addLayout(chartArea, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(makeTools());
    whole->addWidget(makeLine(Qt::Horizontal));
    whole->addWidget(m_bar);
    whole->addLayout(middle, 1);

    connect(m_series, &models::SeriesModel::hiddenChanged, this, [this] {
        m_metric->setHidden(m_series->hidden());
        Q_EMIT viewChanged();
    });
    connect(session, &bridge::ProjectSession::opened, this, &ChartsPage::reload);
    connect(session, &bridge::ProjectSession::closed, this, [this] {
        m_results.cancel();
        m_training.cancel();
        m_data = {};
        m_curves = {};
        redraw();
    });
    connect(monitor, &bridge::JobMonitor::resultsGrew, this, [this] {
        if (m_reloadSoon)
            return;
        m_reloadSoon = true; // many units may finish within a moment
        QTimer::singleShot(kReloadMilliseconds, this, [this] {
            m_reloadSoon = false;
            reload();
        });
    });
    connect(monitor, &bridge::JobMonitor::jobsReset, this, &ChartsPage::refreshTrainingRuns);
    connect(monitor, &bridge::JobMonitor::metricAdded, this, [this](store::RunId run, const store::MetricPoint& point) {
        if (run != m_curves.run)
            return;
        m_curves.points.push_back(point);
        const QString name = QString::fromStdString(point.name);
        if (m_group->findData(groupOf(name)) < 0)
            addGroup(groupOf(name));
        showState();
        if (m_redrawSoon)
            return;
        m_redrawSoon = true; // an epoch comes as a hundred points
        QTimer::singleShot(kRedrawMilliseconds, this, [this] {
            m_redrawSoon = false;
            showTrainingGroup();
        });
    });
    showState();
}

QWidget* ChartsPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(12);
    m_kind = new SegmentedControl;
    m_kind->addChoice(tr("Metric over shots"), tr("What each strategy reaches with 1 to 8 demonstrations"), static_cast<int>(Kind::Metric));
    m_kind->addChoice(tr("Training"), tr("Loss and learning rate of Lever-LM, live"), static_cast<int>(Kind::Training));
    m_kind->addChoice(tr("Table"), tr("The same numbers as a table"), static_cast<int>(Kind::Table));
    m_kind->setCurrent(static_cast<int>(Kind::Metric));
    connect(m_kind, &SegmentedControl::chosen, this, [this](int kind) { setKind(static_cast<Kind>(kind)); });
    row->addWidget(m_kind);
    row->addStretch();
    for (const char* id : {"charts.published", "charts.copyTable", "file.export"}) {
        QAction* action = m_actions->action(QString::fromLatin1(id));
        if (!action)
            continue;
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    return tools;
}

QWidget* ChartsPage::makeSide()
{
    auto* side = new QWidget;
    side->setFixedWidth(248);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(16, 16, 8, 16);
    column->addWidget(theme::label(tr("Series"), theme::Text::Heading));
    m_list = new QListView;
    m_list->setModel(m_series);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize(QSize(28, 16));
    m_list->setSpacing(1);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setAccessibleName(tr("Series"));
    connect(m_list, &QListView::doubleClicked, m_series, &models::SeriesModel::solo);
    column->addWidget(m_list, 1);
    return side;
}

QWidget* ChartsPage::makeTraining()
{
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    m_run = new QComboBox;
    m_run->setAccessibleName(tr("Training run"));
    m_run->setMinimumWidth(220);
    connect(m_run, &QComboBox::activated, this, [this] { loadTraining(m_run->currentData().toLongLong()); });
    row->addWidget(m_run);
    m_group = new QComboBox;
    m_group->setAccessibleName(tr("Metric"));
    m_group->setMinimumWidth(120);
    connect(m_group, &QComboBox::activated, this, &ChartsPage::showTrainingGroup);
    row->addWidget(m_group);
    row->addStretch();
    row->addWidget(theme::label(tr("Smoothing"), theme::Text::Small));
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setRange(0, 99);
    m_smoothing->setFixedWidth(140);
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setToolTip(tr("Moving average; the raw curve stays visible"));
    connect(m_smoothing, &QSlider::valueChanged, this, [this](int value) { m_curve->setSmoothing(value / 100.0); });
    row->addWidget(m_smoothing);
    column->addLayout(row);
    column->addWidget(m_curve, 1);
    return page;
}

ChartsPage::Kind ChartsPage::kind() const { return static_cast<Kind>(m_kind->current()); }

void ChartsPage::setKind(Kind kind)
{
    m_kind->setCurrent(static_cast<int>(kind));
    showState();
    Q_EMIT viewChanged();
}

void ChartsPage::reload()
{
    if (!m_session->isOpen())
        return;
    m_busy = true;
    m_results.run(
        this,
        [project = m_session->project()](std::stop_token stop) { return bridge::readEvaluation(project, stop); },
        [this](const Result<bridge::EvaluationResults>& results) {
            m_busy = false;
            if (results)
                showEvaluation(*results);
            else if (results.error().code != ErrorCode::Cancelled)
                showProblem(results.error());
        });
    loadTraining(m_curves.run);
}

void ChartsPage::showEvaluation(const bridge::EvaluationResults& results)
{
    m_data = results;
    bridge::translate(m_data.figure);
    m_bar->hide();
    redraw();
}

void ChartsPage::showProblem(const Error& error)
{
    m_busy = false;
    m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error));
}

void ChartsPage::setPublishedShown(bool shown)
{
    m_publishedShown = shown;
    if (!shown || m_published) {
        redraw();
        return;
    }
    m_session->worker().run(
        this, [](std::stop_token) { return bridge::readPublished(); },
        [this](const Result<bridge::PublishedOverlay>& overlay) {
            if (overlay)
                m_published = *overlay;
            else
                showProblem(overlay.error());
            redraw();
        });
}

chart::Figure ChartsPage::figure() const
{
    chart::Figure figure = m_data.figure;
    if (!m_publishedShown || !m_published)
        return figure;
    for (std::size_t i = 0; i < figure.panels.size() && i < m_data.tasks.size(); ++i)
        if (const auto found = m_published->series.find(m_data.tasks[i]); found != m_published->series.end())
            figure.panels[i].series.insert(figure.panels[i].series.end(), found->second.begin(), found->second.end());
    return figure;
}

void ChartsPage::redraw()
{
    const chart::Figure drawn = figure();
    m_series->setFigure(drawn);
    m_summary->setRows(m_data.rows);
    m_metric->setHidden(m_series->hidden());
    m_metric->setFigure(drawn);
    m_table->resizeColumnsToContents();
    m_provenance->setText(m_publishedShown && m_published ? m_data.provenance + u'\n' + m_published->source : m_data.provenance);
    showState();
}

void ChartsPage::addGroup(const QString& group)
{
    m_group->addItem(group == u"loss" ? tr("Loss") : group == u"rate" ? tr("Learning rate") : group, group);
}

chart::Figure ChartsPage::trainingFigure() const
{
    chart::Panel panel {m_curves.name.toStdString(), tr("epoch").toStdString(), m_group->currentText().toStdString(), {}, {}};
    for (const charts::CurveChart::Curve& curve : m_curve->curves()) {
        chart::Series series {curve.name.toStdString(), curve.name.toStdString(), {}, false,
            charts::CurveChart::styleKey(static_cast<qsizetype>(panel.series.size()))};
        for (qsizetype i = 0; i < curve.steps.size(); ++i)
            series.points.push_back({curve.steps[i], curve.values[i], {}, {}});
        panel.series.push_back(std::move(series));
    }
    return {{std::move(panel)}, {{"runs", std::to_string(m_curves.run)}}};
}

chart::Figure ChartsPage::visibleFigure() const
{
    if (kind() == Kind::Training)
        return trainingFigure();
    chart::Figure shown = figure();
    for (chart::Panel& panel : shown.panels)
        std::erase_if(panel.series, [this](const chart::Series& series) {
            return m_series->hidden().contains(QString::fromStdString(series.key));
        });
    return shown;
}

void ChartsPage::exportView()
{
    auto* dialog = new dialogs::ExportDialog(visibleFigure(), &m_session->worker(), window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void ChartsPage::loadTraining(store::RunId run)
{
    if (!m_session->isOpen())
        return;
    m_training.run(
        this, [project = m_session->project(), run](std::stop_token) { return bridge::readCurves(project, run); },
        [this](const Result<bridge::RunCurves>& curves) {
            if (curves)
                showTraining(*curves);
        });
}

void ChartsPage::showTraining(const bridge::RunCurves& curves)
{
    m_curves = curves;
    const QString group = m_group->currentData().toString();
    QStringList groups;
    for (const store::MetricPoint& point : curves.points)
        if (const QString one = groupOf(QString::fromStdString(point.name)); !groups.contains(one))
            groups.append(one);
    m_group->clear();
    std::stable_partition(groups.begin(), groups.end(), [](const QString& one) { return one == u"loss"; }); // what one looks for first
    for (const QString& one : std::as_const(groups))
        addGroup(one);
    m_group->setCurrentIndex(std::max(0, m_group->findData(group)));
    refreshTrainingRuns();
    showTrainingGroup();
    showState();
}

void ChartsPage::showTrainingGroup()
{
    const double batches = batchesPerEpoch(m_curves.points);
    QVector<charts::CurveChart::Curve> drawn;
    for (const store::MetricPoint& point : m_curves.points) {
        const QString name = QString::fromStdString(point.name);
        if (groupOf(name) != m_group->currentData().toString())
            continue;
        auto curve = std::find_if(drawn.begin(), drawn.end(), [&name](const auto& c) { return c.name == name; });
        if (curve == drawn.end()) {
            drawn.append({name, {}, {}});
            curve = drawn.end() - 1;
        }
        curve->steps.append(static_cast<double>(point.step) / (point.name == kBatchMetric ? batches : 1.0));
        curve->values.append(point.value);
    }
    m_curve->setCurves(std::move(drawn));
}

void ChartsPage::refreshTrainingRuns()
{
    m_run->clear();
    for (const bridge::JobInfo& job : m_monitor->jobs())
        if (job.record.kind == "train")
            m_run->addItem(QString::fromStdString(job.record.name), static_cast<qlonglong>(job.record.id));
    m_run->setCurrentIndex(m_run->findData(static_cast<qlonglong>(m_curves.run)));
}

void ChartsPage::showState()
{
    const bool metric = kind() == Kind::Metric, training = kind() == Kind::Training;
    const bool empty = training ? m_curves.points.empty() : m_data.rows.empty();
    m_side->setVisible(metric && !empty);
    m_provenance->setVisible(!training && !empty);
    m_actions->setUnavailable(QStringLiteral("charts.copyTable"),
        m_data.rows.empty() ? tr("There are no results yet.") : QString());
    m_actions->setUnavailable(QStringLiteral("file.export"),
        empty ? tr("There is no chart to export yet.") : QString());
    if (!empty) {
        m_stack->setCurrentWidget(metric ? static_cast<QWidget*>(m_metric)
                : training               ? m_trainingPage
                                         : static_cast<QWidget*>(m_table));
        return;
    }
    if (!m_session->isOpen())
        m_message->show(QStringLiteral("charts"), tr("No project is open"), tr("Charts show the results of a project."));
    else if (training)
        m_message->show(QStringLiteral("train"), tr("No training yet"),
            tr("Its curves appear here while it runs."), {m_actions->action(QStringLiteral("job.train"))});
    else
        m_message->show(QStringLiteral("charts"), tr("No results yet"),
            tr("Evaluate some strategies: each finished cell appears here as a point with its confidence interval."),
            {m_actions->action(QStringLiteral("job.eval"))});
    m_stack->setCurrentWidget(m_message);
}

void ChartsPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_series->paletteChanged();
}

} // namespace fulcrum::views
