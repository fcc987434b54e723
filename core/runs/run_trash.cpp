// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_trash.h"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace fulcrum::runs {

namespace {

constexpr std::int64_t kDay = 24LL * 60 * 60 * 1000; ///< milliseconds

std::int64_t now()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// What lies beside the database. A leftover does no harm, so that it cannot be removed is no error.
void removeFiles(const project::Project& project, store::RunId run)
{
    std::error_code ignored;
    std::filesystem::remove_all(project.checkpointsFolder() / fmt::format("run-{}", run), ignored);
    std::filesystem::remove(project.logsFolder() / fmt::format("run-{}.log", run), ignored);
}

} // namespace

std::int64_t daysLeft(const store::RunRecord& run)
{
    return std::max<std::int64_t>(0, (run.trashed + kTrashDays * kDay - now() + kDay - 1) / kDay);
}

Result<int> emptyTrash(project::Project& project, bool everything)
{
    if (project.access() != project::Access::ReadWrite)
        return fail(ErrorCode::Usage, "cannot empty the trash", project.folder().string(), "the project is open for reading only");
    FULCRUM_TRY(store::Database database, project.connect());
    store::RunRepository repository(database);
    FULCRUM_TRY(std::vector<store::RunRecord> trash, repository.trash());
    // Children have higher ids than what they were made from.
    std::sort(trash.begin(), trash.end(), [](const auto& a, const auto& b) { return a.id > b.id; });
    const std::int64_t limit = now() - kTrashDays * kDay;
    std::vector<store::RunId> removed;
    const auto removeOld = [&]() -> Result<void> {
        std::vector<store::RunId> kept;
        for (const store::RunRecord& run : trash) {
            const bool isNeeded = std::find(kept.begin(), kept.end(), run.id) != kept.end();
            if (isNeeded || (!everything && run.trashed > limit)) {
                kept.insert(kept.end(), run.parents.begin(), run.parents.end());
                continue;
            }
            FULCRUM_CHECK(repository.remove(run.id));
            removed.push_back(run.id);
        }
        return {};
    };
    FULCRUM_CHECK(database.transaction(removeOld));
    for (const store::RunId run : removed)
        removeFiles(project, run);
    return static_cast<int>(removed.size());
}

} // namespace fulcrum::runs
