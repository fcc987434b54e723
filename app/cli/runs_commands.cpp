// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/eval_results.h"
#include "app/cli/results_text.h"
#include "app/cli/runs_pivot.h"
#include "core/icl/results_table.h"
#include "core/jobs/run_difference.h"
#include "core/runs/run_catalog.h"
#include "core/store/run_repository.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

constexpr std::int64_t kMostFailures = 200; ///< listed by `runs show`

json runJson(const store::RunRecord& run)
{
    return {{"id", run.id}, {"kind", run.kind}, {"name", run.name}, {"note", run.note}, {"tags", run.tags},
        {"state", store::runStateName(run.state)}, {"created", run.created}, {"started", run.started},
        {"ended", run.ended}, {"seed", run.seed}, {"parents", run.parents}, {"spec_sha256", run.specHash},
        {"archived", run.archived}, {"trashed", run.trashed}, {"imported", runs::isImported(run)}, {"error", run.error}};
}

struct ListFlags
{
    std::string kind;
    bool archived = false, trash = false;
};

Result<void> list(CliContext& context, const ListFlags& flags)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository repository(database);
    FULCRUM_TRY(const auto runs, flags.trash ? repository.trash() : repository.list(flags.kind));
    const std::string& kind = flags.kind;
    json all = json::array();
    std::string text;
    for (const store::RunRecord& run : runs) {
        if ((run.archived && !flags.archived && !flags.trash) || (flags.trash && !kind.empty() && run.kind != kind))
            continue;
        all.push_back(runJson(run));
        text += fmt::format("{:>5}  {:6} {:12} {}{}\n", run.id, run.kind, store::runStateName(run.state), run.name,
            run.parents.empty() ? "" : fmt::format("  <- {}", fmt::join(run.parents, ", ")));
    }
    context.result({{"runs", all}}, [&] { 
        return !text.empty() ? text : flags.trash ? "the trash is empty" : kind.empty() ? "no runs yet"
            : fmt::format("no runs of kind {} yet", kind);
    });
    return {};
}

Result<void> show(CliContext& context, store::RunId id)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord run, runs.get(id));
    FULCRUM_TRY(const auto children, runs.children(id));
    FULCRUM_TRY(const auto checkpoints, runs.checkpoints(id));
    FULCRUM_TRY(const auto metrics, runs.metricNames(id));
    json document = runJson(run);
    document["spec"] = json::parse(run.spec, nullptr, false);
    document["parity"] = json::parse(run.parity, nullptr, false);
    document["children"] = children;
    document["metrics"] = metrics;
    document["dataset_fingerprint"] = json::parse(run.datasetFingerprint, nullptr, false);
    for (const char* key : {"spec", "parity", "dataset_fingerprint"})
        if (document[key].is_discarded())
            document[key] = nullptr;
    document["version"] = run.appVersion;
    document["commit"] = run.gitCommit;
    document["libraries"] = run.libraries;
    document["device"] = run.device;
    document["host"] = run.process.host;
    FULCRUM_TRY(const std::int64_t failed, runs.failureCount(id));
    document["units"] = {{"done", run.unitsDone}, {"total", run.unitsTotal}, {"failed", failed}};
    FULCRUM_TRY(const auto failures, runs.failures(id, kMostFailures));
    document["failures"] = json::array();
    for (const store::UnitFailure& one : failures)
        document["failures"].push_back({{"unit", one.unit}, {"item", one.item}, {"code", one.code}, {"reason", one.reason}});
    json files = json::array();
    for (const store::CheckpointRecord& one : checkpoints)
        files.push_back({{"epoch", one.epoch}, {"label", one.label}, {"file", one.file}, {"sha256", one.sha256},
            {"metric", one.metric}, {"value", one.value}});
    document["checkpoints"] = files;
    context.result(document, [&] {
        std::string text;
        for (const auto& [key, value] : document.items())
            text += fmt::format("{:20} {}\n", key,
                value.is_string() ? value.get<std::string>()
                                  : value.dump(-1, ' ', false, json::error_handler_t::replace));
        return text;
    });
    return {};
}

/// Figures that have been exported from this project.
json chartsOf(const project::Project& project)
{
    std::vector<std::string> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(project.exportsFolder(), ignored)) {
        const std::string kind = entry.path().extension().string();
        if (kind == ".svg" || kind == ".pdf" || kind == ".png")
            found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    return found;
}

struct TableFlags
{
    std::string runs, format = "text";
    bool errors = false;
    PivotFlags pivot;
};

