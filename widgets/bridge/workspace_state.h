// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "widgets/bridge/sample_set.h"

#include <QObject>
#include <QVector>
#include <optional>

namespace fulcrum::bridge {

/// Names one sample: its data set and its place in it.
struct SampleRef
{
    data::Task task = data::Task::Caption;
    data::Split split = data::Split::Validation;
    std::int64_t index = 0;
    bool operator==(const SampleRef&) const = default;
};

/// What is selected: the samples and the one that the keyboard stands on.
struct Selection
{
    SampleSet items; ///< of the shown task and split
    std::optional<SampleRef> primary;
    bool operator==(const Selection&) const = default;
};

/// The states that all views share (UX.md D1). Views watch it and never talk to each other. GUI thread.
class WorkspaceState : public QObject
{
    Q_OBJECT

public:
    explicit WorkspaceState(QObject* parent = nullptr);

    data::Task task() const { return m_task; }
    data::Split split() const { return m_split; }
    int shots() const { return m_shots; }
    const std::optional<SampleRef>& currentQuery() const { return m_query; }
    const std::optional<SampleRef>& pinnedQuery() const { return m_pinned; }
    const Selection& selection() const { return m_selection; }
    const QVector<std::int64_t>& activeRuns() const { return m_activeRuns; }

    static constexpr int kMaxShots = 8;

    /// Whether the texts that answer the current query may be seen. The Sequences page hides them until asked; all views obey.
    bool isTruthHidden(const SampleRef& sample) const { return m_truthHidden && m_query == sample; }
    void setTruthHidden(bool hidden);

    /// Changing the task clears query, pin and selection: they belong to one task.
    void setTask(data::Task task);
    void setSplit(data::Split split);
    void setShots(int shots); ///< cut to 0..kMaxShots
    void setCurrentQuery(std::optional<SampleRef> query);
    void setPinnedQuery(std::optional<SampleRef> query);
    void setSelection(Selection selection);
    void setActiveRuns(QVector<std::int64_t> runs);

    // Visited queries, oldest first.
    bool canGoBack() const { return m_place > 0; }
    bool canGoForward() const { return m_place + 1 < m_visited.size(); }
    void goBack();
    void goForward();

    /// Back to the state of a program just started.
    void clear();

Q_SIGNALS:
    void taskChanged();
    void splitChanged();
    void shotsChanged();
    void currentQueryChanged();
    void pinnedQueryChanged();
    void selectionChanged();
    void activeRunsChanged();
    void truthHiddenChanged();

private:
    void showVisited();

    data::Task m_task = data::Task::Caption;
    data::Split m_split = data::Split::Validation;
    int m_shots = 4;
    bool m_truthHidden = false;
    std::optional<SampleRef> m_query, m_pinned;
    Selection m_selection;
    QVector<std::int64_t> m_activeRuns;
    QVector<SampleRef> m_visited;
    qsizetype m_place = -1;
};

} // namespace fulcrum::bridge
