// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_context.h"
#include "core/jobs/job_spec.h"

#include <memory>

namespace fulcrum::jobs {

/// A piece of work made of units. `run` may be called again after any interruption: it asks the context which units are done
/// and does the rest. It must give the same rows whatever was interrupted (ARCHITECTURE.md rule 4).
class Job
{
public:
    virtual ~Job() = default;
    /// On the job's own thread. Returns Cancelled (as handed out by the context) when told to stop.
    virtual Result<void> run(JobContext& context) = 0;
};

/// A kind of job: its table, its rule across fields, what it was made from, and how to make it.
struct JobKind
{
    std::string name;  ///< "embed", "dm", "train", "eval": the run's kind
    std::string title; ///< "Build D_M", for people
    std::vector<Field> fields;
    /// Rules between fields; may be empty. Sees values with defaults filled in.
    std::function<Result<void>(const nlohmann::json& values)> rule;
    /// Values that only the project can tell (an empty "encoder" becomes the project's); may be empty. Called before the
    /// spec is stored.
    std::function<Result<void>(const project::Project& project, nlohmann::json& values)> complete;
    /// Short text from which the run's name is made when "name" is empty; may be empty.
    std::function<std::string(const nlohmann::json& values)> suggestName;
    /// Which parity flags are in force, as a JSON object stored with the run; may be empty (= corrected throughout).
    std::function<nlohmann::json(const nlohmann::json& values)> parity;
    std::function<Result<std::unique_ptr<Job>>(const JobSpec& spec)> create;

    /// Fields, then the rule.
    Result<JobSpec> check(const nlohmann::json& given) const;
    const Field* field(std::string_view fieldName) const;
};

/// All kinds of a program. Filled at start by core/icl's registerJobs(JobRegistry&), read-only afterwards.
class JobRegistry
{
public:
    void add(JobKind kind);
    const JobKind* find(std::string_view name) const;
    /// Usage error that lists the known kinds.
    Result<const JobKind*> get(std::string_view name) const;
    const std::vector<std::unique_ptr<JobKind>>& kinds() const { return m_kinds; }

private:
    std::vector<std::unique_ptr<JobKind>> m_kinds;
};

} // namespace fulcrum::jobs
