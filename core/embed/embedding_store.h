// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/safetensors.h"
#include "core/embed/similarity.h"

#include <functional>
#include <string>

namespace fulcrum::embed {

/// Names one table of embeddings: what was embedded, by which weights.
struct EmbeddingKey
{
    std::string encoderHash;        ///< EncoderInfo::hash
    std::string datasetFingerprint; ///< of the task and split; row i is sample index i of that data set
    std::string part;               ///< "image", "text"
};

/// A finished table, memory-mapped. Copyable; thread-safe for reading.
class EmbeddingTable
{
public:
    Matrix matrix() const { return {m_values, m_dimensions}; }
    std::size_t rows() const { return matrix().rows(); }
    std::size_t dimensions() const { return m_dimensions; }

private:
    friend class EmbeddingStore;
    std::shared_ptr<const void> m_owner;
    std::span<const float> m_values;
    std::size_t m_dimensions = 0;
};

/// The folder `embeddings/` of a project: one safetensors file a key (tensor "embeddings", F32 [rows, dimensions]; the key in
/// the metadata). A table is computed in blocks; each finished block is a small file of its own beside it, so that a build that
/// was killed goes on where it stopped and ends with the same bytes. One writer at a time (the project lock sees to that).
class EmbeddingStore
{
public:
    explicit EmbeddingStore(Path folder) : m_folder(std::move(folder)) {}

    Path file(const EmbeddingKey& key) const;
    bool has(const EmbeddingKey& key) const;
    /// NotFound when it was not built yet; Malformed when the file is damaged or belongs to another key.
    Result<EmbeddingTable> open(const EmbeddingKey& key) const;

    struct Build
    {
        EmbeddingKey key;
        std::size_t rows = 0;
        std::size_t dimensions = 0;
        std::size_t blockRows = 256;

        std::size_t blocks() const { return blockRows == 0 ? 0 : (rows + blockRows - 1) / blockRows; }
    };
    bool hasBlock(const Build& build, std::size_t block) const;
    /// `values` are the rows [block * blockRows, ...) of the table. Refuses NaN and infinity (Numeric).
    Result<void> writeBlock(const Build& build, std::size_t block, std::span<const float> values) const;
    /// Joins the blocks into the table and removes them. Does nothing when the table exists.
    Result<void> finish(const Build& build) const;

private:
    Result<void> join(const Build& build) const;
    Path blockFile(const Build& build, std::size_t block) const;
    Path m_folder;
};

} // namespace fulcrum::embed
