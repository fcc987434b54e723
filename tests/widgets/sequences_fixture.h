// SPDX-License-Identifier: GPL-3.0-or-later
// A Sequences page with everything that it shares, without the window, and a small project that a whole chain has run on.
#pragma once

#include "core/base/safetensors.h"
#include "core/demo/pipeline.h"
#include "core/icl/register_jobs.h"
#include "tests/fakes/small_project.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/lane_board.h"
#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/views/icd_card.h"
#include "widgets/views/lane_view.h"
#include "widgets/views/sequences_page.h"
#include "widgets/views/step_inspector.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <nlohmann/json.hpp>

namespace fulcrum::test {

using bridge::Lane;

inline QString text(const char* latin) { return QString::fromLatin1(latin); }

/// As a mouse does it: what did not take the drag in gets no drop.
inline void dropOn(QWidget* widget, QMimeData* content, const QPoint& at)
{
    QDragEnterEvent enter(at, Qt::CopyAction, content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &enter);
    QDropEvent drop(at, Qt::CopyAction, content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &drop);
}

/// A Sequences page and a step inspector with everything that they share, without the window.
struct Bench
{
    explicit Bench(const QString& folder, project::Access access = project::Access::ReadWrite)
    {
        icl::registerJobs(registry);
        page.resize(1100, 800);
        page.show();
        inspector.resize(300, 800);
        inspector.show();
        session.open(folder, access);
    }
    ~Bench() { session.close(); }

    bool settled() const { return session.isOpen() && !session.datasetsLoading() && !board.isBusy(); }
    void show(std::int64_t query, int shots, data::Task task = data::Task::Caption, data::Split split = data::Split::Validation)
    {
        state.setTask(task);
        state.setShots(shots);
        state.setCurrentQuery(bridge::SampleRef {task, split, query});
    }
    const Lane* lane(const char* key) const { return board.find(text(key)); }
    const Lane* child(const char* parent) const
    {
        for (const Lane& one : board.lanes())
            if (one.parent == text(parent))
                return &one;
        return nullptr;
    }
    QStringList keys() const
    {
        QStringList list;
        for (const Lane& one : board.lanes())
            list.append(one.key);
        return list;
    }
    views::LaneView* view(const QString& key) const
    {
        for (views::LaneView* one : page.lanes())
            if (one->lane().key == key)
                return one;
        return nullptr;
    }
    std::vector<std::int64_t> items(const Lane* which) const { return which->sequence.indices(); }

    jobs::JobRegistry registry;
    bridge::ActionRegistry actions;
    bridge::ProjectSession session {registry};
    bridge::WorkspaceState state;
    bridge::ThumbnailProvider thumbnails;
    bridge::JobMonitor monitor {&session};
    bridge::WorkspaceEdits edits {&session};
    bridge::EngineService engine {&session};
    bridge::LaneBoard board {{&session, &state, &edits, &engine, &monitor}};
    views::SequencesPage page {{&session, &state, &board, &thumbnails, &actions}};
    views::StepInspector inspector {&board, &state};
};

/// Makes the project in a folder and runs the chain on it. What went wrong, or nothing. Two queries of the captions come out: one that
/// the evaluation has, and one that it has not.
inline QString makeSequencesProject(const QString& folder, std::int64_t& inside, std::int64_t& outside)
{
    jobs::JobRegistry registry;
    icl::registerJobs(registry);
    const auto project = makeSmallProject(folder.toStdString());
    if (const auto written = writeSafetensors(project->lvlmFolder() / "model.safetensors", {}); !written)
        return QString::fromStdString(written.error().text());
    demo::PipelineHooks hooks;
    hooks.run = [&](const std::string& kind, const nlohmann::json& given) -> Result<store::RunId> {
        FULCRUM_TRY(const store::RunId run, jobs::createRun(*project, registry, kind, given));
        FULCRUM_CHECK(jobs::runJob(project, registry, run, nullptr));
        return run;
    };
    hooks.resume = [&](store::RunId run) { return jobs::runJob(project, registry, run, nullptr); };
    const auto chain = demo::runPipeline(project, registry, demo::quickPipelineSettings(), hooks);
    if (!chain)
        return QString::fromStdString(chain.error().text());
    auto database = project->connect().value();
    const auto settings = icl::askSettings(*project, database, data::Task::Caption).value();
    if (settings.references.empty())
        return text("the evaluation has no references");
    inside = settings.references.front();
    outside = 0;
    while (std::find(settings.references.begin(), settings.references.end(), outside) != settings.references.end())
        ++outside;
    return {};
}

} // namespace fulcrum::test
