// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_runner.h"
#include "core/model/device.h"
#include "core/model/vision_language_model.h"

namespace fulcrum::engine {

/// IDEFICS behind the interface of core/model. Scoring is in idefics_model.cpp, generation in idefics_generate.cpp, the plain
/// computation in idefics_reference.cpp.
class IdeficsModel final : public model::VisionLanguageModel
{
public:
    /// Throws EngineError.
    static std::unique_ptr<IdeficsModel> load(const Path& folder, const model::LoadOptions& options);
    IdeficsModel(IdeficsConfig config, IdeficsWeights weights, torch::Device device, at::ScalarType type,
        std::string name, std::string hash);

    const model::VisionLanguageModelInfo& info() const override { return m_info; }
    Result<std::vector<model::LeafScore>> score(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop) override;
    Result<std::vector<model::Generation>> generate(const model::PromptForest& forest, std::span<const int> leaves,
        const model::GenerateOptions& options, std::stop_token stop) override;
    Result<std::vector<model::LeafScore>> scoreNaively(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop) override;
    model::WorkCounter takeWork() override;
    void clearCaches() override;

    // For conformance and bench.
    /// scoreNaively in right-padded batches, as the official code runs them.
    Result<std::vector<model::LeafScore>> scorePadded(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::size_t batch,
        std::stop_token stop);
    /// In gate variant (b) tokens without image attend to the padded images of their batch too: generate as if every prompt
    /// were padded with blank images to this number. 0 = no padding.
    void padImagesTo(int images) { m_paddedImages = images; }
    const IdeficsConfig& config() const { return m_config; }
    IdeficsWeights& weights() { return m_weights; }

private:
    using Scores = std::vector<model::LeafScore>;
    struct Decoding; ///< generation state, see idefics_generate.cpp

    void scoreChunk(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
        std::span<const model::ScoreRequest> requests, std::span<const std::size_t> chunk,
        const model::ScoreOptions& options, std::stop_token stop, Scores& scores);
    std::vector<PromptEnd> runPrompts(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
        std::span<const int> leaves, const model::GenerateOptions& options, std::stop_token stop,
        std::vector<std::int64_t>& owned);
    void generateBatch(const model::PromptForest& forest, const std::vector<NodePlan>& plan, std::span<const int> leaves,
        const model::GenerateOptions& options, std::stop_token stop, std::span<model::Generation*> results);
    at::Tensor logits(const at::Tensor& hidden) const;
    at::Tensor nextHidden(Decoding& state, const model::GenerateOptions& options, std::stop_token stop);
    void decodeGreedily(Decoding& state, const model::GenerateOptions& options, std::stop_token stop);
    void decodeBeams(Decoding& state, const model::GenerateOptions& options, std::stop_token stop);

    IdeficsConfig m_config;
    IdeficsWeights m_weights;
    torch::Device m_device;
    at::ScalarType m_type;
    model::VisionLanguageModelInfo m_info;
    model::WorkCounter m_work;
    ForestRunner m_runner;
    int m_paddedImages = 0;
};

/// Log-probabilities of `targets` after hidden states [n, hidden], float32 on the CPU; logits are made in slices so that
/// their memory stays bounded.
std::vector<float> tokenLogProbs(
    const at::Tensor& hidden, const at::Tensor& head, const std::vector<std::int64_t>& targets);

/// Fills nll and probability from the log-probabilities; throws EngineError naming the node when one is not a number.
void finishScore(model::LeafScore& score, int node);

} // namespace fulcrum::engine
