// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/map_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/charts/scatter_chart.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"
#include "widgets/views/hover_card.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QWidgetAction>

namespace fulcrum::views {

namespace {

using bridge::MapColoring;
using embed::ProjectionMethod;

constexpr const char* kColorings[] = {"split", "tag", "answer-type", "score", "used"};
constexpr const char* kShown[] = {"all", "train", "val"};

template <std::size_t N>
int placeIn(const char* const (&names)[N], const QString& name, int otherwise)
{
    for (std::size_t i = 0; i < N; ++i)
        if (name == QLatin1String(names[i]))
            return static_cast<int>(i);
    return otherwise;
}

QListWidget* makeList(const QString& name)
{
    auto* list = new QListWidget;
    list->setFrameShape(QFrame::NoFrame);
    list->setIconSize(QSize(28, 16));
    list->setSpacing(1);
    list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list->setTextElideMode(Qt::ElideRight);
    list->setAccessibleName(name);
    return list;
}

} // namespace

MapPage::MapPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_builder(new bridge::MapBuilder(this)), m_grouper(&parts.session->worker()),
      m_chart(new charts::ScatterChart), m_stack(new QStackedWidget), m_message(new MessageCard), m_bar(new InlineBar)
{
    setObjectName(QStringLiteral("page.map"));
    paintAsPage(this);
    registerActions();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(makeTools());
    whole->addWidget(makeLine(Qt::Horizontal));
    whole->addWidget(m_bar);
    whole->addWidget(makeProgress());
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    auto* area = new QWidget;
    auto* column = new QVBoxLayout(area);
    column->setContentsMargins(16, 8, 8, 8);
    column->addWidget(m_chart, 1);
    m_note = theme::label({}, theme::Text::Small, nullptr, true);
    m_note->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    connect(m_note, &QLabel::linkActivated, this, &MapPage::chooseOthers);
    column->addWidget(m_note);
    m_stack->addWidget(area);
    m_stack->addWidget(m_message);
    middle->addWidget(m_stack, 1);
    m_side = makeSide();
    middle->addWidget(m_side);
    whole->addLayout(middle, 1);
    m_bar->hide();
    m_card = new HoverCard(parts.thumbnails, this);
    setFocusProxy(m_chart);
    connectParts();
    showState();
    showProgress();
}

MapPage::~MapPage() = default;

void MapPage::registerActions()
{
    bridge::ActionRegistry* actions = m_parts.actions;
    actions->add({QStringLiteral("map.fit"), tr("Show the whole map"), tr("Show all points again (Home)"),
                     QKeySequence(QStringLiteral("Ctrl+Alt+0")), QStringLiteral("fullscreen")},
        [this] { m_chart->fit(); });
    actions->add({QStringLiteral("map.again"), tr("Lay out again"), tr("Compute the map with these settings"), {}, QStringLiteral("resume")},
        [this] { settingsChanged(); });
    actions->add({QStringLiteral("map.cancel"), tr("Stop the layout"), tr("Stop here and keep what there is"), {}, QStringLiteral("stop")},
        [this] { m_builder->cancel(); });
    actions->add({QStringLiteral("map.showSkipped"), tr("Show the skipped samples"),
                     tr("Select the samples whose embeddings are not numbers, on the Data page"), {}, QStringLiteral("warning")},
        [this] { chooseSkipped(); });
}

QWidget* MapPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new FlowLayout(tools, 10); // a narrow window has two rows
    row->setContentsMargins(16, 10, 16, 10);
    m_method = new SegmentedControl;
    m_method->addChoice(tr("PCA"), tr("The two directions in which embeddings differ most: exact, and distances mean something"),
        static_cast<int>(ProjectionMethod::Pca));
    m_method->addChoice(tr("t-SNE"), tr("Neighbours stay neighbours; distances between far groups mean little"),
        static_cast<int>(ProjectionMethod::Tsne));
    m_method->setCurrent(0);
    row->addWidget(m_method);
    m_settings = new MenuButton(tr("Layout"), QStringLiteral("settings"), tr("Settings of t-SNE"));
    auto* menu = new QMenu(m_settings);
    auto* content = new QWidgetAction(menu);
    content->setDefaultWidget(makeSettings());
    menu->addAction(content);
    m_settings->setMenu(menu);
    row->addWidget(m_settings);
    m_part = new SegmentedControl;
    m_part->addChoice(tr("Images"), tr("Embeddings of the images"), 0);
    m_part->addChoice(tr("Texts"), tr("Embeddings of the captions or questions"), 1);
    m_part->setCurrent(0);
    row->addWidget(m_part);
    m_shown = new SegmentedControl;
    m_shown->addChoice(tr("All"), tr("Show demonstrations and queries"), static_cast<int>(Shown::All));
    m_shown->addChoice(tr("Train"), tr("Show the train split: where demonstrations come from"), static_cast<int>(Shown::Train));
    m_shown->addChoice(tr("Validation"), tr("Show the validation split: the queries"), static_cast<int>(Shown::Validation));
    m_shown->setCurrent(0);
    row->addWidget(m_shown);
    m_coloring = new QComboBox;
    m_coloring->setAccessibleName(tr("Colour by"));
    for (const QString& text : {tr("Colour by split"), tr("Colour by tag"), tr("Colour by answer type"), tr("Colour by run score"),
             tr("Colour by times used as ICD")})
        m_coloring->addItem(text);
    row->addWidget(m_coloring);
    m_run = new QComboBox;
    m_run->setAccessibleName(tr("Run whose scores are shown"));
    m_run->setMinimumWidth(120);
    row->addWidget(m_run);
    for (const SegmentedControl* control : {m_method, m_part})
        connect(control, &SegmentedControl::chosen, this, &MapPage::settingsChanged);
    connect(m_shown, &SegmentedControl::chosen, this, [this] {
        showGroups();
        Q_EMIT viewChanged();
    });
    connect(m_coloring, &QComboBox::activated, this, [this](int place) { setColoring(static_cast<MapColoring>(place)); });
    connect(m_run, &QComboBox::activated, this, &MapPage::regroup);
    return tools;
}

