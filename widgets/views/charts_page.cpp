// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/charts_page.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/chart_styles.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/charts/swatch.h"
#include "widgets/models/figure_table_model.h"
#include "widgets/models/series_model.h"
#include "widgets/models/summary_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/chart_options.h"
#include "widgets/views/common.h"
#include "widgets/views/series_panel.h"
#include "widgets/views/style_panel.h"

#include <QComboBox>
#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr int kReloadMilliseconds = 500;
constexpr int kRoomForKinds = 860; ///< below it the kinds are a list
constexpr int kNarrow = 900; ///< below this width the style panel makes room for the chart
constexpr const char* kKindNames[] = {"shots", "bars", "scatter", "dm-scores", "dm-gains", "training", "table"};

QTableView* makeTable(QAbstractItemModel* model, const QString& name)
{
    auto* table = new QTableView;
    table->setModel(model);
    table->setFrameShape(QFrame::NoFrame);
    table->setShowGrid(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(36);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAccessibleName(name);
    return table;
}

/// Says that what is dragged can be dropped anywhere here.
class DropFrame : public QWidget
{
public:
    explicit DropFrame(QWidget* parent) : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

private:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        QColor tint = palette().color(QPalette::Highlight);
        QColor fill = tint;
        fill.setAlphaF(0.08F);
        theme::drawRounded(&painter, QRectF(rect()).adjusted(2, 2, -2, -2), 8, fill, tint);
    }
};

} // namespace

QString ChartsPage::kindName(Kind kind) { return QString::fromLatin1(kKindNames[static_cast<int>(kind)]); }

std::optional<ChartsPage::Kind> ChartsPage::kindFromName(const QString& name)
{
    if (name == u"metric")
        return Kind::Metric;
    for (int i = 0; i < static_cast<int>(std::size(kKindNames)); ++i)
        if (name == QLatin1String(kKindNames[i]))
            return static_cast<Kind>(i);
    return std::nullopt;
}

ChartsPage::ChartsPage(const Parts& parts, QWidget* parent)
    : Page(parent), m_parts(parts), m_results(&parts.session->worker()), m_choiceRead(&parts.session->worker()),
      m_figureRead(&parts.session->worker()), m_curveRead(&parts.session->worker()), m_addedRead(&parts.session->worker()),
      m_styles(new bridge::ChartStyles(parts.session, parts.edits, this)), m_series(new models::SeriesModel(this)),
      m_summary(new models::SummaryModel(this)), m_numbers(new models::FigureTableModel(this)), m_view(new charts::FigureView),
      m_options(new ChartOptions), m_seriesPanel(new SeriesPanel(m_series, m_styles)), m_stylePanel(new StylePanel(m_styles)),
      m_stack(new QStackedWidget), m_message(new MessageCard), m_bar(new InlineBar),
      m_table(makeTable(m_summary, tr("Results table"))), m_numberTable(makeTable(m_numbers, tr("Numbers of the chart"))),
      m_dropFrame(new DropFrame(this))
{
    setAcceptDrops(true);
    setObjectName(QStringLiteral("page.charts"));
    paintAsPage(this);
    registerActions();
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(makeTools());
    whole->addWidget(m_options);
    whole->addWidget(makeLine(Qt::Horizontal));
    whole->addWidget(m_bar);
    whole->addWidget(makeCentre(), 1);
    follow();
    setKind(Kind::Metric);
}

