// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/flat_adamw.h"
#include "core/engine/lever_forward.h"
#include "core/engine/lever_towers.h"

namespace fulcrum::engine {

/// Lever-LM behind model::LeverModel, on any device. Weights are float32; a narrower precision is that of its products in training
/// (MixedPrecision).
class LeverLm final : public model::LeverModel
{
public:
    LeverLm(const model::LeverConfig& config, LeverWeights weights, at::Device device = at::kCPU, at::ScalarType products = at::kFloat);

    const model::LeverConfig& config() const override { return m_config; }
    std::int64_t parameters() const override;
    Result<void> setItems(const model::LeverFeatures& items) override;

    Result<std::vector<model::LeverSequence>> generate(const model::LeverFeatures& queries,
        const model::LeverGenerateOptions& options, std::stop_token stop) override;
    Result<std::vector<std::vector<double>>> score(const model::LeverBatch& batch) override;

    Result<model::LeverAttention> attention(const model::LeverFeatures& query, std::span<const int> items) override;

    Result<void> beginTraining(const model::LeverTrainOptions& options) override;
    Result<double> trainStep(const model::LeverBatch& batch) override;
    Result<double> evaluate(const model::LeverBatch& batch) override;
    double learningRate() const override;

    Result<model::EncoderInfo> trainEncoder(const Path& folder, bool unit = true) override;
    Result<double> trainRawStep(const model::LeverRawBatch& batch) override;
    Result<double> evaluateRaw(const model::LeverRawBatch& batch) override;
    Result<model::LeverEncoded> encode(const model::LeverInputs& inputs, bool image, bool text) override;
    Result<void> saveEncoder(const Path& folder) override;

    Result<void> save(const Path& file) override;
    Result<void> saveState(const Path& file) override;
    Result<void> loadState(const Path& file) override;

    /// Written by `save`; throws EngineError when the file is not one of ours.
    static model::LeverConfig configOf(const SafetensorsFile& file);

    LeverWeights& weights() { return m_weights; } ///< for golden data

private:
    LeverEmbeddings embeddings(const model::LeverFeatures& features, bool image, bool text) const;
    /// What a step sees.
    struct Inputs
    {
        at::Tensor ids;
        LeverEmbeddings query, items;
    };
    Inputs inputs(const model::LeverBatch& batch) const;
    /// Through the towers.
    Inputs inputs(const model::LeverRawBatch& batch) const;
    Result<double> step(const std::function<Inputs()>& makeInputs);
    at::Tensor ids(const model::LeverBatch& batch, bool withEnd) const;
    at::Tensor ids(std::span<const std::vector<int>> sequences, std::span<const char> usable, bool withEnd) const;
    void chooseStep(const at::Tensor& logits, const model::LeverGenerateOptions& options,
        std::vector<model::LeverSequence>& sequences) const;

    model::LeverConfig m_config;
    LeverWeights m_weights;
    at::Device m_device;
    at::ScalarType m_products;
    LeverEmbeddings m_items;
    std::int64_t m_itemRows = 0;
    std::vector<char> m_embedded; ///< by item
    model::LeverTrainOptions m_training;
    std::unique_ptr<LeverTowers> m_towers; ///< null: from stored embeddings
    std::unique_ptr<FlatAdamW> m_optimizer;
};

/// Learning rate of `step` (from 0): linear warm-up over a number of steps that may be fractional, then half a cosine to 0
/// (transformers' get_cosine_schedule_with_warmup, stepped every batch).
double cosineLearningRate(const model::LeverTrainOptions& options, std::int64_t step);

} // namespace fulcrum::engine
