// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_plan.h"

#include "core/base/rng.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace fulcrum::icl {

namespace {

using jobs::Field;

constexpr std::uint64_t kQueryUnit = 15; // part of what a seed means, so never renumber
constexpr double kMaxShots = 64;
constexpr double kLargestId = 9007199254740992; // of the whole numbers that JSON keeps exactly

Field optionalRuns(std::string name, std::string description)
{
    Field field = Field::runs(std::move(name), std::move(description));
    field.defaultValue = nlohmann::json::array();
    return field;
}

} // namespace

std::vector<Field> evaluationFields()
{
    std::vector<Field> fields = jobs::commonFields();
    fields.push_back(Field::choice("task", "caption", {"caption", "vqa"}, "Task to evaluate"));
    fields.push_back(Field::text("lvlm", "", "Folder of the vision-language model; empty = the project's").asFolder());
    fields.push_back(Field::texts(
        "strategies", {"lever-lm", "siir", "random"}, strategyNames(), "How demonstrations are chosen"));
    fields.push_back(Field::integers("shots", {1, 2, 3, 4, 6, 8}, 0, kMaxShots, "Numbers of demonstrations"));
    fields.push_back(
        Field::integers("seeds", {0, 1, 2}, 0, 2147483647, "Seeds of the strategies that draw at random"));
    fields.push_back(optionalRuns("train_runs", "Training runs for lever-lm, one curve point each"));
    fields.push_back(optionalRuns("dm_runs", "D_M run whose pool is used and that golden is made from; empty = that of "
                                             "the first training run, or the whole train split"));
    fields.push_back(Field::integers("fixed_set", {}, 0, kLargestId,
        "Published ids of the demonstrations of fixed, in prompt order; left out beyond their number. Empty = sets drawn at random"));
    fields.push_back(Field::choice("checkpoint", "best", {"best", "last"}, "Which weights of a training run"));
    fields.push_back(Field::integer("queries", 1000, 0, 10'000'000, "Number of queries; 0 = all"));
    fields.push_back(Field::choice("query_selection", "random", {"random", "first"}, "Which queries"));
    Field ids = Field::integers("query_ids", {}, 0, 9e15, "Published ids of the queries, instead of a number of them; empty = by number");
    ids.maxLength = 1'000'000;
    fields.push_back(std::move(ids));
    fields.push_back(Field::choice("order", "most-similar-last", {"most-similar-last", "most-similar-first"},
        "Where similarity strategies put the most similar demonstration"));
    fields.push_back(Field::integer("beams", 3, 1, 32, "Beams of the generation; 1 = greedy"));
    fields.push_back(Field::integer("max_new_tokens", 0, 0, 1024, "0 = 20 for captions, 5 for VQA"));
    fields.push_back(Field::number("length_penalty", 0, -10, 10, "Exponent of the length in a beam's score"));
    fields.push_back(Field::boolean("stop_at_join", false,
        "End an answer where a demonstration would end, instead of running on to the end token").asAdvanced());
    fields.push_back(
        Field::integer("oracle_candidates", 32, 2, 1024, "Candidates the oracle tries for each query").asAdvanced());
    fields.push_back(Field::integer("oracle_max_shots", 8, 1, 64, "The oracle is left out beyond this").asAdvanced());
    fields.push_back(
        Field::boolean("sttr_oracle", false, "Allow sttr for captions, which looks at the true caption").asAdvanced());
    fields.push_back(Field::boolean("official_batch_mask", false,
        "As published: an item chosen for any query of a batch is blocked for all of it").asAdvanced());
    fields.push_back(Field::choice("gate", "current", {"current", "4.32"},
        "Tokens that see no image: current transformers, or as in 4.32").asAdvanced());
    fields.push_back(Field::integer("queries_per_call", 64, 1, 4096, "Prompts in one forest").asAdvanced());
    fields.push_back(jobs::dtypeField());
    fields.push_back(jobs::failedShareField("queries of a cell"));
    return fields;
}

Result<void> evaluationRule(const nlohmann::json& values)
{
    const std::string what = "the evaluation spec cannot be used";
    for (const char* list : {"strategies", "shots", "seeds", "fixed_set"}) {
        if (values.at(list).empty() && std::string_view(list) != "fixed_set")
            return fail(ErrorCode::Usage, what, list, "it is empty");
        std::set<nlohmann::json> seen;
        for (const nlohmann::json& one : values.at(list))
            if (!seen.insert(one).second)
                return fail(ErrorCode::Usage, what, list, fmt::format("{} occurs twice", one.dump()));
    }
    const auto& set = values.at("fixed_set");
    const auto fits = [&](const nlohmann::json& shots) { return shots.get<std::size_t>() <= set.size(); };
    if (!set.empty() && std::none_of(values.at("shots").begin(), values.at("shots").end(), fits))
        return fail(ErrorCode::Usage, what, "fixed_set",
            fmt::format("it has {} demonstrations, fewer than every number of shots", set.size()));
    for (const nlohmann::json& name : values.at("strategies")) {
        const auto strategy = strategyFromName(name.get<std::string>());
        const bool sttr = strategy && (*strategy == Strategy::Sttr || *strategy == Strategy::SttrFull);
        if (sttr && values.at("task") == "caption" && !values.at("sttr_oracle").get<bool>())
            return fail(ErrorCode::Usage, what, "strategies",
                fmt::format("for captions {} would look at the query's true caption", name.get<std::string>()),
                "allow it with sttr_oracle");
        if (strategy && isLever(*strategy) && values.at("train_runs").empty())
            return fail(ErrorCode::Usage, what, "train_runs",
                fmt::format("{} needs a training run", name.get<std::string>()));
        if (strategy && *strategy == Strategy::Golden && values.at("train_runs").empty() && values.at("dm_runs").empty())
            return fail(ErrorCode::Usage, what, "dm_runs", "golden needs a D_M run");
    }
    return {};
}

