// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/run_comparison.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/charts/scatter_chart.h"
#include "widgets/charts/swatch.h"
#include "widgets/models/comparison_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>
#include <cmath>
#include <limits>
#include <set>

namespace fulcrum::views {

namespace {

constexpr int kReloadMilliseconds = 500;
/// The filters in their order; the first is all.
constexpr std::optional<icl::Outcome> kFilters[] = {std::nullopt, icl::Outcome::AWins, icl::Outcome::BWins, icl::Outcome::Equal,
    icl::Outcome::BothBad, icl::Outcome::BothGood};

/// Keys of the palette in whose colours and shapes the points are drawn: A wins, B wins, equal.
constexpr const char* kGroupKeys[] = {"lever-lm", "siir", "random"};

QString filterText(const std::optional<icl::Outcome>& outcome)
{
    if (!outcome)
        return RunComparison::tr("All");
    switch (*outcome) {
    case icl::Outcome::AWins: return RunComparison::tr("A wins");
    case icl::Outcome::BWins: return RunComparison::tr("B wins");
    case icl::Outcome::Equal: return RunComparison::tr("Equal");
    case icl::Outcome::BothBad: return RunComparison::tr("Both bad");
    case icl::Outcome::BothGood: return RunComparison::tr("Both good");
    }
    return {};
}

double fraction(double value) { return value - std::floor(value); }

/// How far points are moved apart: accuracies have few values, and hundreds of queries would lie on one another. The places are
/// those of the R2 sequence, the same every time.
double spreadOf(const icl::CellComparison& comparison)
{
    constexpr std::size_t kShared = 4; ///< queries on one place, on average, from which it is worth it
    constexpr double kShare = 0.04;    ///< of the range
    std::set<std::pair<double, double>> places;
    double low = std::numeric_limits<double>::max(), high = std::numeric_limits<double>::lowest();
    for (const icl::PairedQuery& query : comparison.queries) {
        places.emplace(query.a, query.b);
        low = std::min({low, query.a, query.b});
        high = std::max({high, query.a, query.b});
    }
    return places.size() * kShared > comparison.queries.size() ? 0 : kShare * (high - low);
}

QString estimate(const metrics::Estimate& value)
{
    return RunComparison::tr("%1 [%2, %3]").arg(bridge::number(value.value, 1), bridge::number(value.low, 1), bridge::number(value.high, 1));
}

} // namespace

RunComparison::RunComparison(const ComparePageParts& parts, QWidget* parent)
    : QWidget(parent), m_parts(parts), m_list(&parts.session->worker()), m_request(&parts.session->worker()),
      m_model(new models::ComparisonModel(this)), m_chart(new charts::ScatterChart), m_table(new QTableView),
      m_message(new MessageCard), m_bar(new InlineBar)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 4, 16, 12);
    column->setSpacing(10);
    m_content = makeResult();
    column->addWidget(makeSides());
    column->addWidget(m_bar);
    column->addWidget(m_content, 1);
    column->addWidget(m_message, 1);

    connect(parts.session, &bridge::ProjectSession::datasetsLoaded, this, &RunComparison::reload);
    connect(parts.state, &bridge::WorkspaceState::taskChanged, this, [this] { showCells(m_runs); });
    connect(parts.session, &bridge::ProjectSession::closed, this, [this] {
        m_list.cancel();
        m_request.cancel();
        m_busy = false;
        m_chosen[0] = m_chosen[1] = 0;
        m_bar->hide();
        showCells({});
    });
    connect(parts.monitor, &bridge::JobMonitor::resultsGrew, this, [this] {
        if (std::exchange(m_reloadSoon, true))
            return; // many units may finish within a moment
        QTimer::singleShot(kReloadMilliseconds, this, [this] {
            m_reloadSoon = false;
            reload();
        });
    });
    showState();
}

