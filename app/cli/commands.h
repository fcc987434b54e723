// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

namespace fulcrum::cli {

class CliContext;

// One file per command. Each function adds a subcommand whose callback calls CliContext::setAction; list it in
// commands.cpp as well. The context outlives the app.
void addVersionCommand(CLI::App& app, CliContext& context);
void addConformanceCommand(CLI::App& app, CliContext& context);
void addModelCommand(CLI::App& app, CliContext& context);
void addBenchDmCommand(CLI::App& app, CliContext& context);
void addBenchGenerateCommand(CLI::App& app, CliContext& context);
void addBenchInteractiveCommand(CLI::App& app, CliContext& context);
void addBenchEmbedCommand(CLI::App& app, CliContext& context);
void addBenchTrainCommand(CLI::App& app, CliContext& context);
#ifndef FULCRUM_ENGINE_ONLY
void addProjectCommands(CLI::App& app, CliContext& context);
void addRunsCommands(CLI::App& app, CliContext& context);
void addSetsCommands(CLI::App& app, CliContext& context);
void addJobCommands(CLI::App& app, CliContext& context);
void addMetricsCommands(CLI::App& app, CliContext& context);
void addMetricsAnswersCommands(CLI::App& app, CliContext& context); ///< exact-match, sst2, compare
void addBenchImportCommand(CLI::App& app, CliContext& context);
void addBenchSearchCommand(CLI::App& app, CliContext& context);
void addBenchTopKCommand(CLI::App& app, CliContext& context);
void addBenchMapCommand(CLI::App& app, CliContext& context);
void addBenchThumbnailsCommand(CLI::App& app, CliContext& context);
void addEmbedCommand(CLI::App& app, CliContext& context);
void addEmbedProjectCommand(CLI::App& embed, CliContext& context); ///< below `embed`
void addRetrieveCommand(CLI::App& app, CliContext& context);
void addDmCommands(CLI::App& app, CliContext& context);
void addDmStatsCommand(CLI::App& dm, CliContext& context); ///< below `dm`
void addTrainCommand(CLI::App& app, CliContext& context);
void addLeverCommands(CLI::App& app, CliContext& context);
void addEvalCommand(CLI::App& app, CliContext& context);
void addChartCommand(CLI::App& app, CliContext& context);
void addDemoCommands(CLI::App& app, CliContext& context);
void addInputCommands(CLI::App& app, CliContext& context); ///< tokenize, preprocess
void addDemoTrainCommand(CLI::App& app, CliContext& context);
#endif

/// A command that only groups others (bench, ...), made by whoever comes first.
CLI::App* commandGroup(CLI::App& app, const std::string& name, const std::string& description);

/// All of the above.
void addCommands(CLI::App& app, CliContext& context);

} // namespace fulcrum::cli
