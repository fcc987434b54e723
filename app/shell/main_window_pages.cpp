// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the window: their rail, stack, actions, and which one is shown.
#include "app/shell/main_window.h"
#include "app/shell/page_rail.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/data_page.h"
#include "widgets/views/query_comparison.h"
#include "widgets/views/runs_page.h"
#include "widgets/views/dm_page.h"
#include "widgets/views/map_page.h"
#include "widgets/views/sequences_page.h"
#include "widgets/views/sets_page.h"
#include "widgets/views/welcome_page.h"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <nlohmann/json.hpp>

namespace fulcrum::shell {

void MainWindow::makePages()
{
    m_welcome = new views::WelcomePage(m_actions);
    m_dataPage = new views::DataPage({m_session, m_state, m_browser, m_edits, m_monitor, m_thumbnails, m_actions});
    m_sequencesPage = new views::SequencesPage({m_session, m_state, m_board, m_thumbnails, m_actions});
    m_setsPage = new views::SetsPage({m_session, m_state, m_edits, m_monitor, m_thumbnails, m_actions});
    m_comparePage = new views::ComparePage({m_session, m_state, m_board, m_edits, m_monitor, m_thumbnails, m_actions});
    m_runsPage = new views::RunsPage({m_session, m_state, m_monitor, m_book, m_actions});
    m_chartsPage = new views::ChartsPage({m_session, m_state, m_edits, m_monitor, m_actions});
    m_mapPage = new views::MapPage({m_session, m_state, m_board, m_monitor, m_thumbnails, m_actions});
    m_dmPage = new views::DmPage({m_session, m_state, m_monitor, m_thumbnails, m_actions});
    const auto spec = [](const QString& text, const QString& tip, const char* keys, const char* icon) {
        return bridge::ActionSpec {{}, text, tip, QKeySequence(QString::fromLatin1(keys)), QString::fromLatin1(icon), true};
    };
    addPage({QStringLiteral("data"), m_dataPage, tr("Data"),
        spec(tr("&Data"), tr("Browse and search images, captions and questions"), "Ctrl+1", "data")});
    addPage({QStringLiteral("sequences"), m_sequencesPage, tr("Sequences"),
        spec(tr("&Sequences"), tr("What each strategy chooses for the current query"), "Ctrl+2", "sequences")});
    addPage({QStringLiteral("compare"), m_comparePage, tr("Compare"),
        spec(tr("&Compare"), tr("Strategies, evaluations, configurations and sets beside each other"), "Ctrl+3", "rank")});
    addPage({QStringLiteral("sets"), m_setsPage, tr("Sets"),
        spec(tr("S&ets"), tr("Fixed and golden sets: the same demonstrations for every query"), "Ctrl+4", "star")});
    addPage({QStringLiteral("map"), m_mapPage, tr("Map"),
        spec(tr("&Map"), tr("Which samples are alike: embeddings as points of a plane"), "Ctrl+5", "map")});
    addPage({QStringLiteral("runs"), m_runsPage, tr("Runs"),
        spec(tr("&Runs"), tr("Every run with what it remembers, and tables of results"), "Ctrl+6", "runs")});
    addPage({QStringLiteral("charts"), m_chartsPage, tr("Charts"),
        spec(tr("&Charts"), tr("Metric over shots, bars, scatter, D_M, training curves, results table"), "Ctrl+7", "charts")});
    addPage({QStringLiteral("dm"), m_dmPage, tr("D_M"),
        spec(tr("D_&M"), tr("Anchors of a D_M, the sequences found for them, and what they gain"), "Ctrl+8", "beam")});
    addPage({QStringLiteral("welcome"), m_welcome, tr("Start"),
        spec(tr("S&tart page"), tr("Projects, and what this computer can do"), "Ctrl+0", "home"), false, true});
    layOutCentre();
    connectPages();
}

void MainWindow::connectPages()
{
    connect(m_welcome, &views::WelcomePage::recentChosen, this, [this](const QString& folder) { openProject(folder); });
    connect(m_dataPage, &views::DataPage::queryActivated, this, [this] { showPage(QStringLiteral("sequences")); });
    connect(m_setsPage, &views::SetsPage::jobWanted, this, &MainWindow::openJobForm);
    connect(m_sequencesPage, &views::SequencesPage::compareWanted, this, [this](const QString& lane) {
        m_comparePage->strategies()->putFirst(lane);
        m_comparePage->setMode(views::ComparePage::Mode::Strategies);
        showPage(QStringLiteral("compare"));
    });
    connect(m_comparePage, &views::ComparePage::queryActivated, this, [this] { showPage(QStringLiteral("sequences")); });
    connect(m_dataPage, &views::DataPage::pageWanted, this, [this] { showPage(QStringLiteral("data")); });
    connect(m_runsPage, &views::RunsPage::queriesWanted, this, &MainWindow::showQueries);
    connect(m_runsPage, &views::RunsPage::chartWanted, this, [this](const QVector<store::RunId>& runs) {
        showPage(QStringLiteral("charts"));
        m_chartsPage->addRuns(runs);
    });
    connect(m_chartsPage, &views::ChartsPage::queriesWanted, this, [this](data::Task task, const QString& filter) {
        m_state->setTask(task);
        m_state->setSplit(data::Split::Validation);
        m_browser->setText(filter);
        showPage(QStringLiteral("data"));
    });
    connect(m_chartsPage, &views::ChartsPage::queryWanted, this, [this](data::Task task, qint64 id) {
        m_state->setTask(task);
        const auto queries = m_session->dataset(task, data::Split::Validation);
        if (const std::int64_t index = queries ? queries->indexOfId(id) : -1; index >= 0) {
            m_state->setCurrentQuery(bridge::SampleRef {task, data::Split::Validation, index});
            showPage(QStringLiteral("sequences"));
        }
    });
    connect(m_mapPage, &views::MapPage::pageWanted, this, &MainWindow::showPage);
    connect(m_runsPage, &views::RunsPage::dmWanted, this, [this](store::RunId run) {
        m_dmPage->showRun(run);
        showPage(QStringLiteral("dm"));
    });
    connect(m_dmPage, &views::DmPage::trainingWanted, this, [this](store::RunId run, double threshold) {
        openJobForm(QStringLiteral("train"), {{"dm_runs", nlohmann::json::array({run})}, {"score_threshold", threshold}});
    });
    connect(m_dataPage, &views::DataPage::statusChanged, this, [this](const QString& text) { m_statusLabel->setText(text); });
}

/// The queries behind a number, on the Data page.
void MainWindow::showQueries(data::Task task, const QString& filter, const store::SortKey& sort)
{
    if (!m_session->hasTask(task))
        return;
    m_state->setTask(task);
    m_state->setSplit(data::Split::Validation);
    m_browser->setSort(sort);
    m_browser->setText(filter);
    showPage(QStringLiteral("data"));
}

/// Registers the page's action and gives it its places in the stack and the rail.
void MainWindow::addPage(const PageEntry& entry)
{
    m_entries.append(entry);
    m_pages->addWidget(entry.page);
    bridge::ActionSpec action = entry.action;
    action.id = QStringLiteral("page.") + entry.name;
    m_rail->addPage(m_actions->add(action, [this, name = entry.name] { showPage(name); }), entry.railText, entry.atBottom);
    connect(entry.page, &views::Page::viewChanged, m_store, &SessionStore::touch);
    connect(entry.page, &views::Page::exportChanged, this, &MainWindow::updateExport);
}

const PageEntry& MainWindow::currentPage() const { return m_entries[m_pages->currentIndex()]; }

void MainWindow::layOutCentre()
{
    auto* centre = new QWidget;
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_pages, 1);
    row->addLayout(column, 1);
    setCentralWidget(centre);
}

