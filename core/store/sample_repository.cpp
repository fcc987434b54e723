// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sample_repository.h"

#include "core/store/dataset_rows.h"
#include "core/store/row.h"
#include "core/store/sqlite_error.h"

#include <algorithm>
#include <fmt/format.h>
#include <sqlite3.h>

namespace fulcrum::store {
namespace {

constexpr int kPageCacheKib = 64 << 10, kTermBytes = 64 << 20;
constexpr std::size_t kReportEvery = 1024;
constexpr const char* kSampleColumns
    = "SELECT id, sample_id, image_id, image_file, width, height, captions, question, answer, answers, answer_type, "
      "question_type FROM sample ";

data::Sample sampleFrom(const SQLite::Statement& row)
{
    data::Sample sample;
    sample.index = indexOfRow(row.getColumn(0).getInt64());
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

/// Counts by kind, as a JSON object without zeros.
std::string countsText(const data::ProblemList& problems)
{
    nlohmann::json counts = nlohmann::json::object();
    for (std::size_t i = 0; i < data::kProblemKinds; ++i)
        if (const auto kind = static_cast<data::ProblemKind>(i); problems.count(kind) > 0)
            counts[data::problemKindName(kind)] = problems.count(kind);
    return counts.dump();
}

void writeFiles(SQLite::Database& db, std::int64_t dataset, const std::vector<SourceFile>& files)
{
    SQLite::Statement statement(db, "INSERT OR REPLACE INTO dataset_file VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    for (const SourceFile& file : files) {
        statement.reset();
        statement.bind(1, dataset);
        statement.bind(2, file.role);
        statement.bind(3, file.name);
        statement.bind(4, file.path);
        statement.bind(5, static_cast<std::int64_t>(file.size));
        statement.bind(6, file.modified);
        statement.bind(7, file.sha256);
        statement.bind(8, file.checked);
        statement.exec();
    }
}

void writeProblems(SQLite::Database& db, std::int64_t dataset, const std::vector<data::Problem>& problems)
{
    SQLite::Statement statement(db, "INSERT INTO dataset_problem VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < problems.size(); ++i) {
        const data::Problem& problem = problems[i];
        statement.reset();
        statement.bind(1, dataset);
        statement.bind(2, static_cast<std::int64_t>(i));
        statement.bind(3, data::problemKindName(problem.kind));
        statement.bind(4, problem.file);
        statement.bind(5, problem.record);
        if (problem.byte)
            statement.bind(6, static_cast<std::int64_t>(*problem.byte));
        else
            statement.bind(6);
        statement.bind(7, problem.what);
        statement.exec();
    }
}

/// Leaves a task and split without an active version.
void deactivate(SQLite::Database& db, data::Task task, data::Split split)
{
    SQLite::Statement statement(db, "UPDATE dataset SET active = 0 WHERE task = ? AND split = ? AND active = 1");
    statement.bind(1, data::taskName(task));
    statement.bind(2, data::splitName(split));
    statement.exec();
}

std::int64_t addDataset(SQLite::Database& db, const DatasetRecord& record, const data::ProblemList& problems)
{
    deactivate(db, record.task, record.split);
    SQLite::Statement insert(db,
        "INSERT INTO dataset (task, split, version, active, samples, fingerprint, image_folder, imported, problems) VALUES "
        "(?1, ?2, (SELECT coalesce(max(version), 0) + 1 FROM dataset WHERE task = ?1 AND split = ?2), 1, ?3, ?4, ?5, ?6, ?7)");
    insert.bind(1, data::taskName(record.task));
    insert.bind(2, data::splitName(record.split));
    insert.bind(3, record.samples);
    insert.bind(4, record.fingerprint);
    insert.bind(5, record.imageFolder);
    insert.bind(6, record.imported != 0 ? record.imported : nowMilliseconds());
    insert.bind(7, countsText(problems));
    insert.exec();
    const std::int64_t id = db.getLastInsertRowid();
    writeFiles(db, id, record.files);
    writeProblems(db, id, problems.kept());
    return id;
}

/// Inserts rows and their search entries, in the bare interface: texts are bound where they lie in the table, nothing is copied on
/// the way into SQLite.
class SampleInserter
{
public:
    explicit SampleInserter(SQLite::Database& db)
        : m_db(db), m_row(prepare("INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")),
          m_search(prepare("INSERT INTO sample_fts (rowid, captions, question, answer) VALUES (?, ?, ?, ?)"))
    {
    }

    void add(std::int64_t row, const data::SampleView& sample)
    {
        joinTexts(sample.captions, m_captions);
        joinTexts(sample.answers, m_answers);
        sqlite3_stmt* const statement = m_row.get();
        sqlite3_bind_int64(statement, 1, row);
        sqlite3_bind_int64(statement, 2, sample.id);
        sqlite3_bind_int64(statement, 3, sample.imageId);
        bind(statement, 4, sample.imageFile);
        sqlite3_bind_int(statement, 5, sample.width);
        sqlite3_bind_int(statement, 6, sample.height);
        bind(statement, 7, m_captions);
        bind(statement, 8, sample.question);
        bind(statement, 9, sample.answer);
        bind(statement, 10, m_answers);
        bind(statement, 11, sample.answerType);
        bind(statement, 12, sample.questionType);
        run(statement);
        sqlite3_bind_int64(m_search.get(), 1, row);
        bind(m_search.get(), 2, m_captions);
        bind(m_search.get(), 3, sample.question);
        bind(m_search.get(), 4, sample.answer);
        run(m_search.get());
    }

private:
    using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

    Statement prepare(const char* sql)
    {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v3(m_db.getHandle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
            throw SQLite::Exception(m_db.getHandle());
        return {made, sqlite3_finalize};
    }
    static void bind(sqlite3_stmt* statement, int column, std::string_view text)
    {
        sqlite3_bind_text(statement, column, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    }
    void run(sqlite3_stmt* statement)
    {
        const int code = sqlite3_step(statement);
        if (code != SQLITE_DONE)
            throw SQLite::Exception(m_db.getHandle(), code);
        sqlite3_reset(statement);
    }

    SQLite::Database& m_db;
    Statement m_row, m_search;
    std::string m_captions, m_answers;
};

/// Room for what a bulk import collects. The search index keeps its terms in memory until they fill kTermBytes and writes
/// them as one sorted run: fewer runs are fewer to write, to merge and, later, to search.
void prepareBulk(SQLite::Database& db)
{
    db.exec(fmt::format("PRAGMA cache_size = -{}", kPageCacheKib));
    db.exec(fmt::format("INSERT INTO sample_fts (sample_fts, rank) VALUES ('hashsize', {})", kTermBytes));
}

std::vector<SourceFile> readFiles(SQLite::Database& db, std::int64_t dataset)
{
    SQLite::Statement statement(
        db, "SELECT role, name, path, size, modified, sha256, checked FROM dataset_file WHERE dataset = ? ORDER BY role");
    statement.bind(1, dataset);
    std::vector<SourceFile> files;
    while (statement.executeStep())
        files.push_back({statement.getColumn(0).getString(), statement.getColumn(1).getString(),
            statement.getColumn(2).getString(), static_cast<std::uint64_t>(statement.getColumn(3).getInt64()),
            statement.getColumn(4).getInt64(), statement.getColumn(5).getString(), statement.getColumn(6).getInt64()});
    return files;
}

/// `where` is a condition on dataset.
std::vector<DatasetRecord> readDatasets(SQLite::Database& db, const char* where)
{
    SQLite::Statement statement(db,
        fmt::format("SELECT id, task, split, samples, fingerprint, image_folder, imported, version, active FROM dataset WHERE {} "
                    "ORDER BY task, split, version", where));
    std::vector<DatasetRecord> records;
    while (statement.executeStep()) {
        DatasetRecord record;
        record.id = statement.getColumn(0).getInt64();
        record.task = taskFrom(statement.getColumn(1).getString());
        record.split = splitFrom(statement.getColumn(2).getString());
        record.samples = statement.getColumn(3).getInt64();
        record.fingerprint = statement.getColumn(4).getString();
        record.imageFolder = statement.getColumn(5).getString();
        record.imported = statement.getColumn(6).getInt64();
        record.version = statement.getColumn(7).getInt();
        record.active = statement.getColumn(8).getInt() != 0;
        record.files = readFiles(db, record.id);
        records.push_back(std::move(record));
    }
    return records;
}

std::array<std::size_t, data::kProblemKinds> countsFrom(const std::string& text)
{
    std::array<std::size_t, data::kProblemKinds> counts{};
    const nlohmann::json stored = nlohmann::json::parse(text, nullptr, false); // outside input: what is no count counts nothing
    if (!stored.is_object())
        return counts;
    for (const auto& [name, count] : stored.items())
        if (const auto kind = data::problemKindFromName(name); kind && count.is_number_unsigned())
            counts[static_cast<std::size_t>(*kind)] = count.get<std::size_t>();
    return counts;
}

std::vector<data::Problem> readProblems(SQLite::Database& db, std::int64_t dataset)
{
    SQLite::Statement statement(
        db, "SELECT file, record, what, kind, byte FROM dataset_problem WHERE dataset = ? ORDER BY pos");
    statement.bind(1, dataset);
    std::vector<data::Problem> problems;
    while (statement.executeStep()) {
        data::Problem problem{statement.getColumn(0).getString(), statement.getColumn(1).getString(),
            statement.getColumn(2).getString(),
            data::problemKindFromName(statement.getColumn(3).getString()).value_or(data::ProblemKind::Unusable), {}};
        if (!statement.getColumn(4).isNull())
            problem.byte = static_cast<std::uint64_t>(statement.getColumn(4).getInt64());
        problems.push_back(std::move(problem));
    }
    return problems;
}

} // namespace

Result<std::int64_t> datasetId(Database& database, data::Task task, data::Split split, std::string_view fingerprint)
{
    SQLite::Statement statement(database.handle(),
        "SELECT id FROM dataset WHERE task = ? AND split = ? AND (fingerprint = ?3 OR (?3 = '' AND active = 1))");
    statement.bind(1, data::taskName(task));
    statement.bind(2, data::splitName(split));
    bindText(statement, 3, fingerprint);
    if (!statement.executeStep())
        return fail(ErrorCode::NotFound,
            fmt::format("the project has no {}{} data set for split '{}'", fingerprint.empty() ? "" : "such version of the ",
                data::taskName(task), data::splitName(split)),
            database.file().string(), {}, "import it first: fulcrum-cli project import");
    return statement.getColumn(0).getInt64();
}

std::string datasetFingerprint(const DatasetRecord& record)
{
    std::string text
        = fmt::format("{} {} {}\n", data::taskName(record.task), data::splitName(record.split), record.samples);
    for (const SourceFile& file : record.files)
        text += fmt::format("{} {} {} {}\n", file.role, file.name, file.size, file.sha256);
    return sha256(text);
}

Result<void> SampleRepository::add(const DatasetRecord& record, const data::SampleTable& samples,
    const data::ProblemList& problems, std::stop_token stop, const std::function<void(std::size_t)>& progress)
{
    return guarded(m_database, "cannot store a data set", [&]() -> Result<void> {
        SQLite::Database& db = m_database.handle();
        const RowRange rows = rowsOf(addDataset(db, record, problems));
        prepareBulk(db);
        SampleInserter inserter(db);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (i % kReportEvery == 0) {
                if (stop.stop_requested())
                    return fail(ErrorCode::Cancelled, "the import was cancelled", m_database.file().string());
                if (progress)
                    progress(i);
            }
            inserter.add(rows.first + static_cast<std::int64_t>(i), samples.view(i));
        }
        return {};
    });
}

Result<void> SampleRepository::activate(const DatasetRecord& record)
{
    return guarded(m_database, "cannot change the version of a data set", [&]() -> Result<void> {
        SQLite::Database& db = m_database.handle();
        deactivate(db, record.task, record.split);
        SQLite::Statement statement(db, "UPDATE dataset SET active = 1 WHERE id = ?");
        statement.bind(1, record.id);
        statement.exec();
        return {};
    });
}

Result<void> SampleRepository::update(const DatasetRecord& record)
{
    return guarded(m_database, "cannot change a data set", [&]() -> Result<void> {
        SQLite::Database& db = m_database.handle();
        SQLite::Statement statement(db, "UPDATE dataset SET image_folder = ? WHERE id = ?");
        statement.bind(1, record.imageFolder);
        statement.bind(2, record.id);
        statement.exec();
        writeFiles(db, record.id, record.files);
        return {};
    });
}

Result<std::vector<DatasetRecord>> SampleRepository::datasets()
{
    return guarded(m_database, "cannot read the data sets",
        [&]() -> Result<std::vector<DatasetRecord>> { return readDatasets(m_database.handle(), "active = 1"); });
}

Result<std::vector<DatasetRecord>> SampleRepository::versions()
{
    return guarded(m_database, "cannot read the data sets",
        [&]() -> Result<std::vector<DatasetRecord>> { return readDatasets(m_database.handle(), "true"); });
}

Result<std::optional<DatasetRecord>> SampleRepository::dataset(
    data::Task task, data::Split split, std::string_view fingerprint)
{
    FULCRUM_TRY(const std::vector<DatasetRecord> all, versions());
    for (const DatasetRecord& one : all)
        if (one.task == task && one.split == split && (fingerprint.empty() ? one.active : one.fingerprint == fingerprint))
            return one;
    return std::nullopt;
}

Result<std::optional<data::ProblemList>> SampleRepository::problems(const DatasetRecord& record)
{
    using Problems = std::optional<data::ProblemList>;
    return guarded(m_database, "cannot read the problems of a data set", [&]() -> Result<Problems> {
        SQLite::Database& db = m_database.handle();
        SQLite::Statement statement(db, "SELECT problems FROM dataset WHERE id = ?");
        statement.bind(1, record.id);
        if (!statement.executeStep() || statement.getColumn(0).isNull())
            return Problems();
        return Problems(data::ProblemList::restored(
            countsFrom(statement.getColumn(0).getString()), readProblems(db, record.id)));
    });
}

Result<std::vector<data::Sample>> SampleRepository::range(
    data::Task task, data::Split split, std::int64_t offset, std::int64_t limit, std::string_view fingerprint)
{
    return guarded(m_database, "cannot read samples", [&]() -> Result<std::vector<data::Sample>> {
        FULCRUM_TRY(const std::int64_t id, datasetId(m_database, task, split, fingerprint));
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

Result<std::vector<data::Sample>> SampleRepository::load(
    data::Task task, data::Split split, std::string_view fingerprint)
{
    return range(task, split, 0, std::int64_t{1} << kIndexBits, fingerprint);
}

Result<std::optional<data::Sample>> SampleRepository::byId(data::Task task, data::Split split, std::int64_t id)
{
    return guarded(m_database, "cannot read a sample", [&]() -> Result<std::optional<data::Sample>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split, {}));
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

} // namespace fulcrum::store