QWidget* RunComparison::makeSides()
{
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    for (int side = 0; side < 2; ++side) {
        const QString name = side == 0 ? tr("A") : tr("B");
        auto* letter = theme::label(name, theme::Text::Title);
        grid->addWidget(letter, 0, side * 5);
        Side& one = m_sides[side];
        one.run = new QComboBox;
        one.run->setAccessibleName(tr("Evaluation of side %1").arg(name));
        one.cell = new QComboBox;
        one.cell->setAccessibleName(tr("Strategy, shots and seed of side %1").arg(name));
        for (QComboBox* combo : {one.run, one.cell}) {
            combo->setMinimumWidth(120);
            combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
            combo->setMaxVisibleItems(24);
        }
        grid->addWidget(one.run, 0, side * 5 + 1);
        grid->addWidget(one.cell, 0, side * 5 + 2);
        grid->setColumnStretch(side * 5 + 1, 3);
        grid->setColumnStretch(side * 5 + 2, 4);
        connect(one.run, &QComboBox::activated, this, [this, side] { fillCells(side); });
        connect(one.cell, &QComboBox::activated, this, [this, side] { choose(side, m_sides[side].cell->currentData().toLongLong()); });
    }
    auto* swap = new QToolButton;
    swap->setIcon(theme::icon(QStringLiteral("order")));
    swap->setAutoRaise(true);
    swap->setMinimumSize(28, 28);
    swap->setToolTip(tr("Exchange A and B"));
    swap->setAccessibleName(swap->toolTip());
    connect(swap, &QToolButton::clicked, this, &RunComparison::swapSides);
    grid->addWidget(swap, 0, 3);
    return box;
}

QWidget* RunComparison::makeResult()
{
    m_table->setModel(m_model);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(models::ComparisonModel::Difference, Qt::DescendingOrder);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(32);
    m_table->horizontalHeader()->setStretchLastSection(true);
    using Column = models::ComparisonModel::Column;
    for (const auto& [column, width] : {std::pair {Column::Id, 92}, {Column::Text, 190}, {Column::ScoreA, 68}, {Column::ScoreB, 68},
             {Column::Difference, 100}, {Column::PredictionA, 180}})
        m_table->setColumnWidth(column, width);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAccessibleName(tr("Queries of both evaluations"));
    m_table->setTabKeyNavigation(false);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) { openRow(index.row()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RunComparison::rowMoved);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (m_selecting)
            return;
        QVector<int> queries;
        for (const QModelIndex& row : m_table->selectionModel()->selectedRows())
            queries.append(row.data(models::ComparisonModel::QueryRole).toInt());
        std::sort(queries.begin(), queries.end());
        selectQueries(queries);
    });
    m_chart->setMeasured(true);
    connect(m_chart, &charts::ScatterChart::picked, this, &RunComparison::pickPoints);
    connect(m_chart, &charts::ScatterChart::hovered, this, [this](int query, const QPoint& place) {
        const int row = query < 0 ? -1 : m_model->rowOf(query);
        if (row < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(m_chart->mapToGlobal(place), m_model->index(row, 0).data(Qt::ToolTipRole).toString(), m_chart);
    });
    connect(m_chart, &charts::ScatterChart::activated, this, [this](int query) {
        selectQueries({query});
        openRow(m_model->rowOf(query));
    });
    auto* left = new QWidget;
    auto* chartColumn = new QVBoxLayout(left);
    chartColumn->setContentsMargins(0, 0, 8, 0);
    m_verdict = theme::label({}, theme::Text::Title, nullptr, true);
    m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail = theme::label({}, theme::Text::Small, nullptr, true);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    chartColumn->addWidget(m_verdict);
    chartColumn->addWidget(m_detail);
    chartColumn->addWidget(m_chart, 1);
    chartColumn->addLayout(makeLegend());
    m_spread = theme::label(tr("Queries with the same two scores are drawn a little apart."), theme::Text::Small, nullptr, true);
    m_spread->hide();
    chartColumn->addWidget(m_spread);
    chartColumn->addWidget(theme::label(
        tr("A point is a query. Drag marks a rectangle, Shift and drag a free line, Ctrl adds."), theme::Text::Small, nullptr, true));
    auto* right = new QWidget;
    auto* tableColumn = new QVBoxLayout(right);
    tableColumn->setContentsMargins(8, 0, 0, 0);
    tableColumn->addWidget(makeFilters());
    tableColumn->addWidget(m_table, 1);
    auto* splitter = new QSplitter;
    splitter->addWidget(left);
    splitter->addWidget(right);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 5);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

