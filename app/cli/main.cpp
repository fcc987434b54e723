// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/value_checks.h"
#include "core/base/version.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace {

using namespace fulcrum;

void addGlobalFlags(CLI::App& app, cli::CliContext& context)
{
    app.add_option("--project", context.projectFlag, "project folder (default: the one in the current folder)")
        ->check(cli::notEmpty);
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

/// What CLI11 calls "A subcommand is required" also when there is one that it does not know. Empty for any other mistake.
std::string commandMistake(const CLI::App& app, const CLI::ParseError& error)
{
    const CLI::App* group = &app;
    while (!group->get_subcommands().empty())
        group = group->get_subcommands().front();
    const auto commands = group->get_subcommands([](const CLI::App*) { return true; });
    if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr || commands.empty())
        return {};
    std::vector<std::string> names;
    for (const CLI::App* one : commands)
        names.push_back(one->get_name());
    const std::string known = fmt::format("known are {}", fmt::join(names, ", "));
    for (const std::string& word : app.remaining(true))
        if (!word.starts_with('-'))
            return fmt::format("there is no command '{}{}' ({})", group == &app ? "" : group->get_name() + " ", word, known);
    return fmt::format("{} ({})", group == &app ? "no command is given" : group->get_name() + " needs a command", known);
}

int usage(const CLI::App& app, const CLI::ParseError& error)
{
    const std::string mistake = commandMistake(app, error);
    if (mistake.empty())
        return app.exit(error) == 0 ? 0 : fulcrum::exitCode(ErrorCode::Usage);
    std::fprintf(stderr, "fulcrum-cli: %s\nRun with --help for more information.\n", mistake.c_str());
    return fulcrum::exitCode(ErrorCode::Usage);
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
        return usage(app, error);
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
