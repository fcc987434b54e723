// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/dm_job.h"
#include "core/icl/model_access.h"
#include "core/jobs/provenance.h"
#include "core/project/dataset_versions.h"
#include "core/project/model_folder.h"

#include <cmath>
#include <fmt/format.h>
#include <set>

namespace fulcrum::dm {

namespace {

/// What a published file does not say is not made up: steps, gains and likelihoods stay unknown.
store::DmEntry publishedEntry(std::int64_t anchor, int rank, const BeamSequence& sequence)
{
    store::DmEntry entry;
    entry.anchor = anchor;
    entry.rank = rank;
    entry.score = sequence.score;
    entry.items = sequence.items;
    return entry;
}

store::RunRecord importedRun(const data::Dataset& support, const Path& file, const std::string& hash,
    std::size_t anchors, const std::string& lvlm)
{
    store::RunRecord record;
    record.kind = "dm";
    record.name = fmt::format("imported {}", file.filename().string()).substr(0, 80);
    nlohmann::json spec{{"task", data::taskName(support.task())}, {"imported_from", file.filename().string()},
        {"sha256", hash}, {"anchors", anchors}};
    if (!lvlm.empty())
        spec["lvlm"] = lvlm;
    record.spec = spec.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    record.specHash = sha256(record.spec);
    record.parity = R"({"ranking":"last-gain"})"; // generate_data.py knows nothing else
    record.unitsDone = record.unitsTotal = static_cast<std::int64_t>(anchors);
    return record;
}

} // namespace

Result<store::RunId> importOfficial(project::Project& project, data::Task task, const Path& file, const Path& lvlm)
{
    FULCRUM_TRY(store::Database database, project.connect());
    return importOfficial(project, database, task, file, lvlm);
}

Result<store::RunId> importOfficial(
    project::Project& project, store::Database& database, data::Task task, const Path& file, const Path& lvlm)
{
    if (!lvlm.empty())
        FULCRUM_CHECK(project::checkModelFolder(lvlm, "LVLM"));
    FULCRUM_TRY(const auto support, project.dataset(task, data::Split::Train));
    FULCRUM_TRY(const auto anchors, readOfficialJson(file, static_cast<std::int64_t>(support->size())));
    FULCRUM_TRY(const std::string hash, sha256File(file));
    store::RunId run = 0;
    std::vector<std::int64_t> indices;
    for (const AnchorSequences& anchor : anchors)
        indices.push_back(anchor.anchor);
    const auto write = [&]() -> Result<void> {
        store::RunRepository runs(database);
        store::RunRecord record = importedRun(*support, file, hash, anchors.size(), project.stored(lvlm));
        FULCRUM_TRY(record.datasetFingerprint, project::activeFingerprints(database));
        FULCRUM_TRY(run, runs.add(std::move(record)));
        for (const AnchorSequences& anchor : anchors) {
            std::vector<store::DmEntry> entries;
            for (const BeamSequence& sequence : anchor.sequences)
                entries.push_back(publishedEntry(anchor.anchor, static_cast<int>(entries.size()), sequence));
            FULCRUM_CHECK(store::DmRepository(database).add(run, entries));
        }
        FULCRUM_CHECK(runs.setParam(run, "pool", icl::indicesText(icl::Pool::all(support).items)));
        FULCRUM_CHECK(runs.setParam(run, "anchors", icl::indicesText(indices)));
        return runs.setState(run, store::RunState::Succeeded);
    };
    FULCRUM_CHECK(database.transaction(write));
    return run;
}

} // namespace fulcrum::dm
