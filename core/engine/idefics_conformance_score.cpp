// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/guard.h"
#include "core/engine/idefics_conformance.h"

#include <algorithm>
#include <cmath>

namespace fulcrum::engine {
namespace {

/// Differences below this are not settled by float32, so neighbours that close may swap (README of the golden data).
constexpr double kSettledGap = 1e-6;

} // namespace

void IdeficsGolden::runInfoCall(const std::string& prefix, const std::string& shown, model::GateVariant gate,
    std::vector<double>& probabilities)
{
    const GoldenInputs in = inputs(prefix);
    const std::vector<std::int64_t> maskLength = orThrow(m_file.integers(prefix + "/in/mask_length"));
    if (static_cast<std::int64_t>(maskLength.size()) != in.ids.size(0))
        throw EngineError(ErrorCode::Malformed, "golden inputs do not fit together", m_file.path().string(), prefix);
    model::PromptForest forest;
    std::vector<model::ScoreRequest> requests;
    for (std::int64_t row = 0; row < in.ids.size(0); ++row) {
        const std::int64_t from = maskLength[static_cast<std::size_t>(row)];
        requests.push_back({addRow(forest, in, row, from), static_cast<int>(from)});
    }
    model::ScoreOptions options;
    options.gate = gate;
    options.ignoreToken = m_model->config().padToken;
    const std::vector<model::LeafScore> scores = orThrow(m_model->score(forest, requests, options, {}));

    std::vector<double> nll, probability, logprobs, expectedLogprobs;
    const at::Tensor stored = tensor(prefix + "/out/token_logprob");
    for (std::size_t row = 0; row < scores.size(); ++row) {
        nll.push_back(scores[row].nll);
        probability.push_back(scores[row].probability);
        logprobs.insert(logprobs.end(), scores[row].logprobs.begin(), scores[row].logprobs.end());
        const auto r = static_cast<std::int64_t>(row);
        for (std::int64_t t = maskLength[row]; t < in.ids.size(1); ++t)
            if (in.ids[r][t].item<std::int64_t>() != options.ignoreToken)
                expectedLogprobs.push_back(stored[r][t - 1].item<double>());
    }
    const auto expected = [&](const char* name) {
        const std::vector<float> values = orThrow(m_file.floats(prefix + "/out/" + name));
        return std::vector<double>(values.begin(), values.end());
    };
    compareValues(shown + " token_logprob (forest)", "token_logprob", logprobs, expectedLogprobs);
    compareValues(shown + " ce", "ce", nll, expected("ce"));
    compareValues(shown + " cond_prob", "cond_prob", probability, expected("cond_prob"));
    probabilities.insert(probabilities.end(), probability.begin(), probability.end());

    const at::Tensor hidden = runReference(m_model->weights(), m_model->config(), padded(in), gate);
    const at::Tensor all = at::log_softmax(affine(hidden, m_model->weights().head), 2);
    const std::int64_t last = in.ids.size(1) - 1;
    const at::Tensor own = all.narrow(1, 0, last).gather(2, in.ids.narrow(1, 1, last).unsqueeze(2)).squeeze(2);
    const at::Tensor real = in.attention.narrow(1, 0, last) * in.attention.narrow(1, 1, last) == 1;
    compare(shown + " token_logprob", "token_logprob", own.index({real}), stored.index({real}));
}

void IdeficsGolden::runInfoScore(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    const bool gate = one.value("cross_attention_gate", true);
    std::vector<double> probabilities;
    for (int call = 0; has(name + "/call" + std::to_string(call) + "/in/input_ids"); ++call) {
        const std::string prefix = name + "/call" + std::to_string(call);
        runInfoCall(prefix, prefix, gate ? model::GateVariant::ZeroUnseen : model::GateVariant::Uniform432, probabilities);
    }
    if (probabilities.empty())
        throw EngineError(ErrorCode::Malformed, "an InfoScore case has no calls", m_file.path().string(), name);
    std::vector<double> scores;
    for (std::size_t i = 1; i < probabilities.size(); ++i)
        scores.push_back(probabilities[i] - probabilities[0]);
    const std::vector<float> stored = orThrow(m_file.floats(name + "/out/info_score"));
    compareValues(name + " info_score", "info_score", scores, {stored.begin(), stored.end()});

    const std::vector<std::int64_t> candidates = one.at("candidate_idx_sorted"), ranking = one.at("ranking");
    std::map<std::int64_t, double> own;
    for (std::size_t i = 0; i < std::min(candidates.size(), scores.size()); ++i)
        own[candidates[i]] = scores[i];
    std::int64_t swapped = 0;
    for (std::size_t i = 1; i < ranking.size(); ++i)
        swapped += !(own[ranking[i - 1]] > own[ranking[i]] - kSettledGap);
    addExact(name + " ranking", swapped, 0);
}

/// Rebuilds the beam of generate_data.py from the segments of the InfoScore case that has the same query and candidates but
/// no demonstration: its rows are [prefix, query] and [prefix, candidate, query].
void IdeficsGolden::runSequenceConstruction(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    std::vector<std::int64_t> candidates = one.at("candidate_idx");
    std::sort(candidates.begin(), candidates.end());
    const std::int64_t query = one.at("query_idx");
    const nlohmann::json* source = nullptr;
    for (const nlohmann::json& other : m_cases)
        if (other.value("kind", "") == "info_score" && other.value("task", "") == one.value("task", "")
            && other.at("chosen_idx") == nlohmann::json(std::vector<std::int64_t>{query})
            && other.at("candidate_idx_sorted") == nlohmann::json(candidates)
            && other.value("cross_attention_gate", true) == one.value("cross_attention_gate", true))
            source = &other;
    if (!source)
        throw EngineError(ErrorCode::Unsupported, "a golden case lacks its inputs", m_file.path().string(),
            name + ": no InfoScore case without demonstrations has its query and candidates");

    struct Item
    {
        std::vector<std::int32_t> tokens;
        at::Tensor pixels;
    };
    const std::string from = source->at("name");
    std::vector<std::int32_t> prefix;
    Item queryItem;
    std::map<std::int64_t, Item> items;
    const auto segments = [&](const GoldenInputs& in, std::int64_t row) {
        model::PromptForest forest;
        addRow(forest, in, row, in.ids.size(1));
        return forest.nodes;
    };
    const GoldenInputs alone = inputs(from + "/call0");
    const std::vector<model::PromptNode> first = segments(alone, 0);
    std::size_t next = 0;
    for (int call = 1; has(from + "/call" + std::to_string(call) + "/in/input_ids"); ++call) {
        const GoldenInputs in = inputs(from + "/call" + std::to_string(call));
        for (std::int64_t row = 0; row < in.ids.size(0) && next < candidates.size(); ++row) {
            const std::vector<model::PromptNode> parts = segments(in, row);
            if (parts.size() != 3)
                throw EngineError(ErrorCode::Malformed, "a golden row has no candidate", m_file.path().string(), from);
            items[candidates[next++]] = {parts[1].tokens, in.pixels[row][0]};
        }
    }
    if (first.size() != 2 || next != candidates.size())
        throw EngineError(ErrorCode::Malformed, "golden rows do not fit the case", m_file.path().string(), name);
    prefix = first[0].tokens;
    queryItem = {first[1].tokens, alone.pixels[0][0]};
    const auto offset = orThrow(m_file.integers(from + "/call0/in/mask_length")).at(0)
        - static_cast<std::int64_t>(prefix.size());
    const bool left = one.value("construct_order", "left") == "left";
    const bool head = one.value("mask_variant", "paper") == "head";

    // P(y | sequence, x) of prompts given as lists of candidates in prompt order.
    const auto score = [&](const std::vector<std::vector<std::int64_t>>& prompts) {
        model::PromptForest forest;
        std::map<std::int64_t, int> images;
        for (const auto& [id, item] : items)
            images[id] = addImage(forest, item.pixels);
        const int queryImage = addImage(forest, queryItem.pixels);
        const int root = forest.addNode(-1, prefix, {});
        std::vector<model::ScoreRequest> requests;
        for (const std::vector<std::int64_t>& prompt : prompts) {
            int node = root;
            std::int64_t length = static_cast<std::int64_t>(prefix.size()) + offset - (head && !prompt.empty());
            for (const std::int64_t id : prompt) {
                node = forest.addNode(node, items[id].tokens, {images[id]});
                length += static_cast<std::int64_t>(items[id].tokens.size());
            }
            requests.push_back({forest.addNode(node, queryItem.tokens, {queryImage}), static_cast<int>(length)});
        }
        model::ScoreOptions options;
        options.ignoreToken = m_model->config().padToken;
        return orThrow(m_model->score(forest, requests, options, {}));
    };
    struct Beam
    {
        std::vector<std::int64_t> ids; ///< newest first, as upstream keeps them whatever the order in the prompt
        double score = 0;
    };
    const auto better = [](const Beam& a, const Beam& b) { return a.score > b.score; };
    const std::size_t width = one.at("beam_size");
    std::vector<Beam> beams{{}};
    for (int shot = 0; shot < one.at("few_shot_num").get<int>(); ++shot) {
        std::vector<Beam> all;
        for (const Beam& beam : beams) {
            std::vector<std::vector<std::int64_t>> prompts{beam.ids};
            std::vector<Beam> extended;
            for (const std::int64_t candidate : candidates) {
                if (std::find(beam.ids.begin(), beam.ids.end(), candidate) != beam.ids.end())
                    continue;
                std::vector<std::int64_t> prompt = beam.ids, ids = beam.ids;
                prompt.insert(left ? prompt.begin() : prompt.end(), candidate);
                ids.insert(ids.begin(), candidate);
                prompts.push_back(std::move(prompt));
                extended.push_back({std::move(ids), 0});
            }
            const std::vector<model::LeafScore> scores = score(prompts);
            for (std::size_t i = 0; i < extended.size(); ++i)
                extended[i].score = scores[i + 1].probability - scores[0].probability;
            std::stable_sort(extended.begin(), extended.end(), better);
            extended.resize(std::min(extended.size(), width));
            all.insert(all.end(), extended.begin(), extended.end());
        }
        std::stable_sort(all.begin(), all.end(), better);
        all.resize(std::min(all.size(), width));
        beams = std::move(all);
    }
    const nlohmann::json& lists = one.at("id_list");
    std::int64_t mismatches = lists.size() != beams.size();
    std::vector<double> scores;
    for (std::size_t i = 0; i < std::min(lists.size(), beams.size()); ++i) {
        std::vector<std::int64_t> ids = beams[i].ids;
        ids.push_back(query);
        mismatches += lists[i].get<std::vector<std::int64_t>>() != ids;
    }
    for (const Beam& beam : beams)
        scores.push_back(beam.score);
    addExact(name + " id_list", mismatches, 0);
    compareValues(name + " score_list", "info_score", scores,
        one.at("score_list_f32").get<std::vector<double>>());
}

} // namespace fulcrum::engine
