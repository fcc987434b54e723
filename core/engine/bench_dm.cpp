// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/engine/backend.h"
#include "core/engine/config_reader.h"
#include "core/engine/guard.h"
#include "core/engine/idefics_model.h"
#include "core/engine/runtime.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <chrono>
#include <numeric>

namespace fulcrum::engine {
namespace {

/// The shape of the measured work: one anchor of D_M construction (PAPER.md), every caption of `words` words.
struct BenchShape
{
    int candidates = 64, shots = 2, beam = 5, words = 12, batch = 32;
    std::int32_t vocabulary = 0;
};

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// GFLOP/s of a float product of 1024^3 (of the model's type and device), best of a few.
double matmulRate(at::Device device, at::ScalarType type)
{
    const auto options = at::TensorOptions().device(device).dtype(type);
    const at::Tensor a = at::ones({1024, 1024}, options), b = at::ones({1024, 1024}, options);
    double best = 1e30;
    for (int i = 0; i < 6; ++i) {
        const double start = now();
        at::mm(a, b).select(0, 0).select(0, 0).to(at::kFloat).item<float>(); // item waits for the device
        best = std::min(best, now() - start);
    }
    return 2.0 * 1024 * 1024 * 1024 / best / 1e9;
}

/// Scores one anchor greedily-by-beam as D_M construction does: for every beam, P(y | S, x) and P(y | c, S, x) of all
/// candidates. `score` is the forest's or the naive way; all probabilities go to `seen`.
class Anchor
{
public:
    using Score = std::function<Result<std::vector<model::LeafScore>>(
        const model::PromptForest&, std::span<const model::ScoreRequest>)>;

    Anchor(const IdeficsConfig& config, BenchShape shape) : m_config(config), m_shape(shape) {}

