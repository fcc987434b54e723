// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/icl/retriever_factory.h"
#include "core/project/dataset_versions.h"

#include <CLI/App.hpp>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

namespace {

struct Arguments
{
    std::string task;
    std::string strategy = "siir";
    std::string split = "val";
    std::string checkpoint = "best";
    std::int64_t query = 0;
    int shots = 4;
    std::uint64_t seed = 0;
    store::RunId trainRun = 0, dmRun = 0;
    bool mostSimilarFirst = false, sttrOracle = false;
};

/// The newest finished training run of the task, for strategies that need one.
Result<store::RunId> newestTraining(store::Database& database, data::Task task)
{
    store::RunRepository runs(database);
    FULCRUM_TRY(const auto records, runs.list("train"));
    for (const store::RunRecord& record : records) {
        if (record.state != store::RunState::Succeeded)
            continue;
        FULCRUM_TRY(const auto its, project::taskOf(runs, record));
        if (its == task)
            return record.id;
    }
    return fail(ErrorCode::NotFound, "no trained Lever-LM", data::taskName(task), "no training run of this task has finished",
        "run fulcrum-cli train, or name a run with --train-run");
}

Result<data::Task> taskOf(const project::Project& project, const std::string& name)
{
    if (!name.empty())
        return *data::taskFromName(name);
    const auto tasks = project.config().tasks();
    if (tasks.size() == 1)
        return tasks.front();
    return fail(ErrorCode::Usage, "which task?", "--task", "the project has more than one", "give --task caption or --task vqa");
}

nlohmann::ordered_json numberOrNull(double value)
{
    return std::isnan(value) ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(value);
}

void show(const CliContext& context, const Arguments& arguments, const icl::IcdSequence& sequence)
{
    nlohmann::ordered_json icds = nlohmann::ordered_json::array();
    std::string text;
    for (const icl::IcdStep& icd : sequence.icds) {
        icds.push_back({{"index", icd.index}, {"id", icd.id}, {"step", icd.step},
            {"probability", numberOrNull(icd.probability)}, {"similarity", numberOrNull(icd.similarity)},
            {"rank", icd.rank}, {"entropy_bits", numberOrNull(icd.entropyBits)}, {"gain", numberOrNull(icd.gain)}});
        text += fmt::format("{:>3}  index {:>8}  id {:>12}  step {}", icds.size(), icd.index, icd.id, icd.step);
        if (!std::isnan(icd.probability))
            text += fmt::format("  p {:.4f}", icd.probability);
        if (!std::isnan(icd.similarity))
            text += fmt::format("  sim {:.4f}", icd.similarity);
        if (!std::isnan(icd.gain))
            text += fmt::format("  gain {:.4f}", icd.gain);
        text += "\n";
    }
    const nlohmann::ordered_json document = {{"query", arguments.query}, {"strategy", arguments.strategy},
        {"shots", arguments.shots}, {"seed", arguments.seed}, {"icds", std::move(icds)}};
    context.result(document, [&] { return text; });
}

/// The factory speaks of the settings of an evaluation; a person gave flags.
Error inFlags(Error error)
{
    static constexpr std::pair<std::string_view, std::string_view> kFlags[] = {{"strategies", "--strategy"},
        {"sttr_oracle", "--sttr-oracle"}, {"train_runs", "--train-run"}, {"dm_runs", "--dm-run"}};
    for (std::string* text : {&error.where, &error.why, &error.hint})
        for (const auto& [setting, flag] : kFlags)
            if (const std::size_t at = text->find(setting); at != std::string::npos)
                text->replace(at, setting.size(), flag);
    return error;
}

Result<void> retrieve(CliContext& context, const Arguments& arguments)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const data::Task task, taskOf(*project, arguments.task));
    FULCRUM_TRY(icl::TaskData data, icl::TaskData::open(*project, task));
    if (arguments.split == "train")
        data.queries = data.support; // look at an anchor as a query
    const std::int64_t index = data.queries->indexOfId(arguments.query);
    if (index < 0)
        return fail(ErrorCode::NotFound, "no such query", fmt::format("--query {}", arguments.query),
            fmt::format("the {} split has no sample with this id", arguments.split));
    const icl::Strategy strategy = *icl::strategyFromName(arguments.strategy);

    icl::FactoryOptions options;
    if (arguments.mostSimilarFirst)
        options.order = icl::SimilarityOrder::MostSimilarFirst;
    options.captionSttrOracle = arguments.sttrOracle;
    options.checkpoint = arguments.checkpoint;
    if (arguments.dmRun != 0)
        options.dmRuns = {arguments.dmRun};
    store::RunId trainRun = arguments.trainRun;
    if (icl::isLever(strategy) && trainRun == 0) {
        FULCRUM_TRY(trainRun, newestTraining(database, task));
    }
    const bool needsModel = icl::isLever(strategy) || strategy == icl::Strategy::Oracle;
    if (needsModel) {
        FULCRUM_TRY(options.load, icl::loadOptions(context.device, context.threads));
    }
    icl::LvlmSession session;
    if (strategy == icl::Strategy::Oracle) {
        FULCRUM_TRY(session, icl::loadLvlm(*project, project->lvlmFolder(), task, options.load));
    }
    FULCRUM_TRY(const auto factory, icl::RetrieverFactory::create(project, database, data, trainRun, options));
    factory->setLvlm(&session);
    const Result<icl::Retriever*> retriever = factory->get(strategy, trainRun);
    if (!retriever)
        return fail(inFlags(retriever.error()));
    FULCRUM_TRY(const auto sequences,
        (*retriever)->retrieve({data.queries.get(), {&index, 1}, arguments.shots, arguments.seed}, context.stopToken()));
    show(context, arguments, sequences.front());
    return {};
}

} // namespace

void addRetrieveCommand(CLI::App& app, CliContext& context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = app.add_subcommand("retrieve", "Choose demonstrations for a query");
    command->add_option("--strategy", arguments->strategy, "how they are chosen")
        ->check(CLI::IsMember(icl::strategyNames()));
    command->add_option("--query", arguments->query, "image id (captions) or question id (VQA)")->required();
    command->add_option("--shots", arguments->shots, "how many")->check(CLI::Range(0, 1024));
    command->add_option("--task", arguments->task, "caption or vqa")->check(CLI::IsMember({"caption", "vqa"}));
    command->add_option("--split", arguments->split, "split of the query")->check(CLI::IsMember({"val", "train"}));
    command->add_option("--seed", arguments->seed, "for strategies that draw at random");
    command->add_option("--train-run", arguments->trainRun, "training run for lever-lm (default: the newest)");
    command->add_option("--checkpoint", arguments->checkpoint, "of that run")->check(CLI::IsMember({"best", "last"}));
    command->add_option("--dm-run", arguments->dmRun, "draw from the pool of this D_M run");
    command->add_flag("--most-similar-first", arguments->mostSimilarFirst, "most similar far from the query");
    command->add_flag("--sttr-oracle", arguments->sttrOracle, "allow sttr for captions, which looks at the true caption");
    command->callback(
        [&context, arguments] { context.setAction([&context, arguments] { return retrieve(context, *arguments); }); });
}

} // namespace fulcrum::cli
