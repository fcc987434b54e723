// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/bench_support.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>

namespace fulcrum::engine {
namespace {

using Sequence = std::vector<int>; ///< candidates in prompt order

/// The measured work: one anchor of D_M construction (PAPER.md).
struct Shape
{
    int candidates = 64, shots = 2, beam = 5, batch = 32;
};

/// What one way of scoring gives.
struct AnchorResult
{
    std::map<Sequence, double> nll;           ///< by the sequence before the query
    std::vector<std::vector<Sequence>> beams; ///< kept at each shot, best first
    std::size_t scored = 0;                   ///< sequences, those of a beam's own that are scored again included
    double seconds = 0;
    model::WorkCounter work;
};

/// Scores one anchor by beam as D_M construction does: for every beam, P(y | S, x) and P(y | c, S, x) of all candidates.
class Anchor
{
public:
    using Score = std::function<Result<std::vector<model::LeafScore>>(
        const model::PromptForest&, std::span<const model::ScoreRequest>)>;

    Anchor(const IdeficsBench& bench, Shape shape) : m_bench(bench), m_shape(shape) {}

    /// `together`: all beams of a shot in one call, as the job does; else one call a beam, as published.
    AnchorResult run(IdeficsModel& model, const Score& score, bool together) const
    {
        AnchorResult result;
        model.clearCaches();
        model.takeWork();
        const double start = benchNow();
        std::vector<Sequence> beams{{}};
        for (int shot = 0; shot < m_shape.shots; ++shot) {
            const std::size_t step = together ? beams.size() : 1;
            for (std::size_t first = 0; first < beams.size(); first += step)
                scoreBeams(score, std::span(beams).subspan(first, step), result);
            beams = best(beams, result);
            result.beams.push_back(beams);
        }
        result.seconds = benchNow() - start;
        result.work = model.takeWork();
        return result;
    }

private:
    std::vector<Sequence> extensions(const Sequence& chosen) const
    {
        std::vector<Sequence> sequences;
        for (int candidate = 1; candidate <= m_shape.candidates; ++candidate)
            if (std::find(chosen.begin(), chosen.end(), candidate) == chosen.end()) {
                sequences.push_back({candidate});
                sequences.back().insert(sequences.back().end(), chosen.begin(), chosen.end());
            }
        return sequences;
    }
    void scoreBeams(const Score& score, std::span<const Sequence> beams, AnchorResult& result) const
    {
        CaptionForest forest(m_bench, m_shape.candidates + 1);
        std::vector<model::ScoreRequest> requests;
        std::vector<Sequence> sequences;
        for (const Sequence& chosen : beams) {
            sequences.push_back(chosen);
            for (Sequence& longer : extensions(chosen))
                sequences.push_back(std::move(longer));
        }
        for (const Sequence& sequence : sequences)
            requests.push_back(forest.addScored(sequence));
        const std::vector<model::LeafScore> scores = orThrow(score(forest.forest(), requests));
        result.scored += scores.size();
        for (std::size_t i = 0; i < scores.size(); ++i)
            result.nll[sequences[i]] = scores[i].nll;
    }
    std::vector<Sequence> best(const std::vector<Sequence>& beams, const AnchorResult& result) const
    {
        std::vector<std::pair<double, Sequence>> gains;
        for (const Sequence& chosen : beams)
            for (Sequence& longer : extensions(chosen)) {
                const double gain = std::exp(-result.nll.at(longer)) - std::exp(-result.nll.at(chosen));
                gains.emplace_back(gain, std::move(longer));
            }
        std::stable_sort(gains.begin(), gains.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
        std::vector<Sequence> kept;
        for (std::size_t i = 0; i < std::min(gains.size(), static_cast<std::size_t>(m_shape.beam)); ++i)
            kept.push_back(gains[i].second);
        return kept;
    }

    const IdeficsBench& m_bench;
    Shape m_shape;
};

Shape readShape(const ConfigReader& options)
{
    Shape shape;
    shape.candidates = static_cast<int>(options.integer("candidates", 1, 100000, 64));
    shape.shots = static_cast<int>(options.integer("shots", 1, 16, 2));
    shape.beam = static_cast<int>(options.integer("beam", 1, 1000, 5));
    shape.batch = static_cast<int>(options.integer("batch", 1, 4096, 32));
    if (shape.candidates <= shape.shots)
        options.refuse("candidates", "there must be more candidates than shots");
    return shape;
}

/// Largest difference of a mean log-probability over the sequences that both scored.
double largestDifference(const AnchorResult& a, const AnchorResult& b)
{
    double largest = 0;
    for (const auto& [sequence, nll] : a.nll)
        if (const auto other = b.nll.find(sequence); other != b.nll.end())
            largest = std::max(largest, std::abs(nll - other->second));
    return largest;
}

/// Of each shot: how many of the kept sequences are not among those of the other way.
std::vector<int> changedBeams(const AnchorResult& a, const AnchorResult& b)
{
    std::vector<int> changed;
    for (std::size_t shot = 0; shot < a.beams.size(); ++shot)
        changed.push_back(static_cast<int>(std::count_if(a.beams[shot].begin(), a.beams[shot].end(),
            [&](const Sequence& one) { return std::find(b.beams[shot].begin(), b.beams[shot].end(), one) == b.beams[shot].end(); })));
    return changed;
}

AnchorResult bestForest(const Anchor& anchor, IdeficsModel& model, std::int64_t repeat, MatmulRate& rate)
{
    AnchorResult best;
    for (std::int64_t i = 0; i < repeat; ++i) {
        AnchorResult one = anchor.run(
            model, [&](const auto& forest, auto requests) { return model.score(forest, requests, {}, {}); }, true);
        if (i == 0 || one.seconds < best.seconds)
            best = std::move(one);
        rate.measure();
    }
    return best;
}

/// The keys of one way, `prefix` before each.
void add(nlohmann::json& result, const std::string& prefix, const AnchorResult& one, double rate)
{
    const double gflop = one.work.flops / 1e9;
    result[prefix + "anchor_s"] = one.seconds;
    result[prefix.empty() ? "forest_gflop" : prefix + "gflop"] = gflop;
    result[prefix + "matmul_share"] = gflop / one.seconds / rate;
    result[prefix + "sequences_per_s"] = static_cast<double>(one.scored) / one.seconds;
    result[prefix + "images_encoded"] = one.work.imagesEncoded;
    result[prefix + "tokens_run"] = one.work.tokensRun;
}

} // namespace

/// Options: `config` (a folder or a configuration file; its weights are random), `candidates`, `shots`, `beam`, `words`, `batch`,
/// `naive` (false skips the slow side), `repeat`, `threads`, `device`, `dtype` ("float32", "bfloat16"). The naive side is float32 on
/// the CPU; on a GPU, where published code runs in bfloat16 too, it has the forest's type.
Result<nlohmann::json> benchDm(const nlohmann::json& json)
{
    return guarded("the benchmark failed", [&]() -> Result<nlohmann::json> {
        const c10::NoGradGuard noGradient;
        const ConfigReader options(json.is_object() ? json : nlohmann::json::object(), "bench dm");
        const IdeficsBench bench(options);
        const Shape shape = readShape(options);
        const Anchor anchor(bench, shape);
        const auto model = bench.model(bench.type());
        MatmulRate rate(bench.device(), bench.type());
        const AnchorResult forest = bestForest(anchor, *model, options.integer("repeat", 1, 100, 3), rate);
        nlohmann::json result = bench.setting(model->info());
        result.update({{"candidates", shape.candidates}, {"shots", shape.shots}, {"beam", shape.beam},
            {"sequences", forest.scored}, {"matmul_gflops", rate.gflops()}});
        add(result, "", forest, rate.gflops());
        const bool naive = options.boolean("naive", true), half = bench.type() != at::kFloat && bench.device().is_cpu();
        if (!naive && !half)
            return result;
        MatmulRate floats(bench.device(), at::kFloat);
        const auto exact = half ? bench.model(at::kFloat) : nullptr;
        IdeficsModel& whole = half ? *exact : *model;
        AnchorResult reference;
        if (naive) {
            reference = anchor.run(whole, [&](const auto& prompts, auto requests) {
                return whole.scorePadded(prompts, requests, {}, static_cast<std::size_t>(shape.batch), {});
            }, false);
            floats.measure();
            add(result, "naive_", reference, half ? floats.gflops() : rate.gflops());
            result["speedup"] = reference.seconds / forest.seconds;
        } else {
            reference = bestForest(anchor, whole, 1, floats);
        }
        result["max_nll_difference"] = largestDifference(forest, reference);
        result["top_changed"] = changedBeams(forest, reference);
        return result;
    });
}

} // namespace fulcrum::engine
