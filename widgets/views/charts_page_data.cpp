// SPDX-License-Identifier: GPL-3.0-or-later
// What the Charts page shows: reads, and the figure that is made of them.
#include "core/chart/series_math.h"
#include "widgets/bridge/chart_styles.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/figure_table_model.h"
#include "widgets/models/series_model.h"
#include "widgets/models/summary_model.h"
#include "widgets/views/chart_options.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"

#include <QTableView>
#include <QTimer>
#include <set>

namespace fulcrum::views {

namespace {

constexpr int kRedrawMilliseconds = 200;

QString intervalText(const std::optional<icl::Interval>& interval)
{
    return interval ? ChartsPage::tr(" [%1, %2]").arg(bridge::number(interval->low, 1), bridge::number(interval->high, 1)) : QString();
}

} // namespace

void ChartsPage::reload()
{
    if (!m_parts.session->isOpen())
        return;
    ++m_busy;
    if (!m_added.isEmpty())
        readAdded();
    const auto finished = [this] { m_busy = std::max(0, m_busy - 1); };
    m_choiceRead.run(
        this, [project = m_parts.session->project()](std::stop_token stop) { return bridge::readChartChoices(project, stop); },
        [this](const Result<bridge::ChartChoices>& choices) {
            if (!choices || *choices == m_choices)
                return;
            m_choices = *choices;
            m_options->setChoices(m_choices, m_parts.state->task());
            takeActiveRuns();
            readFigure();
        });
    m_results.run(
        this,
        [project = m_parts.session->project(), preferred = m_parts.state->activeRuns()](std::stop_token stop) {
            return bridge::readEvaluation(project, preferred, stop);
        },
        [this, finished](const Result<bridge::EvaluationResults>& results) {
            finished();
            if (results)
                showEvaluation(*results);
            else if (results.error().code != ErrorCode::Cancelled)
                showProblem(results.error());
        });
}

void ChartsPage::showEvaluation(const bridge::EvaluationResults& results)
{
    m_busy = 0;
    m_data = results;
    m_bar->hide();
    m_summary->setRows(m_data.rows);
    m_table->resizeColumnsToContents();
    setMeasures();
    compose();
}

/// Those that somebody has.
void ChartsPage::setMeasures()
{
    const std::vector<icl::StrategySummary> rows = shownRows();
    std::vector<icl::Measure> measures = icl::measuresOf(rows);
    std::erase_if(measures, [&rows](const icl::Measure& measure) {
        return measure.shots == 0
            || std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return measure.valueOf(row).has_value(); });
    });
    m_options->setMeasures(measures);
}

void ChartsPage::takeActiveRuns()
{
    // Runs that were chosen elsewhere are what the charts are about.
    QVector<store::RunId> dm, trainings;
    bool evaluations = false;
    for (const store::RunId run : m_parts.state->activeRuns()) {
        const auto isRun = [run](const bridge::RunChoice& choice) { return choice.run == run; };
        if (std::any_of(m_choices.dmRuns.begin(), m_choices.dmRuns.end(), isRun))
            dm.append(run);
        else if (std::any_of(m_choices.trainings.begin(), m_choices.trainings.end(), isRun))
            trainings.append(run);
        evaluations = evaluations
            || std::any_of(m_choices.cells.begin(), m_choices.cells.end(),
                [run](const auto& cell) { return cell.cell.run == run; });
    }
    if (!dm.isEmpty())
        m_options->setDmRuns(dm);
    if (!trainings.isEmpty())
        m_options->setTrainings(trainings);
    if (sender() != m_parts.state)
        return; // called while reloading
    if (evaluations)
        reload();
    if (!dm.isEmpty() || !trainings.isEmpty())
        readFigure();
}

