// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rng.h"
#include "core/embed/embedding_store.h"
#include "tests/widgets/project_fixture.h"

#include <cmath>

namespace fulcrum::test {

/// Image embeddings for the fixture's captions, as the embed job leaves them: eight numbers a sample, in three clusters. Sample
/// `broken` of the train split (if any) gets NaN, which only a foreign file can hold.
inline Result<void> addEmbeddings(const ProjectFixture& fixture, int broken = -1)
{
    FULCRUM_TRY(const auto project, project::Project::open(bridge::toPath(fixture.folder()), project::Access::ReadWrite));
    FULCRUM_TRY(store::Database database, project->connect());
    store::RunRepository runs(database);
    store::RunRecord run;
    run.kind = "embed";
    run.name = "embeddings";
    run.spec = nlohmann::json {{"task", "caption"}, {"encoder", project->config().encoder}}.dump();
    run.specHash = "2";
    run.parity = "{}";
    FULCRUM_TRY(const store::RunId id, runs.add(run));
    FULCRUM_CHECK(runs.setParam(id, "encoder_hash", "weights"));
    FULCRUM_CHECK(runs.setState(id, store::RunState::Succeeded));
    constexpr std::size_t kDimensions = 8;
    const embed::EmbeddingStore store(project->embeddingsFolder());
    Rng rng(1);
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        FULCRUM_TRY(const auto dataset, project->dataset(data::Task::Caption, split));
        std::vector<float> values;
        for (std::size_t row = 0; row < dataset->size(); ++row) {
            float one[kDimensions] = {};
            float squares = 0;
            for (std::size_t i = 0; i < kDimensions; ++i) {
                one[i] = (i == row % 3 ? 1.0F : 0.0F) + 0.1F * static_cast<float>(rng.normal());
                squares += one[i] * one[i];
            }
            for (const float value : one)
                values.push_back(value / std::sqrt(squares));
        }
        if (split == data::Split::Train && broken >= 0)
            values[static_cast<std::size_t>(broken) * kDimensions] = std::nanf("");
        const embed::EmbeddingKey key {"weights", dataset->fingerprint(), "image"};
        std::filesystem::create_directories(project->embeddingsFolder());
        FULCRUM_CHECK(writeSafetensors(store.file(key),
            {{"embeddings", DType::F32, {static_cast<std::int64_t>(dataset->size()), kDimensions}, std::as_bytes(std::span(values))}},
            {{"encoder", key.encoderHash}, {"dataset", key.datasetFingerprint}, {"part", key.part}, {"format", "1"}}));
    }
    return {};
}

} // namespace fulcrum::test
