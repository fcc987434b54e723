// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/evaluation_summary.h"
#include "core/project/project.h"
#include "core/store/run_repository.h"

#include <nlohmann/json.hpp>

namespace fulcrum::cli {

/// Results of evaluation runs, for tables and charts.
struct EvalResults
{
    std::vector<store::RunRecord> runs;
    std::vector<icl::StrategySummary> rows;
    std::map<std::string, double> elapsed; ///< seconds of the runs and of all that they were made from, by kind
};

/// "3,5" as ids; Usage for anything else. Empty = none.
Result<std::vector<store::RunId>> runIds(const std::string& text);

/// `runs` named by the user ("3,5"); when empty, the newest evaluation of each task that has finished cells.
Result<EvalResults> evalResults(store::Database& database, const std::string& runs);

/// `results[]`, `elapsed_s` and `runs` of ARCHITECTURE.md section 8.
nlohmann::ordered_json resultsJson(const EvalResults& results);

} // namespace fulcrum::cli