std::string PlannedCell::unit() const
{
    return fmt::format("{}/{}/{}", strategyName(strategy), shots, seed);
}

Result<std::vector<PlannedCell>> planCells(
    const jobs::JobSpec& spec, const std::map<store::RunId, std::int64_t>& trainSeeds)
{
    std::set<std::int64_t> distinct;
    for (const auto& [run, seed] : trainSeeds)
        if (!distinct.insert(seed).second)
            return fail(ErrorCode::Usage, "the evaluation spec cannot be used", "train_runs",
                fmt::format("two of them were trained with seed {}", seed), "evaluate them in runs of their own");
    std::vector<std::int64_t> shots = spec.integers("shots");
    std::sort(shots.begin(), shots.end());
    const auto setSize = static_cast<std::int64_t>(spec.integers("fixed_set").size());
    std::vector<PlannedCell> cells;
    bool zeroShot = shots.front() == 0;
    for (const std::string& name : spec.texts("strategies"))
        zeroShot = zeroShot || name == strategyName(Strategy::ZeroShot);
    if (zeroShot)
        cells.push_back({Strategy::ZeroShot, 0, 0, 0});
    for (const std::string& name : spec.texts("strategies")) {
        const Strategy strategy = *strategyFromName(name);
        if (strategy == Strategy::ZeroShot)
            continue;
        for (const std::int64_t k : shots) {
            const bool givenSet = strategy == Strategy::Fixed && setSize > 0;
            const bool tooLong = (strategy == Strategy::Oracle && k > spec.integer("oracle_max_shots")) || (givenSet && k > setSize);
            if (k == 0 || tooLong)
                continue;
            const int count = static_cast<int>(k);
            if (isLever(strategy))
                for (const std::int64_t run : spec.integers("train_runs"))
                    cells.push_back({strategy, count, trainSeeds.at(run), run});
            else if (isStochastic(strategy) && !givenSet)
                for (const std::int64_t seed : spec.integers("seeds"))
                    cells.push_back({strategy, count, seed, 0});
            else
                cells.push_back({strategy, count, 0, 0});
        }
    }
    return cells;
}

std::vector<std::int64_t> planQueries(const jobs::JobSpec& spec, std::size_t samples)
{
    auto count = static_cast<std::size_t>(spec.integer("queries"));
    if (count == 0 || count > samples)
        count = samples;
    std::vector<std::int64_t> queries;
    if (spec.text("query_selection") == "first" || count == samples) {
        for (std::size_t i = 0; i < count; ++i)
            queries.push_back(static_cast<std::int64_t>(i));
        return queries;
    }
    Rng rng(static_cast<std::uint64_t>(spec.integer("seed")), {kQueryUnit});
    for (const std::size_t i : rng.sample(samples, count))
        queries.push_back(static_cast<std::int64_t>(i));
    std::sort(queries.begin(), queries.end());
    return queries;
}

Result<std::vector<std::int64_t>> planQueries(const jobs::JobSpec& spec, const data::Dataset& dataset)
{
    const std::vector<std::int64_t> ids = spec.integers("query_ids");
    if (ids.empty())
        return planQueries(spec, dataset.size());
    std::vector<std::int64_t> queries;
    for (const std::int64_t id : ids) {
        const std::int64_t index = dataset.indexOfId(id);
        if (index < 0)
            return fail(ErrorCode::NotFound, "the evaluation spec cannot be used", "query_ids",
                fmt::format("the validation split has no sample {}", id));
        queries.push_back(index);
    }
    std::sort(queries.begin(), queries.end());
    queries.erase(std::unique(queries.begin(), queries.end()), queries.end());
    return queries;
}

model::GateVariant gateOf(const jobs::JobSpec& spec)
{
    return spec.text("gate") == "4.32" ? model::GateVariant::Uniform432 : model::GateVariant::ZeroUnseen;
}

InferenceOptions inferenceOptions(const jobs::JobSpec& spec, data::Task task, const model::VisionLanguageModelInfo& info,
    const PromptSource& prompts)
{
    InferenceOptions options;
    options.generate = officialGeneration(task, info);
    options.generate.beams = static_cast<int>(spec.integer("beams"));
    options.generate.lengthPenalty = spec.number("length_penalty");
    options.generate.gate = gateOf(spec);
    if (spec.integer("max_new_tokens") > 0)
        options.generate.maxNewTokens = static_cast<int>(spec.integer("max_new_tokens"));
    if (spec.flag("stop_at_join"))
        options.generate.endToken = prompts.joinToken().value_or(options.generate.endToken);
    options.queriesPerCall = static_cast<int>(spec.integer("queries_per_call"));
    return options;
}

} // namespace fulcrum::icl