void ChartsPage::registerActions()
{
    const auto add = [this](const char* id, const QString& text, const QString& tip, const char* keys, const char* icon,
                         bool checkable, const std::function<void()>& slot) {
        return m_parts.actions->add({QString::fromLatin1(id), text, tip, QKeySequence(QString::fromLatin1(keys)),
                                        QString::fromLatin1(icon), checkable},
            slot);
    };
    add("charts.copyTable", tr("Copy the results table"), tr("Copy all results as text with tabs"), "Ctrl+Shift+T", "copy", false,
        [this] { copyTable({}); });
    add("charts.copyLatex", tr("Copy the results as LaTeX"),
        tr("Booktabs: best bold, second underlined, mean ± standard error"), "", "copy", false,
        [this] { copyTable(QStringLiteral("latex")); });
    add("charts.copyMarkdown", tr("Copy the results as Markdown"), tr("Best bold, second underlined, mean ± standard error"), "",
        "copy", false, [this] { copyTable(QStringLiteral("markdown")); });
    add("charts.copyCsv", tr("Copy the results as CSV"), tr("All digits, with standard errors and intervals"), "", "copy", false,
        [this] { copyTable(QStringLiteral("csv")); });
    add("charts.copyImage", tr("Copy as image"), tr("Copy the chart as PNG and SVG, in its size on paper"), "Ctrl+Shift+C", "image",
        false, [this] { copyImage(); });
    QAction* published = add("charts.published", tr("Published numbers"), tr("Lay the numbers of the paper over the curves"),
        "Ctrl+Shift+P", "info", true, {});
    add("charts.removeRuns", tr("Remove added runs"), tr("Take the runs out of the chart that were dragged onto it"), "", "close", false,
        [this] { removeAdded(); });
    connect(published, &QAction::toggled, this, &ChartsPage::setPublishedShown);
    QAction* numbers = add("charts.numbers", tr("View as table"), tr("The numbers that the chart draws"),
        "Ctrl+Shift+N", "table", true, {});
    connect(numbers, &QAction::toggled, this, &ChartsPage::showState);
    QAction* style = add("charts.style", tr("Style panel"),
        tr("Show or hide size, text, axes and legend of the chart"), "", "settings", true, {});
    style->setChecked(true);
    connect(style, &QAction::toggled, this, &ChartsPage::showState);
    add("charts.resetZoom", tr("Show the whole chart"), tr("Undo all zooming (double click, Home)"), "", "reset", false,
        [this] { m_view->resetZoom(); });
}

QWidget* ChartsPage::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(16, 10, 16, 10);
    row->setSpacing(4);
    m_kind = new SegmentedControl;
    m_kindList = new QComboBox;
    m_kindList->setAccessibleName(tr("Kind of chart"));
    const auto choice = [this](Kind kind, const QString& text, const QString& tip) {
        m_kind->addChoice(text, tip, static_cast<int>(kind));
        m_kindList->addItem(text, static_cast<int>(kind));
        m_kindList->setItemData(m_kindList->count() - 1, tip, Qt::ToolTipRole);
    };
    choice(Kind::Metric, tr("Shots"), tr("What each strategy reaches with 1 to 8 demonstrations"));
    choice(Kind::Bars, tr("Bars"), tr("All strategies at one number of shots, or averaged"));
    choice(Kind::Scatter, tr("A over B"), tr("Two cells of an evaluation, query by query"));
    choice(Kind::DmScores, tr("D_M scores"), tr("How the scores of the beams are distributed"));
    choice(Kind::DmGains, tr("Gains"), tr("What each step of the beam search added"));
    choice(Kind::Training, tr("Training"), tr("Loss and learning rate of Lever-LM, live"));
    choice(Kind::Table, tr("Table"), tr("Results as numbers"));
    m_kind->setCurrent(static_cast<int>(Kind::Metric));
    connect(m_kind, &SegmentedControl::chosen, this, [this](int kind) { setKind(static_cast<Kind>(kind)); });
    connect(m_kindList, &QComboBox::activated, this,
        [this](int item) { setKind(static_cast<Kind>(m_kindList->itemData(item).toInt())); });
    row->addWidget(m_kind);
    row->addWidget(m_kindList);
    row->addStretch();
    auto* copy = new QMenu(this);
    for (const char* id : {"charts.copyImage", "charts.copyTable", "charts.copyLatex", "charts.copyMarkdown", "charts.copyCsv"})
        copy->addAction(m_parts.actions->action(QString::fromLatin1(id)));
    for (const char* id : {"charts.published", "charts.numbers", "charts.resetZoom", "charts.style"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(m_parts.actions->action(QString::fromLatin1(id)));
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    auto* more = new MenuButton(tr("Copy"), QStringLiteral("copy"), tr("The chart as an image, the results as text"));
    more->setMenu(copy);
    more->setPopupMode(QToolButton::InstantPopup);
    row->addWidget(more);
    if (QAction* action = m_parts.actions->action(QStringLiteral("file.export"))) {
        auto* button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        row->addWidget(button);
    }
    return tools;
}

QWidget* ChartsPage::makeCentre()
{
    auto* centre = new QWidget;
    auto* middle = new QHBoxLayout(centre);
    middle->setContentsMargins(0, 0, 0, 0);
    middle->setSpacing(0);
    middle->addWidget(m_seriesPanel);
    auto* chartArea = new QVBoxLayout;
    chartArea->setContentsMargins(16, 8, 16, 8);
    for (QWidget* page : {static_cast<QWidget*>(m_view), static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_numberTable),
             static_cast<QWidget*>(m_message)})
        m_stack->addWidget(page);
    chartArea->addWidget(m_stack, 1);
    m_note = theme::label({}, theme::Text::Small, nullptr, true);
    chartArea->addWidget(m_note);
    middle->addLayout(chartArea, 1);
    middle->addWidget(m_stylePanel);
    return centre;
}

