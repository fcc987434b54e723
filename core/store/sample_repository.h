// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/filter_highlight.h"
#include "core/data/problem.h"
#include "core/store/database.h"

#include <optional>
#include <stop_token>

namespace fulcrum::store {

/// A file that a data set was read from.
struct SourceFile
{
    std::string role; ///< "captions", "questions", "annotations"
    std::string name; ///< file name without folder
    std::string path; ///< as in the project's configuration
    std::uint64_t size = 0;
    std::int64_t modified = 0; ///< Unix seconds
    std::string sha256;
    std::int64_t checked = 0; ///< Unix milliseconds: when it was last known to have this content
};

/// What is stored about one version of a task and split. Files that change are imported as a new version; older ones stay, for
/// what refers to their rows.
struct DatasetRecord
{
    data::Task task{};
    data::Split split{};
    std::int64_t samples = 0;
    std::string fingerprint; ///< of its files: no two versions of a task and split have the same
    std::string imageFolder; ///< as configured while it was the active one: relative to the project, or absolute
    std::int64_t imported = 0; ///< Unix milliseconds
    std::vector<SourceFile> files;

    // given by `add`
    std::int64_t id = 0;
    int version = 0;     ///< 1, 2, ... within task and split
    bool active = false; ///< the one that a task and split means when nothing else is said
};

/// SHA-256 over task, split, sample count and the files' names, sizes and hashes (not their times).
std::string datasetFingerprint(const DatasetRecord& record);

/// Words of the search index by how many samples have them, for benchmarks.
struct TermStatistics
{
    std::string common;   ///< in the most samples
    std::string middling; ///< in about a hundredth as many
    std::string rare;     ///< in one
};

struct SearchHit
{
    std::int64_t index = 0; ///< sample index
    double rank = 0;        ///< bm25, lower is better
    std::string text;       ///< the best matching line: a caption, or question + " " + answer
    std::vector<data::TextRange> highlights; ///< matched words in `text`
};

/// Data set rows and their full-text index. Rows are never changed after the import. A task and split means the active version,
/// unless a fingerprint names another; NotFound when there is none.
class SampleRepository
{
public:
    explicit SampleRepository(Database& database) : m_database(database) {}

    /// Adds a version with all its samples, search rows and problems and makes it the active one; the others stay as they are.
    /// Call it inside a transaction. Usage when there is a version with this fingerprint already.
    Result<void> add(const DatasetRecord& record, const data::SampleTable& samples, const data::ProblemList& problems,
        std::stop_token stop, const std::function<void(std::size_t)>& progress = {});
    /// Makes a version the active one.
    Result<void> activate(const DatasetRecord& record);
    /// Stores where the files of a version lie now and when they were checked (path, modified, checked of `record.files`), and
    /// its image folder.
    Result<void> update(const DatasetRecord& record);

    /// The active versions, by task and split.
    Result<std::vector<DatasetRecord>> datasets();
    /// All versions, by task, split and number.
    Result<std::vector<DatasetRecord>> versions();
    Result<std::optional<DatasetRecord>> dataset(data::Task task, data::Split split, std::string_view fingerprint = {});
    /// What its import found wrong; nullopt = it was imported before problems were kept.
    Result<std::optional<data::ProblemList>> problems(const DatasetRecord& record);

    /// Samples [offset, offset + limit) in index order.
    Result<std::vector<data::Sample>> range(data::Task task, data::Split split, std::int64_t offset, std::int64_t limit,
        std::string_view fingerprint = {});
    /// All of them.
    Result<std::vector<data::Sample>> load(data::Task task, data::Split split, std::string_view fingerprint = {});
    Result<std::optional<data::Sample>> byId(data::Task task, data::Split split, std::int64_t id);

    /// Full-text search for what a person typed (data::parseWords), so no input is a syntax error. Best first; where thousands
    /// match, order by rank says nothing and costs most: then the first ones in index order, with rank 0.
    Result<std::vector<SearchHit>> search(data::Task task, data::Split split, std::string_view query,
        std::size_t limit = 1000, std::string_view fingerprint = {});
    /// Indices of the samples with all wanted terms and no excluded one, ascending; none when nothing is wanted.
    Result<std::vector<std::int64_t>> searchIndices(data::Task task, data::Split split,
        std::span<const data::SearchTerm> terms, std::string_view fingerprint = {});
    /// Index and bm25 (lower is better) of all of them, best first; empty where thousands match.
    Result<std::vector<std::pair<std::int64_t, double>>> searchRanks(data::Task task, data::Split split,
        std::span<const data::SearchTerm> terms, std::string_view fingerprint = {});
    Result<TermStatistics> termStatistics();

private:
    Database& m_database;
};

} // namespace fulcrum::store