    void run(const Score& score, std::vector<double>& seen) const
    {
        std::vector<std::vector<int>> beams{{}};
        for (int shot = 0; shot < m_shape.shots; ++shot) {
            std::vector<std::pair<double, std::vector<int>>> next;
            for (const std::vector<int>& chosen : beams)
                extend(score, chosen, next, seen);
            std::stable_sort(next.begin(), next.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
            beams.clear();
            for (std::size_t i = 0; i < std::min(next.size(), static_cast<std::size_t>(m_shape.beam)); ++i)
                beams.push_back(next[i].second);
        }
    }

private:
    model::ImageInput image(int item) const
    {
        const std::int64_t side = m_config.vision.imageSize;
        return {"bench-" + std::to_string(item), [item, side]() -> Result<model::Pixels> {
                    Rng rng(5, {static_cast<std::uint64_t>(item)});
                    model::Pixels pixels{side, side, std::vector<float>(static_cast<std::size_t>(3 * side * side))};
                    for (float& value : pixels.values)
                        value = static_cast<float>(rng.uniform(-1, 1));
                    return pixels;
                }};
    }
    /// <fake><image><fake>Caption: and `words` words, newline; the query (item 0) ends with </s>.
    std::vector<std::int32_t> tokens(int item) const
    {
        const auto fake = static_cast<std::int32_t>(m_config.imageToken - 1);
        std::vector<std::int32_t> ids{fake, m_config.imageToken, fake, 3, 4};
        Rng rng(6, {static_cast<std::uint64_t>(item)});
        for (int i = 0; i < m_shape.words; ++i)
            ids.push_back(static_cast<std::int32_t>(5 + rng.below(static_cast<std::size_t>(m_shape.vocabulary - 5))));
        ids.push_back(3);
        if (item == 0)
            ids.push_back(m_config.endToken);
        return ids;
    }
    int addPath(model::PromptForest& forest, std::map<std::vector<int>, int>& known, int root,
        const std::vector<int>& items) const
    {
        int node = root;
        std::vector<int> path;
        for (const int item : items) {
            path.push_back(item);
            const auto [entry, fresh] = known.emplace(path, 0);
            if (fresh)
                entry->second = forest.addNode(node, tokens(item), {item});
            node = entry->second;
        }
        return node;
    }
    void extend(const Score& score, const std::vector<int>& chosen,
        std::vector<std::pair<double, std::vector<int>>>& next, std::vector<double>& seen) const
    {
        model::PromptForest forest;
        for (int item = 0; item <= m_shape.candidates; ++item)
            forest.addImage(image(item));
        const int root = forest.addNode(-1, {m_config.beginToken}, {});
        std::map<std::vector<int>, int> known;
        std::vector<model::ScoreRequest> requests;
        std::vector<std::vector<int>> sequences{chosen};
        for (int candidate = 1; candidate <= m_shape.candidates; ++candidate)
            if (std::find(chosen.begin(), chosen.end(), candidate) == chosen.end()) {
                sequences.push_back({candidate});
                sequences.back().insert(sequences.back().end(), chosen.begin(), chosen.end());
            }
        for (const std::vector<int>& sequence : sequences) {
            std::vector<int> items = sequence;
            items.push_back(0);
            const int leaf = addPath(forest, known, root, items);
            int start = 1 + 5;
            for (const int item : sequence)
                start += static_cast<int>(tokens(item).size());
            requests.push_back({leaf, start});
        }
        const std::vector<model::LeafScore> scores = orThrow(score(forest, requests));
        for (const model::LeafScore& one : scores)
            seen.push_back(one.probability);
        for (std::size_t i = 1; i < scores.size(); ++i)
            next.emplace_back(scores[i].probability - scores[0].probability, sequences[i]);
    }

    const IdeficsConfig& m_config;
    BenchShape m_shape;
};

BenchShape readShape(const ConfigReader& options)
{
    BenchShape shape;
    shape.candidates = static_cast<int>(options.integer("candidates", 1, 100000, 64));
    shape.shots = static_cast<int>(options.integer("shots", 1, 16, 2));
    shape.beam = static_cast<int>(options.integer("beam", 1, 1000, 5));
    shape.words = static_cast<int>(options.integer("words", 1, 200, 12));
    shape.batch = static_cast<int>(options.integer("batch", 1, 4096, 32));
    if (shape.candidates <= shape.shots)
        options.refuse("candidates", "there must be more candidates than shots");
    return shape;
}

} // namespace

/// Options: `config` (folder or config.json of the shape to fill with random weights), `candidates`, `shots`, `beam`, `words`,
/// `batch`, `naive` (false skips the slow side), `repeat`, `threads`, `device`, `dtype` ("float32", "bfloat16").
Result<nlohmann::json> benchDm(const nlohmann::json& json)
{
    return guarded("the benchmark failed", [&]() -> Result<nlohmann::json> {
        const at::NoGradGuard noGradient;
        const ConfigReader options(json.is_object() ? json : nlohmann::json::object(), "bench dm");
        applyThreads(static_cast<int>(options.integer("threads", 0, 1024, 0)));
        Path folder = options.text("config", "");
        if (folder.filename() == "config.json")
            folder = folder.parent_path();
        const IdeficsConfig config = IdeficsConfig::read(folder);
        BenchShape shape = readShape(options);
        shape.vocabulary = static_cast<std::int32_t>(config.vocabulary);
        if (config.additionalVocabulary < 2 || shape.vocabulary < 16)
            options.refuse("config", "the benchmark needs 2 additional tokens and a vocabulary of 16 or more");
        const at::Device device = orThrow(parseDevice(options.text("device", "cpu")));
        const std::string dtype = options.text("dtype", "float32");
        if (dtype != "float32" && dtype != "bfloat16")
            options.refuse("dtype", "it is neither float32 nor bfloat16");
        const at::ScalarType type = dtype == "bfloat16" ? at::kBFloat16 : at::kFloat;
        IdeficsWeights weights = randomIdefics(config, 1);
        visitTensors(weights, config, [&](at::Tensor& stack, const std::vector<Part>&, bool) { stack = stack.to(device, type); });
        IdeficsModel model(config, std::move(weights), device, type, "bench", "");
        const Anchor anchor(model.config(), shape);
        const Anchor::Score forestWay = [&](const auto& forest, auto requests) {
            return model.score(forest, requests, {}, {});
        };
        double forestTime = 1e30;
        std::vector<double> forestScores;
        model::WorkCounter forestWork;
        for (std::int64_t i = 0; i < options.integer("repeat", 1, 100, 3); ++i) {
            model.clearCaches();
            model.takeWork();
            forestScores.clear();
            const double start = now();
            anchor.run(forestWay, forestScores);
            forestTime = std::min(forestTime, now() - start);
            forestWork = model.takeWork();
        }
        const double rate = matmulRate(device, type);
        nlohmann::json result{{"anchor_s", forestTime}, {"forest_gflop", forestWork.flops / 1e9},
            {"matmul_gflops", rate}, {"matmul_share", forestWork.flops / 1e9 / forestTime / rate},
            {"threads", at::get_num_threads()}, {"dtype", dtype}, {"device", options.text("device", "cpu")},
            {"sequences", forestScores.size()}, {"candidates", shape.candidates}, {"shots", shape.shots},
            {"beam", shape.beam}, {"parameters", model.info().parameters},
            {"images_encoded", forestWork.imagesEncoded}, {"tokens_run", forestWork.tokensRun}};
        if (options.boolean("naive", true)) {
            std::vector<double> naiveScores;
            const double start = now();
            anchor.run([&](const auto& forest, auto requests) {
                return model.scorePadded(forest, requests, {}, static_cast<std::size_t>(shape.batch), {});
            }, naiveScores);
            result["naive_anchor_s"] = now() - start;
            result["naive_gflop"] = model.takeWork().flops / 1e9;
            double difference = naiveScores.size() == forestScores.size() ? 0 : 1;
            for (std::size_t i = 0; i < std::min(naiveScores.size(), forestScores.size()); ++i)
                difference = std::max(difference, std::abs(naiveScores[i] - forestScores[i]));
            result["max_score_difference"] = difference;
        }
        return result;
    });
}

} // namespace fulcrum::engine