QWidget* MapPage::makeSettings()
{
    auto* form = new QWidget;
    auto* rows = new QFormLayout(form);
    rows->setContentsMargins(16, 12, 16, 12);
    const auto whole = [&](int least, int most, int value, const QString& name, const QString& tip) {
        auto* box = new QSpinBox;
        box->setRange(least, most);
        box->setValue(value);
        box->setToolTip(tip);
        box->setAccessibleName(name);
        rows->addRow(name, box);
        return box;
    };
    const embed::ProjectionOptions usual;
    m_perplexity = new QDoubleSpinBox;
    m_perplexity->setRange(2, 200);
    m_perplexity->setDecimals(0);
    m_perplexity->setValue(usual.perplexity);
    m_perplexity->setAccessibleName(tr("Perplexity"));
    m_perplexity->setToolTip(tr("About how many neighbours of a sample count"));
    rows->addRow(tr("Perplexity"), m_perplexity);
    m_iterations = whole(50, 10'000, usual.iterations, tr("Iterations"), tr("Steps of the layout"));
    m_landmarks = whole(500, 50'000, static_cast<int>(usual.landmarks), tr("Points laid out"),
        tr("The most points that are laid out themselves; further ones go to their nearest neighbours among them"));
    m_seed = whole(0, 1'000'000, static_cast<int>(usual.seed), tr("Seed"), tr("The same seed gives the same map"));
    auto* again = new QPushButton(m_parts.actions->action(QStringLiteral("map.again"))->text());
    connect(again, &QPushButton::clicked, this, [this] {
        m_settings->menu()->close();
        settingsChanged();
    });
    rows->addRow(again);
    return form;
}

QWidget* MapPage::makeProgress()
{
    m_work = new QWidget;
    auto* row = new QHBoxLayout(m_work);
    row->setContentsMargins(16, 6, 16, 6);
    m_workText = theme::label({}, theme::Text::Small);
    row->addWidget(m_workText);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the map"));
    row->addWidget(m_progress, 1);
    auto* stop = new QToolButton;
    stop->setDefaultAction(m_parts.actions->action(QStringLiteral("map.cancel")));
    stop->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    stop->setAutoRaise(true);
    row->addWidget(stop);
    return m_work;
}

QWidget* MapPage::makeSide()
{
    auto* side = new QWidget;
    side->setFixedWidth(248);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(8, 16, 16, 16);
    column->addWidget(m_legendTitle = theme::label({}, theme::Text::Heading));
    m_legend = makeList(tr("Groups of points"));
    column->addWidget(m_legend, 3);
    column->addWidget(m_legendNote = theme::label({}, theme::Text::Small, nullptr, true));
    column->addWidget(m_lanesTitle = theme::label(tr("Lines to demonstrations"), theme::Text::Heading));
    m_lanes = makeList(tr("Strategies whose demonstrations are shown"));
    column->addWidget(m_lanes, 2);
    column->addWidget(m_lanesNote = theme::label({}, theme::Text::Small, nullptr, true));
    connect(m_legend, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        const QString name = item->data(Qt::UserRole).toString();
        if (item->checkState() == Qt::Checked)
            m_hiddenGroups.remove(name);
        else
            m_hiddenGroups.insert(name);
        // Not now: the legend is made again, with the item that has just changed.
        QMetaObject::invokeMethod(this, &MapPage::showGroups, Qt::QueuedConnection);
    });
    connect(m_lanes, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        const QString key = item->data(Qt::UserRole).toString();
        if (item->checkState() == Qt::Checked)
            m_hiddenLanes.remove(key);
        else
            m_hiddenLanes.insert(key);
        m_chart->setLinks(m_builder->map() && m_parts.state->currentQuery() ? m_builder->map()->rowOf(*m_parts.state->currentQuery()) : -1, links());
    });
    return side;
}

