// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/problem.h"
#include "core/project/project_config.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace fulcrum::project {

/// A version of a data set that is no longer the active one, because a file has changed, and what stays with it.
struct ReplacedVersion
{
    int version = 0;
    std::string fingerprint;
    std::int64_t samples = 0;
    std::int64_t imported = 0; ///< Unix milliseconds
    std::string file;          ///< name of the first file whose content is another now
    std::size_t runs = 0;      ///< made with it: they keep referring to its rows
    std::size_t embeddings = 0; ///< tables computed for it
    std::size_t tags = 0, lostTags = 0; ///< tags go by sample id; lost: those of samples that the active version does not have
};

/// What became of each data set, and what was wrong with the files that were read.
struct ImportReport
{
    struct Entry
    {
        data::Task task{};
        data::Split split{};
        std::size_t samples = 0;
        bool unchanged = false; ///< the active version is of these very files: nothing was done
        bool restored = false;  ///< an earlier version is of these very files: it is the active one again
        int version = 1;
        std::string fingerprint;
        std::optional<ReplacedVersion> replaced;
    };
    std::vector<Entry> entries;
    data::ProblemList problems;
};

/// Where an import stands.
struct ImportProgress
{
    double share = 0;       ///< of the whole import, 0 to 1; never falls
    std::string_view phase; ///< "reading vqa train"; valid during the call
    std::uint64_t bytes = 0, bytesTotal = 0;     ///< while files are read: of those of this data set
    std::uint64_t records = 0, recordsTotal = 0; ///< while samples are stored: of this data set
    double bytesPerSecond = 0, recordsPerSecond = 0; ///< of this phase; 0 = not yet known
    std::optional<double> eta; ///< seconds that are left of the whole import
};
/// One line: "42 % reading vqa train, 210 MB/s, 5 s left".
std::string importText(const ImportProgress& progress);

struct ImportOptions
{
    std::stop_token stop;
    /// Called often, on the importing thread.
    std::function<void(const ImportProgress&)> progress;
    /// Called on the importing thread as soon as the samples of a data set can be looked at, which is when its files have been
    /// read: all of them, in their order, some seconds before the import is finished. The database does not have them until then
    /// (no full-text search), and they are to be given up when the import fails.
    std::function<void(std::shared_ptr<const data::Dataset>)> readable;
    /// Import with this configuration, which becomes the project's when the import succeeds; nullopt = the present one.
    std::optional<ProjectConfig> config;
};

} // namespace fulcrum::project
