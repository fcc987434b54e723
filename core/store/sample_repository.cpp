// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sample_repository.h"

#include "core/store/row.h"
#include "core/store/search_query.h"
#include "core/store/sqlite_error.h"

#include <fmt/format.h>

namespace fulcrum::store {
namespace {

constexpr int kIndexBits = 32; // see the schema: sample.id = dataset * 2^32 + index
constexpr char kMarkOn = '\x02', kMarkOff = '\x03';
constexpr const char* kSampleColumns
    = "SELECT id, sample_id, image_id, image_file, width, height, captions, question, answer, answers, answer_type, "
      "question_type FROM sample ";

struct RowRange
{
    std::int64_t first = 0, last = 0;
};

RowRange rowsOf(std::int64_t dataset)
{
    const std::int64_t first = dataset << kIndexBits;
    return {first, first + (std::int64_t{1} << kIndexBits) - 1};
}

data::Sample sampleFrom(const SQLite::Statement& row)
{
    data::Sample sample;
    sample.index = row.getColumn(0).getInt64() & ((std::int64_t{1} << kIndexBits) - 1);
    sample.id = row.getColumn(1).getInt64();
    sample.imageId = row.getColumn(2).getInt64();
    sample.imageFile = row.getColumn(3).getString();
    sample.width = row.getColumn(4).getInt();
    sample.height = row.getColumn(5).getInt();
    sample.captions = splitTexts(row.getColumn(6).getString());
    sample.question = row.getColumn(7).getString();
    sample.answer = row.getColumn(8).getString();
    sample.answers = splitTexts(row.getColumn(9).getString());
    sample.answerType = row.getColumn(10).getString();
    sample.questionType = row.getColumn(11).getString();
    return sample;
}

Result<std::int64_t> datasetId(Database& database, data::Task task, data::Split split)
{
    SQLite::Statement statement(database.handle(), "SELECT id FROM dataset WHERE task = ? AND split = ?");
    statement.bind(1, data::taskName(task));
    statement.bind(2, data::splitName(split));
    if (!statement.executeStep())
        return fail(ErrorCode::NotFound,
            fmt::format("the project has no {} data set for split '{}'", data::taskName(task), data::splitName(split)),
            database.file().string(), {}, "import it first: fulcrum-cli project init");
    return statement.getColumn(0).getInt64();
}

std::int64_t addDataset(SQLite::Database& db, const DatasetRecord& record)
{
    SQLite::Statement insert(db,
        "INSERT INTO dataset (task, split, samples, fingerprint, image_folder, imported) VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, data::taskName(record.task));
    insert.bind(2, data::splitName(record.split));
    insert.bind(3, record.samples);
    insert.bind(4, record.fingerprint);
    insert.bind(5, record.imageFolder);
    insert.bind(6, record.imported != 0 ? record.imported : nowMilliseconds());
    insert.exec();
    const std::int64_t id = db.getLastInsertRowid();
    SQLite::Statement file(db, "INSERT INTO dataset_file VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const SourceFile& source : record.files) {
        file.reset();
        file.bind(1, id);
        file.bind(2, source.role);
        file.bind(3, source.name);
        file.bind(4, source.path);
        file.bind(5, static_cast<std::int64_t>(source.size));
        file.bind(6, source.modified);
        file.bind(7, source.sha256);
        file.exec();
    }
    return id;
}

void bindSample(SQLite::Statement& statement, std::int64_t row, const data::Sample& sample)
{
    statement.reset();
    statement.bind(1, row);
    statement.bind(2, sample.id);
    statement.bind(3, sample.imageId);
    statement.bind(4, sample.imageFile);
    statement.bind(5, sample.width);
    statement.bind(6, sample.height);
    statement.bind(7, joinTexts(sample.captions));
    statement.bind(8, sample.question);
    statement.bind(9, sample.answer);
    statement.bind(10, joinTexts(sample.answers));
    statement.bind(11, sample.answerType);
    statement.bind(12, sample.questionType);
}

std::vector<DatasetRecord> readDatasets(Database& database)
{
    SQLite::Statement statement(database.handle(),
        "SELECT id, task, split, samples, fingerprint, image_folder, imported FROM dataset ORDER BY task, split");
    SQLite::Statement files(database.handle(),
        "SELECT role, name, path, size, modified, sha256 FROM dataset_file WHERE dataset = ? ORDER BY role");
    std::vector<DatasetRecord> records;
    while (statement.executeStep()) {
        DatasetRecord record;
        record.task = taskFrom(statement.getColumn(1).getString());
        record.split = splitFrom(statement.getColumn(2).getString());
        record.samples = statement.getColumn(3).getInt64();
        record.fingerprint = statement.getColumn(4).getString();
        record.imageFolder = statement.getColumn(5).getString();
        record.imported = statement.getColumn(6).getInt64();
        files.reset();
        files.bind(1, statement.getColumn(0).getInt64());
        while (files.executeStep())
            record.files.push_back({files.getColumn(0).getString(), files.getColumn(1).getString(),
                files.getColumn(2).getString(), static_cast<std::uint64_t>(files.getColumn(3).getInt64()),
                files.getColumn(4).getInt64(), files.getColumn(5).getString()});
        records.push_back(std::move(record));
    }
    return records;
}

/// Takes FTS5's marks out of a text and notes where they stood.
std::pair<std::string, std::vector<TextRange>> withoutMarks(std::string_view marked)
{
    std::string text;
    std::vector<TextRange> ranges;
    for (const char c : marked) {
        if (c == kMarkOn)
            ranges.push_back({text.size(), text.size()});
        else if (c == kMarkOff && !ranges.empty())
            ranges.back().end = text.size();
        else
            text += c;
    }
    return {std::move(text), std::move(ranges)};
}

/// The line of a hit to show: the caption with most matched words, else question and answer.
SearchHit hitFrom(const SQLite::Statement& row)
{
    SearchHit hit;
    hit.index = row.getColumn(0).getInt64() & ((std::int64_t{1} << kIndexBits) - 1);
    hit.rank = row.getColumn(1).getDouble();
    std::vector<std::string> lines = splitTexts(row.getColumn(2).getString());
    if (lines.empty())
        lines.push_back(row.getColumn(3).getString() + " " + row.getColumn(4).getString());
    for (const std::string& line : lines) {
        auto [text, ranges] = withoutMarks(line);
        if (hit.text.empty() || ranges.size() > hit.highlights.size()) {
            hit.text = std::move(text);
            hit.highlights = std::move(ranges);
        }
    }
    return hit;
}

} // namespace

std::string datasetFingerprint(const DatasetRecord& record)
{
    std::string text
        = fmt::format("{} {} {}\n", data::taskName(record.task), data::splitName(record.split), record.samples);
    for (const SourceFile& file : record.files)
        text += fmt::format("{} {} {} {}\n", file.role, file.name, file.size, file.sha256);
    return sha256(text);
}

Result<void> SampleRepository::add(const DatasetRecord& record, std::span<const data::Sample> samples,
    std::stop_token stop, const std::function<void(double)>& progress)
{
    return guarded(m_database, "cannot store a data set", [&]() -> Result<void> {
        SQLite::Database& db = m_database.handle();
        if (datasetId(m_database, record.task, record.split))
            return fail(ErrorCode::Usage,
                fmt::format("there is a {} data set for split '{}' already", data::taskName(record.task),
                    data::splitName(record.split)),
                m_database.file().string(), {}, "make a new project for other data");
        const RowRange rows = rowsOf(addDataset(db, record));
        SQLite::Statement insert(db, "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (i % 1024 == 0) {
                if (stop.stop_requested())
                    return fail(ErrorCode::Cancelled, "the import was cancelled", m_database.file().string());
                if (progress)
                    progress(static_cast<double>(i) / static_cast<double>(samples.size()));
            }
            bindSample(insert, rows.first + static_cast<std::int64_t>(i), samples[i]);
            insert.exec();
        }
        SQLite::Statement index(db,
            "INSERT INTO sample_fts (rowid, captions, question, answer) SELECT id, captions, question, answer FROM "
            "sample WHERE id BETWEEN ? AND ?");
        index.bind(1, rows.first);
        index.bind(2, rows.last);
        index.exec();
        return {};
    });
}

Result<std::vector<DatasetRecord>> SampleRepository::datasets()
{
    return guarded(m_database, "cannot read the data sets",
        [&]() -> Result<std::vector<DatasetRecord>> { return readDatasets(m_database); });
}

Result<std::optional<DatasetRecord>> SampleRepository::dataset(data::Task task, data::Split split)
{
    FULCRUM_TRY(const std::vector<DatasetRecord> all, datasets());
    for (const DatasetRecord& one : all)
        if (one.task == task && one.split == split)
            return one;
    return std::nullopt;
}

Result<std::vector<data::Sample>> SampleRepository::range(
    data::Task task, data::Split split, std::int64_t offset, std::int64_t limit)
{
    return guarded(m_database, "cannot read samples", [&]() -> Result<std::vector<data::Sample>> {
        FULCRUM_TRY(const std::int64_t id, datasetId(m_database, task, split));
        const RowRange rows = rowsOf(id);
        SQLite::Statement statement(
            m_database.handle(), fmt::format("{}WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", kSampleColumns));
        statement.bind(1, rows.first + std::clamp(offset, std::int64_t{0}, rows.last - rows.first));
        statement.bind(2, rows.last);
        statement.bind(3, std::max(limit, std::int64_t{0}));
        std::vector<data::Sample> samples;
        while (statement.executeStep())
            samples.push_back(sampleFrom(statement));
        return samples;
    });
}

Result<std::vector<data::Sample>> SampleRepository::load(data::Task task, data::Split split)
{
    return range(task, split, 0, std::int64_t{1} << kIndexBits);
}

Result<std::optional<data::Sample>> SampleRepository::byId(data::Task task, data::Split split, std::int64_t id)
{
    return guarded(m_database, "cannot read a sample", [&]() -> Result<std::optional<data::Sample>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const RowRange rows = rowsOf(dataset);
        SQLite::Statement statement(
            m_database.handle(), fmt::format("{}WHERE sample_id = ? AND id BETWEEN ? AND ?", kSampleColumns));
        statement.bind(1, id);
        statement.bind(2, rows.first);
        statement.bind(3, rows.last);
        if (!statement.executeStep())
            return std::nullopt;
        return sampleFrom(statement);
    });
}

