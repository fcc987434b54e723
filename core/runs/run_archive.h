// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/project.h"
#include "core/store/run_repository.h"


namespace fulcrum::runs {

// A run as a zip file that can be read again in another project:
//   run.json        record, parents, parameters, checkpoints, units, failures, list of cells ("fulcrum_run": format version)
//   spec.json       the spec alone, for people
//   metrics.csv     name,step,wall_time,value
//   scores.csv      strategy,shots,seed,query_id,score,prediction of every query, for people and other programs
//   cells/NNNN.jsonl predictions of a cell, a query a line
//   dm.jsonl        D_M, a beam a line
//   log.txt
// Checkpoints and embeddings are not in it.

inline constexpr int kArchiveFormat = 1;

/// Writes such a file (temporary file and rename). Usage while the run is at work.
Result<void> exportRun(const project::Project& project, store::RunId run, const Path& file);

/// A run that an archive has brought.
struct ArchivedRun
{
    store::RunId run = 0;
    std::string name;
    bool existed = false;            ///< the project had it already: nothing was written
    std::vector<std::string> notes;  ///< what is not as it was where it was made
    std::string log;                 ///< to be written once the transaction is through
};

/// Stores an archived run on a connection of the caller, whose transaction it joins: all of it or nothing. Everything is checked,
/// the archive is outside input. Parents are found again by kind and spec. Malformed names the member.
Result<ArchivedRun> importRun(store::Database& database, const Path& file);

} // namespace fulcrum::runs
