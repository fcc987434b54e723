// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/prompt_source.h"
#include "core/model/lever_model.h"
#include "core/model/vision_language_model.h"

#include <cmath>
#include <memory>

namespace fulcrum::test {

/// A data set of n samples: id 1000 + i, one image for every two samples.
inline std::shared_ptr<const data::Dataset> makeDataset(data::Task task, data::Split split, std::int64_t n)
{
    std::vector<data::Sample> samples;
    for (std::int64_t i = 0; i < n; ++i) {
        data::Sample sample;
        sample.index = i;
        sample.id = 1000 + i;
        sample.imageId = task == data::Task::Vqa ? 500 + i / 2 : sample.id;
        sample.captions = {"a red circle", "one circle on wood"};
        sample.question = "how many";
        sample.answer = "2";
        sample.answers.assign(10, "2");
        sample.answerType = "number";
        sample.questionType = "how many";
        samples.push_back(sample);
    }
    return std::make_shared<data::Dataset>(task, split, data::splitName(split), Path(), data::SampleTable(samples));
}

/// Prompts whose tokens say what they are: opening 1, demonstration [10, 100 + index, 2], query [11, 100 + index],
/// answer [100 + index, 2, 3] behind it. A demonstration whose answer is not "2" has its length + 50 before the join.
class FakePrompts : public icl::PromptSource
{
public:
    bool hasOpening = true;
    mutable int loads = 0;

    Result<icl::Segment> opening() const override
    {
        return hasOpening ? icl::Segment{{1}, 0, 0} : icl::Segment{{}, 0, 0};
    }
    Result<icl::Segment> demonstration(const data::Sample& sample) const override
    {
        icl::Segment segment{{10, token(sample), 2}, 1, 0};
        if (sample.answer != "2")
            segment.tokens.insert(segment.tokens.end() - 1, 50 + static_cast<std::int32_t>(sample.answer.size()));
        return segment;
    }
    Result<icl::Segment> query(const data::Sample& sample) const override
    {
        return icl::Segment{{11, token(sample)}, 1, 0};
    }
    Result<icl::Segment> answeredQuery(const data::Sample& sample) const override
    {
        return icl::Segment{{11, token(sample), token(sample), 2, 3}, 1, 2};
    }
    int joinLength(const data::Sample&) const override { return 1; }
    std::optional<std::int32_t> joinToken() const override { return 2; }
    std::string text(std::span<const std::int32_t> tokens) const override
    {
        std::string result;
        for (const std::int32_t one : tokens)
            result += std::to_string(one) + " ";
        return result;
    }
    std::string prediction(const std::string& text) const override { return text.substr(0, text.find(' ')); }
    Result<model::Pixels> pixels(const data::Dataset&, const data::Sample&) const override
    {
        ++loads;
        return model::Pixels{1, 1, {0, 0, 0}};
    }
    static std::int32_t token(const data::Sample& sample) { return static_cast<std::int32_t>(100 + sample.index); }
};

/// Likelihood and answer are functions of the path's tokens; everything that was asked is kept.
class FakeLvlm : public model::VisionLanguageModel
{
public:
    FakeLvlm() { m_info.padToken = 0; }
    const model::VisionLanguageModelInfo& info() const override { return m_info; }

    static std::vector<std::int32_t> pathOf(const model::PromptForest& forest, int node)
    {
        std::vector<std::int32_t> tokens;
        for (; node >= 0; node = forest.nodes[static_cast<std::size_t>(node)].parent) {
            const auto& own = forest.nodes[static_cast<std::size_t>(node)].tokens;
            tokens.insert(tokens.begin(), own.begin(), own.end());
        }
        return tokens;
    }
    static double probability(const std::vector<std::int32_t>& path)
    {
        double sum = 0;
        for (std::size_t i = 0; i < path.size(); ++i)
            sum += std::sin(static_cast<double>(path[i]) * static_cast<double>(i + 1));
        return 1 / (1 + std::exp(-sum));
    }
    Result<std::vector<model::LeafScore>> score(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions&, std::stop_token) override
    {
        ++calls;
        lastNodes = forest.nodes.size();
        std::vector<model::LeafScore> result;
        for (const model::ScoreRequest& request : requests) {
            model::LeafScore score;
            score.probability = probability(pathOf(forest, request.node));
            score.nll = -std::log(score.probability);
            result.push_back(score);
        }
        return result;
    }
    Result<std::vector<model::Generation>> generate(const model::PromptForest& forest, std::span<const int> leaves,
        const model::GenerateOptions&, std::stop_token) override
    {
        ++calls;
        std::vector<model::Generation> result;
        for (const int leaf : leaves)
            result.push_back({{pathOf(forest, leaf).back(), 7}, 0, true});
        return result;
    }
    Result<std::vector<model::LeafScore>> scoreNaively(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop) override
    {
        return score(forest, requests, options, stop);
    }
    model::WorkCounter takeWork() override { return {}; }
    void clearPrefixes() override {}
    void clearCaches() override {}

    int calls = 0;
    std::size_t lastNodes = 0;

private:
    model::VisionLanguageModelInfo m_info;
};

} // namespace fulcrum::test
