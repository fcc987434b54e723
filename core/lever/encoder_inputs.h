// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/lever_retriever.h"
#include "core/icl/model_access.h"
#include "core/lever/training_set.h"

namespace fulcrum::lever {

/// Which parts of queries and demonstrations Lever-LM sees.
struct SeenParts
{
    bool queryImage = false, queryText = false, icdImage = false, icdText = false;
};

/// What the encoder is fed while it is trained along with Lever-LM: images and texts of one split, read when a batch needs them.
/// Not thread-safe; images of a batch are read side by side.
class EncoderInputs
{
public:
    /// `folder` of the encoder; `pool`: sample index of each item; `textLength`: most ids of a
    /// text; `threads` read images (0 = all cores).
    static Result<EncoderInputs> open(const Path& folder, std::shared_ptr<const data::Dataset> dataset,
        std::vector<std::int64_t> pool, SeenParts parts, int textLength, int threads);

    /// Every query and every item once. An image that cannot be read is an error with its name.
    Result<model::LeverRawBatch> batch(const std::vector<Record>& records, const std::vector<std::size_t>& rows) const;

    /// Tables like the stored ones, of the whole split, by the encoder as it is now: rows of `samples`, the others NaN.
    Result<icl::FeatureTables> embed(model::LeverModel& model, std::span<const std::int64_t> samples, bool image, bool text,
        std::stop_token stop) const;

    const SeenParts& parts() const { return m_parts; }

private:
    Result<model::LeverInputs> inputs(std::span<const std::int64_t> samples, bool image, bool text) const;

    std::shared_ptr<const icl::EncoderInput> m_input;
    std::shared_ptr<const data::Dataset> m_dataset;
    std::vector<std::int64_t> m_pool;
    SeenParts m_parts;
    std::size_t m_textLength = 0;
    unsigned m_threads = 0;
};

/// Configuration, tokenizer and image processor of an encoder's folder, all but its weights, into a new folder.
Result<void> copyEncoderFiles(const Path& from, const Path& to);
/// The encoder's folder as it was trained: the weights of `model`, and configuration, tokenizer and image processor of the folder that
/// it started from. A folder that is there is replaced.
Result<void> saveEncoderFolder(model::LeverModel& model, const Path& from, const Path& to);

/// Name of a run's parameter with the hash of the encoder that belongs to its checkpoint "last" or "best".
std::string trainedEncoderParam(const std::string& checkpoint);
/// The command that makes a task's embeddings by a trained encoder.
std::string embedCommand(data::Task task, const Path& encoderFolder);

} // namespace fulcrum::lever
