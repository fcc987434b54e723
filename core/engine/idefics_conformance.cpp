// SPDX-License-Identifier: GPL-3.0-or-later
// Golden cases of IDEFICS: beside what every family has, the padded reference computation in both gate variants and the beam of
// the official sequence construction.
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/idefics_model.h"
#include "core/engine/idefics_reference.h"
#include "core/engine/idefics_vision.h"
#include "core/engine/lvlm_golden.h"

#include <algorithm>
#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

/// Ten times the largest difference measured between float32 and float64 (golden/lvlm/idefics/README.md).
const LvlmGolden::Tolerances kTolerances{{"ce", 8e-5}, {"cond_prob", 2e-7}, {"hidden_after_layer0", 2e-4},
    {"hidden_before_last_layer", 6e-4}, {"hidden_embed", 1e-6}, {"hidden_last_normed", 2e-4},
    {"image_hidden_states", 3e-5}, {"info_score", 2e-7}, {"logits", 4e-4}, {"logits_nogate432", 2e-4},
    {"sequences_scores", 6e-4}, {"token_logprob", 2e-4}, {"vision_last_hidden_state", 2e-4}};

struct ReferenceFeatures
{
    at::Tensor tower, resampled;
};

class IdeficsGolden final : public LvlmGolden
{
public:
    IdeficsGolden(const Path& folder, std::string label, IdeficsModel& model)
        : LvlmGolden(folder, std::move(label), model, kTolerances), m_idefics(model)
    {
    }

private:
    struct Item
    {
        std::vector<std::int32_t> tokens;
        model::Pixels pixels;
    };
    /// The segments of a sequence construction case: every prompt is prefix, items, query.
    struct Construction
    {
        std::vector<std::int32_t> prefix;
        Item query;
        std::map<std::int64_t, Item> items;
        std::int64_t context = 0; ///< tokens of the query before its answer
        bool head = false;        ///< the official "head" variant counts one token too few
    };
    struct Beam
    {
        std::vector<std::int64_t> ids; ///< newest first, as upstream keeps them whatever the order in the prompt
        double score = 0;
    };

    void runForward(const nlohmann::json& one) override;
    void checkInfoCall(const std::string& prefix, model::GateVariant gate) override;
    void runOther(const nlohmann::json& one) override;
    void runPacked(const std::string& name, const GoldenInputs& in, const PaddedBatch& batch, const at::Tensor& real,
        const at::Tensor& expected);
    PaddedBatch padded(const GoldenInputs& in, ReferenceFeatures* seen = nullptr) const;
    void runSequenceConstruction(const nlohmann::json& one);
    const nlohmann::json& sourceOf(const nlohmann::json& one, const std::vector<std::int64_t>& candidates) const;
    Construction segmentsOf(const nlohmann::json& source, const std::vector<std::int64_t>& candidates) const;
    std::vector<double> probabilities(
        const Construction& parts, const std::vector<std::vector<std::int64_t>>& prompts) const;
    std::vector<Beam> extended(const Construction& parts, const Beam& beam, const std::vector<std::int64_t>& candidates,
        bool left, std::size_t width) const;

    IdeficsModel& m_idefics;
};

PaddedBatch IdeficsGolden::padded(const GoldenInputs& in, ReferenceFeatures* seen) const
{
    const std::int64_t side = m_idefics.config().vision.imageSize;
    const IdeficsWeights& weights = m_idefics.weights();
    const at::Device device = m_idefics.architecture().device();
    const at::Tensor tower
        = visionTower(weights.vision, m_idefics.config().vision, in.pixels.to(device).reshape({-1, 3, side, side}));
    const at::Tensor features = resample(weights, m_idefics.config(), tower);
    const at::Tensor grouped
        = features.view({in.pixels.size(0), in.pixels.size(1), features.size(1), features.size(2)});
    if (seen)
        *seen = {tower, grouped};
    return {in.ids.to(device), in.attention.to(device), in.images.to(device), grouped};
}

/// The packed decoder on the same inputs: the computation that forests and training use.
void IdeficsGolden::runPacked(const std::string& name, const GoldenInputs& in, const PaddedBatch& batch,
    const at::Tensor& real, const at::Tensor& expected)
{
    std::vector<PackedRow> rows;
    for (std::int64_t b = 0; b < in.ids.size(0); ++b) {
        PackedRow& row = rows.emplace_back();
        for (std::int64_t t = 0; t < in.ids.size(1); ++t) {
            if (in.attention[b][t].item<std::int64_t>() == 0)
                continue;
            row.tokens.push_back(static_cast<std::int32_t>(in.ids[b][t].item<std::int64_t>()));
            const at::Tensor sees = in.images[b][t];
            const auto count = sees.sum().item<std::int64_t>();
            if (count > 1) // not a prompt of this project: the packed decoder shows each token one image at most
                return;
            row.imageOf.push_back(count == 0 ? -1 : b * in.images.size(2) + sees.argmax().item<std::int64_t>());
        }
    }
    const IdeficsConfig& config = m_idefics.config();
    const at::Tensor flat = batch.features.reshape({-1, batch.features.size(2), batch.features.size(3)});
    const at::Device device = m_idefics.architecture().device();
    const at::Tensor hidden = runDecoder(m_idefics.weights(), config,
        languageModel(m_idefics.weights(), config, device, at::kFloat), pack(rows, device, at::kFloat),
        projectImages(m_idefics.weights(), config, flat), nullptr);
    compare(name + " logits (packed)", "logits", affine(hidden, m_idefics.weights().head), expected.index({real}));
}