void MainWindow::updateExport()
{
    const QString reason = currentPage().needsProject && !m_session->isOpen() ? tr("Open a project first.") : currentPage().page->whyNoExport();
    m_actions->setUnavailable(QStringLiteral("file.export"), reason);
}

void MainWindow::showPage(const QString& name)
{
    for (int i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].name != name)
            continue;
        m_pages->setCurrentIndex(i);
        // Single-letter keys work only while the page has the focus; a text field keeps it.
        if (!qobject_cast<QLineEdit*>(focusWidget()))
            m_pages->currentWidget()->setFocus();
        m_store->touch();
    }
    m_statusLabel->setVisible(page() == u"data"); // it counts the samples of that page
    for (const PageEntry& entry : m_entries)
        m_actions->action(QStringLiteral("page.") + entry.name)->setChecked(page() == entry.name);
    updateExport();
    showDocks(m_session->isOpen());
    // Of the two tabs about what is selected, the one that the page fills.
    if (QDockWidget* const dock = page() == u"sequences" ? m_stepDock : m_inspectorDock; !dock->isHidden() && !dock->isFloating())
        dock->raise();
}

QString MainWindow::page() const { return currentPage().name; }

bool MainWindow::isSettled() const
{
    return !m_session->isOpening() && !m_session->datasetsLoading() && m_session->worker().idle()
        && m_thumbnails->idle() && !m_browser->isBusy()
        && std::none_of(m_entries.begin(), m_entries.end(), [](const PageEntry& entry) { return entry.page->isBusy(); });
}

} // namespace fulcrum::shell
