// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fulcrum::model {

/// A tensor that is not as the configuration asks.
struct TensorComplaint
{
    enum class Kind { Missing, Unexpected, Misshapen, NotFloating };
    Kind kind = Kind::Missing;
    std::string name, file; ///< `file` is empty for what is missing
    std::vector<std::int64_t> expected, stored;

    std::string text() const; ///< "'x' in model.safetensors has shape [2], expected [3]"
};

/// What a model is, told by its configuration and the headers of its weight files; no weight is read.
struct ModelDescription
{
    enum class Kind { Encoder, VisionLanguageModel };
    Kind kind = Kind::VisionLanguageModel;
    std::string family;      ///< "clip", or as VisionLanguageModelInfo::family
    std::string architecture; ///< one line for people

    struct Part
    {
        std::string name; ///< weights::partOf
        std::int64_t parameters = 0;
    };
    std::vector<Part> parts; ///< as the configuration asks, in the order in which the model asks

    std::int64_t vocabulary = 0, contextLength = 0;
    std::int64_t layers = 0;          ///< of the language side
    std::int64_t prefixNumbers = 0;   ///< keys and values kept for one token of a prefix
    std::int64_t imageSize = 0;       ///< edge of the images; 0 = takes none
    std::int64_t imageFeatures = 0;   ///< rows that one image becomes
    std::int64_t imageNumbers = 0;    ///< numbers kept of one image
    std::int64_t embedding = 0;       ///< width of an encoder's embeddings

    std::vector<TensorComplaint> complaints;

    std::int64_t parameters() const;
};

} // namespace fulcrum::model
