// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/engine/backend.h"
#include "core/engine/bench_support.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

/// The measured work: queries that follow demonstrations of one pool, as in an evaluation.
struct Shape
{
    int queries = 32, shots = 2, pool = 16;
};

struct Answers
{
    std::vector<model::Generation> generations;
    double seconds = 0;
    model::WorkCounter work;

    std::int64_t tokens() const
    {
        std::int64_t count = 0;
        for (const model::Generation& one : generations)
            count += static_cast<std::int64_t>(one.tokens.size());
        return count;
    }
};

/// Items 0 .. pool - 1 are demonstrations, each query has its own.
std::vector<std::vector<int>> drawPrompts(const Shape& shape)
{
    std::vector<std::vector<int>> prompts;
    for (int query = 0; query < shape.queries; ++query) {
        Rng rng(7, {static_cast<std::uint64_t>(query)});
        std::vector<int>& prompt = prompts.emplace_back();
        for (int shot = 0; shot < shape.shots; ++shot)
            prompt.push_back(static_cast<int>(rng.below(static_cast<std::size_t>(shape.pool))));
        prompt.push_back(shape.pool + query);
    }
    return prompts;
}

/// Prompts in forests of `together`; `forgetful`: nothing is kept from one to the next.
Answers answer(IdeficsModel& model, const IdeficsBench& bench, const Shape& shape,
    const model::GenerateOptions& options, std::size_t together, bool forgetful)
{
    Answers answers;
    const std::vector<std::vector<int>> prompts = drawPrompts(shape);
    model.clearCaches();
    model.takeWork();
    const double start = benchNow();
    for (std::size_t first = 0; first < prompts.size(); first += together) {
        if (forgetful)
            model.clearCaches();
        CaptionForest forest(bench, shape.pool + shape.queries);
        std::vector<int> leaves;
        for (std::size_t i = first; i < std::min(prompts.size(), first + together); ++i)
            leaves.push_back(forest.addAsked(prompts[i]));
        for (model::Generation& one : orThrow(model.generate(forest.forest(), leaves, options, {})))
            answers.generations.push_back(std::move(one));
    }
    answers.seconds = benchNow() - start;
    answers.work = model.takeWork();
    return answers;
}

void add(nlohmann::json& result, const std::string& prefix, const Answers& one, double rate)
{
    const double gflop = one.work.flops / 1e9;
    result[prefix + "generate_s"] = one.seconds;
    result[prefix.empty() ? "forest_gflop" : prefix + "gflop"] = gflop;
    result[prefix + "matmul_share"] = gflop / one.seconds / rate;
    result[prefix + "prompts_per_s"] = static_cast<double>(one.generations.size()) / one.seconds;
    result[prefix + "tokens_per_s"] = static_cast<double>(one.tokens()) / one.seconds;
    result[prefix + "images_encoded"] = one.work.imagesEncoded;
}

} // namespace

/// Options: those of IdeficsBench, `queries`, `shots`, `pool`, `beams`, `new_tokens`, `naive` (false skips the slow side),
/// `repeat`. The naive side runs one prompt at a time and encodes its images each time.
Result<nlohmann::json> benchGenerate(const nlohmann::json& json)
{
    return guarded("the benchmark failed", [&]() -> Result<nlohmann::json> {
        const c10::NoGradGuard noGradient;
        const ConfigReader options(json.is_object() ? json : nlohmann::json::object(), "bench generate");
        const IdeficsBench bench(options);
        Shape shape;
        shape.queries = static_cast<int>(options.integer("queries", 1, 100000, 32));
        shape.shots = static_cast<int>(options.integer("shots", 0, 16, 2));
        shape.pool = static_cast<int>(options.integer("pool", 1, 100000, 16));
        model::GenerateOptions generate;
        generate.beams = static_cast<int>(options.integer("beams", 1, 64, 3));
        generate.maxNewTokens = static_cast<int>(options.integer("new_tokens", 1, 1000, 20));
        generate.lengthPenalty = 0;
        generate.endToken = bench.endToken();
        const auto model = bench.model(bench.type());
        MatmulRate rate(bench.device(), bench.type());
        Answers forest;
        for (std::int64_t i = 0; i < options.integer("repeat", 1, 100, 3); ++i) {
            Answers one = answer(*model, bench, shape, generate, static_cast<std::size_t>(shape.queries), false);
            if (i == 0 || one.seconds < forest.seconds)
                forest = std::move(one);
            rate.measure();
        }
        nlohmann::json result = bench.setting(model->info());
        result.update({{"queries", shape.queries}, {"shots", shape.shots}, {"pool", shape.pool},
            {"beams", generate.beams}, {"new_tokens", generate.maxNewTokens}, {"matmul_gflops", rate.gflops()}});
        add(result, "", forest, rate.gflops());
        if (!options.boolean("naive", true))
            return result;
        const Answers naive = answer(*model, bench, shape, generate, 1, true);
        add(result, "naive_", naive, rate.gflops());
        result["speedup"] = naive.seconds / forest.seconds;
        int different = 0;
        for (std::size_t i = 0; i < forest.generations.size(); ++i)
            different += forest.generations[i].tokens != naive.generations[i].tokens ? 1 : 0;
        result["different_answers"] = different;
        return result;
    });
}

} // namespace fulcrum::engine
