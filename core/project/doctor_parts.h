// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/project/doctor.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>

namespace fulcrum::project {

using Level = Finding::Level;

/// Things of one kind that are wrong: all are counted, the first are kept.
struct Tally
{
    std::size_t count = 0;
    std::vector<std::string> examples;

    void add(std::string_view example)
    {
        if (++count <= Finding::kExamples)
            examples.emplace_back(example);
    }
};

/// What `examine` works on.
struct Examination
{
    const Project& project;
    store::Database& database;
    const ExamineOptions& options;
    std::vector<store::DatasetRecord> versions; ///< of all data sets
    std::vector<Finding> findings;

    void ok(std::string subject, std::string message) { findings.push_back({Level::Ok, std::move(subject), std::move(message), {}}); }
    void warn(std::string subject, std::string message, std::string hint)
    {
        findings.push_back({Level::Warning, std::move(subject), std::move(message), std::move(hint)});
    }
    /// Nothing when the tally is empty.
    void tell(Level level, std::string subject, std::string message, std::string hint, const Tally& tally)
    {
        if (tally.count > 0)
            findings.push_back({level, std::move(subject), std::move(message), std::move(hint), tally.count, tally.examples});
    }
    /// Reports, and is an error when it is time to stop.
    Result<void> at(double share, std::string_view what) const
    {
        if (options.progress)
            options.progress(share, what);
        if (options.stop.stop_requested())
            return fail(ErrorCode::Cancelled, "the check was cancelled", project.folder().string());
        return {};
    }
};

inline std::string nameOf(const store::DatasetRecord& record)
{
    return fmt::format("{} {}", data::taskName(record.task), data::splitName(record.split));
}

/// What reading files found wrong, one finding a kind.
void tellProblems(std::vector<Finding>& findings, const std::string& subject, const data::ProblemList& problems);
/// The images of the active data sets, and their samples as far as the project's use of them goes.
Result<void> examineImages(Examination& examination);
/// Sample tables and embeddings.
Result<void> examineFiles(Examination& examination);

} // namespace fulcrum::project
