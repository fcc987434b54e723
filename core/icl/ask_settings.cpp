// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/ask_settings.h"

#include "core/icl/evaluation_plan.h"
#include "core/project/dataset_versions.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

namespace fulcrum::icl {

namespace {

constexpr const char* kGenerationFields[] = {"beams", "max_new_tokens", "length_penalty", "stop_at_join", "gate"};

/// A stored spec with today's defaults for what it does not have; nothing when it is damaged. A project is outside input.
std::optional<jobs::JobSpec> specOf(const store::RunRecord& run)
{
    const nlohmann::json stored = nlohmann::json::parse(run.spec, nullptr, false);
    if (!stored.is_object())
        return std::nullopt;
    const std::vector<jobs::Field> fields = evaluationFields();
    nlohmann::json known = nlohmann::json::object();
    for (const jobs::Field& field : fields)
        if (stored.contains(field.name))
            known[field.name] = stored[field.name];
    auto checked = jobs::checkFields(fields, known);
    if (!checked)
        return std::nullopt;
    return jobs::JobSpec{"eval", std::move(*checked)};
}

} // namespace

std::string AskSettings::generation() const
{
    nlohmann::json fields = nlohmann::json::object();
    for (const char* name : kGenerationFields)
        fields[name] = spec.values.at(name);
    if (spec.text("dtype") != "float32") // what was stored before there was a choice was float32
        fields["dtype"] = spec.text("dtype");
    return fields.dump();
}

Result<AskSettings> askSettings(const project::Project& project, store::Database& database, data::Task task)
{
    AskSettings settings;
    if (const std::string own = project.config().lvlm; !own.empty())
        settings.lvlm = project.stored(project.resolve(own));
    FULCRUM_TRY(nlohmann::json defaults, jobs::checkFields(evaluationFields(), nlohmann::json::object()));
    settings.spec = {"eval", std::move(defaults)};
    store::RunRepository runs(database);
    FULCRUM_TRY(const auto records, runs.list("eval"));
    for (const store::RunRecord& record : records) { // newest first
        if (record.state != store::RunState::Succeeded || specText(record, "task") != data::taskName(task)
            || project.stored(project.resolve(specText(record, "lvlm"))) != settings.lvlm)
            continue;
        std::optional<jobs::JobSpec> spec = specOf(record);
        if (!spec)
            continue;
        settings.run = record.id;
        settings.spec = std::move(*spec);
        // Of another version of the data its settings hold, its indices do not.
        const auto dataset = project.dataset(task, data::Split::Validation);
        const auto queries = runIndices(database, record.id, "queries");
        if (dataset && queries && project::refersTo(record, **dataset))
            settings.references = *queries;
        break;
    }
    return settings;
}

std::vector<std::int64_t> referencesFor(const AskSettings& settings, const data::Dataset& queries, std::int64_t query)
{
    const auto count = static_cast<std::int64_t>(queries.size());
    const std::vector<std::int64_t>& own = settings.references;
    const auto isInside = [count](std::int64_t index) { return index >= 0 && index < count; };
    if (queries.split() == data::Split::Validation && std::find(own.begin(), own.end(), query) != own.end()
        && std::all_of(own.begin(), own.end(), isInside))
        return own;
    std::vector<std::int64_t> all(queries.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

} // namespace fulcrum::icl
