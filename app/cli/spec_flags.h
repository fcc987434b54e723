// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

#include <CLI/CLI.hpp>

namespace fulcrum::cli {

class CliContext;

/// What a job command was given: a spec file, flags that override it, or a run to resume.
struct JobFlags
{
    std::string specFile;
    std::string resume;               ///< run id, or "last"; empty = a new run
    store::RunId after = 0;           ///< start when that run has succeeded; 0 = at once
    std::map<std::string, std::string> values; ///< field name -> text of its flag
};

/// Adds --spec FILE, --resume [RUN] and one flag for each field of the kind ("--few-shot 2", lists with commas).
std::shared_ptr<JobFlags> addJobFlags(CLI::App& command, const jobs::JobKind& kind);
/// The JSON of spec file and flags; `jobs::JobKind::check` judges it. Folders of flags are relative to the current folder and
/// made absolute here; those of a spec file are relative to the project.
Result<nlohmann::json> givenSpec(const JobFlags& flags, const jobs::JobKind& kind, const CliContext& context);
/// What --device and --threads say, when they are given.
nlohmann::json globalSettings(const jobs::JobKind& kind, const CliContext& context);
/// Text of a flag as the JSON value of a field. OutOfRange or Usage, naming the flag.
Result<nlohmann::json> valueFromText(const jobs::Field& field, const std::string& text);

/// The project of a job command, with its lock. First waits for the run of --after: whoever works on that holds the lock.
Result<std::shared_ptr<project::Project>> openForJob(
    CliContext& context, const std::string& kind, const JobFlags& flags);
/// Creates (or resumes) a run and runs it to its end with progress on stderr. Ctrl+C stops it at the next unit.
/// Returns the run's id.
Result<store::RunId> runJobCommand(CliContext& context, const std::shared_ptr<project::Project>& project,
    const std::string& kind, const JobFlags& flags);
/// The same for a spec made by the program.
Result<store::RunId> runJobCommand(CliContext& context, const std::shared_ptr<project::Project>& project,
    const std::string& kind, const nlohmann::json& given, store::RunId after = 0);
Result<void> resumeJobCommand(
    CliContext& context, const std::shared_ptr<project::Project>& project, store::RunId run);
/// A resumed run keeps its stored settings: Usage when `given` (by setting) says otherwise of one, rather than pass over it.
Result<void> refuseContradictions(
    const project::Project& project, const store::RunRecord& run, const jobs::JobKind& kind, const nlohmann::json& given);

} // namespace fulcrum::cli