void MapPage::connectParts()
{
    bridge::ProjectSession* session = m_parts.session;
    connect(m_builder, &bridge::MapBuilder::mapChanged, this, &MapPage::showMap);
    connect(m_builder, &bridge::MapBuilder::progressed, this, &MapPage::showProgress);
    connect(m_builder, &bridge::MapBuilder::failed, this, &MapPage::showProblem);
    connect(session, &bridge::ProjectSession::datasetsLoaded, this, &MapPage::buildSoon);
    connect(session, &bridge::ProjectSession::closed, this, [this] {
        m_grouper.cancel();
        m_grouping = false;
        m_groups = {};
        m_problem.reset();
        m_dirty = m_fitNext = true;
        m_ungrouped = false;
        m_bar->hide();
        m_builder->clear();
        showState();
    });
    connect(m_parts.state, &bridge::WorkspaceState::taskChanged, this, &MapPage::buildSoon);
    connect(m_parts.state, &bridge::WorkspaceState::selectionChanged, this, &MapPage::showSelection);
    connect(m_parts.state, &bridge::WorkspaceState::splitChanged, this, &MapPage::showSelection);
    connect(m_parts.state, &bridge::WorkspaceState::currentQueryChanged, this, &MapPage::showLinks);
    connect(m_parts.board, &bridge::LaneBoard::lanesChanged, this, &MapPage::showLinks);
    connect(m_parts.board, &bridge::LaneBoard::laneChanged, this, &MapPage::showLinks);
    connect(m_parts.monitor, &bridge::JobMonitor::jobsReset, this, &MapPage::refreshRuns);
    connect(m_parts.monitor, &bridge::JobMonitor::stateChanged, this, [this](store::RunId run, store::RunState state) {
        const bridge::JobInfo* job = m_parts.monitor->find(run);
        if (job && state == store::RunState::Succeeded && job->record.kind == "embed")
            buildSoon();
        if (job && state == store::RunState::Succeeded && job->record.kind == "eval")
            regroup();
    });
    connect(m_chart, &charts::ScatterChart::picked, this, &MapPage::pick);
    connect(m_chart, &charts::ScatterChart::activated, this, &MapPage::activate);
    connect(m_chart, &charts::ScatterChart::hovered, this, &MapPage::hover);
}

void MapPage::setMethod(ProjectionMethod method)
{
    m_method->setCurrent(static_cast<int>(method));
    settingsChanged();
}

void MapPage::setColoring(MapColoring coloring)
{
    m_coloring->setCurrentIndex(static_cast<int>(coloring));
    m_hiddenGroups.clear();
    regroup();
    Q_EMIT viewChanged();
}

icl::MapRequest MapPage::request() const
{
    icl::MapRequest request;
    request.text = m_part->current() == 1;
    request.options.method = static_cast<ProjectionMethod>(m_method->current());
    request.options.perplexity = m_perplexity->value();
    request.options.iterations = m_iterations->value();
    request.options.landmarks = static_cast<std::size_t>(m_landmarks->value());
    request.options.seed = static_cast<std::uint64_t>(m_seed->value());
    return request;
}

QString MapPage::viewText() const
{
    return QStringLiteral("%1 %2 %3 %4 %5 %6 %7 %8")
        .arg(QString::fromLatin1(embed::projectionMethodName(request().options.method)),
            request().text ? QStringLiteral("text") : QStringLiteral("image"), QString::fromLatin1(kShown[m_shown->current()]),
            QString::fromLatin1(kColorings[m_coloring->currentIndex()]))
        .arg(m_perplexity->value())
        .arg(m_iterations->value())
        .arg(m_landmarks->value())
        .arg(m_seed->value());
}

