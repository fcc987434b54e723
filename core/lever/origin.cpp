// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/origin.h"

#include "core/icl/model_access.h"
#include "core/store/result_repository.h"

#include <fmt/format.h>

namespace fulcrum::lever {

Result<Origin> readOrigin(store::Database& database, const std::vector<std::int64_t>& dmRuns)
{
    Origin origin;
    store::RunRepository runs(database);
    for (std::size_t i = 0; i < dmRuns.size(); ++i) {
        const std::string where = fmt::format("run {}", dmRuns[i]);
        FULCRUM_TRY(const store::RunRecord record, runs.get(dmRuns[i]));
        if (record.kind != "dm")
            return fail(ErrorCode::Usage, "cannot train", where, "it is not a D_M run");
        if (record.state != store::RunState::Succeeded)
            return fail(ErrorCode::Usage, "cannot train", where, "it has not finished", "resume it first");
        FULCRUM_TRY(std::vector<std::int64_t> pool, icl::runIndices(database, dmRuns[i], "pool"));
        const auto task = data::taskFromName(icl::specText(record, "task"));
        if (!task || (i > 0 && (*task != origin.task || pool != origin.pool)))
            return fail(ErrorCode::Usage, "cannot train", where, "its task or pool is not that of the first D_M run");
        origin.task = *task;
        origin.lvlm = icl::specText(record, "lvlm");
        origin.pool = std::move(pool);
        FULCRUM_TRY(const auto entries, store::DmRepository(database).entries(dmRuns[i]));
        for (const store::DmEntry& entry : entries)
            origin.sequences.push_back({entry.anchor, entry.items, entry.rank, entry.score});
    }
    return origin;
}

} // namespace fulcrum::lever
