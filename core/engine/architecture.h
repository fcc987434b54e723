// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_shape.h"
#include "core/engine/packed_batch.h"
#include "core/model/pixels.h"
#include "core/model/vision_language_model.h"

#include <map>
#include <string>

namespace fulcrum::engine {

/// Keys and values of every layer of one kind.
struct KeysAndValues
{
    std::vector<at::Tensor> keys, values;
};

/// What the decoder sees of images: per image layer [images, featureRows, featureWidth]. Gated models: keys and values of
/// each gated layer. Merged ones: one layer whose keys are the embeddings of the placeholders (values are not used).
using ImageTable = KeysAndValues;

/// Keys and values of the self-attention: per decoder layer [capacity, keyWidth], one row per token.
using KeyValueStore = KeysAndValues;

/// Intermediate results by the name that golden data gives them.
using Trace = std::map<std::string, at::Tensor>;

/// The part of a model that differs from family to family; planning, caches, batching, scoring and generation are shared
/// (ForestModel). Adding a model is implementing this. Not thread-safe; throws EngineError.
class Architecture
{
public:
    virtual ~Architecture() = default;

    virtual const ForestShape& shape() const = 0;
    /// Device and type of weights, stores and tables.
    virtual at::Device device() const = 0;
    virtual at::ScalarType type() const = 0;
    /// [vocabulary, hidden]: logits = hidden states times this, transposed.
    virtual const at::Tensor& head() const = 0;

    /// A checked image as [1, 3, height, width], float32 on the CPU; `where` names it in errors. Malformed for a size that the
    /// tower does not take, Numeric for a value that is not finite.
    virtual at::Tensor imagePixels(const model::Pixels& pixels, const std::string& where) const = 0;
    /// Images (from imagePixels) -> what the vision side gives for them, in order: [images, imageRows, imageWidth]. Costly, and what a
    /// FeatureStore keeps.
    virtual at::Tensor imageFeatures(const std::vector<at::Tensor>& images, Trace* trace = nullptr) const = 0;
    /// These features -> rows of the image table.
    virtual ImageTable projectFeatures(const at::Tensor& features) const = 0;
    ImageTable encodeImages(const std::vector<at::Tensor>& images, Trace* trace = nullptr) const
    {
        return projectFeatures(imageFeatures(images, trace));
    }
    /// The decoder over packed tokens: hidden states after the last norm, [batch.size, hidden], or only those of the rows in
    /// `wanted` where it is defined. With a store, keys and values of the new tokens are written to their slots and the past is
    /// read from it; without, rows see only themselves.
    virtual at::Tensor run(const PackedBatch& batch, const ImageTable& images, KeyValueStore* store,
        const at::Tensor& wanted = {}, Trace* trace = nullptr) const = 0;
};

} // namespace fulcrum::engine
