// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

namespace fulcrum::cli {

void addCommands(CLI::App& app, CliContext& context)
{
#ifndef FULCRUM_ENGINE_ONLY
    addProjectCommands(app, context);
    addRunsCommands(app, context);
    addJobCommands(app, context);
#endif
    addVersionCommand(app, context);
}

} // namespace fulcrum::cli
