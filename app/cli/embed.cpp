// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/spec_flags.h"
#include "core/icl/model_access.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {

namespace {

Result<void> embed(CliContext& context, const JobFlags& flags)
{
    FULCRUM_TRY(const auto project, openForJob(context, "embed", flags));
    FULCRUM_TRY(const store::RunId run, runJobCommand(context, project, "embed", flags));
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
    FULCRUM_TRY(const auto hash, store::RunRepository(database).param(run, "encoder_hash"));
    FULCRUM_TRY(const std::int64_t failed, store::RunRepository(database).failureCount(run));
    nlohmann::ordered_json document = {{"run", run}, {"task", icl::specText(record, "task")},
        {"encoder", icl::specText(record, "encoder")}, {"encoder_hash", hash.value_or("")},
        {"blocks", record.unitsDone}, {"failed", failed}};
    context.result(document, [&] {
        return fmt::format("run {}: embedded {} blocks{}\n", run, record.unitsDone,
            failed > 0 ? fmt::format("; {} images or texts failed (runs show {} tells why)", failed, run) : "");
    });
    return {};
}

} // namespace

void addEmbedCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command = app.add_subcommand("embed", "Embed the images and texts of a task");
    const auto flags = addJobFlags(*command, *context.registry.find("embed"));
    addEmbedProjectCommand(*command, context);
    command->callback([&context, command, flags] {
        if (command->get_subcommands().empty()) // its own callback comes before this one
            context.setAction([&context, flags] { return embed(context, *flags); });
    });
}

} // namespace fulcrum::cli