void MapPage::setViewText(const QString& text)
{
    const QStringList parts = text.split(u' ');
    if (const auto method = embed::projectionMethodFromName(parts.value(0).toStdString()))
        m_method->setCurrent(static_cast<int>(*method));
    m_part->setCurrent(parts.value(1) == u"text" ? 1 : 0);
    m_shown->setCurrent(placeIn(kShown, parts.value(2), 0));
    m_coloring->setCurrentIndex(placeIn(kColorings, parts.value(3), 0));
    if (parts.size() == 8) {
        m_perplexity->setValue(parts[4].toDouble());
        m_iterations->setValue(parts[5].toInt());
        m_landmarks->setValue(parts[6].toInt());
        m_seed->setValue(parts[7].toInt());
    }
    buildSoon();
}

void MapPage::settingsChanged()
{
    m_fitNext = true;
    buildSoon();
    Q_EMIT viewChanged();
}

/// A map costs something: it is made when somebody looks at the page.
void MapPage::buildSoon()
{
    m_dirty = true;
    m_settings->setVisible(request().options.method == ProjectionMethod::Tsne);
    if (isVisible())
        build();
    else
        m_builder->cancel();
}

void MapPage::build()
{
    m_dirty = false;
    m_problem.reset();
    m_settings->setVisible(request().options.method == ProjectionMethod::Tsne);
    if (!m_parts.session->isOpen() || m_parts.session->datasetsLoading()) {
        m_dirty = true;
        showState();
        return;
    }
    icl::MapDatasets datasets;
    for (const data::Split split : {data::Split::Train, data::Split::Validation})
        if (auto dataset = m_parts.session->dataset(m_parts.state->task(), split))
            datasets.push_back(std::move(dataset));
    if (m_builder->map() && !m_builder->map()->datasets.empty() && (datasets.empty() || m_builder->map()->datasets != datasets))
        m_builder->clear(); // points of other samples
    if (datasets.empty() && m_parts.session->hasTask(m_parts.state->task()) && m_parts.session->datasetError()) {
        showProblem(*m_parts.session->datasetError());
        return;
    }
    if (m_ungrouped)
        m_groups = {}; // try again
    m_builder->build(m_parts.session->project(), datasets, request());
    refreshRuns();
    showState();
}

void MapPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_dirty)
        build();
}

void MapPage::showMap()
{
    const auto& map = m_builder->map();
    if (!map) {
        m_grouper.cancel();
        m_grouping = false;
        m_groups = {};
        m_chart->setPoints({}, {}, true);
        m_legend->clear();
        showState();
        return;
    }
    m_problem.reset();
    const bool first = m_chart->pointCount() == 0;
    m_chart->setPoints(map->points.x, map->points.y, m_fitNext || first);
    if (map->finished)
        m_fitNext = false;
    const bool pca = map->request.options.method == ProjectionMethod::Pca;
    const auto label = [&](const QString& text, double share) { return pca ? text.arg(bridge::number(100 * share, 1)) : QString(); };
    m_chart->setAxisLabels(label(tr("First component: %1 % of the variance"), map->points.explained[0]),
        label(tr("Second component: %1 % of the variance"), map->points.explained[1]));
    if (m_groups.of.size() != map->rows())
        regroup(); // they belong to the samples, whatever the layout
    showSelection();
    showLinks();
    showSkipped();
    showState();
    Q_EMIT exportChanged();
}

void MapPage::showSkipped()
{
    const auto& map = m_builder->map();
    const auto skipped = map ? static_cast<int>(map->points.skipped.size()) : 0;
    m_parts.actions->setUnavailable(QStringLiteral("map.showSkipped"), skipped > 0 ? QString() : tr("Nothing was skipped."));
    if (skipped > 0)
        m_bar->showMessage(InlineBar::Kind::Warning, tr("%n vectors are NaN and were skipped.", nullptr, skipped),
            {m_parts.actions->action(QStringLiteral("map.showSkipped"))});
    else if (const auto& error = m_parts.session->datasetError(); error && map && map->datasets.size() == 1)
        m_bar->showMessage(InlineBar::Kind::Error,
            tr("Only one split is on the map. %1").arg(bridge::errorParagraph(*error)), {m_parts.actions->action(QStringLiteral("file.reload"))});
    else if (!m_ungrouped)
        m_bar->hide();
}

void MapPage::showProblem(const Error& error)
{
    m_problem = error;
    m_bar->hide();
    m_builder->clear(); // a map of other embeddings, or of before
    showState();
}