QWidget* RunComparison::makeFilters()
{
    auto* box = new QWidget;
    auto* flow = new FlowLayout(box, 6);
    for (const auto& outcome : kFilters) {
        auto* button = new QToolButton;
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setMinimumHeight(28);
        connect(button, &QToolButton::clicked, this, [this, outcome] { setFilter(outcome); });
        m_filters.append(button);
        flow->addWidget(button);
    }
    m_filters.first()->setChecked(true);
    m_level = new QDoubleSpinBox;
    m_level->setRange(0, 1000);
    m_level->setDecimals(1);
    m_level->setPrefix(tr("good from "));
    m_level->setToolTip(tr("A query counts as good for a side when its score is at least this. It starts at half of the annotators for "
                           "accuracies, and at the median of all scores for CIDEr, which has no natural level."));
    m_level->setAccessibleName(tr("Score from which a query counts as good"));
    connect(m_level, &QDoubleSpinBox::valueChanged, this, [this](double level) {
        m_model->setFilter(m_model->filter(), level);
        showCounts();
    });
    flow->addWidget(m_level);
    return box;
}

void RunComparison::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        reload();
}

void RunComparison::reload()
{
    m_stale = !isVisible();
    if (m_stale || !m_parts.session->isOpen())
        return;
    m_busy = true;
    m_list.run(
        this, [project = m_parts.session->project()](std::stop_token) { return bridge::readRunCells(project); },
        [this](const Result<QVector<bridge::RunCells>>& runs) {
            m_busy = false;
            if (runs) {
                showCells(*runs);
            } else {
                m_runs.clear();
                showProblem(runs.error());
            }
        });
}

void RunComparison::showCells(const QVector<bridge::RunCells>& runs)
{
    m_runs = runs;
    const data::Task task = m_parts.state->task();
    const auto known = [&](std::int64_t cell) {
        return std::any_of(m_runs.begin(), m_runs.end(), [&](const bridge::RunCells& run) { return run.task == task && run.find(cell); });
    };
    const auto [a, b] = bridge::suggestedCells(m_runs, task);
    const std::int64_t wanted[] = {known(m_chosen[0]) ? m_chosen[0] : a, known(m_chosen[1]) ? m_chosen[1] : b};
    for (int side = 0; side < 2; ++side) {
        m_chosen[side] = wanted[side];
        QComboBox* combo = m_sides[side].run;
        combo->clear();
        for (const bridge::RunCells& run : m_runs)
            if (run.task == task) {
                combo->addItem(tr("%1  (#%2)").arg(run.name).arg(run.run), static_cast<qlonglong>(run.run));
                if (run.find(wanted[side]))
                    combo->setCurrentIndex(combo->count() - 1);
            }
        fillCells(side);
    }
}

void RunComparison::fillCells(int side)
{
    QComboBox* combo = m_sides[side].cell;
    combo->clear();
    for (const bridge::RunCells& run : m_runs)
        if (run.run == m_sides[side].run->currentData().toLongLong())
            for (const store::EvalCell& cell : run.cells)
                combo->addItem(bridge::cellText(cell), static_cast<qlonglong>(cell.id));
    const int place = combo->findData(static_cast<qlonglong>(m_chosen[side]));
    combo->setCurrentIndex(place < 0 && combo->count() > 0 ? 0 : place);
    choose(side, combo->currentData().toLongLong());
}

void RunComparison::setCells(std::int64_t a, std::int64_t b)
{
    if (a != 0)
        m_chosen[0] = a;
    if (b != 0)
        m_chosen[1] = b;
    showCells(m_runs);
}

