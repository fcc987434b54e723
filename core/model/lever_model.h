// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/model/encoder.h"

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

namespace fulcrum::model {

/// Shape of a Lever-LM (MODELS.md section 7). Vocabulary = items + EOS (id items), BOS (items + 1), QUERY (items + 2).
struct LeverConfig
{
    enum class Architecture { Gpt2, Lstm };
    Architecture architecture = Architecture::Gpt2;
    int items = 0;
    int projection = 512; ///< width of the CLIP embeddings
    int width = 512;      ///< n_embd; without adapter it must equal `projection`
    int heads = 8;
    int layers = 2;
    bool adapter = true;
    bool normalize = false;
    bool queryImage = true, queryText = false;
    bool icdImage = true, icdText = true;
    double dropout = 0.1;
};

/// Embeddings [rows, projection], row-major; the part that a variant does not use may be empty.
struct LeverFeatures
{
    std::span<const float> image;
    std::span<const float> text;
    std::size_t rows = 0;
};

struct LeverStep
{
    int item = 0;
    double probability = 0; ///< softmax over the allowed items (UX.md 5.4: step probability)
    int rank = 1;           ///< 1 = most likely
    double entropyBits = 0;
    std::vector<std::pair<int, double>> alternatives; ///< best first, the chosen one included
};
using LeverSequence = std::vector<LeverStep>; ///< in the order the model wrote it (prompt order)

struct LeverGenerateOptions
{
    int shots = 2;
    int alternatives = 10;
    bool officialBatchMask = false; ///< parity: an item chosen by any row is blocked for all rows
    /// Per row: items that may not be chosen (the query itself). Empty = none.
    std::vector<std::vector<int>> excluded;
};

struct LeverTrainOptions
{
    double learningRate = 1e-4, weightDecay = 1e-3, warmup = 0.05; ///< warm-up as a share of totalSteps
    double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    double gradientClip = 0;      ///< 0 = none (the official code has none)
    std::int64_t totalSteps = 1;
    double queryNoise = 0;        ///< sd of Gaussian noise added to each query embedding while training (0 = official)
    bool dropout = true;
    std::uint64_t seed = 0;       ///< dropout and noise of step s draw from (seed, s)
};

/// A batch: `sequences[i]` are the items of row i in prompt order; all rows have the same length.
struct LeverBatch
{
    LeverFeatures query;
    std::vector<std::vector<int>> sequences;
};

/// What an encoder is fed for some rows: pixels and token ids; the part that the variant does not use may be empty.
struct LeverInputs
{
    std::vector<Pixels> images;
    std::vector<std::vector<std::int32_t>> texts;
    std::size_t rows = 0;
};

/// Embeddings that an encoder gave, row-major.
struct LeverEncoded
{
    std::vector<float> image, text;
};

/// A batch while the encoder is trained too: what it is fed in place of embeddings, every query and every item once.
struct LeverRawBatch
{
    LeverInputs queries, items;
    std::vector<int> queryOf; ///< of each sequence its row of `queries`
    std::vector<int> itemIds; ///< of each row of `items`
    std::vector<std::vector<int>> sequences; ///< item ids, all of one length
};

/// How much each position of a sequence looks at those before it, per layer and head. Positions are BOS, the query, then the items;
/// the item of step s is predicted at position s + 1. Rows sum to 1.
struct LeverAttention
{
    int layers = 0, heads = 0, positions = 0; ///< all 0 for a model without attention (LSTM)
    std::vector<float> weights;               ///< [layers, heads, positions (looking), positions (looked at)]

    float at(int layer, int head, int from, int to) const
    {
        return weights[static_cast<std::size_t>(((layer * heads + head) * positions + from) * positions + to)];
    }
};

/// Lever-LM itself: training and generation. Not thread-safe.
class LeverModel
{
public:
    virtual ~LeverModel() = default;
    virtual const LeverConfig& config() const = 0;
    virtual std::int64_t parameters() const = 0;
    /// Embeddings of the items, row = item id. Copied. An item whose row is NaN has none: no sequence may hold it, and who generates
    /// has to exclude it.
    virtual Result<void> setItems(const LeverFeatures& items) = 0;

    virtual Result<std::vector<LeverSequence>> generate(
        const LeverFeatures& queries, const LeverGenerateOptions& options, std::stop_token stop) = 0;
    /// Log-probability of each given item after its predecessors, [row][step], over allowed items (for the step inspector).
    virtual Result<std::vector<std::vector<double>>> score(const LeverBatch& batch) = 0;

    /// Of one query (one row) and items in the order they are written.
    virtual Result<LeverAttention> attention(const LeverFeatures& query, std::span<const int> items) = 0;

    virtual Result<void> beginTraining(const LeverTrainOptions& options) = 0;
    /// One AdamW step with the cosine schedule; returns the loss before the update.
    virtual Result<double> trainStep(const LeverBatch& batch) = 0;
    /// Mean loss in evaluation mode.
    virtual Result<double> evaluate(const LeverBatch& batch) = 0;
    virtual double learningRate() const = 0; ///< of the next step

    // Training with the encoder: trainEncoder before beginTraining, then the raw steps in place of the others. Items and queries are
    // embedded by the encoder as it is. saveState and loadState hold the encoder too.

    /// The CLIP of a folder is trained along; what it takes (without hash). `unit`: its embeddings get length 1. Malformed when its embeddings are not as wide as the
    /// model expects.
    virtual Result<EncoderInfo> trainEncoder(const Path&, bool = true) { return noEncoder(); }
    virtual Result<double> trainRawStep(const LeverRawBatch&) { return noEncoder(); }
    virtual Result<double> evaluateRaw(const LeverRawBatch&) { return noEncoder(); }
    /// Embeddings as the encoder gives them now, [rows, projection] a part.
    virtual Result<LeverEncoded> encode(const LeverInputs&, bool, bool) { return noEncoder(); }
    /// model.safetensors of the encoder; its other files are the caller's.
    virtual Result<void> saveEncoder(const Path&) { return noEncoder(); }

    /// Weights under the official names ("lever_lm.lm_model...") as safetensors with the config in the metadata.
    virtual Result<void> save(const Path& file) = 0;
    /// Weights + optimiser + step count: training goes on with the same trajectory.
    virtual Result<void> saveState(const Path& file) = 0;
    virtual Result<void> loadState(const Path& file) = 0;

private:
    static tl::unexpected<Error> noEncoder() { return fail(ErrorCode::Unsupported, "this Lever-LM trains no encoder"); }
};

} // namespace fulcrum::model
