// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/filter_highlight.h"
#include "core/store/database.h"

#include <span>
#include <stop_token>
#include <unordered_map>

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
};

/// What is stored about one task and split.
struct DatasetRecord
{
    data::Task task{};
    data::Split split{};
    std::int64_t samples = 0;
    std::string fingerprint;
    std::string imageFolder; ///< as configured: relative to the project, or absolute
    std::int64_t imported = 0; ///< Unix milliseconds
    std::vector<SourceFile> files;
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

/// An image as a data set names it.
struct ImageEntry
{
    std::string file;
    int width = 0, height = 0;
};

/// Data set rows and their full-text index. Rows are never changed after the import.
class SampleRepository
{
public:
    explicit SampleRepository(Database& database) : m_database(database) {}

    /// Adds a data set with all its samples and search rows. Call it inside a transaction; replaces nothing:
    /// an existing data set of that task and split is an error.
    Result<void> add(const DatasetRecord& record, std::span<const data::Sample> samples, std::stop_token stop,
        const std::function<void(double)>& progress = {});
    Result<std::vector<DatasetRecord>> datasets();
    Result<std::optional<DatasetRecord>> dataset(data::Task task, data::Split split);

    /// Samples [offset, offset + limit) in index order.
    Result<std::vector<data::Sample>> range(
        data::Task task, data::Split split, std::int64_t offset, std::int64_t limit);
    /// All of them.
    Result<std::vector<data::Sample>> load(data::Task task, data::Split split);
    Result<std::optional<data::Sample>> byId(data::Task task, data::Split split, std::int64_t id);

    /// The images of a data set by their id.
    Result<std::unordered_map<std::int64_t, ImageEntry>> images(data::Task task, data::Split split);

    /// Full-text search for what a person typed (data::parseWords), so no input is a syntax error. Best first; where thousands
    /// match, order by rank says nothing and costs most: then the first ones in index order, with rank 0.
    Result<std::vector<SearchHit>> search(
        data::Task task, data::Split split, std::string_view query, std::size_t limit = 1000);
    /// Indices of the samples with all wanted terms and no excluded one, ascending; none when nothing is wanted.
    Result<std::vector<std::int64_t>> searchIndices(
        data::Task task, data::Split split, std::span<const data::SearchTerm> terms);
    /// Index and bm25 (lower is better) of all of them, best first; empty where thousands match.
    Result<std::vector<std::pair<std::int64_t, double>>> searchRanks(
        data::Task task, data::Split split, std::span<const data::SearchTerm> terms);
    Result<TermStatistics> termStatistics();

private:
    Database& m_database;
};

} // namespace fulcrum::store
