// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_runner.h"
#include "core/model/vision_language_model.h"

namespace fulcrum::engine {

/// Any Architecture behind the interface of core/model: all that prompt forests need and no family does differently. Scoring
/// is in forest_model.cpp, generation in forest_generate.cpp.
class ForestModel : public model::VisionLanguageModel
{
public:
    /// `info` comes with everything that is not in the architecture's shape.
    ForestModel(std::unique_ptr<Architecture> architecture, model::VisionLanguageModelInfo info);

    const model::VisionLanguageModelInfo& info() const override { return m_info; }
    Result<std::vector<model::LeafScore>> score(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop) override;
    Result<std::vector<model::Generation>> generate(const model::PromptForest& forest, std::span<const int> leaves,
        const model::GenerateOptions& options, std::stop_token stop) override;
    Result<std::vector<model::LeafScore>> scoreNaively(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop) override;
    model::WorkCounter takeWork() override;
    void clearPrefixes() override;
    void clearCaches() override;
    void setFeatureStore(std::shared_ptr<model::FeatureStore> store) override;
    void setInterruption(model::Interruption* interruption) override { m_runner.setInterruption(interruption); }

    // For conformance and bench.
    const Architecture& architecture() const { return *m_architecture; }
    /// In gate variant (b) tokens without image attend to the padded images of their batch too: generate as if every prompt
    /// were padded with blank images to this number. 0 = no padding.
    void padImagesTo(int images) { m_paddedImages = images; }

protected:
    using Scores = std::vector<model::LeafScore>;
    at::Tensor logits(const at::Tensor& hidden) const; ///< float32
    model::WorkCounter m_work;

private:
    struct Decoding; ///< generation state, see forest_generate.cpp

    void scoreChunk(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
        std::span<const model::ScoreRequest> requests, std::span<const std::size_t> chunk,
        const model::ScoreOptions& options, std::stop_token stop, Scores& scores);
    void scoreAlone(const model::PromptForest& forest, const std::vector<NodePlan>& plan, const model::ScoreRequest& request,
        const model::ScoreOptions& options, model::LeafScore& score);
    std::vector<PromptEnd> runPrompts(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
        std::span<const int> leaves, const model::GenerateOptions& options, std::stop_token stop,
        std::vector<std::int64_t>& owned);
    void generateBatch(const model::PromptForest& forest, const std::vector<NodePlan>& plan, std::span<const int> leaves,
        std::span<const std::size_t> places, const model::GenerateOptions& options, std::stop_token stop,
        std::span<model::Generation*> results);
    at::Tensor nextHidden(Decoding& state, const model::GenerateOptions& options, std::stop_token stop);
    void decodeGreedily(Decoding& state, const model::GenerateOptions& options, std::stop_token stop);
    void decodeBeams(Decoding& state, const model::GenerateOptions& options, std::stop_token stop);

    std::unique_ptr<Architecture> m_architecture;
    model::VisionLanguageModelInfo m_info;
    ForestRunner m_runner;
    int m_paddedImages = 0;
};

/// The folder's own name, for VisionLanguageModelInfo::name.
std::string folderName(const Path& folder);

/// Fills nll and probability from the log-probabilities; throws EngineError naming the node when one is not a number.
void finishScore(model::LeafScore& score, int node);

} // namespace fulcrum::engine