void MapPage::showProgress()
{
    const bool busy = m_builder->isBusy();
    const auto& map = m_builder->map();
    m_work->setVisible(busy);
    m_progress->setValue(static_cast<int>(1000 * m_builder->share()));
    m_workText->setText(request().options.method == ProjectionMethod::Pca ? tr("Computing principal components…")
            : map && !map->finished                                     ? tr("Laying out…")
                                                                        : tr("Looking for neighbours…"));
    m_parts.actions->setUnavailable(QStringLiteral("map.cancel"), busy ? QString() : tr("No map is being computed."));
    showState();
    showNote();
}

void MapPage::showState()
{
    const bool open = m_parts.session->isOpen();
    const bool there = m_builder->map() != nullptr && m_chart->pointCount() >= 0 && !m_builder->map()->datasets.empty();
    const bool missing = m_problem && m_problem->code == ErrorCode::NotFound;
    const auto action = [this](const char* id) { return m_parts.actions->action(QString::fromLatin1(id)); };
    m_parts.actions->setUnavailable(QStringLiteral("map.fit"), there ? QString() : tr("There is no map yet."));
    m_parts.actions->setUnavailable(QStringLiteral("map.again"), open ? QString() : tr("Open a project first."));
    m_side->setVisible(there);
    if (there) {
        m_stack->setCurrentIndex(0);
    } else {
        if (!open)
            m_message->show(QStringLiteral("target"), tr("No project is open"), tr("The map shows the samples of a project."),
                {action("file.openDemo"), action("file.openProject")});
        else if (m_builder->isBusy())
            m_message->show(QStringLiteral("target"), tr("Computing the map"), tr("It appears here as soon as there is something to see."));
        else if (missing)
            m_message->show(QStringLiteral("embed"), tr("Embeddings not built"),
                tr("The map needs the embeddings of %1. Building them takes a few minutes for thousands of images on a CPU; the form "
                   "says how long. %2")
                    .arg(request().text ? tr("the texts") : tr("the images"), bridge::errorText(*m_problem).hint),
                {action("job.embed")});
        else if (m_problem)
            m_message->show(QStringLiteral("error"), tr("The map could not be computed"), bridge::errorParagraph(*m_problem),
                {m_parts.session->datasetError() ? action("file.reload") : action("map.again"), action("job.embed")});
        else
            m_message->show(QStringLiteral("target"), tr("No map yet"), tr("Lay the embeddings out to see which samples are alike."),
                {action("map.again")});
        m_stack->setCurrentWidget(m_message);
    }
    Q_EMIT exportChanged();
}

void MapPage::refreshRuns()
{
    const QVariant before = m_run->currentData();
    m_run->clear();
    const auto task = QString::fromLatin1(data::taskName(m_parts.state->task()));
    for (const bridge::JobInfo& job : m_parts.monitor->jobs())
        if (job.record.kind == "eval" && job.record.spec.find("\"task\":\"" + task.toStdString() + '"') != std::string::npos)
            m_run->addItem(QString::fromStdString(job.record.name), static_cast<qlonglong>(job.record.id));
    m_run->setCurrentIndex(std::max(0, m_run->findData(before)));
    m_run->setVisible(static_cast<MapColoring>(m_coloring->currentIndex()) == MapColoring::RunScore);
    if (m_run->isVisibleTo(this) && m_run->currentData() != before)
        regroup();
}

void MapPage::regroup()
{
    const auto& map = m_builder->map();
    auto coloring = static_cast<MapColoring>(m_coloring->currentIndex());
    m_run->setVisible(coloring == MapColoring::RunScore);
    if (!map || !m_parts.session->isOpen())
        return;
    if (coloring == MapColoring::RunScore && m_run->count() == 0)
        coloring = MapColoring::Split; // what there is; the legend says so
    if (std::exchange(m_ungrouped, false))
        showSkipped();
    group(coloring);
}

/// Where the groups cannot be read, the points stay, by split, and a bar says why.
void MapPage::group(MapColoring coloring)
{
    const auto& map = m_builder->map();
    m_grouping = true;
    m_grouper.run(
        this,
        [project = m_parts.session->project(), map, coloring, run = m_run->currentData().toLongLong()](std::stop_token stop) {
            return bridge::groupSamples(project, map, coloring, run, std::move(stop));
        },
        [this, coloring](Result<bridge::MapGroups> groups) {
            m_grouping = false;
            if (groups) {
                m_groups = std::move(*groups);
                showGroups();
            } else if (groups.error().code != ErrorCode::Cancelled && m_builder->map()) {
                m_ungrouped = true;
                m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(groups.error()), {m_parts.actions->action(QStringLiteral("map.again"))});
                if (coloring != MapColoring::Split)
                    group(MapColoring::Split);
            }
        });
}

void MapPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_note && m_lanes) {
        showGroups();
        showLinks();
    }
}

} // namespace fulcrum::views
