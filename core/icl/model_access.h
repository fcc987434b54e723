// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/embedding_store.h"
#include "core/icl/lever_retriever.h"
#include "core/icl/prompt_source.h"
#include "core/model/backend.h"
#include "core/model/engine_worker.h"
#include "core/project/project.h"
#include "core/store/run_repository.h"

#include <nlohmann/json_fwd.hpp>

namespace fulcrum::jobs {
class JobContext;
}

namespace fulcrum::icl {

/// Options from a spec's "device" ("auto" = the first GPU if the engine has one, else the CPU), "threads" (0 = all cores) and "dtype".
Result<model::LoadOptions> loadOptions(const std::string& device, std::int64_t threads, const std::string& dtype = "float32");

/// The two data sets of a task in a project.
struct TaskData
{
    data::Task task{};
    std::shared_ptr<const data::Dataset> support; ///< train split: where demonstrations come from
    std::shared_ptr<const data::Dataset> queries; ///< validation split

    const std::shared_ptr<const data::Dataset>& split(data::Split which) const
    {
        return which == data::Split::Train ? support : queries;
    }
    static Result<TaskData> open(const project::Project& project, data::Task task); ///< the active versions
    /// Those that the job's run was made with: a resumed run goes on with its own rows.
    static Result<TaskData> open(jobs::JobContext& context, data::Task task);
};

/// An LVLM with what makes prompts for it. Sessions of one folder, device and precision share one loaded model.
struct LvlmSession
{
    std::unique_ptr<model::VisionLanguageModel> lvlm;
    std::shared_ptr<const PromptSource> prompts;
};
/// Loads the folder. ModelUnavailable or Malformed with the folder named.
Result<LvlmSession> loadLvlm(const Path& folder, data::Task task, const model::LoadOptions& options);
/// The same with the image features of a project: read from its `features` folder, and written there. Interactive: for somebody who
/// waits; its calls overtake those of jobs between two of their micro-batches. `templateText` as in makeLvlmPrompts.
Result<LvlmSession> loadLvlm(const project::Project& project, const Path& folder, data::Task task,
    const model::LoadOptions& options, model::Priority priority = model::Priority::Job, const std::string& templateText = {});

/// What an encoder is fed: pixels of images, token ids of texts. Thread-safe.
class EncoderInput
{
public:
    static Result<std::shared_ptr<const EncoderInput>> load(const Path& folder);
    virtual ~EncoderInput() = default;
    virtual Result<model::Pixels> pixels(const data::Dataset& dataset, const data::Sample& sample) const = 0;
    /// Cut to `longest` ids, start and end included.
    virtual std::vector<std::int32_t> tokens(std::string_view text, std::size_t longest) const = 0;
};
/// The text that stands for a sample in embeddings: its first caption, or its question (official icd_text_feature_field).
std::string embeddedText(const data::Sample& sample, data::Task task);

/// `jobs::JobKind::complete` for "encoder" and "lvlm": an empty one becomes the project's own, and the same folder gets the same
/// text (Project::stored) however it was written. A relative path is relative to the project folder.
Result<void> completeEncoder(const project::Project& project, nlohmann::json& values);
Result<void> completeLvlm(const project::Project& project, nlohmann::json& values);

/// Hash of the encoder whose embeddings a project's task has: that of the newest embed run of the project's encoder (the folder
/// counts, not how it was written).
/// NotFound with the command to run when there is none. Needs no engine.
Result<std::string> encoderHashOf(const project::Project& project, store::Database& database, data::Task task);

/// Stored embeddings of one split; `image` and `text` say which parts are wanted, `asProjected` whether with their lengths, as
/// the encoder projected them (NotFound where an embed run of an older Fulcrum did not keep them).
Result<FeatureTables> openFeatures(const project::Project& project, const data::Dataset& dataset,
    const std::string& encoderHash, bool image, bool text, bool asProjected = false);

/// A text or a list of integers of a stored spec; empty when it is not there. A project is outside input: nothing throws.
std::string specText(const store::RunRecord& run, const char* key);
std::vector<std::int64_t> specIntegers(const store::RunRecord& run, const char* key);

/// A run's parameter holding a JSON list of integers ("pool", "anchors"). NotFound when the run has none.
Result<std::vector<std::int64_t>> runIndices(store::Database& database, store::RunId run, const char* key);
std::string indicesText(std::span<const std::int64_t> indices);

} // namespace fulcrum::icl
