// SPDX-License-Identifier: GPL-3.0-or-later
// `embed project`: the embeddings of a split as points of a plane.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/base/stopwatch.h"
#include "core/icl/embedding_map.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

struct Arguments
{
    std::string method = "pca", task = "caption", split = "val", part = "image", file;
    embed::ProjectionOptions options;
};

Result<void> projectEmbeddings(CliContext& context, const Arguments& arguments)
{
    // Reading is enough to compute a map; with the lock it is kept as well.
    auto opened = context.openProject(project::Access::ReadWrite);
    if (!opened && opened.error().code == ErrorCode::Locked)
        opened = context.openProject(project::Access::ReadOnly);
    FULCRUM_TRY(const auto project, std::move(opened));
    icl::MapDatasets datasets;
    for (const data::Split split : {data::Split::Train, data::Split::Validation})
        if (arguments.split == "both" || arguments.split == data::splitName(split)) {
            FULCRUM_TRY(auto dataset, project->dataset(*data::taskFromName(arguments.task), split));
            datasets.push_back(std::move(dataset));
        }
    icl::MapRequest request {arguments.part == "text", arguments.options};
    request.options.method = *embed::projectionMethodFromName(arguments.method);
    request.options.threads = context.threads;
    const Stopwatch watch;
    FULCRUM_TRY(const embed::Projection map,
        icl::embeddingMap(*project, datasets, request, context.stopToken(), [&](double share, const embed::Projection*) {
            context.progress().show(fmt::format("map: {:.0f} %", 100 * share));
        }));
    context.progress().finish();
    const double seconds = watch.seconds();
    FULCRUM_CHECK(writeFileAtomic(arguments.file, icl::mapCsv(datasets, map)));
    nlohmann::ordered_json document = {{"task", arguments.task}, {"split", arguments.split}, {"part", arguments.part},
        {"method", arguments.method}, {"rows", map.rows()}, {"skipped", map.skipped.size()}, {"seconds", seconds},
        {"file", arguments.file}};
    if (request.options.method == embed::ProjectionMethod::Pca)
        document["explained"] = map.explained;
    else
        document["landmarks"] = map.landmarks > 0 ? map.landmarks : map.rows() - map.skipped.size();
    context.result(document, [&] {
        std::string text = fmt::format("wrote {} points to {}\n", map.rows() - map.skipped.size(), arguments.file);
        if (!map.skipped.empty())
            text += fmt::format("{} embeddings are not numbers and were skipped\n", map.skipped.size());
        if (request.options.method == embed::ProjectionMethod::Pca)
            text += fmt::format("the axes explain {:.1f} % and {:.1f} % of the variance\n", 100 * map.explained[0], 100 * map.explained[1]);
        return text;
    });
    return {};
}

} // namespace

void addEmbedProjectCommand(CLI::App& embed, CliContext& context)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App* command = embed.add_subcommand("project", "Lay the embeddings out in a plane and write the points as CSV");
    command->add_option("--method", arguments->method, "pca, or tsne")->capture_default_str()->check(CLI::IsMember({"pca", "tsne"}));
    command->add_option("--out", arguments->file, "CSV to write: split, index, id, image_id, x, y")->required();
    command->add_option("--task", arguments->task, "caption or vqa")->capture_default_str()->check(CLI::IsMember({"caption", "vqa"}));
    command->add_option("--split", arguments->split, "train, val, or both in one map")->capture_default_str()->check(CLI::IsMember({"train", "val", "both"}));
    command->add_option("--part", arguments->part, "image or text")->capture_default_str()->check(CLI::IsMember({"image", "text"}));
    command->add_option("--perplexity", arguments->options.perplexity, "t-SNE: neighbours that count")->capture_default_str();
    command->add_option("--iterations", arguments->options.iterations, "t-SNE: steps of the layout")->capture_default_str();
    command->add_option("--landmarks", arguments->options.landmarks, "t-SNE: points laid out themselves; the others go to the nearest of them")
        ->capture_default_str();
    command->add_option("--seed", arguments->options.seed, "t-SNE: seed")->capture_default_str();
    command->callback(
        [&context, arguments] { context.setAction([&context, arguments] { return projectEmbeddings(context, *arguments); }); });
}

} // namespace fulcrum::cli
