// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <CLI/CLI.hpp>

namespace fulcrum::cli {

class CliContext;

/// What makes `runs table` a pivot table.
struct PivotFlags
{
    std::string rows, columns, spread = "seeds", task, model, strategy, shots, seed;
    bool published = false;
    bool noAverages = false;
    bool given() const { return !rows.empty() || !columns.empty(); }
};
void addPivotFlags(CLI::App& command, PivotFlags& flags);
/// Of these evaluations, or of the newest of each task. `format`: "text", "csv", "latex", "markdown", "json".
Result<void> showPivot(CliContext& context, store::Database& database, const std::vector<store::RunId>& runs,
    const std::string& format, const PivotFlags& flags);

/// runs import, export, delete, restore.
void addRunTransferCommands(CLI::App& parent, CliContext& context);

} // namespace fulcrum::cli