Result<void> table(CliContext& context, const TableFlags& flags)
{
    const std::string &runs = flags.runs, &format = flags.format;
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    if (flags.pivot.given()) {
        FULCRUM_TRY(const std::vector<store::RunId> named, runIds(runs));
        return showPivot(context, database, named, format, flags.pivot);
    }
    FULCRUM_TRY(const EvalResults results, evalResults(database, runs));
    nlohmann::ordered_json document = resultsJson(results);
    document["charts"] = chartsOf(*project);
    context.result(document, [&] {
        if (format == "json")
            return document.dump(2, ' ', false, json::error_handler_t::replace);
        return format == "text" ? resultsText(results.rows) : icl::resultsTable(results.rows, format, flags.errors);
    });
    return {};
}

/// What differs between runs, key by key.
Result<void> difference(CliContext& context, const std::vector<store::RunId>& ids, bool all)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    std::vector<jobs::ComparedRun> runs;
    for (const store::RunId id : ids) {
        FULCRUM_TRY(auto run, jobs::readComparedRun(database, id));
        runs.push_back(std::move(run));
    }
    constexpr const char* kSections[] = {"config", "metrics", "environment"};
    json rows = json::array();
    std::string text;
    for (const jobs::RunDifferenceRow& row : jobs::runDifference(runs)) {
        if (!all && (!row.differs || row.ignored))
            continue;
        json values = json::array();
        text += fmt::format("{:12} {}\n", kSections[static_cast<int>(row.section)], row.key);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto& value = row.values[i];
            values.push_back(value ? json(*value) : json(nullptr));
            text += fmt::format("    {:>5}  {}\n", ids[i], !value ? "-" : value->empty() ? "(empty)" : *value);
        }
        rows.push_back({{"section", kSections[static_cast<int>(row.section)]}, {"key", row.key}, {"values", values},
            {"differs", row.differs}, {"ignored", row.ignored}});
    }
    context.result({{"runs", ids}, {"rows", rows}}, [&] { return text.empty() ? std::string("no difference\n") : text; });
    return {};
}

} // namespace

void addRunsCommands(CLI::App& app, CliContext& context)
{
    CLI::App* parent = app.add_subcommand("runs", "stored runs and their results");
    parent->require_subcommand(1);
    CLI::App* listing = parent->add_subcommand("list", "all runs, newest first");
    const auto flags = std::make_shared<ListFlags>();
    std::vector<std::string> kinds;
    for (const auto& one : context.registry.kinds())
        kinds.push_back(one->name);
    listing->add_option("--kind", flags->kind, "only runs of this kind")->check(CLI::IsMember(kinds));
    listing->add_flag("--archived", flags->archived, "archived runs too");
    listing->add_flag("--trash", flags->trash, "what is in the trash");
    listing->callback([&context, flags] { context.setAction([&context, flags] { return list(context, *flags); }); });
    CLI::App* showing = parent->add_subcommand("show", "everything a run remembers");
    const auto id = std::make_shared<store::RunId>(0);
    showing->add_option("run", *id, "id of the run")->required();
    showing->callback([&context, id] { context.setAction([&context, id] { return show(context, *id); }); });
    CLI::App* comparing = parent->add_subcommand("diff", "what differs between runs: configuration, metrics, environment");
    const auto compared = std::make_shared<std::pair<std::vector<store::RunId>, bool>>();
    comparing->add_option("runs", compared->first, "ids of 2 to 10 runs")->required()->expected(2, 10);
    comparing->add_flag("--all", compared->second, "also what is the same in all, and names, notes, times and hosts");
    comparing->callback([&context, compared] {
        context.setAction([&context, compared] { return difference(context, compared->first, compared->second); });
    });
    CLI::App* tabulating = parent->add_subcommand(
        "table", "strategies over shots with averages and intervals; with --rows and --columns any other table");
    const auto choice = std::make_shared<TableFlags>();
    tabulating->add_option("--runs", choice->runs, "evaluation runs, as 3,5 (default: the newest of each task)");
    tabulating->add_option("--format", choice->format, "text, csv, latex, markdown or json")
        ->check(CLI::IsMember({"text", "csv", "latex", "markdown", "json"}));
    tabulating->add_flag("--errors", choice->errors, "with standard errors (csv, latex, markdown)");
    addPivotFlags(*tabulating, choice->pivot);
    tabulating->callback(
        [&context, choice] { context.setAction([&context, choice] { return table(context, *choice); }); });
    addRunTransferCommands(*parent, context);
}

} // namespace fulcrum::cli