void RunComparison::swapSides()
{
    std::swap(m_chosen[0], m_chosen[1]);
    showCells(m_runs);
}

void RunComparison::choose(int side, std::int64_t cell)
{
    m_chosen[side] = cell;
    compare();
}

/// Nothing that was compared before stays beside it.
void RunComparison::showProblem(const Error& error)
{
    m_shown = {0, 0};
    m_problem = error;
    showComparison(nullptr);
}

void RunComparison::compare()
{
    m_problem.reset();
    if (m_chosen[0] == 0 || m_chosen[1] == 0 || !m_parts.session->isOpen()) {
        m_request.cancel();
        m_shown = {0, 0};
        showComparison(nullptr);
        return;
    }
    const std::pair wanted(m_chosen[0], m_chosen[1]);
    if (hasResult() && wanted == m_shown) { // a finished cell never changes: what is looked at stays as it is
        m_request.cancel();
        m_busy = false;
        return;
    }
    m_busy = true;
    m_request.run(
        this,
        [project = m_parts.session->project(), a = m_chosen[0], b = m_chosen[1]](std::stop_token stop) {
            return bridge::withDatabase(project, [&](store::Database& database) { return icl::compareCells(database, a, b, stop); });
        },
        [this, wanted](Result<icl::CellComparison> comparison) {
            m_busy = false;
            if (comparison) {
                m_shown = wanted;
                m_bar->hide();
                showComparison(std::make_shared<const icl::CellComparison>(std::move(*comparison)));
            } else if (comparison.error().code != ErrorCode::Cancelled) {
                showProblem(comparison.error());
            }
        });
}

bool RunComparison::hasResult() const { return m_model->comparison() != nullptr; }

QString RunComparison::text() const { return m_model->toText(); }

QString RunComparison::verdict() const { return m_verdict->text() + u'\n' + m_detail->text(); }

void RunComparison::showComparison(std::shared_ptr<const icl::CellComparison> comparison)
{
    m_model->setComparison(comparison, m_parts.session->dataset(m_parts.state->task(), data::Split::Validation));
    std::vector<float> x, y;
    if (comparison) {
        const double spread = spreadOf(*comparison);
        m_spread->setVisible(spread > 0);
        for (std::size_t i = 0; i < comparison->queries.size(); ++i) {
            const icl::PairedQuery& query = comparison->queries[i];
            x.push_back(static_cast<float>(query.a + spread * (fraction(0.7548776662466927 * static_cast<double>(i)) - 0.5)));
            y.push_back(static_cast<float>(query.b + spread * (fraction(0.5698402909980532 * static_cast<double>(i)) - 0.5)));
        }
        const QSignalBlocker quiet(m_level);
        m_level->setValue(icl::suggestedLevel(*comparison));
        m_chart->setAxisLabels(tr("A: %1").arg(bridge::cellName(comparison->cellA)), tr("B: %1").arg(bridge::cellName(comparison->cellB)));
    }
    m_chart->setPoints(std::move(x), std::move(y), true);
    m_chart->setChosen({}, -1);
    colorPoints();
    m_model->setFilter(m_model->filter(), m_level->value());
    showVerdict();
    showCounts();
    showState();
    Q_EMIT resultChanged();
}

