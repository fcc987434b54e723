// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/projection_store.h"

#include "core/base/sha256.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>

namespace fulcrum::embed {
namespace {

constexpr const char* kTensor = "points";
constexpr const char* kVersion = "1"; ///< another number when the same settings give another layout

std::map<std::string, std::string> metadataOf(const EmbeddingKey& key, const ProjectionOptions& options)
{
    std::map<std::string, std::string> metadata {{"version", kVersion}, {"encoder", key.encoderHash},
        {"dataset", key.datasetFingerprint}, {"part", key.part}, {"method", projectionMethodName(options.method)}};
    if (options.method == ProjectionMethod::Tsne) {
        metadata["perplexity"] = fmt::format("{}", options.perplexity);
        metadata["iterations"] = fmt::format("{}", options.iterations);
        metadata["landmarks"] = fmt::format("{}", options.landmarks);
        metadata["seed"] = fmt::format("{}", options.seed);
    }
    return metadata;
}

template <class Number>
Number numberIn(const std::map<std::string, std::string>& metadata, const char* key)
{
    Number value {};
    if (const auto found = metadata.find(key); found != metadata.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

} // namespace

Path ProjectionStore::file(const EmbeddingKey& key, const ProjectionOptions& options) const
{
    std::string text;
    for (const auto& [name, value] : metadataOf(key, options))
        text += fmt::format("{}:{}={};", name.size(), name, value);
    return m_folder / fmt::format("{}-{}.safetensors", projectionMethodName(options.method), sha256(text).substr(0, 24));
}

Result<Projection> ProjectionStore::open(const EmbeddingKey& key, const ProjectionOptions& options, std::size_t rows) const
{
    const Path path = file(key, options);
    const auto refuse = [&path](const char* why) {
        return fail(ErrorCode::Malformed, "cannot open the map", path.string(), why, "remove the file; the map is computed again");
    };
    if (!std::filesystem::exists(path))
        return fail(ErrorCode::NotFound, "cannot open the map", path.string(), "it was not computed yet");
    FULCRUM_TRY(const SafetensorsFile opened, SafetensorsFile::open(path));
    for (const auto& [name, value] : metadataOf(key, options))
        if (const auto found = opened.metadata().find(name); found == opened.metadata().end() || found->second != value)
            return refuse("it belongs to other embeddings or settings");
    const TensorView* tensor = opened.find(kTensor);
    if (!tensor || tensor->type != DType::F32 || tensor->shape != std::vector<std::int64_t> {static_cast<std::int64_t>(rows), 2})
        return refuse("it does not hold one point for each sample");
    FULCRUM_TRY(const std::vector<float> values, opened.floats(kTensor));
    Projection projection;
    for (std::size_t i = 0; i < rows; ++i) {
        projection.x.push_back(values[2 * i]);
        projection.y.push_back(values[2 * i + 1]);
        if (!std::isfinite(projection.x[i]) || !std::isfinite(projection.y[i]))
            projection.skipped.push_back(static_cast<std::int64_t>(i));
    }
    projection.explained = {numberIn<double>(opened.metadata(), "explained_x"), numberIn<double>(opened.metadata(), "explained_y")};
    projection.landmarks = numberIn<std::size_t>(opened.metadata(), "landmarks_used");
    return projection;
}

Result<void> ProjectionStore::save(const EmbeddingKey& key, const ProjectionOptions& options, const Projection& projection) const
{
    std::error_code error;
    std::filesystem::create_directories(m_folder, error);
    if (error)
        return fail(ErrorCode::Io, "cannot keep the map", m_folder.string(), error.message());
    std::vector<float> values;
    for (std::size_t i = 0; i < projection.rows(); ++i) {
        values.push_back(projection.x[i]);
        values.push_back(projection.y[i]);
    }
    std::map<std::string, std::string> metadata = metadataOf(key, options);
    metadata["explained_x"] = fmt::format("{}", projection.explained[0]);
    metadata["explained_y"] = fmt::format("{}", projection.explained[1]);
    metadata["landmarks_used"] = fmt::format("{}", projection.landmarks);
    return writeSafetensors(file(key, options),
        {{kTensor, DType::F32, {static_cast<std::int64_t>(projection.rows()), 2}, std::as_bytes(std::span(values))}}, metadata);
}

} // namespace fulcrum::embed