void ChartsPage::follow()
{
    connect(m_series, &models::SeriesModel::hiddenChanged, this, [this] {
        compose();
        Q_EMIT viewChanged();
    });
    connect(m_options, &ChartOptions::changed, this, &ChartsPage::readFigure);
    connect(m_styles, &bridge::ChartStyles::bookChanged, this, [this] {
        charts::setShownStyles(m_styles->book());
        compose();
    });
    connect(m_styles, &bridge::ChartStyles::settingsChanged, this, [this](const QString& kind) {
        if (kind == kindName(this->kind()))
            compose();
    });
    connect(m_styles, &bridge::ChartStyles::failed, this, &ChartsPage::showProblem);
    connect(m_view, &charts::FigureView::seriesToggled, m_series, &models::SeriesModel::toggle);
    connect(m_view, &charts::FigureView::seriesSoloed, m_series, &models::SeriesModel::soloKey);
    connect(m_view, &charts::FigureView::zoomChanged, this, &ChartsPage::showState);
    connect(m_view, &charts::FigureView::legendMoved, this, [this](double x, double y) {
        bridge::ChartSettings settings = m_styles->settings(kindName(kind()));
        settings.legend = chart::LegendPlace::Free;
        settings.legendX = x;
        settings.legendY = y;
        m_styles->setSettings(kindName(kind()), settings, tr("Place of the legend"));
    });
    connect(m_view, &charts::FigureView::placeActivated, this, [this](const charts::FigureView::Place& place, const QPoint& global) {
        m_seriesPanel->select(QString::fromStdString(m_view->seriesAt(place).key));
        (new PointCard(describe(place), this))->showAt(global);
    });
    const bridge::ProjectSession* session = m_parts.session;
    connect(session, &bridge::ProjectSession::opened, this, &ChartsPage::reload);
    connect(session, &bridge::ProjectSession::closed, this, [this] {
        for (bridge::Latest* read : {&m_results, &m_choiceRead, &m_figureRead, &m_curveRead, &m_addedRead})
            read->cancel();
        m_busy = 0;
        m_data = {};
        m_added.clear();
        m_addedData.clear();
        m_noted = {};
        m_curves = {};
        m_choices = {};
        m_options->setChoices({}, m_parts.state->task());
        compose();
    });
    const auto reloadSoon = [this] {
        if (m_reloadSoon)
            return;
        m_reloadSoon = true; // many units may finish within a moment
        QTimer::singleShot(kReloadMilliseconds, this, [this] {
            m_reloadSoon = false;
            reload();
        });
    };
    connect(m_parts.monitor, &bridge::JobMonitor::resultsGrew, this, reloadSoon);
    connect(m_parts.monitor, &bridge::JobMonitor::jobsReset, this, reloadSoon);
    connect(m_parts.monitor, &bridge::JobMonitor::metricAdded, this, &ChartsPage::addLivePoint);
    connect(m_parts.state, &bridge::WorkspaceState::activeRunsChanged, this, &ChartsPage::takeActiveRuns);
}

ChartsPage::Kind ChartsPage::kind() const { return static_cast<Kind>(m_kind->current()); }

void ChartsPage::setKind(Kind kind)
{
    using Row = ChartOptions::Row;
    static constexpr Row kRows[] = {Row::None, Row::Bars, Row::Scatter, Row::DmScores, Row::DmGains, Row::Training, Row::None};
    m_kind->setCurrent(static_cast<int>(kind));
    m_kindList->setCurrentIndex(m_kindList->findData(static_cast<int>(kind)));
    m_options->setRow(kRows[static_cast<int>(kind)]);
    m_stylePanel->setKind(kindName(kind), kind == Kind::Training, kind == Kind::Metric || kind == Kind::Bars);
    m_noted = {};
    readFigure();
    Q_EMIT viewChanged();
}

