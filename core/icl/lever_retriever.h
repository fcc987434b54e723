// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/retriever.h"
#include "core/model/lever_model.h"

namespace fulcrum::icl {

/// Embeddings of one split for Lever-LM, row = sample index; a part that the model does not use may be empty.
struct FeatureTables
{
    embed::Matrix image, text;
    embed::Matrix imageLengths, textLengths; ///< [rows, 1] to multiply with; empty: embeddings keep length 1
    std::shared_ptr<const void> owner; ///< keeps the matrices alive

    /// The sample could be embedded in every part that is there.
    bool has(std::int64_t sample) const;
};

/// Rows of the tables, gathered for a model call.
struct GatheredFeatures
{
    std::vector<float> image, text;
    std::size_t rows = 0;

    model::LeverFeatures view() const { return {image, text, rows}; }
};
/// OutOfRange for an index that a non-empty table does not have. A sample without embedding gives NaN.
Result<GatheredFeatures> gather(const FeatureTables& tables, std::span<const std::int64_t> indices);

struct LeverRetrieverOptions
{
    /// The model was trained to write the demonstration next to the query first.
    bool reversed = false;
    bool officialBatchMask = false; ///< parity, see model::LeverGenerateOptions
    int queriesPerCall = 256;
    std::vector<std::int64_t> excluded = {}; ///< sample indices of the pool that may not be chosen
};

/// Sequences written by a trained Lever-LM whose items (already set) are the pool's rows. `model` must outlive it.
std::unique_ptr<Retriever> makeLeverRetriever(
    Pool pool, model::LeverModel& model, FeatureTables queries, const LeverRetrieverOptions& options);

} // namespace fulcrum::icl