void IdeficsGolden::runForward(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    const GoldenInputs in = inputs(one.value("inputs_from", name));
    ReferenceFeatures features;
    const PaddedBatch batch = padded(in, &features);
    const at::Tensor real = in.attention == 1;
    const auto check = [&](const std::string& tensorName, const at::Tensor& computed, bool perToken) {
        const at::Tensor actual = computed.to(at::kCPU);
        const std::string stored = name + "/out/" + tensorName;
        if (!has(stored))
            return;
        const at::Tensor expected = tensor(stored);
        if (perToken && expected.sizes() == actual.sizes())
            compare(name + " " + tensorName, tensorName, actual.index({real}), expected.index({real}));
        else
            compare(name + " " + tensorName, tensorName, actual, expected);
    };
    check("vision_last_hidden_state", features.tower, false);
    check("image_hidden_states", features.resampled, false);
    ReferenceTrace trace;
    const at::Tensor hidden = runReference(
        m_idefics.weights(), m_idefics.config(), batch, model::GateVariant::ZeroUnseen, &trace);
    check("hidden_embed", trace.embedded, true);
    check("hidden_after_layer0", trace.afterFirstLayer, true);
    check("hidden_before_last_layer", trace.beforeLastLayer, true);
    check("hidden_last_normed", hidden, true);
    check("logits", affine(hidden, m_idefics.weights().head), true);
    if (has(name + "/out/logits"))
        runPacked(name, in, batch, real, tensor(name + "/out/logits"));
    const at::Tensor old
        = runReference(m_idefics.weights(), m_idefics.config(), batch, model::GateVariant::Uniform432);
    check("logits_nogate432", affine(old, m_idefics.weights().head), true);
}

void IdeficsGolden::checkInfoCall(const std::string& prefix, model::GateVariant gate)
{
    const GoldenInputs in = inputs(prefix);
    const at::Tensor expected = tensor(prefix + "/out/token_logprob");
    const at::Tensor hidden = runReference(m_idefics.weights(), m_idefics.config(), padded(in), gate);
    const at::Tensor all = at::log_softmax(affine(hidden, m_idefics.weights().head), 2).to(at::kCPU);
    const std::int64_t last = in.ids.size(1) - 1;
    const at::Tensor own = all.narrow(1, 0, last).gather(2, in.ids.narrow(1, 1, last).unsqueeze(2)).squeeze(2);
    const at::Tensor real = in.attention.narrow(1, 0, last) * in.attention.narrow(1, 1, last) == 1;
    compare(prefix + " token_logprob", "token_logprob", own.index({real}), expected.index({real}));
}

void IdeficsGolden::runOther(const nlohmann::json& one)
{
    if (one.value("kind", "") == "sequence_construction")
        runSequenceConstruction(one);
    else
        LvlmGolden::runOther(one);
}

/// The InfoScore case with the same query and candidates but no demonstration: its rows are [prefix, query] and [prefix,
/// candidate, query].
const nlohmann::json& IdeficsGolden::sourceOf(
    const nlohmann::json& one, const std::vector<std::int64_t>& candidates) const
{
    const std::int64_t query = one.at("query_idx");
    for (const nlohmann::json& other : m_cases)
        if (other.value("kind", "") == "info_score" && other.value("task", "") == one.value("task", "")
            && other.at("chosen_idx") == nlohmann::json(std::vector<std::int64_t>{query})
            && other.at("candidate_idx_sorted") == nlohmann::json(candidates)
            && other.value("cross_attention_gate", true) == one.value("cross_attention_gate", true))
            return other;
    refuse("a golden case lacks its inputs",
        one.value("name", "") + ": no InfoScore case without demonstrations has its query and candidates");
}

IdeficsGolden::Construction IdeficsGolden::segmentsOf(
    const nlohmann::json& source, const std::vector<std::int64_t>& candidates) const
{
    const std::string from = source.at("name");
    const auto segments = [&](const GoldenInputs& in, std::int64_t row) {
        model::PromptForest forest;
        addRow(forest, in, row, in.ids.size(1));
        return forest.nodes;
    };
    const GoldenInputs alone = inputs(from + "/call0");
    const std::vector<model::PromptNode> first = segments(alone, 0);
    Construction parts;
    std::size_t next = 0;
    for (int call = 1; has(from + "/call" + std::to_string(call) + "/in/input_ids"); ++call) {
        const GoldenInputs in = inputs(from + "/call" + std::to_string(call));
        for (std::int64_t row = 0; row < in.ids.size(0) && next < candidates.size(); ++row) {
            const std::vector<model::PromptNode> nodes = segments(in, row);
            if (nodes.size() != 3)
                refuse("a golden row has no candidate", from);
            parts.items[candidates[next++]] = {nodes[1].tokens, imagesOf(in, row).front()};
        }
    }
    if (first.size() != 2 || next != candidates.size())
        refuse("golden rows do not fit the case", from);
    parts.prefix = first[0].tokens;
    parts.query = {first[1].tokens, imagesOf(alone, 0).front()};
    parts.context = orThrow(m_file.integers(from + "/call0/in/mask_length")).at(0)
        - static_cast<std::int64_t>(parts.prefix.size());
    return parts;
}