void ChartsPage::showProblem(const Error& error) 
{
    m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(error), {m_parts.actions->action(QStringLiteral("file.reload"))});
}

QString ChartsPage::whyNoExport() const
{
    const bool empty = kind() == Kind::Table ? m_data.rows.empty() : m_view->curveCount() == 0;
    return empty ? tr("There is no chart to export yet.") : QString();
}

QPair<QString, QString> ChartsPage::emptyText() const
{
    if (!m_parts.session->isOpen())
        return {tr("No project is open"), tr("Charts show the results of a project.")};
    switch (kind()) {
    case Kind::Training: return {tr("No training yet"), tr("Its curves appear here while it runs.")};
    case Kind::DmScores: return {tr("No D_M yet"), tr("Build a D_M: the scores of its sequences appear here.")};
    case Kind::DmGains:
        return { tr("No gains yet"),
            tr("Build a D_M: what each step of its search added appears here. Imported official files keep "
               "no gains.") };
    default:
        return {tr("No results yet"),
            tr("Evaluate some strategies: each finished cell appears here as a point with its confidence interval.")};
    }
}

void ChartsPage::showState()
{
    const Kind shown = kind();
    const bool table = shown == Kind::Table;
    const bool empty = table ? m_data.rows.empty() : m_view->curveCount() == 0 && m_series->rowCount() == 0;
    const bool numbers = m_parts.actions->action(QStringLiteral("charts.numbers"))->isChecked();
    m_note->setText(note());
    m_note->setVisible(!empty && !m_note->text().isEmpty());
    const QString none = empty ? tr("There is no chart yet.") : QString();
    m_parts.actions->setUnavailable(QStringLiteral("charts.copyImage"), table ? tr("A table is copied as text.") : none);
    m_parts.actions->setUnavailable(QStringLiteral("charts.numbers"), table ? tr("This is a table already.") : none);
    m_parts.actions->setUnavailable(QStringLiteral("charts.resetZoom"), m_view->isZoomed() ? QString() : tr("The whole chart is shown."));
    m_parts.actions->setUnavailable(QStringLiteral("charts.published"),
        shown == Kind::Metric ? QString() : tr("Published numbers are laid over the chart of shots."));
    m_parts.actions->setUnavailable(QStringLiteral("charts.removeRuns"),
        m_added.isEmpty() ? tr("No run was added. Drag some from the Runs page, or choose “Add to chart” there.") : QString());
    for (const char* id : {"charts.copyTable", "charts.copyLatex", "charts.copyMarkdown", "charts.copyCsv"})
        m_parts.actions->setUnavailable(QString::fromLatin1(id), m_data.rows.empty() ? tr("There are no results yet.") : QString());
    m_seriesPanel->setObstacle(m_parts.edits->obstacle());
    layOutPanels();
    if (!empty) {
        m_stack->setCurrentWidget(table ? static_cast<QWidget*>(m_table) : numbers ? m_numberTable : static_cast<QWidget*>(m_view));
    } else {
        const auto [title, text] = emptyText();
        const char* job = shown == Kind::Training ? "job.train" : shown == Kind::DmScores || shown == Kind::DmGains ? "job.dm" : "job.eval";
        m_message->show(shown == Kind::Training ? QStringLiteral("train") : QStringLiteral("charts"), title, text,
            m_parts.session->isOpen() ? QList<QAction*> {m_parts.actions->action(QString::fromLatin1(job))} : QList<QAction*>());
        m_stack->setCurrentWidget(m_message);
    }
    Q_EMIT exportChanged();
}

void ChartsPage::layOutPanels()
{
    const bool chart = kind() != Kind::Table && m_series->rowCount() > 0;
    m_kind->setVisible(width() >= kRoomForKinds);
    m_kindList->setVisible(width() < kRoomForKinds);
    m_seriesPanel->setVisible(chart);
    m_stylePanel->setVisible(chart && width() >= kNarrow && m_parts.actions->action(QStringLiteral("charts.style"))->isChecked());
    m_parts.actions->setUnavailable(QStringLiteral("charts.style"),
        width() < kNarrow ? tr("There is no room for it: make the window wider or hide docks (F4).") : QString());
}

void ChartsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_dropFrame->setGeometry(rect());
    layOutPanels();
}

void ChartsPage::changeEvent(QEvent* event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_series->paletteChanged();
}

} // namespace fulcrum::views
