// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/model/pixels.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace fulcrum::model {

/// An image of a forest. `key` identifies the pixels (data set fingerprint + image id, or a content hash): the engine keeps
/// features under (model, key), so `load` runs only on a miss. `load` may be called from an engine thread.
struct ImageInput
{
    std::string key;
    std::function<Result<Pixels>()> load;
};

/// One segment of text: an instruction, a demonstration, or a query with or without its answer.
struct PromptNode
{
    int parent = -1;                  ///< index of an earlier node; -1 = a root
    std::vector<std::int32_t> tokens; ///< at least one; image placeholder tokens included
    std::vector<int> images;          ///< indices into PromptForest::images, one per placeholder, in order
};

/// Segments with shared prefixes; a node's prompt is the path from its root (ARCHITECTURE.md section 3).
/// Equal segments under one parent should be one node: the engine runs each node once.
struct PromptForest
{
    std::vector<ImageInput> images;
    std::vector<PromptNode> nodes;

    int addImage(ImageInput image)
    {
        images.push_back(std::move(image));
        return static_cast<int>(images.size()) - 1;
    }
    int addNode(int parent, std::vector<std::int32_t> tokens, std::vector<int> nodeImages)
    {
        nodes.push_back({parent, std::move(tokens), std::move(nodeImages)});
        return static_cast<int>(nodes.size()) - 1;
    }
};

/// Likelihood of the end of a node's path.
struct ScoreRequest
{
    int node = 0;
    /// Number of leading tokens of the *path* that are context (the official `mask_length`); tokens from here to the end of
    /// the path are scored. Must lie inside the last node of the path and be at least 1.
    int scoreFrom = 0;
};

struct LeafScore
{
    std::vector<float> logprobs; ///< log p of each scored token, ignored tokens left out
    double nll = 0;              ///< mean of -logprobs (length-normalised cross-entropy, official get_ppl)
    double probability = 0;      ///< exp(-nll), the official P(y|S,x)
};

/// Rows of gated cross-attention of tokens that see no image: MODELS.md 1.6 (a) and (b).
enum class GateVariant { ZeroUnseen, Uniform432 };

/// Called before each micro-batch with its number of tokens, on the CPU by several threads at once. What it throws counts as the
/// micro-batch's own failure (std::bad_alloc: halve it and go on).
using MicroBatchHook = std::function<void(std::int64_t tokens)>;

struct ScoreOptions
{
    std::int32_t ignoreToken = -1; ///< real tokens with this id are left out of sum and length (official pad rule); -1 = none
    GateVariant gate = GateVariant::ZeroUnseen;
    std::int64_t maxTokensPerBatch = 8192; ///< bound on the tokens of one micro-batch; halved on out-of-memory
    /// What somebody waits for: keeps shared prefixes of its own, so that a job's last digits do not depend on what people look at.
    bool interactive = false;
    MicroBatchHook onMicroBatch;
};

/// Semantics of Hugging Face `generate` (MODELS.md section 6). beams 1 = greedy.
struct GenerateOptions
{
    int beams = 1;
    double lengthPenalty = 1.0;
    bool earlyStopping = false;
    int minNewTokens = 0;
    int maxNewTokens = 20;
    std::int32_t endToken = 2;
    GateVariant gate = GateVariant::ZeroUnseen;
    std::int64_t maxTokensPerBatch = 8192;
    bool interactive = false; ///< as in ScoreOptions
    MicroBatchHook onMicroBatch;
    /// Called on the calling thread with each new token as soon as it is settled: at once when decoding greedily, with beams when the
    /// prompt is done. `leaf` is the place in `leaves`; the tokens of a leaf come in order, without the end token.
    std::function<void(std::size_t leaf, std::int32_t token)> onToken;
};

struct Generation
{
    std::vector<std::int32_t> tokens; ///< new tokens without the end token
    double score = 0;                 ///< sum of log-probabilities as HF's sequences_scores (beams); 0 for greedy
    bool finished = false;            ///< the end token was produced
};

} // namespace fulcrum::model
