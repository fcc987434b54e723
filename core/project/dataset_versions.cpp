// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/dataset_versions.h"

#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::project {
namespace {

constexpr int kDeepest = 16; // generations of parents; more is a damaged project

std::string keyOf(data::Task task, data::Split split)
{
    return fmt::format("{}/{}", data::taskName(task), data::splitName(split));
}

std::optional<data::Task> ownTask(const store::RunRecord& run)
{
    const nlohmann::json spec = nlohmann::json::parse(run.spec, nullptr, false); // outside input: nothing throws
    if (!spec.is_object() || !spec.contains("task") || !spec["task"].is_string())
        return std::nullopt;
    return data::taskFromName(spec["task"].get<std::string>());
}

Error otherVersion(const store::RunRecord& run, data::Task task, data::Split split)
{
    return {ErrorCode::Usage, fmt::format("cannot use run {}", run.id), run.name,
        fmt::format("it was made with another version of the {} data of split '{}', whose rows are others", data::taskName(task),
            data::splitName(split)),
        "make it anew, or import the files of that version again: it is then the active one"};
}

} // namespace

Result<std::string> activeFingerprints(store::Database& database)
{
    FULCRUM_TRY(const auto records, store::SampleRepository(database).datasets());
    nlohmann::json all = nlohmann::json::object();
    for (const store::DatasetRecord& record : records)
        all[keyOf(record.task, record.split)] = record.fingerprint;
    return all.empty() ? std::string() : all.dump();
}

std::string fingerprintOf(const store::RunRecord& run, data::Task task, data::Split split)
{
    const nlohmann::json all = nlohmann::json::parse(run.datasetFingerprint, nullptr, false);
    if (!all.is_object()) // an import of D_M by an early version: the train split's alone
        return split == data::Split::Train ? run.datasetFingerprint : std::string();
    const auto found = all.find(keyOf(task, split));
    return found != all.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<std::optional<data::Task>> taskOf(store::RunRepository& runs, const store::RunRecord& run)
{
    store::RunRecord at = run;
    for (int i = 0; i < kDeepest; ++i) {
        const std::optional<data::Task> task = ownTask(at);
        if (task || at.parents.empty())
            return task;
        FULCRUM_TRY(at, runs.get(at.parents.front()));
    }
    return std::optional<data::Task>();
}

bool refersTo(const store::RunRecord& run, const data::Dataset& dataset)
{
    const std::string own = fingerprintOf(run, dataset.task(), dataset.split());
    return own.empty() || own == dataset.fingerprint();
}

Result<void> checkRefersTo(const store::RunRecord& run, const data::Dataset& dataset)
{
    return refersTo(run, dataset) ? Result<void>{} : fail(otherVersion(run, dataset.task(), dataset.split()));
}

Result<void> checkParents(store::RunRepository& runs, const store::RunRecord& run)
{
    for (const store::RunId id : run.parents) {
        FULCRUM_TRY(const store::RunRecord parent, runs.get(id));
        if (parent.trashed > 0)
            return fail(ErrorCode::Usage, fmt::format("cannot use run {}", id), parent.name, "it is in the trash",
                fmt::format("take it out: 'fulcrum-cli runs restore {}'", id));
        FULCRUM_TRY(const std::optional<data::Task> task, taskOf(runs, parent));
        if (!task)
            continue;
        const std::string before = fingerprintOf(parent, *task, data::Split::Train);
        const std::string now = fingerprintOf(run, *task, data::Split::Train);
        if (!before.empty() && before != now)
            return fail(otherVersion(parent, *task, data::Split::Train));
    }
    return {};
}

} // namespace fulcrum::project
