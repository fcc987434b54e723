// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/icl/icd_set_file.h"
#include "core/icl/set_sources.h"
#include "core/icl/set_statistics.h"
#include "core/project/dataset_versions.h"

#include <chrono>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>
#include <numeric>

namespace fulcrum::cli {
namespace {

using IcdSet = store::WorkspaceRepository::IcdSet;
using nlohmann::json;

json setJson(const IcdSet& set)
{
    const json origin = json::parse(set.origin, nullptr, false);
    return {{"name", set.name}, {"task", data::taskName(set.task)}, {"ids", set.items}, {"note", set.note},
        {"origin", origin.is_discarded() ? json(nullptr) : origin}, {"created", set.created}};
}

Result<IcdSet> findSet(store::Database& database, const std::string& name)
{
    FULCRUM_TRY(const auto sets, store::WorkspaceRepository(database).icdSets());
    for (const IcdSet& set : sets)
        if (set.name == name)
            return set;
    return fail(ErrorCode::NotFound, "cannot find the set", name, "the project has no set of this name", "see 'sets list'");
}

/// Stores a new set under its name or, where that is taken, "name (2)", ...
Result<IcdSet> addSet(store::Database& database, IcdSet set, const icl::SetOrigin& origin)
{
    set.origin = origin.text();
    using namespace std::chrono;
    set.created = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    FULCRUM_CHECK(database.transaction([&]() -> Result<void> {
        FULCRUM_TRY(const auto sets, store::WorkspaceRepository(database).icdSets());
        const auto taken = [&](const std::string& name) {
            return std::any_of(sets.begin(), sets.end(), [&](const IcdSet& one) { return one.name == name; });
        };
        const std::string wanted = set.name;
        for (int number = 2; taken(set.name); ++number)
            set.name = fmt::format("{} ({})", wanted, number);
        return store::WorkspaceRepository(database).saveIcdSet(set);
    }));
    return set;
}

void printMade(const CliContext& context, const IcdSet& set)
{
    context.result(setJson(set), [&] { return fmt::format("{}: {} demonstrations\n", set.name, set.items.size()); });
}

Result<void> list(CliContext& context)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const auto sets, store::WorkspaceRepository(database).icdSets());
    json all = json::array();
    std::string text;
    for (const IcdSet& set : sets) {
        all.push_back(setJson(set));
        text += fmt::format("{:8} {:>3}  {}\n", data::taskName(set.task), set.items.size(), set.name);
    }
    context.result({{"sets", all}}, [&] { return text.empty() ? std::string("no sets yet") : text; });
    return {};
}

/// Redundancy and mean coverage; without embeddings why not.
Result<void> addSimilarities(const project::Project& project, store::Database& database, const icl::TaskData& data,
    const std::vector<std::int64_t>& members, json& document, std::stop_token stop)
{
    FULCRUM_TRY(const std::string hash, icl::encoderHashOf(project, database, data.task));
    FULCRUM_TRY(const auto queries, icl::openFeatures(project, *data.queries, hash, true, false));
    FULCRUM_TRY(const auto items, icl::openFeatures(project, *data.support, hash, true, false));
    FULCRUM_TRY(const auto redundancy, icl::setRedundancy(items.image, members));
    FULCRUM_TRY(const auto distances, icl::setCoverage(queries.image, items.image, members, stop));
    document["redundancy"] = redundancy ? json(*redundancy) : json(nullptr);
    document["coverage"] = distances.empty()
        ? json(nullptr)
        : json(std::accumulate(distances.begin(), distances.end(), 0.0) / static_cast<double>(distances.size()));
    return {};
}

