// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/workspace_state.h"

#include <algorithm>

namespace fulcrum::bridge {

WorkspaceState::WorkspaceState(QObject* parent) : QObject(parent) { }

void WorkspaceState::setTask(data::Task task)
{
    if (m_task == task)
        return;
    m_task = task;
    m_visited.clear();
    m_place = -1;
    setSelection({});
    setPinnedQuery({});
    m_query.reset();
    Q_EMIT taskChanged();
    Q_EMIT currentQueryChanged();
}

void WorkspaceState::setSplit(data::Split split)
{
    if (m_split == split)
        return;
    m_split = split;
    setSelection({});
    Q_EMIT splitChanged();
}

void WorkspaceState::setShots(int shots)
{
    shots = std::clamp(shots, 0, kMaxShots);
    if (m_shots == shots)
        return;
    m_shots = shots;
    Q_EMIT shotsChanged();
}

void WorkspaceState::setTruthHidden(bool hidden)
{
    if (m_truthHidden == hidden)
        return;
    m_truthHidden = hidden;
    Q_EMIT truthHiddenChanged();
}

void WorkspaceState::setCurrentQuery(std::optional<SampleRef> query)
{
    if (m_query == query)
        return;
    if (query && query->task != m_task)
        setTask(query->task);
    m_query = query;
    if (query) {
        m_visited.resize(m_place + 1);
        m_visited.append(*query);
        m_place = m_visited.size() - 1;
    }
    Q_EMIT currentQueryChanged();
}

void WorkspaceState::setPinnedQuery(std::optional<SampleRef> query)
{
    if (m_pinned == query)
        return;
    m_pinned = query;
    Q_EMIT pinnedQueryChanged();
}

void WorkspaceState::setSelection(Selection selection)
{
    if (m_selection == selection)
        return;
    m_selection = std::move(selection);
    Q_EMIT selectionChanged();
}

void WorkspaceState::setActiveRuns(QVector<std::int64_t> runs)
{
    if (m_activeRuns == runs)
        return;
    m_activeRuns = std::move(runs);
    Q_EMIT activeRunsChanged();
}

void WorkspaceState::goBack()
{
    if (!canGoBack())
        return;
    --m_place;
    showVisited();
}

void WorkspaceState::goForward()
{
    if (!canGoForward())
        return;
    ++m_place;
    showVisited();
}

void WorkspaceState::showVisited()
{
    m_query = m_visited.at(m_place);
    Q_EMIT currentQueryChanged();
}

void WorkspaceState::clear()
{
    m_visited.clear();
    m_place = -1;
    setSelection({});
    setPinnedQuery({});
    setActiveRuns({});
    if (m_query) {
        m_query.reset();
        Q_EMIT currentQueryChanged();
    }
}

} // namespace fulcrum::bridge