void ChartsPage::readFigure()
{
    if (!m_parts.session->isOpen()) {
        compose();
        return;
    }
    const auto take = [this](const Result<bridge::NotedFigure>& noted) {
        if (noted) {
            m_noted = *noted;
            m_bar->hide();
        } else {
            m_noted = {};
            if (noted.error().code != ErrorCode::Cancelled)
                showProblem(noted.error());
        }
        m_busy = 0;
        compose();
    };
    const auto project = m_parts.session->project();
    switch (kind()) {
    case Kind::Scatter:
        if (const auto cells = m_options->cells()) {
            m_busy = 1;
            m_figureRead.run(
                this,
                [project, c = *cells](
                    std::stop_token) { return bridge::readScatter(project, c.first, c.second); },
                take);
            return;
        }
        m_noted = {};
        break;
    case Kind::DmScores:
    case Kind::DmGains: {
        const bridge::DmChartRequest request = m_options->dmRequest(kind() == Kind::DmGains);
        if (!request.runs.isEmpty()) {
            m_busy = 1;
            m_figureRead.run(this, [project, request](std::stop_token) { return bridge::readDmFigure(project, request); }, take);
            return;
        }
        m_noted = {};
        break;
    }
    case Kind::Training: readTrainings(); break;
    default: break;
    }
    compose();
}

void ChartsPage::readTrainings()
{
    const QVector<store::RunId> wanted = m_options->trainings();
    const bool known = std::equal(wanted.begin(), wanted.end(), m_curves.runs.begin(), m_curves.runs.end(),
        [](store::RunId run, const lever::NamedCurves& curves) { return run == curves.run; });
    if (known)
        return;
    m_busy = 1;
    m_curveRead.run(
        this, [project = m_parts.session->project(), wanted](std::stop_token) { return bridge::readCurves(project, wanted); },
        [this](const Result<bridge::TrainingCurves>& curves) {
            m_busy = 0;
            if (!curves) {
                showProblem(curves.error());
                return;
            }
            m_curves = *curves;
            std::vector<store::MetricPoint> all;
            for (const lever::NamedCurves& run : m_curves.runs)
                all.insert(all.end(), run.points.begin(), run.points.end());
            m_options->setGroups(lever::metricGroups(all));
            compose();
        });
}

void ChartsPage::addLivePoint(store::RunId run, const store::MetricPoint& point)
{
    const auto curves = std::find_if(m_curves.runs.begin(), m_curves.runs.end(),
        [run](const lever::NamedCurves& one) { return one.run == run; });
    if (curves == m_curves.runs.end())
        return;
    curves->points.push_back(point);
    if (m_redrawSoon)
        return;
    m_redrawSoon = true; // an epoch comes as a hundred points
    QTimer::singleShot(kRedrawMilliseconds, this, [this] {
        m_redrawSoon = false;
        std::vector<store::MetricPoint> all;
        for (const lever::NamedCurves& one : m_curves.runs)
            all.insert(all.end(), one.points.begin(), one.points.end());
        m_options->setGroups(lever::metricGroups(all));
        if (kind() == Kind::Training)
            compose();
    });
}

chart::Figure ChartsPage::baseFigure() const
{
    const bridge::ChartSettings settings = m_styles->settings(kindName(kind()));
    switch (kind()) {
    case Kind::Scatter:
    case Kind::DmScores:
    case Kind::DmGains: return m_noted.figure;
    case Kind::Training: {
        chart::Figure figure = lever::trainingFigure(m_curves.runs, m_options->group(), settings.smoothing);
        figure.metadata = m_curves.metadata;
        if (settings.clipOutliers)
            for (chart::Panel& panel : figure.panels)
                chart::clipOutliers(panel, tr("{} of {} points outside").toStdString());
        return figure;
    }
    case Kind::Bars: {
        chart::Figure figure = icl::barFigure(shownRows(), m_options->measure());
        figure.metadata = shownMetadata();
        return figure;
    }
    case Kind::Metric:
    case Kind::Table: break;
    }
    chart::Figure figure = m_addedData.isEmpty() ? m_data.figure : icl::evaluationFigure(shownRows());
    figure.metadata = shownMetadata();
    if (m_publishedShown && m_published)
        for (std::size_t i = 0; i < figure.panels.size() && i < m_data.tasks.size(); ++i)
            if (const auto found = m_published->series.find(m_data.tasks[i]); found != m_published->series.end())
                figure.panels[i].series.insert(figure.panels[i].series.end(), found->second.begin(), found->second.end());
    return figure;
}

