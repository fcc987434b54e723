// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/context.h"
#include "app/cli/runs_pivot.h"
#include "core/runs/run_archive.h"
#include "core/runs/run_import.h"
#include "core/runs/run_trash.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

struct Arguments
{
    std::vector<std::string> files;
    std::vector<store::RunId> runs;
    store::RunId run = 0;
    std::string out, task, lvlm;
    bool everything = false;
};

std::string textOf(const std::vector<runs::ImportedRun>& imported)
{
    std::string text;
    for (const runs::ImportedRun& one : imported) {
        text += one.existed ? fmt::format("run {}: {} was imported before\n", one.run, one.name)
                            : fmt::format("run {}: {} ({}) from {}\n", one.run, one.name, one.kind, fmt::join(one.files, ", "));
        if (!one.existed && !one.unknown.empty())
            text += fmt::format("  not known: {}\n", fmt::join(one.unknown, ", "));
        for (const std::string& note : one.notes)
            text += fmt::format("  note: {}\n", note);
    }
    return text;
}

Result<void> import(CliContext& context, const Arguments& arguments)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    runs::ImportOptions options;
    options.task = data::taskFromName(arguments.task);
    options.lvlm = arguments.lvlm;
    options.stop = context.stopToken();
    const std::vector<Path> files(arguments.files.begin(), arguments.files.end());
    FULCRUM_TRY(const auto imported, runs::importResults(*project, files, options));
    json all = json::array();
    for (const runs::ImportedRun& one : imported)
        all.push_back({{"id", one.run}, {"kind", one.kind}, {"name", one.name}, {"existed", one.existed}, {"files", one.files},
            {"unknown", one.unknown}, {"notes", one.notes}});
    context.result({{"imported", all}}, [&] { return textOf(imported); });
    return {};
}

Result<void> exportOne(CliContext& context, const Arguments& arguments)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    const Path file = arguments.out.empty() ? Path(fmt::format("run-{}.zip", arguments.run)) : Path(arguments.out);
    FULCRUM_CHECK(runs::exportRun(*project, arguments.run, file));
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    context.result({{"run", arguments.run}, {"file", file.string()}, {"bytes", size}},
        [&] { return fmt::format("wrote run {} to {}\n", arguments.run, file.string()); });
    return {};
}

Result<void> shelve(CliContext& context, const Arguments& arguments, bool restore)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::Control));
    FULCRUM_TRY(store::Database database, project->connect());
    const auto change = [&]() -> Result<void> {
        store::RunRepository repository(database);
        for (const store::RunId run : arguments.runs)
            FULCRUM_CHECK(restore ? repository.restore(run) : repository.moveToTrash(run));
        return {};
    };
    FULCRUM_CHECK(database.transaction(change));
    context.result({{restore ? "restored" : "trashed", arguments.runs}}, [&] {
        return restore ? fmt::format("restored {}\n", fmt::join(arguments.runs, ", "))
                       : fmt::format("moved {} to the trash, where they stay for {} days\n", fmt::join(arguments.runs, ", "),
                           runs::kTrashDays);
    });
    return {};
}

Result<void> archive(CliContext& context, const Arguments& arguments, bool archived)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::Control));
    FULCRUM_TRY(store::Database database, project->connect());
    const auto change = [&]() -> Result<void> {
        for (const store::RunId run : arguments.runs)
            FULCRUM_CHECK(store::RunRepository(database).setArchived(run, archived));
        return {};
    };
    FULCRUM_CHECK(database.transaction(change));
    context.result({{archived ? "archived" : "unarchived", arguments.runs}},
        [&] { return fmt::format("{} {}\n", archived ? "archived" : "took from the archive", fmt::join(arguments.runs, ", ")); });
    return {};
}

Result<void> empty(CliContext& context, const Arguments& arguments)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_TRY(const int removed, runs::emptyTrash(*project, arguments.everything));
    context.result({{"removed", removed}}, [&] { return fmt::format("removed {} runs for good\n", removed); });
    return {};
}

} // namespace

void addRunTransferCommands(CLI::App& parent, CliContext& context)
{
    const auto arguments = std::make_shared<Arguments>();
    const auto add = [&](const char* name, const char* text, auto action) {
        CLI::App* command = parent.add_subcommand(name, text);
        command->callback([&context, arguments, action] { context.setAction([&context, arguments, action] { return action(context,
            *arguments); }); });
        return command;
    };
    CLI::App* importing = add("import", "store official results, D_M data and exported runs as runs of this project", import);
    importing->add_option("FILE", arguments->files,
        "metrics.json, generation_metainfo/*.json, D_M data, run zips, or their folders")->required();
    importing->add_option("--task", arguments->task, "caption or vqa, where the files do not say")->check(CLI::IsMember({"caption",
        "vqa"}));
    importing->add_option("--lvlm", arguments->lvlm, "name of the model that official results are of");
    CLI::App* exporting = add("export", "write a run as a zip file that can be imported elsewhere", exportOne);
    exporting->add_option("run", arguments->run, "id of the run")->required();
    exporting->add_option("--out", arguments->out, "file to write (default: run-ID.zip)");
    const auto addRuns = [&](CLI::App* command) { command->add_option("run", arguments->runs, "ids of the runs")->required(); };
    addRuns(add("archive", "hide runs from lists", [](CliContext& c, const Arguments& a) { return archive(c, a, true); }));
    addRuns(add("unarchive", "show archived runs again", [](CliContext& c, const Arguments& a) { return archive(c, a, false); }));
    addRuns(add("delete", "move runs to the trash", [](CliContext& c, const Arguments& a) { return shelve(c, a, false); }));
    addRuns(add("restore", "take runs out of the trash", [](CliContext& c, const Arguments& a) { return shelve(c, a, true); }));
    CLI::App* emptying = add("empty-trash", "remove for good what has been in the trash for 30 days", empty);
    emptying->add_flag("--all", arguments->everything, "everything in it");
}

} // namespace fulcrum::cli
