// SPDX-License-Identifier: GPL-3.0-or-later
// Opening and closing of projects, and what a session puts back.
#include "app/shell/main_window.h"
#include "app/shell/single_instance.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/sample_browser.h"
#include "widgets/bridge/sort_text.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/models/series_model.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"
#include "widgets/views/compare_page.h"
#include "widgets/views/data_page.h"
#include "widgets/views/getting_started.h"
#include "widgets/views/sequences_page.h"
#include "widgets/views/sets_page.h"
#include "widgets/views/pivot_view.h"
#include "widgets/views/runs_page.h"
#include "widgets/views/dm_page.h"
#include "widgets/views/map_page.h"
#include "widgets/views/welcome_page.h"

#include <QDockWidget>
#include <utility>

namespace fulcrum::shell {

namespace {

constexpr const char* kModes[] = {"grid", "table", "both"};

views::DataPage::Mode modeFrom(const QString& name)
{
    for (int i = 0; i < static_cast<int>(std::size(kModes)); ++i)
        if (name == QLatin1String(kModes[i]))
            return static_cast<views::DataPage::Mode>(i);
    return views::DataPage::Mode::Grid;
}

views::RunsPage::Mode runsModeFrom(const QString& name)
{
    return name == u"table" ? views::RunsPage::Mode::Table : views::RunsPage::Mode::List;
}

} // namespace

void MainWindow::projectOpened()
{
    m_welcome->setBusy({});
    m_store->addRecent(m_session->folder(), m_session->name());
    m_welcome->setRecent(m_store->recent());
    m_state->clear();
    if (!m_session->hasTask(m_state->task()))
        for (const data::Task task : {data::Task::Caption, data::Task::Vqa})
            if (m_session->hasTask(task))
                m_state->setTask(task);
    for (const data::Task task : {data::Task::Caption, data::Task::Vqa})
        m_task->setChoiceEnabled(static_cast<int>(task), m_session->hasTask(task),
            m_session->hasTask(task) ? tr("Work on this task") : tr("The project has no files for this task"));
    if (m_session->project()->readOnly())
        m_bar->showMessage(views::InlineBar::Kind::Note, tr("Open for reading only: nothing can be started or changed."));
    projectLocked({});
    m_guarded = false;
    if (m_answers && !m_session->project()->readOnly())
        m_single->listen(m_session->folder());
    showPage(page() == u"welcome" ? QStringLiteral("data") : page());
    if (std::exchange(m_demoWanted, false) && m_started->done().isEmpty())
        m_startedDock->show(); // whoever opens the demo for the first time
    updateEnabled();
    updateTitle();
    m_store->touch();
}

void MainWindow::setSingle(bool single)
{
    m_answers = single;
    connect(m_single, &SingleInstance::wanted, this, [this](const QStringList& arguments) {
        comeForward();
        Q_EMIT startedAgain(arguments);
    });
}

void MainWindow::projectClosed()
{
    m_single->listen({});
    m_state->clear();
    m_thumbnails->clear();
    m_bar->hide();
    if (!m_session->isOpening())
        showPage(QStringLiteral("welcome"));
    updateEnabled();
    updateTitle();
}

void MainWindow::applyWanted()
{
    if (m_wanted && m_wanted->project == m_session->folder()) {
        if (const auto task = data::taskFromName(m_wanted->task.toStdString()); task && m_session->hasTask(*task))
            m_state->setTask(*task);
        if (const auto split = data::splitFromName(m_wanted->split.toStdString()))
            m_state->setSplit(*split);
        m_state->setShots(m_wanted->shots);
        m_browser->setSort(bridge::sortFromText(m_wanted->sort));
        m_browser->setText(m_wanted->search);
        const auto queries = m_session->dataset(m_state->task(), data::Split::Validation);
        if (queries && m_wanted->query >= 0 && m_wanted->query < static_cast<qint64>(queries->size()))
            m_state->setCurrentQuery(bridge::SampleRef {m_state->task(), data::Split::Validation, m_wanted->query});
        m_setsPage->setCurrent(m_wanted->set);
        if (m_wanted->dmRun > 0)
            m_dmPage->showRun(m_wanted->dmRun);
        showPage(m_wanted->page);
    }
    m_wanted.reset();
    applyRequest();
}

void MainWindow::request(const ShowRequest& request)
{
    m_request = request;
    if (m_session->isOpen() && !m_session->datasetsLoading())
        applyRequest();
}

void MainWindow::applyRequest()
{
    if (m_request.task && m_session->hasTask(*m_request.task))
        m_state->setTask(*m_request.task);
    if (m_request.split)
        m_state->setSplit(*m_request.split);
    if (m_request.shots)
        m_state->setShots(*m_request.shots);
    if (!m_request.filter.isEmpty())
        m_browser->setText(m_request.filter);
    if (!m_request.view.isEmpty() && m_request.page == u"runs")
        m_runsPage->setMode(runsModeFrom(m_request.view));
    else if (!m_request.view.isEmpty() && m_request.page == u"sequences")
        m_sequencesPage->setViewState({m_request.view});
    else if (!m_request.view.isEmpty())
        m_dataPage->setMode(modeFrom(m_request.view));
    if (const auto queries = m_session->dataset(m_state->task(), data::Split::Validation)) {
        std::int64_t index = queries->indexOfId(m_request.publishedQuery);
        if (index < 0 && (m_request.page == u"sequences" || m_request.page == u"compare") && queries->size() > 0)
            index = 0;
        if (index >= 0)
            m_state->setCurrentQuery(bridge::SampleRef {m_state->task(), data::Split::Validation, index});
    }
    if (const auto kind = views::ChartsPage::kindFromName(m_request.chart))
        m_chartsPage->setKind(*kind);
    m_comparePage->setModeName(m_request.compare);
    if (!m_request.map.isEmpty())
        m_mapPage->setViewText(m_request.map);
    if (m_request.dmRun > 0)
        m_dmPage->showRun(m_request.dmRun);
    if (!m_request.page.isEmpty())
        showPage(m_request.page);
    m_request = {};
}

void MainWindow::restore(const SessionState& state, bool afterCrash)
{
    if (!state.geometry.isEmpty())
        restoreGeometry(state.geometry);
    if (!state.docks.isEmpty() && !m_hiddenLayout.isEmpty())
        m_hiddenLayout = state.docks; // comes back with the project
    else if (!state.docks.isEmpty())
        restoreState(state.docks, SessionStore::kDockVersion);
    m_dataPage->setThumbnailSide(state.thumbnailSide);
    m_dataPage->setMode(modeFrom(state.view));
    m_dataPage->setColumnState(state.columns);
    m_runsPage->setMode(runsModeFrom(state.runsView));
    m_runsPage->setColumnState(state.runColumns);
    m_runsPage->pivotView()->setSpecText(state.pivot);
    if (const auto kind = views::ChartsPage::kindFromName(state.chart))
        m_chartsPage->setKind(*kind);
    m_chartsPage->series()->setHidden(QSet<QString>(state.hiddenSeries.begin(), state.hiddenSeries.end()));
    m_sequencesPage->setViewState(state.sequences);
    m_comparePage->setModeName(state.compare);
    m_mapPage->setViewText(state.map);
    m_dmPage->setThreshold(state.dmThreshold);
    if (state.project.isEmpty())
        return;
    m_wanted = state;
    openProject(state.project);
    if (afterCrash)
        m_bar->showMessage(views::InlineBar::Kind::Note, tr("Restored after an unexpected end."),
            {m_actions->action(QStringLiteral("file.closeProject"))});
}

SessionState MainWindow::capture() const
{
    if (m_wanted)
        return *m_wanted; // still being restored
    SessionState state;
    state.geometry = saveGeometry();
    state.docks = m_hiddenLayout.isEmpty() ? saveState(SessionStore::kDockVersion) : m_hiddenLayout;
    state.project = m_session->folder();
    state.page = page();
    state.task = QString::fromLatin1(data::taskName(m_state->task()));
    state.split = QString::fromLatin1(data::splitName(m_state->split()));
    const auto& query = m_state->currentQuery();
    state.query = query && query->split == data::Split::Validation ? query->index : -1; // not a demonstration walked to
    state.shots = m_state->shots();
    state.search = m_browser->text();
    state.sort = bridge::sortText(m_browser->sort());
    state.view = QString::fromLatin1(kModes[static_cast<int>(m_dataPage->mode())]);
    state.columns = m_dataPage->columnState();
    state.thumbnailSide = m_dataPage->thumbnailSide();
    state.runsView = m_runsPage->mode() == views::RunsPage::Mode::Table ? QStringLiteral("table") : QStringLiteral("list");
    state.runColumns = m_runsPage->columnState();
    state.pivot = m_runsPage->pivotView()->specText();
    state.hiddenSeries = QStringList(m_chartsPage->series()->hidden().begin(), m_chartsPage->series()->hidden().end());
    state.hiddenSeries.sort();
    state.sequences = m_sequencesPage->viewState();
    state.compare = m_comparePage->modeName();
    state.set = m_setsPage->current();
    state.chart = views::ChartsPage::kindName(m_chartsPage->kind());
    state.map = m_mapPage->viewText();
    state.dmRun = m_dmPage->run();
    state.dmThreshold = m_dmPage->threshold();
    return state;
}

} // namespace fulcrum::shell
