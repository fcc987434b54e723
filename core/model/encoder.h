// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/model/pixels.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fulcrum::model {

struct EncoderInfo
{
    std::string name;
    std::string hash; ///< SHA-256 of the weights: embeddings are stored under it
    int dimensions = 0;
    int imageSize = 0;
    int textLength = 0; ///< most token ids a text may have, start and end included
    std::int64_t parameters = 0;
};

/// A CLIP-like dual encoder. Not thread-safe: one caller at a time.
class Encoder
{
public:
    virtual ~Encoder() = default;
    virtual const EncoderInfo& info() const = 0;
    /// Projected, L2-normalised embeddings, row-major [n, dimensions]. `lengths`, where given, receives the length that each had
    /// before: the official Lever-LM sees embeddings as CLIP projects them.
    virtual Result<std::vector<float>> encodeImages(
        std::span<const Pixels> images, std::stop_token stop, std::vector<float>* lengths = nullptr) = 0;
    /// `texts` are token ids with start and end tokens (longer ones are an error).
    virtual Result<std::vector<float>> encodeTexts(
        std::span<const std::vector<std::int32_t>> texts, std::stop_token stop, std::vector<float>* lengths = nullptr) = 0;
};

/// Labels of one image's patches for the dense part of EncoderTrainer: for each head one class per patch, -1 = ignored.
struct DenseLabels
{
    std::vector<std::vector<std::int32_t>> heads; ///< [head][patch], patches in row-major order
};

struct EncoderExample
{
    Pixels image;
    std::vector<std::int32_t> text;
    std::int64_t group = 0; ///< examples of one group (the same image) are not negatives of one another
    DenseLabels dense;
};

/// Trains a CLIP folder's weights: symmetric contrastive loss plus, scaled by `denseWeight`, linear heads on the patch tokens
/// (discarded when the model is saved). AdamW. Deterministic given the seed and the sequence of batches.
class EncoderTrainer
{
public:
    struct StepResult
    {
        double contrastive = 0;
        double dense = 0;
        double accuracy = 0; ///< share of images whose own text is ranked first in the batch
    };
    virtual ~EncoderTrainer() = default;
    virtual Result<StepResult> step(std::span<const EncoderExample> batch, double learningRate, double denseWeight) = 0;
    /// Writes model.safetensors (HF names, float32) into the folder; config and tokenizer files are the caller's.
    virtual Result<void> saveModel(const Path& folder) = 0;
    /// Everything needed to continue with the same trajectory.
    virtual Result<void> saveState(const Path& file) = 0;
    virtual Result<void> loadState(const Path& file) = 0;
};

} // namespace fulcrum::model