Result<std::vector<SearchHit>> SampleRepository::search(
    data::Task task, data::Split split, std::string_view query, std::size_t limit)
{
    return guarded(m_database, "cannot search", [&]() -> Result<std::vector<SearchHit>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const std::string match = ftsQuery(query);
        if (match.empty())
            return std::vector<SearchHit>{};
        const RowRange rows = rowsOf(dataset);
        SQLite::Statement statement(m_database.handle(),
            "SELECT rowid, rank, highlight(sample_fts, 0, char(2), char(3)), highlight(sample_fts, 1, char(2), char(3)), "
            "highlight(sample_fts, 2, char(2), char(3)) FROM sample_fts WHERE sample_fts MATCH ? AND rowid BETWEEN ? AND "
            "? ORDER BY rank LIMIT ?");
        statement.bind(1, match);
        statement.bind(2, rows.first);
        statement.bind(3, rows.last);
        statement.bind(4, static_cast<std::int64_t>(std::min<std::size_t>(limit, 1'000'000)));
        std::vector<SearchHit> hits;
        while (statement.executeStep())
            hits.push_back(hitFrom(statement));
        return hits;
    });
}

Result<std::vector<std::int64_t>> SampleRepository::searchIndices(
    data::Task task, data::Split split, std::string_view query)
{
    return guarded(m_database, "cannot search", [&]() -> Result<std::vector<std::int64_t>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const std::string match = ftsQuery(query);
        if (match.empty())
            return std::vector<std::int64_t>{};
        const RowRange rows = rowsOf(dataset);
        SQLite::Statement statement(m_database.handle(),
            "SELECT rowid FROM sample_fts WHERE sample_fts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid");
        statement.bind(1, match);
        statement.bind(2, rows.first);
        statement.bind(3, rows.last);
        std::vector<std::int64_t> indices;
        while (statement.executeStep())
            indices.push_back(statement.getColumn(0).getInt64() - rows.first);
        return indices;
    });
}

} // namespace fulcrum::store
