// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/safetensors.h"
#include "core/embed/similarity.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fulcrum::embed {

/// Names one table of embeddings: what was embedded, by which weights.
struct EmbeddingKey
{
    std::string encoderHash;        ///< EncoderInfo::hash
    std::string datasetFingerprint; ///< of the task and split; row i is sample index i of that data set
    std::string part;               ///< "image", "text"
};

/// The part that holds how long the embeddings of a part were before they got length 1, [rows, 1].
std::string lengthPart(const std::string& part);

/// How a table's numbers are stored. float16 is half as large, and within 0.0005 of a similarity in float32.
enum class Storage { Float32, Float16 };
const char* storageName(Storage storage); ///< "float32", "float16"
std::optional<Storage> storageFromName(std::string_view name);

/// A finished table, memory-mapped. Copyable; thread-safe for reading.
class EmbeddingTable
{
public:
    Matrix matrix() const { return m_matrix; }
    Storage storage() const { return m_matrix.halves.empty() ? Storage::Float32 : Storage::Float16; }
    std::size_t rows() const { return matrix().rows(); }
    std::size_t dimensions() const { return m_matrix.dimensions; }

private:
    friend class EmbeddingStore;
    std::shared_ptr<const void> m_owner;
    Matrix m_matrix;
};

/// The folder `embeddings/` of a project: one safetensors file a key (tensor "embeddings", F32 or F16 [rows, dimensions]; the key
/// in the metadata). A table is computed in blocks; each finished block is a small file of its own beside it, so that a build that
/// was killed goes on where it stopped and ends with the same bytes. Blocks are float32 whatever the table will be. One writer at a
/// time (the project lock sees to that).
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
        Storage storage = Storage::Float32;

        std::size_t blocks() const { return blockRows == 0 ? 0 : (rows + blockRows - 1) / blockRows; }
    };
    bool hasBlock(const Build& build, std::size_t block) const;
    /// `values` are the rows [block * blockRows, ...) of the table; a row of NaN only is a sample that could not be embedded. Refuses
    /// any other NaN, and infinity (Numeric).
    Result<void> writeBlock(const Build& build, std::size_t block, std::span<const float> values) const;
    /// The table exists, can be read and is stored as asked for.
    bool isFinished(const Build& build) const;
    /// Joins the blocks into the table and removes them. Does nothing when isFinished; a table that is stored in another way is
    /// replaced (who has it open keeps the old one).
    Result<void> finish(const Build& build) const;
    /// Rows of the table that stand for samples that could not be embedded: of one block of it (its file while the table is not finished).
    Result<std::vector<std::size_t>> missingRows(const Build& build, std::size_t block) const;
    /// Replaces rows of a finished table; who has it open keeps the old one.
    Result<void> replaceRows(const Build& build, const std::map<std::size_t, std::vector<float>>& rows) const;

private:
    Result<void> join(const Build& build) const;
    Result<void> writeWhole(const Build& build, std::span<const float> all) const;
    Path blockFile(const Build& build, std::size_t block) const;
    Path m_folder;
};

} // namespace fulcrum::embed
