// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "core/project/project.h"
#include "core/store/run_repository.h"

#include <span>
#include <stop_token>

namespace fulcrum::runs {

struct ImportOptions
{
    std::optional<data::Task> task; ///< of files that do not show it; nothing = that of the folder, or the project's only one
    std::string lvlm;               ///< name of the model that official results are of; empty = that of the folder, or unknown
    std::stop_token stop;
};

struct ImportedRun
{
    store::RunId run = 0;
    std::string kind, name;
    bool existed = false;           ///< the project had it already: nothing was written
    std::vector<std::string> files; ///< names of what it was made from
    std::vector<std::string> unknown; ///< what the files do not say: "seed", "device", ...
    std::vector<std::string> notes;   ///< warnings, for people
};

/// Stores the results in these files as finished runs: official metrics.json and generation_metainfo/*.json (those of one start of
/// the script together make a run), official D_M data, and runs exported as zip. A folder stands for its metrics.json and the
/// generation_metainfo/ in it. Everything is read and checked first; then all of it is stored in one transaction, or nothing.
///
/// What official results do not say stays unknown and is listed in the run's spec. Queries of a generation file are found by
/// published id; their scores are computed from its predictions.
///
/// Errors: Usage (no file; read-only project; the task cannot be told), NotFound, Malformed (file and place), Unsupported (a file of
/// another kind; checkpoints), Cancelled. On a worker.
Result<std::vector<ImportedRun>> importResults(
    project::Project& project, std::span<const Path> files, const ImportOptions& options = {});

} // namespace fulcrum::runs