/// "SIIR (n=3)": how many seeds a mean is of.
void ChartsPage::nameSeeds(chart::Figure& figure) const
{
    const std::vector<icl::StrategySummary> rows = shownRows();
    for (std::size_t i = 0; i < figure.panels.size() && i < m_data.tasks.size(); ++i)
        for (chart::Series& series : figure.panels[i].series)
            for (const icl::StrategySummary& row : rows)
                if (row.task == m_data.tasks[i] && row.strategy == series.key)
                    series.name = figure.styles.nameOf(series.key) + " (n=" + std::to_string(row.seeds.size()) + ")";
}

void ChartsPage::compose()
{
    const bridge::ChartSettings settings = m_styles->settings(kindName(kind()));
    chart::Figure figure = baseFigure();
    bridge::translate(figure);
    figure.styles = m_styles->book();
    dressAdded(figure);
    if (settings.seeds && (kind() == Kind::Metric || kind() == Kind::Bars))
        nameSeeds(figure);
    settings.apply(figure);
    for (chart::Panel& panel : figure.panels) {
        for (std::size_t i = 0; i < panel.xNames.size() && i < panel.series.size() && kind() == Kind::Bars; ++i)
            panel.xNames[i] = chart::legendName(figure, panel.series[i]);
        for (chart::Series& series : panel.series) {
            // The raw curve goes with its smoothed one.
            QString key = QString::fromStdString(series.key);
            if (!series.inLegend && key.endsWith(u" raw"))
                key.chop(4);
            series.hidden = m_series->hidden().contains(key);
        }
    }
    chart::Figure listed = figure;
    for (chart::Panel& panel : listed.panels)
        std::erase_if(panel.series, [](const chart::Series& series) { return !series.inLegend && series.alpha < 1; });
    m_series->setFigure(kind() == Kind::Table ? chart::Figure() : listed);
    m_view->setFormat(settings.format());
    m_view->setFigure(figure);
    m_numbers->setFigure(figure);
    m_numberTable->resizeColumnsToContents();
    showState();
}

void ChartsPage::setPublishedShown(bool shown)
{
    m_publishedShown = shown;
    if (!shown || m_published) {
        compose();
        return;
    }
    m_parts.session->worker().run(
        this, [](std::stop_token) { return bridge::readPublished(); },
        [this](const Result<bridge::PublishedOverlay>& overlay) {
            if (overlay)
                m_published = *overlay;
            else
                showProblem(overlay.error());
            compose();
        });
}

QString ChartsPage::note() const
{
    switch (kind()) {
    case Kind::Scatter:
    case Kind::DmScores:
    case Kind::DmGains: return m_noted.note;
    case Kind::Training: return {};
    default: break;
    }
    QStringList lines {m_data.provenance};
    QStringList added;
    for (const bridge::AddedEvaluation& one : m_addedData)
        added.append(tr("%1 (run %2), %3 queries")
                         .arg(one.name)
                         .arg(one.run)
                         .arg(bridge::count(one.rows.empty() ? 0 : one.rows.front().queries)));
    if (!added.isEmpty() && kind() != Kind::Table)
        lines.append(tr("Added: %1. Runs may have been asked other queries: compare their levels with care.")
                         .arg(added.join(QStringLiteral(" · "))));
    if (m_publishedShown && m_published && kind() == Kind::Metric)
        lines.append(m_published->source);
    return lines.join(u'\n');
}

chart::Figure ChartsPage::visibleFigure() const
{
    chart::Figure shown = m_view->shownFigure();
    for (chart::Panel& panel : shown.panels)
        std::erase_if(panel.series, [](const chart::Series& series) { return series.hidden; });
    return shown;
}

