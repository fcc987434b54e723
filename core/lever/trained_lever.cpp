// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/model_access.h"
#include "core/lever/encoder_inputs.h"
#include "core/lever/lever_spec.h"
#include "core/lever/origin.h"
#include "core/lever/train_job.h"
#include "core/project/dataset_versions.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace fulcrum::lever {

namespace {

/// What an imported run tells (checkpoint_import.h), and defaults: nothing of them matters once it is trained.
Result<jobs::JobSpec> importedSpec(const nlohmann::json& values)
{
    nlohmann::json told = {{"dm_runs", nlohmann::json::array()}};
    const std::vector<jobs::Field> fields = trainFields();
    for (const jobs::Field& field : fields)
        if (values.contains(field.name))
            told[field.name] = values[field.name];
    jobs::JobSpec spec{"train", {}};
    FULCRUM_TRY(spec.values, jobs::checkFields(fields, told));
    return spec;
}

/// Items of an imported run without D_M are all samples of the split.
Result<Origin> importedOrigin(const nlohmann::json& values, const icl::TaskData& data, const std::string& where)
{
    Origin origin;
    const auto task = data::taskFromName(values.value("task", std::string()));
    origin.task = task.value_or(data.task);
    origin.pool = icl::Pool::all(data.support).items;
    const auto items = values.value("items", std::int64_t{0});
    if (!task || (origin.task == data.task && items != static_cast<std::int64_t>(origin.pool.size())))
        return fail(ErrorCode::Usage, "cannot use Lever-LM", where,
            fmt::format("it expects an index of {} samples, the train split has {}", items, origin.pool.size()));
    return origin;
}

} // namespace

Result<TrainedLever> loadTrained(const project::Project& project, store::Database& database, store::RunId run,
    const std::string& checkpoint, const model::LoadOptions& options, const icl::TaskData& data)
{
    const std::string where = fmt::format("run {}", run);
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunRecord record, runs.get(run));
    const nlohmann::json values = nlohmann::json::parse(record.spec, nullptr, false);
    if (record.kind != "train" || !values.is_object())
        return fail(ErrorCode::Usage, "cannot use Lever-LM", where, "it is not a training run");
    const bool imported = values.contains("imported_from");
    FULCRUM_TRY(const jobs::JobSpec spec, imported ? importedSpec(values) : trainJobKind().check(values)); // a project is outside input
    FULCRUM_TRY(const auto checkpoints, runs.checkpoints(run));
    const auto found = std::find_if(checkpoints.begin(), checkpoints.end(),
        [&](const store::CheckpointRecord& one) { return one.label == checkpoint; });
    if (found == checkpoints.end())
        return fail(ErrorCode::NotFound, "cannot use Lever-LM", where,
            fmt::format("it has no checkpoint \"{}\"", checkpoint), "let the training run to its end");
    const std::vector<std::int64_t> dmRuns = spec.integers("dm_runs");
    FULCRUM_TRY(const Origin origin, dmRuns.empty() ? importedOrigin(values, data, where) : readOrigin(database, dmRuns));
    if (origin.task != data.task)
        return fail(ErrorCode::Usage, "cannot use Lever-LM", where, "it was trained for another task");
    FULCRUM_CHECK(project::checkRefersTo(record, *data.support));
    FULCRUM_TRY(const auto trained, runs.param(run, trainedEncoderParam(checkpoint)));
    FULCRUM_TRY(const auto frozen, runs.param(run, "encoder_hash"));
    const std::string hash = trained ? *trained : frozen.value_or("");
    const auto features = [&](const data::Dataset& dataset, bool image, bool text) {
        auto opened = icl::openFeatures(project, dataset, hash, image, text, asProjected(spec));
        if (!opened && opened.error().code == ErrorCode::NotFound && trained)
            opened.error().hint = "run " + embedCommand(data.task, project.resolve(found->file).parent_path() / ("encoder-" + checkpoint));
        return opened;
    };
    const bool image = spec.flag("query_image") || spec.flag("icd_image");
    const bool text = spec.flag("query_text") || spec.flag("icd_text");
    FULCRUM_TRY(const auto items, features(*data.support, image, text));
    TrainedLever result;
    FULCRUM_TRY(result.queries, features(*data.queries, spec.flag("query_image"), spec.flag("query_text")));
    const std::size_t projection = items.image.empty() ? items.text.dimensions : items.image.dimensions;
    const model::LeverConfig config = leverConfig(spec, origin.pool.size(), projection);
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    FULCRUM_TRY(result.model, backend->loadLeverModel(project.resolve(found->file), &config, options));
    FULCRUM_TRY(const icl::GatheredFeatures rows, icl::gather(items, origin.pool));
    FULCRUM_CHECK(result.model->setItems(rows.view()));
    std::ranges::copy_if(origin.pool, std::back_inserter(result.withoutEmbedding), [&](std::int64_t item) { return !items.has(item); });
    result.pool = {data.support, origin.pool};
    result.encoderHash = hash;
    result.asProjected = asProjected(spec);
    result.reversed = spec.text("order") == "reversed";
    result.seed = record.seed;
    return result;
}

} // namespace fulcrum::lever
