// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/page.h"

class QStackedWidget;

namespace fulcrum::bridge {
class ActionRegistry;
struct ActionSpec;
class JobMonitor;
class LaneBoard;
class ProjectSession;
class ThumbnailProvider;
class WorkspaceEdits;
class WorkspaceState;
}

namespace fulcrum::views {

class ConfigComparison;
class QueryComparison;
class RunComparison;
class SegmentedControl;
class SetComparison;

/// What the parts of the Compare page share. Everything outlives them.
struct ComparePageParts
{
    bridge::ProjectSession* session = nullptr;
    bridge::WorkspaceState* state = nullptr;
    bridge::LaneBoard* board = nullptr;
    bridge::WorkspaceEdits* edits = nullptr;
    bridge::JobMonitor* monitor = nullptr;
    bridge::ThumbnailProvider* thumbnails = nullptr;
    bridge::ActionRegistry* actions = nullptr;
};

/// Two or more of the same beside each other: strategies for one query, evaluations over all queries, runs, sets.
class ComparePage : public Page
{
    Q_OBJECT

public:
    enum class Mode { Strategies, Runs, Config, Sets };

    explicit ComparePage(const ComparePageParts& parts, QWidget* parent = nullptr);

    void setMode(Mode mode);
    Mode mode() const;
    /// The name of a mode, as the session and the command line know it: "strategies", "runs", "config", "sets".
    QString modeName() const;
    void setModeName(const QString& name); ///< anything else is ignored

    bool isBusy() const override;
    QString whyNoExport() const override;
    void exportView() override;

    QueryComparison* strategies() const { return m_strategies; }
    RunComparison* runs() const { return m_runs; }
    ConfigComparison* config() const { return m_config; }
    SetComparison* sets() const { return m_sets; }

Q_SIGNALS:
    void queryActivated(); ///< a person wants to see the current query on the Sequences page

private:
    void registerActions();
    void updateActions();
    QString text() const;

    ComparePageParts m_parts;
    SegmentedControl* m_mode;
    QStackedWidget* m_stack;
    QueryComparison* m_strategies;
    RunComparison* m_runs;
    ConfigComparison* m_config;
    SetComparison* m_sets;
};

} // namespace fulcrum::views
