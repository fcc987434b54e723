// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/base/version.h"
#include "core/model/backend.h"

#ifndef FULCRUM_ENGINE_ONLY
#include "core/jobs/provenance.h"
#endif

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

Result<void> showVersion(CliContext& context, bool withEngine)
{
    nlohmann::json document = {{"version", version()}, {"commit", gitCommit()}};
    std::string text = fmt::format("Fulcrum {} ({})\n", version(), gitCommit());
#ifndef FULCRUM_ENGINE_ONLY
    document["libraries"] = jobs::libraryVersions();
    text += jobs::libraryVersions() + "\n";
#endif
    if (withEngine) { // loading it takes most of a second
        const Result<model::Backend*> backend = model::openBackend();
        document["engine"] = backend ? (*backend)->version() : std::string();
        text += "engine: " + (backend ? (*backend)->version() : backend.error().text()) + "\n";
    }
    context.result(document, [&] { return text; });
    return {};
}

} // namespace

void addVersionCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command = app.add_subcommand("version", "version, commit and libraries");
    const auto withEngine = std::make_shared<bool>(false);
    command->add_flag("--engine", *withEngine, "load the engine and tell its version, too");
    command->callback(
        [&context, withEngine] { context.setAction([&context, withEngine] { return showVersion(context, *withEngine); }); });
}

} // namespace fulcrum::cli
