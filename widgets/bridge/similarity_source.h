// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/encoder.h"
#include "core/project/project.h"
#include "core/store/sample_facts.h"

#include <QString>
#include <optional>

namespace fulcrum::bridge {

/// What the text of a `similar:` condition asks for.
struct SimilarText
{
    enum class Kind {
        Image, ///< `#391895`: samples whose image is like that of this sample
        Text,  ///< `text of #391895`: samples whose text is like that of this sample
        Words  ///< anything else: samples whose image fits these words
    };
    Kind kind = Kind::Words;
    std::int64_t id = 0;
};
SimilarText parseSimilar(std::string_view text);
std::string similarToImage(std::int64_t id);
std::string similarToText(std::int64_t id);

/// Cosine similarities of all samples of a data set with one picture or text, from the stored embeddings. Only words need the
/// encoder itself, which is loaded on first use and kept. One caller at a time (a worker).
class SimilaritySource
{
public:
    using Similarities = std::shared_ptr<const store::SampleFacts::Similarities>;
    /// The sample of an id is looked for in `items` and then in the task's other split. NotFound when the embeddings or the
    /// sample are not there, ModelUnavailable without the engine or with another encoder; Cancelled.
    Result<Similarities> compute(
        const project::Project& project, const data::Dataset& items, const std::string& text, std::stop_token stop);

private:
    Result<std::vector<float>> encode(
        const project::Project& project, const std::string& hash, const std::string& text, std::stop_token stop);

    Path m_folder;
    std::unique_ptr<model::Encoder> m_encoder;
};

} // namespace fulcrum::bridge