PointCard::Content ChartsPage::describe(const charts::FigureView::Place& place)
{
    const chart::Series& series = m_view->seriesAt(place);
    const chart::Point& point = series.points[static_cast<std::size_t>(place.point)];
    if (kind() == Kind::Metric || kind() == Kind::Bars)
        return describeEvaluation(place);
    const chart::Panel panel = m_view->shownFigure().panels[static_cast<std::size_t>(place.panel)];
    PointCard::Content content;
    content.title = QString::fromStdString(series.name.empty() ? series.key : series.name);
    if (kind() == Kind::Scatter && point.id >= 0) {
        content.title = tr("Query %1").arg(point.id);
        content.value = tr("%1 over %2").arg(bridge::number(point.y, 1), bridge::number(point.x, 1));
        content.lines = {QString::fromStdString(panel.yLabel), QString::fromStdString(panel.xLabel)};
        content.action = tr("Show the query");
        const auto cells = m_options->cells();
        for (const bridge::CellOption& option : m_choices.cells)
            if (cells && option.cell == cells->first)
                if (const auto task = data::taskFromName(option.task))
                    content.run = [this, task = *task, id = point.id] { Q_EMIT queryWanted(task, id); };
        return content;
    }
    content.value = tr("%1 at %2 %3")
                        .arg(QLocale().toString(point.y, 'g', 5), QString::fromStdString(panel.xLabel),
                            QLocale().toString(point.x, 'g', 5));
    if (static_cast<std::size_t>(place.point) < series.spreads.size()) {
        const chart::Spread& spread = series.spreads[static_cast<std::size_t>(place.point)];
        content.lines.append(tr("%1 values, median %2").arg(bridge::count(spread.count), QLocale().toString(spread.median, 'g', 4)));
        content.lines.append(tr("quartiles %1 and %2")
                                 .arg(QLocale().toString(spread.lowerQuartile, 'g', 4),
                                     QLocale().toString(spread.upperQuartile, 'g', 4)));
        content.lines.append(
            tr("from %1 to %2")
                .arg(QLocale().toString(spread.minimum, 'g', 4), QLocale().toString(spread.maximum, 'g', 4)));
    }
    if (!note().isEmpty())
        content.lines.append(note());
    return content;
}

PointCard::Content ChartsPage::describeEvaluation(const charts::FigureView::Place& place)
{
    const chart::Series& series = m_view->seriesAt(place);
    const chart::Point& point = series.points[static_cast<std::size_t>(place.point)];
    PointCard::Content content;
    content.title = QString::fromStdString(series.name.empty() ? m_styles->book().nameOf(series.key) : series.name);
    content.value = bridge::number(point.y, 1);
    const auto panel = static_cast<std::size_t>(place.panel);
    const std::vector<icl::StrategySummary> rows = shownRows();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const icl::StrategySummary& one) {
        return panel < m_data.tasks.size() && one.task == m_data.tasks[panel] && one.strategy == series.key;
    });
    if (row == rows.end()) { // published numbers
        if (m_published)
            content.lines.append(m_published->source);
        return content;
    }
    const auto [strategy, addedRun] = bridge::partsOfKey(series.key);
    const bool zero = strategy == "zero-shot";
    const icl::Measure measure = kind() == Kind::Bars && !zero ? m_options->measure() : icl::Measure {zero ? 0 : qRound(point.x), {}};
    content.title += measure.shots >= 0 ? tr(", %n shots", nullptr, measure.shots) : tr(", %1").arg(QString::fromStdString(measure.name()));
    content.value += intervalText(measure.intervalOf(*row));
    if (const auto error = measure.errorOf(*row))
        content.value += tr(", standard error %1").arg(bridge::number(*error, 1));
    QStringList seeds;
    for (const std::int64_t seed : row->seeds)
        seeds.append(QString::number(seed));
    const store::RunId run = addedRun != 0 ? addedRun : m_data.runs[static_cast<qsizetype>(panel)];
    content.lines = { tr("Run %1, %2").arg(run).arg(QString::fromStdString(row->lvlm)),
        tr("%1 queries; seeds: %2").arg(bridge::count(row->queries), seeds.join(QStringLiteral(", "))),
        row->seeds.size() > 1
            ? tr("95 % interval: bootstrap over %n seeds and the queries, 1,000 resamples", nullptr,
                static_cast<int>(row->seeds.size()))
            : tr("95 % interval: bootstrap over the queries, 1,000 resamples; one seed only") };
    if (const auto task = data::taskFromName(row->task)) {
        content.action = tr("Show queries");
        const QString cell = measure.shots >= 0 ? QStringLiteral(",%1").arg(measure.shots) : QString();
        const QString filter = QStringLiteral("score(#%1,%2%3):>=0").arg(run).arg(QString::fromStdString(strategy), cell);
        content.run = [this, task = *task, filter] { Q_EMIT queriesWanted(task, filter); };
    }
    return content;
}

} // namespace fulcrum::views
