// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "app/cli/value_checks.h"

#ifndef FULCRUM_ENGINE_ONLY
#include "app/cli/context.h"
#include "core/icl/register_jobs.h"
#endif

namespace fulcrum::cli {

CLI::App* commandGroup(CLI::App& app, const std::string& name, const std::string& description)
{
    const auto known = app.get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
    if (!known.empty())
        return known.front();
    CLI::App* group = app.add_subcommand(name, description);
    group->require_subcommand(1);
    return group;
}

void addCommands(CLI::App& app, CliContext& context)
{
#ifndef FULCRUM_ENGINE_ONLY
    icl::registerJobs(context.registry); // before the commands: their flags come from the kinds' tables
    addProjectCommands(app, context);
    addRunsCommands(app, context);
    addSetsCommands(app, context);
    addJobCommands(app, context);
    addMetricsCommands(app, context);
    addMetricsAnswersCommands(app, context);
    addBenchImportCommand(app, context);
    addBenchSearchCommand(app, context);
    addBenchTopKCommand(app, context);
    addBenchMapCommand(app, context);
    addBenchThumbnailsCommand(app, context);
    addEmbedCommand(app, context);
    addRetrieveCommand(app, context);
    addDmCommands(app, context);
    addTrainCommand(app, context);
    addLeverCommands(app, context);
    addEvalCommand(app, context);
    addChartCommand(app, context);
    addDemoCommands(app, context);
    addInputCommands(app, context);
    addDemoTrainCommand(app, context);
#endif
    addModelCommand(app, context);
    addBenchDmCommand(app, context);
    addBenchGenerateCommand(app, context);
    addBenchInteractiveCommand(app, context);
    addBenchEmbedCommand(app, context);
    addBenchTrainCommand(app, context);
    addConformanceCommand(app, context);
    addVersionCommand(app, context);
    checkNumbers(app);
}

} // namespace fulcrum::cli
