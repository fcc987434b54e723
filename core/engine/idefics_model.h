// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_model.h"
#include "core/engine/idefics_decoder.h"
#include "core/model/device.h"

namespace fulcrum::engine {

/// IDEFICS v1 (MODELS.md 1) for the forest.
class IdeficsArchitecture final : public Architecture
{
public:
    IdeficsArchitecture(IdeficsConfig config, IdeficsWeights weights, at::Device device, at::ScalarType type);

    const ForestShape& shape() const override { return m_shape; }
    at::Device device() const override { return m_device; }
    at::ScalarType type() const override { return m_type; }
    const at::Tensor& head() const override { return m_weights.head; }
    at::Tensor imagePixels(const model::Pixels& pixels, const std::string& where) const override;
    at::Tensor imageFeatures(const std::vector<at::Tensor>& images, Trace* trace = nullptr) const override;
    ImageTable projectFeatures(const at::Tensor& features) const override;
    /// Tokens that see no image get nothing from the gated attention: gate variant (a) of MODELS.md 1.6.
    at::Tensor run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted = {},
        Trace* trace = nullptr) const override;

    const IdeficsConfig& config() const { return m_config; }
    IdeficsWeights& weights() { return m_weights; }

private:
    IdeficsConfig m_config;
    IdeficsWeights m_weights;
    at::Device m_device;
    at::ScalarType m_type;
    ForestShape m_shape;
    TextDecoder m_text; ///< shares m_weights
};

/// IDEFICS behind the interface of core/model, with the padded computation of the official code beside the forest
/// (idefics_reference.cpp).
class IdeficsModel final : public ForestModel
{
public:
    /// Throws EngineError.
    static std::unique_ptr<IdeficsModel> load(const Path& folder, const model::LoadOptions& options);
    IdeficsModel(IdeficsConfig config, IdeficsWeights weights, at::Device device, at::ScalarType type,
        std::string name, std::string hash);

    /// One sequence at a time through the padded computation.
    Result<std::vector<model::LeafScore>> scoreNaively(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::stop_token stop) override;
    /// scoreNaively in right-padded batches, as the official code runs them.
    Result<std::vector<model::LeafScore>> scorePadded(const model::PromptForest& forest,
        std::span<const model::ScoreRequest> requests, const model::ScoreOptions& options, std::size_t batch,
        std::stop_token stop);
    const IdeficsConfig& config() const { return m_idefics.config(); }
    IdeficsWeights& weights() { return m_idefics.weights(); }

private:
    /// Takes over the architecture.
    IdeficsModel(IdeficsArchitecture* architecture, model::VisionLanguageModelInfo info);

    IdeficsArchitecture& m_idefics; ///< the base's
};

} // namespace fulcrum::engine
