// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/model_access.h"
#include "core/jobs/job_spec.h"

namespace fulcrum::icl {

/// How the project's LVLM is asked about single sequences: as in the newest finished evaluation of the task with this LVLM, so
/// that an answer may stand beside the stored ones; as the official code does when there is none.
struct AskSettings
{
    std::string lvlm;                     ///< folder, as specs have it (Project::stored); empty = the project has none
    store::RunId run = 0;                 ///< the evaluation; 0 = official settings
    jobs::JobSpec spec;                   ///< fields of an evaluation; those of the generation count
    std::vector<std::int64_t> references; ///< queries of that evaluation: CIDEr's frequencies come from them

    /// The fields that an answer depends on, as JSON: two answers with the same text can be compared.
    std::string generation() const;
    /// Folder and numbers of the model: what has to be loaded.
    std::string model() const { return lvlm + " " + spec.text("dtype"); }
};

Result<AskSettings> askSettings(const project::Project& project, store::Database& database, data::Task task);

/// The queries whose references score a prediction: the evaluation's when it has the query, else the whole split.
std::vector<std::int64_t> referencesFor(const AskSettings& settings, const data::Dataset& queries, std::int64_t query);

} // namespace fulcrum::icl