void RunComparison::showVerdict()
{
    const auto& comparison = m_model->comparison();
    if (!comparison) {
        m_verdict->clear();
        m_detail->clear();
        return;
    }
    const metrics::PairedDifference& paired = comparison->paired;
    const bool sure = paired.difference.low > 0 || paired.difference.high < 0;
    const QString who = !sure ? tr("No clear difference") : paired.difference.value > 0 ? tr("A is better") : tr("B is better");
    m_verdict->setText(tr("%1: A − B = %2 [%3, %4]")
                           .arg(who, bridge::difference(paired.difference.value, 1), bridge::difference(paired.difference.low, 1),
                               bridge::difference(paired.difference.high, 1)));
    const QString p = paired.pValue < 0.001 ? tr("p < 0.001") : tr("p = %1").arg(bridge::number(paired.pValue, 3));
    QStringList lines {tr("A %1, B %2; %3 on average over %n queries", nullptr, static_cast<int>(comparison->queries.size()))
                           .arg(estimate(comparison->a), estimate(comparison->b), QString::fromStdString(comparison->cellA.metricName)),
        tr("%1, two-sided; 95 % intervals from a paired bootstrap over queries (%2 resamples, fixed seed)")
            .arg(p, bridge::count(static_cast<std::int64_t>(metrics::BootstrapOptions().resamples)))};
    if (comparison->onlyA + comparison->onlyB > 0) {
        lines.append(tr("Left out: %1 queries that only A answered, %2 that only B answered.")
                         .arg(bridge::count(static_cast<std::int64_t>(comparison->onlyA)), bridge::count(static_cast<std::int64_t>(comparison->onlyB))));
        if (comparison->cellA.metricName == "CIDEr")
            lines.append(tr("CIDEr weighs words by the queries of its evaluation, and these differ: compare the means with care."));
    }
    m_detail->setText(lines.join(u'\n'));
}

void RunComparison::showCounts()
{
    const auto& comparison = m_model->comparison();
    for (int i = 0; i < m_filters.size(); ++i) {
        const auto& outcome = kFilters[i];
        const std::size_t count = !comparison ? 0 : outcome ? comparison->count(*outcome, m_level->value()) : comparison->queries.size();
        m_filters[i]->setText(tr("%1  %2").arg(filterText(outcome), bridge::count(static_cast<std::int64_t>(count))));
        m_filters[i]->setChecked(outcome == m_model->filter());
        if (outcome == icl::Outcome::BothBad)
            m_filters[i]->setToolTip(tr("Both scores are below %1; such a query may be a win all the same").arg(bridge::number(m_level->value(), 1)));
        if (outcome == icl::Outcome::BothGood)
            m_filters[i]->setToolTip(tr("Both scores are at least %1; such a query may be a win all the same").arg(bridge::number(m_level->value(), 1)));
    }
}

void RunComparison::showState()
{
    const bool open = m_parts.session->isOpen();
    const bool any = m_chosen[0] != 0 && m_chosen[1] != 0 && !m_problem;
    const auto action = [this](const char* id) { return m_parts.actions->action(QString::fromLatin1(id)); };
    m_content->setVisible(any);
    m_message->setVisible(!any);
    for (const Side& side : m_sides)
        for (QComboBox* combo : {side.run, side.cell})
            combo->setEnabled(combo->count() > 0);
    if (any)
        return;
    if (!open)
        m_message->show(QStringLiteral("rank"), tr("No project is open"), tr("Evaluations of a project are compared here."),
            {action("file.openDemo"), action("file.openProject")});
    else if (m_problem)
        m_message->show(QStringLiteral("error"), m_runs.isEmpty() ? tr("The evaluations cannot be read") : tr("These two cannot be compared"),
            bridge::errorParagraph(*m_problem), {action("file.reload")});
    else
        m_message->show(QStringLiteral("rank"), tr("Nothing to compare yet"),
            tr("This needs two finished cells of an evaluation of this task: two strategies, numbers of shots or seeds."),
            {action("job.eval")});
}

void RunComparison::setFilter(std::optional<icl::Outcome> outcome)
{
    m_model->setFilter(outcome, m_level->value());
    showCounts();
}

/// By who wins; the colours are those of the theme.
void RunComparison::colorPoints()
{
    const chart::Theme theme = charts::themeFor(palette());
    QVector<charts::PointGroup> styles;
    for (const char* key : kGroupKeys)
        styles.append({QString(), chart::styleOf(key, theme), 1, true});
    std::vector<std::uint8_t> groups;
    if (const auto& comparison = m_model->comparison())
        for (const icl::PairedQuery& query : comparison->queries)
            groups.push_back(query.a > query.b ? 0 : query.a < query.b ? 1 : 2);
    m_chart->setGroups(std::move(groups), styles);
}