/// P(y | sequence, x) of prompts given as lists of candidates in prompt order.
std::vector<double> IdeficsGolden::probabilities(
    const Construction& parts, const std::vector<std::vector<std::int64_t>>& prompts) const
{
    model::PromptForest forest;
    std::map<std::int64_t, int> images;
    for (const auto& [id, item] : parts.items)
        images[id] = addImage(forest, item.pixels);
    const int queryImage = addImage(forest, parts.query.pixels);
    const int root = forest.addNode(-1, parts.prefix, {});
    std::vector<model::ScoreRequest> requests;
    for (const std::vector<std::int64_t>& prompt : prompts) {
        int node = root;
        std::int64_t length
            = static_cast<std::int64_t>(parts.prefix.size()) + parts.context - (parts.head && !prompt.empty());
        for (const std::int64_t id : prompt) {
            const Item& item = parts.items.at(id);
            node = forest.addNode(node, item.tokens, {images[id]});
            length += static_cast<std::int64_t>(item.tokens.size());
        }
        requests.push_back({forest.addNode(node, parts.query.tokens, {queryImage}), static_cast<int>(length)});
    }
    model::ScoreOptions options;
    options.ignoreToken = m_idefics.info().padToken;
    std::vector<double> result;
    for (const model::LeafScore& score : orThrow(m_model.score(forest, requests, options, {})))
        result.push_back(score.probability);
    return result;
}

/// The best extensions of a beam by one candidate.
std::vector<IdeficsGolden::Beam> IdeficsGolden::extended(const Construction& parts, const Beam& beam,
    const std::vector<std::int64_t>& candidates, bool left, std::size_t width) const
{
    std::vector<std::vector<std::int64_t>> prompts{beam.ids};
    std::vector<Beam> result;
    for (const std::int64_t candidate : candidates) {
        if (std::find(beam.ids.begin(), beam.ids.end(), candidate) != beam.ids.end())
            continue;
        std::vector<std::int64_t> prompt = beam.ids, ids = beam.ids;
        prompt.insert(left ? prompt.begin() : prompt.end(), candidate);
        ids.insert(ids.begin(), candidate);
        prompts.push_back(std::move(prompt));
        result.push_back({std::move(ids), 0});
    }
    const std::vector<double> scores = probabilities(parts, prompts);
    for (std::size_t i = 0; i < result.size(); ++i)
        result[i].score = scores[i + 1] - scores[0];
    std::stable_sort(result.begin(), result.end(), [](const Beam& a, const Beam& b) { return a.score > b.score; });
    result.resize(std::min(result.size(), width));
    return result;
}

/// Rebuilds the beam of generate_data.py.
void IdeficsGolden::runSequenceConstruction(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    std::vector<std::int64_t> candidates = one.at("candidate_idx");
    std::sort(candidates.begin(), candidates.end());
    Construction parts = segmentsOf(sourceOf(one, candidates), candidates);
    parts.head = one.value("mask_variant", "paper") == "head";
    const bool left = one.value("construct_order", "left") == "left";
    const std::size_t width = one.at("beam_size");
    std::vector<Beam> beams{{}};
    for (int shot = 0; shot < one.at("few_shot_num").get<int>(); ++shot) {
        std::vector<Beam> all;
        for (const Beam& beam : beams)
            for (Beam& longer : extended(parts, beam, candidates, left, width))
                all.push_back(std::move(longer));
        std::stable_sort(all.begin(), all.end(), [](const Beam& a, const Beam& b) { return a.score > b.score; });
        all.resize(std::min(all.size(), width));
        beams = std::move(all);
    }
    const nlohmann::json& lists = one.at("id_list");
    std::int64_t mismatches = lists.size() != beams.size();
    for (std::size_t i = 0; i < std::min(lists.size(), beams.size()); ++i) {
        std::vector<std::int64_t> ids = beams[i].ids;
        ids.push_back(one.at("query_idx"));
        mismatches += lists[i].get<std::vector<std::int64_t>>() != ids;
    }
    std::vector<double> scores;
    for (const Beam& beam : beams)
        scores.push_back(beam.score);
    addExact(name + " id_list", mismatches, 0);
    compareValues(
        name + " score_list", "info_score", scores, one.at("score_list_f32").get<std::vector<double>>());
}

} // namespace

Result<ConformanceReport> ideficsConformance(
    const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the IDEFICS golden cases", [&] {
        const c10::NoGradGuard noGradient;
        const std::unique_ptr<IdeficsModel> model = IdeficsModel::load(folder, options);
        return IdeficsGolden(folder, label, *model).run();
    });
}

} // namespace fulcrum::engine
