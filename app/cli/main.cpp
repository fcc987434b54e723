// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/base/version.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace {

using namespace fulcrum;

void addGlobalFlags(CLI::App& app, cli::CliContext& context)
{
    app.add_option("--project", context.projectFlag, "project folder (default: the one in the current folder)");
    app.add_flag("--json", context.json, "print the result as one JSON document");
    app.add_flag("--quiet", context.quiet, "no progress on stderr");
    app.add_option("--threads", context.threads, "CPU threads, 0 = all cores")->check(CLI::Range(0, 1024));
    app.add_option("--device", context.device, "auto, cpu or cuda:N");
    app.set_version_flag("--version", std::string("fulcrum-cli ") + version());
}

int report(const Error& error, const cli::CliContext& context)
{
    std::fprintf(stderr, "fulcrum-cli: %s\n", error.text().c_str());
    if (context.json) {
        const nlohmann::json document = {{"error",
            {{"code", errorCodeName(error.code)}, {"what", error.what}, {"where", error.where}, {"why", error.why},
                {"hint", error.hint}}}};
        context.result(document, [] { return std::string(); });
    }
    return exitCode(error.code);
}

int run(int argc, char** argv)
{
    cli::CliContext context;
    CLI::App app("Fulcrum: in-context learning with vision-language models", "fulcrum-cli");
    app.fallthrough(); // global flags may follow the command
    app.require_subcommand(1);
    addGlobalFlags(app, context);
    cli::addCommands(app, context);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : fulcrum::exitCode(ErrorCode::Usage);
    }
    if (!context.action())
        return fulcrum::exitCode(ErrorCode::Usage);
    const Result<void> result = context.action()();
    context.progress().finish();
    return result ? context.exitStatus : report(result.error(), context);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        return run(argc, argv);
    } catch (const std::bad_alloc&) {
        std::fputs("fulcrum-cli: out of memory\n", stderr);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "fulcrum-cli: internal error: %s\n", error.what());
    }
    return 1;
}
