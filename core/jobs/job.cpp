// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fulcrum::jobs {

Result<JobSpec> JobKind::check(const nlohmann::json& given) const
{
    FULCRUM_TRY(nlohmann::json values, checkFields(fields, given));
    if (rule)
        FULCRUM_CHECK(rule(values));
    return JobSpec{name, std::move(values)};
}

const Field* JobKind::field(std::string_view fieldName) const
{
    for (const Field& one : fields)
        if (one.name == fieldName)
            return &one;
    return nullptr;
}

void JobRegistry::add(JobKind kind) { m_kinds.push_back(std::make_unique<JobKind>(std::move(kind))); }

const JobKind* JobRegistry::find(std::string_view name) const
{
    for (const auto& kind : m_kinds)
        if (kind->name == name)
            return kind.get();
    return nullptr;
}

Result<const JobKind*> JobRegistry::get(std::string_view name) const
{
    if (const JobKind* kind = find(name))
        return kind;
    std::vector<std::string> names;
    for (const auto& kind : m_kinds)
        names.push_back(kind->name);
    return fail(ErrorCode::Usage, fmt::format("unknown kind of job '{}'", name), {}, {},
        fmt::format("known are: {}", fmt::join(names, ", ")));
}

} // namespace fulcrum::jobs
