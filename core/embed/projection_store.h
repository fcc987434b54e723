// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/embedding_store.h"
#include "core/embed/projection.h"

namespace fulcrum::embed {

/// The folder `projections/` of a project: layouts that take long to compute, one safetensors file for each table and settings
/// (tensor "points", F32 [rows, 2]; what it was made of in the metadata). Everything in it can be computed again.
class ProjectionStore
{
public:
    explicit ProjectionStore(Path folder) : m_folder(std::move(folder)) {}

    Path file(const EmbeddingKey& key, const ProjectionOptions& options) const;
    /// NotFound when it is not there; Malformed when it is damaged or belongs to something else, or has not that many rows.
    Result<Projection> open(const EmbeddingKey& key, const ProjectionOptions& options, std::size_t rows) const;
    /// Makes the folder when it is not there.
    Result<void> save(const EmbeddingKey& key, const ProjectionOptions& options, const Projection& projection) const;

private:
    Path m_folder;
};

} // namespace fulcrum::embed