/// Colours and shapes of the points.
QLayout* RunComparison::makeLegend()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    const QString texts[] = {tr("A wins"), tr("B wins"), tr("equal")};
    for (std::size_t group = 0; group < std::size(kGroupKeys); ++group) {
        row->addWidget(new charts::Swatch(QString::fromLatin1(kGroupKeys[group])));
        row->addWidget(theme::label(texts[group], theme::Text::Small));
        row->addSpacing(8);
    }
    row->addStretch();
    return row;
}

/// Points that a person has picked: the rows too, as far as the filter shows them.
void RunComparison::pickPoints(const std::vector<int>& picked, bool add)
{
    QVector<int> queries(picked.begin(), picked.end());
    for (const int query : m_chart->chosen())
        if (add && !queries.contains(query))
            queries.append(query);
    std::sort(queries.begin(), queries.end());
    m_selecting = true;
    QItemSelection rows;
    for (const int query : qAsConst(queries))
        if (const int row = m_model->rowOf(query); row >= 0)
            rows.select(m_model->index(row, 0), m_model->index(row, models::ComparisonModel::ColumnCount - 1));
    if (!rows.isEmpty()) {
        m_table->selectionModel()->setCurrentIndex(rows.first().topLeft(), QItemSelectionModel::NoUpdate);
        m_table->scrollTo(rows.first().topLeft());
    }
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect);
    m_selecting = false;
    selectQueries(queries);
}

/// What is selected here is selected everywhere: queries of the validation split.
void RunComparison::selectQueries(const QVector<int>& queries)
{
    m_chart->setChosen({queries.begin(), queries.end()}, currentQuery());
    const auto& comparison = m_model->comparison();
    const auto dataset = m_parts.session->dataset(m_parts.state->task(), data::Split::Validation);
    if (!comparison || !dataset)
        return;
    std::vector<std::int32_t> indices;
    for (const int query : queries)
        if (const std::int64_t index = dataset->indexOfId(comparison->queries[static_cast<std::size_t>(query)].queryId); index >= 0)
            indices.push_back(static_cast<std::int32_t>(index));
    if (indices.empty())
        return;
    bridge::Selection selection;
    selection.primary = bridge::SampleRef {m_parts.state->task(), data::Split::Validation, indices.front()};
    const int last = static_cast<int>(indices.size()) - 1;
    selection.items = bridge::SampleSet(std::make_shared<const std::vector<std::int32_t>>(std::move(indices)), {{0, last}});
    m_parts.state->setSplit(data::Split::Validation);
    m_parts.state->setSelection(selection);
}

int RunComparison::currentQuery() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() ? current.data(models::ComparisonModel::QueryRole).toInt() : -1;
}

void RunComparison::rowMoved() { m_chart->setChosen(m_chart->chosen(), currentQuery()); }

void RunComparison::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && hasResult())
        colorPoints();
}

void RunComparison::selectRow(int row)
{
    if (row < 0)
        return;
    m_table->selectRow(row);
    m_table->setCurrentIndex(m_model->index(row, 0));
    m_table->scrollTo(m_model->index(row, 0));
}

void RunComparison::step(bool win)
{
    selectRow(m_model->nextRow(m_table->currentIndex().row(), win ? icl::Outcome::AWins : icl::Outcome::BWins));
}

void RunComparison::openRow(int row)
{
    const icl::PairedQuery* query = m_model->at(row);
    const auto dataset = m_parts.session->dataset(m_parts.state->task(), data::Split::Validation);
    const std::int64_t index = query && dataset ? dataset->indexOfId(query->queryId) : -1;
    if (index < 0) {
        m_bar->showMessage(InlineBar::Kind::Warning, tr("This query is not in the present version of the data set."));
        return;
    }
    m_parts.state->setShots(m_model->comparison()->cellA.shots);
    m_parts.state->setCurrentQuery(bridge::SampleRef {m_parts.state->task(), data::Split::Validation, index});
    Q_EMIT queryActivated();
}

} // namespace fulcrum::views
