// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/similarity_source.h"

#include "core/icl/model_access.h"

#include <charconv>

namespace fulcrum::bridge {

namespace {

constexpr std::string_view kTextOf = "text of ";
constexpr std::size_t kStopCheckEvery = 4096;

data::Split other(data::Split split)
{
    return split == data::Split::Train ? data::Split::Validation : data::Split::Train;
}

/// The stored embedding of one sample.
Result<std::vector<float>> storedRow(const project::Project& project, const data::Dataset& items, const std::string& hash,
    const SimilarText& what)
{
    const bool image = what.kind == SimilarText::Kind::Image;
    const auto row = [&](const data::Dataset& set, std::int64_t index) -> Result<std::vector<float>> {
        FULCRUM_TRY(const icl::FeatureTables tables, icl::openFeatures(project, set, hash, image, !image));
        if (!tables.has(index))
            return fail(icl::noEmbedding(set, index));
        std::vector<float> values;
        (image ? tables.image : tables.text).appendRow(static_cast<std::size_t>(index), values);
        return values;
    };
    if (const std::int64_t index = items.indexOfId(what.id); index >= 0)
        return row(items, index);
    if (const auto set = project.dataset(items.task(), other(items.split())))
        if (const std::int64_t index = (*set)->indexOfId(what.id); index >= 0)
            return row(**set, index);
    return fail(ErrorCode::NotFound, "cannot sort by similarity", "#" + std::to_string(what.id), "there is no such sample");
}

} // namespace

SimilarText parseSimilar(std::string_view text)
{
    SimilarText found;
    std::string_view rest = text;
    const bool ofText = rest.starts_with(kTextOf);
    if (ofText)
        rest.remove_prefix(kTextOf.size());
    if (!rest.starts_with('#'))
        return found;
    const char* end = rest.data() + rest.size();
    const auto read = std::from_chars(rest.data() + 1, end, found.id);
    if (read.ec == std::errc() && read.ptr == end)
        found.kind = ofText ? SimilarText::Kind::Text : SimilarText::Kind::Image;
    return found;
}

std::string similarToImage(std::int64_t id) { return "#" + std::to_string(id); }
std::string similarToText(std::int64_t id) { return std::string(kTextOf) + similarToImage(id); }

Result<SimilaritySource::Similarities> SimilaritySource::compute(
    const project::Project& project, const data::Dataset& items, const std::string& text, std::stop_token stop)
{
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(const std::string hash, icl::encoderHashOf(project, database, items.task()));
    const SimilarText what = parseSimilar(text);
    const bool image = what.kind != SimilarText::Kind::Text;
    FULCRUM_TRY(const icl::FeatureTables tables, icl::openFeatures(project, items, hash, image, !image));
    const embed::Matrix& matrix = image ? tables.image : tables.text;
    std::vector<float> query;
    if (what.kind == SimilarText::Kind::Words) {
        FULCRUM_TRY(query, encode(project, hash, text, stop));
    } else {
        FULCRUM_TRY(query, storedRow(project, items, hash, what));
    }
    if (query.size() != matrix.dimensions)
        return fail(ErrorCode::Malformed, "cannot sort by similarity", text, "the embeddings have different lengths", "embed again");
    auto found = std::make_shared<store::SampleFacts::Similarities>();
    found->text = text;
    found->values.resize(matrix.rows());
    std::vector<float> values;
    for (std::size_t row = 0; row < matrix.rows(); ++row) {
        if (row % kStopCheckEvery == 0 && stop.stop_requested())
            return fail(ErrorCode::Cancelled, "similarity");
        values.clear();
        matrix.appendRow(row, values);
        found->values[row] = embed::innerProduct(query, values);
    }
    return Similarities(std::move(found));
}

Result<std::vector<float>> SimilaritySource::encode(
    const project::Project& project, const std::string& hash, const std::string& text, std::stop_token stop)
{
    const Path folder = project.encoderFolder();
    if (!m_encoder || m_folder != folder) {
        FULCRUM_TRY(model::Backend* const backend, model::openBackend());
        FULCRUM_TRY(const model::LoadOptions options, icl::loadOptions("auto", 0));
        FULCRUM_TRY(m_encoder, backend->loadEncoder(folder, options));
        m_folder = folder;
    }
    if (m_encoder->info().hash != hash)
        return fail(ErrorCode::ModelUnavailable, "cannot sort by similarity", folder.string(),
            "the embeddings were made with other weights", "build the embeddings again");
    FULCRUM_TRY(const auto input, icl::EncoderInput::load(folder));
    const std::vector<std::vector<std::int32_t>> texts
        = {input->tokens(text, static_cast<std::size_t>(m_encoder->info().textLength))};
    return m_encoder->encodeTexts(texts, stop);
}

} // namespace fulcrum::bridge