Result<void> show(CliContext& context, const std::string& name)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const IcdSet set, findSet(database, name));
    FULCRUM_TRY(const auto data, icl::TaskData::open(*project, set.task));
    FULCRUM_TRY(const auto members, icl::indicesOfIds(*data.support, set.items));
    json document = setJson(set);
    const icl::SetTexts texts = icl::setTexts(*data.support, members);
    document["words"] = {{"mean", texts.meanWords}, {"fewest", texts.fewestWords}, {"most", texts.mostWords}};
    document["answer_types"] = json::object();
    for (const auto& [type, count] : texts.answerTypes)
        document["answer_types"][type] = count;
    document["redundancy"] = document["coverage"] = nullptr;
    if (const auto added = addSimilarities(*project, database, data, members, document, context.stopToken());
        !added && added.error().code != ErrorCode::NotFound)
        return added;
    FULCRUM_TRY(const auto evaluations, icl::setEvaluations(database, *data.queries, *data.support, members, context.stopToken()));
    document["evaluations"] = json::array();
    for (const icl::SetEvaluation& one : evaluations)
        document["evaluations"].push_back({{"run", one.cell.run}, {"strategy", one.cell.strategy}, {"shots", one.cell.shots},
            {"metric", one.cell.metricName}, {"mean", one.mean.value}, {"ci95", {one.mean.low, one.mean.high}}, {"queries", one.scores.size()}});
    context.result(document, [&] {
        std::string text;
        for (const auto& [key, value] : document.items())
            text += fmt::format("{:14} {}\n", key,
                value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, json::error_handler_t::replace));
        return text;
    });
    return {};
}

struct Names
{
    std::string name, file, task;
};

Result<void> importSet(CliContext& context, const Names& names)
{
    FULCRUM_TRY(IcdSet set, icl::readIcdSet(names.file, *data::taskFromName(names.task)));
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const auto data, icl::TaskData::open(*project, set.task));
    FULCRUM_CHECK(icl::indicesOfIds(*data.support, set.items));
    if (!names.name.empty())
        set.name = names.name;
    FULCRUM_TRY(const IcdSet made,
        addSet(database, std::move(set), {icl::SetOrigin::Kind::File, 0, Path(names.file).filename().string()}));
    printMade(context, made);
    return {};
}

Result<void> exportSet(CliContext& context, const Names& names)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const IcdSet set, findSet(database, names.name));
    FULCRUM_CHECK(writeFileAtomic(names.file, icl::icdSetText(set)));
    context.result({{"file", names.file}}, [&] { return names.file + "\n"; });
    return {};
}

Result<void> removeSet(CliContext& context, const std::string& name)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_CHECK(findSet(database, name));
    FULCRUM_CHECK(database.transaction([&] { return store::WorkspaceRepository(database).removeIcdSet(name); }));
    context.result({{"removed", name}}, [&] { return fmt::format("{} removed\n", name); });
    return {};
}

struct Source
{
    store::RunId run = 0;
    int shots = 4;
    std::int64_t seed = -1;
    std::string name;
};

/// From a D_M its best items, from an evaluation what its Lever-LM wrote most often.
Result<void> make(CliContext& context, const Source& source)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const store::RunRecord run, store::RunRepository(database).get(source.run));
    const auto task = data::taskFromName(icl::specText(run, "task"));
    if ((run.kind != "dm" && run.kind != "eval") || !task)
        return fail(ErrorCode::Usage, "cannot make a set", fmt::format("run {}", source.run), "it is neither a D_M nor an evaluation");
    FULCRUM_TRY(const auto data, icl::TaskData::open(*project, *task));
    FULCRUM_CHECK(project::checkRefersTo(run, *data.support));
    std::vector<std::int64_t> items;
    icl::SetOrigin origin{icl::SetOrigin::Kind::Dm, run.id, {}};
    std::string name = fmt::format("Best of D_M {}", run.id);
    if (run.kind == "dm") {
        FULCRUM_TRY(items, icl::bestOfDm(database, run.id, source.shots));
    } else {
        FULCRUM_TRY(const auto found, icl::frequentSequences(database, run.id, source.shots));
        const auto wanted = std::find_if(found.begin(), found.end(),
            [&](const auto& one) { return source.seed < 0 || one.cell.seed == source.seed; });
        if (wanted == found.end())
            return fail(ErrorCode::Usage, "cannot make a set", "--seed", fmt::format("there is no training with seed {}", source.seed));
        items = wanted->items;
        origin = {icl::SetOrigin::Kind::LeverLm, run.id,
            fmt::format("seed {}, {} of {} queries", wanted->cell.seed, wanted->times, wanted->queries)};
        name = fmt::format("Lever-LM, {} shots, seed {}", source.shots, wanted->cell.seed);
    }
    if (items.empty())
        return fail(ErrorCode::Malformed, "cannot make a set", fmt::format("run {}", run.id), "its sequences have no demonstrations");
    IcdSet set;
    set.name = source.name.empty() ? name : source.name;
    set.task = *task;
    for (const std::int64_t item : items) {
        if (item < 0 || static_cast<std::size_t>(item) >= data.support->size())
            return fail(ErrorCode::Malformed, "cannot make a set", fmt::format("run {}", run.id), fmt::format("there is no sample {}", item));
        set.items.push_back(data.support->id(static_cast<std::size_t>(item)));
    }
    FULCRUM_TRY(const IcdSet made, addSet(database, std::move(set), origin));
    printMade(context, made);
    return {};
}

void addFileCommands(CLI::App* parent, CliContext& context)
{
    CLI::App* importing = parent->add_subcommand("import", "read a set from a JSON file");
    const auto read = std::make_shared<Names>();
    read->task = "caption";
    importing->add_option("file", read->file, "a list of published ids, or an exported set")->required()->check(CLI::ExistingFile);
    importing->add_option("--name", read->name, "its name (default: that in the file, or the file's)");
    importing->add_option("--task", read->task, "task, where the file does not say")->check(CLI::IsMember({"caption", "vqa"}));
    importing->callback([&context, read] { context.setAction([&context, read] { return importSet(context, *read); }); });
    CLI::App* exporting = parent->add_subcommand("export", "write a set as JSON");
    const auto written = std::make_shared<Names>();
    exporting->add_option("name", written->name, "name of the set")->required();
    exporting->add_option("file", written->file, "file to write")->required();
    exporting->callback([&context, written] { context.setAction([&context, written] { return exportSet(context, *written); }); });
}

} // namespace

void addSetsCommands(CLI::App& app, CliContext& context)
{
    CLI::App* parent = app.add_subcommand("sets", "ICD sets: the same demonstrations for every query");
    parent->require_subcommand(1);
    CLI::App* listing = parent->add_subcommand("list", "all sets, by name");
    listing->callback([&context] { context.setAction([&context] { return list(context); }); });
    for (const auto& [command, description, action] :
        {std::tuple{"show", "members, coverage, redundancy and evaluations of a set", &show}, {"remove", "delete a set", &removeSet}}) {
        CLI::App* one = parent->add_subcommand(command, description);
        const auto name = std::make_shared<std::string>();
        one->add_option("name", *name, "name of the set")->required();
        one->callback([&context, name, act = action] { context.setAction([&context, name, act] { return act(context, *name); }); });
    }
    addFileCommands(parent, context);
    CLI::App* making = parent->add_subcommand("make", "the best of a D_M, or what Lever-LM wrote most often in an evaluation");
    const auto source = std::make_shared<Source>();
    making->add_option("run", source->run, "D_M or evaluation")->required();
    making->add_option("--shots", source->shots, "number of demonstrations")->check(CLI::Range(1, static_cast<int>(icl::kMostSetItems)));
    making->add_option("--seed", source->seed, "evaluation: seed of the training (default: the first)");
    making->add_option("--name", source->name, "its name");
    making->callback([&context, source] { context.setAction([&context, source] { return make(context, *source); }); });
}

} // namespace fulcrum::cli
