// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sample_repository.h"

#include "core/store/row.h"
#include "core/store/search_query.h"
#include "core/store/sqlite_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace fulcrum::store {
namespace {

constexpr int kIndexBits = 32; // see the schema: sample.id = dataset * 2^32 + index
constexpr int kPageCacheKib = 64 << 10, kTermBytes = 64 << 20;
constexpr std::int64_t kMostRanked = 5000; // bm25 looks up each match's length, some 3 us
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

/// Inserts rows and their search entries. The texts are bound as they lie: nothing is copied on the way into SQLite.
class SampleInserter
{
public:
    explicit SampleInserter(SQLite::Database& db)
        : m_row(db, "INSERT INTO sample VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        , m_search(db, "INSERT INTO sample_fts (rowid, captions, question, answer) VALUES (?, ?, ?, ?)")
    {
    }

    void add(std::int64_t row, const data::Sample& sample)
    {
        m_captions = joinTexts(sample.captions);
        m_answers = joinTexts(sample.answers);
        m_row.reset();
        m_row.bind(1, row);
        m_row.bind(2, sample.id);
        m_row.bind(3, sample.imageId);
        m_row.bindNoCopy(4, sample.imageFile);
        m_row.bind(5, sample.width);
        m_row.bind(6, sample.height);
        m_row.bindNoCopy(7, m_captions);
        m_row.bindNoCopy(8, sample.question);
        m_row.bindNoCopy(9, sample.answer);
        m_row.bindNoCopy(10, m_answers);
        m_row.bindNoCopy(11, sample.answerType);
        m_row.bindNoCopy(12, sample.questionType);
        m_row.exec();
        m_search.reset();
        m_search.bind(1, row);
        m_search.bindNoCopy(2, m_captions);
        m_search.bindNoCopy(3, sample.question);
        m_search.bindNoCopy(4, sample.answer);
        m_search.exec();
    }

private:
    SQLite::Statement m_row, m_search;
    std::string m_captions, m_answers;
};

/// Room for what a bulk import collects. The search index keeps its terms in memory until they fill kTermBytes and writes
/// them as one sorted run: fewer runs are fewer to write, to merge and, later, to search.
void prepareBulk(SQLite::Database& db)
{
    db.exec(fmt::format("PRAGMA cache_size = -{}", kPageCacheKib));
    db.exec(fmt::format("INSERT INTO sample_fts (sample_fts, rank) VALUES ('hashsize', {})", kTermBytes));
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
std::pair<std::string, std::vector<data::TextRange>> withoutMarks(std::string_view marked)
{
    std::string text;
    std::vector<data::TextRange> ranges;
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

constexpr const char* kMatch = "FROM sample_fts WHERE sample_fts MATCH ? AND rowid BETWEEN ? AND ? ";

void bindMatch(SQLite::Statement& statement, const std::string& match, RowRange rows)
{
    statement.bind(1, match);
    statement.bind(2, rows.first);
    statement.bind(3, rows.last);
}

/// In the bare interface: a common word has hundreds of thousands of rows, and a column object each costs more than the row.
std::vector<std::int64_t> matchingIndices(SQLite::Database& db, const std::string& match, RowRange rows)
{
    sqlite3_stmt* made = nullptr;
    const std::string sql = fmt::format("SELECT rowid {} ORDER BY rowid", kMatch);
    if (sqlite3_prepare_v2(db.getHandle(), sql.c_str(), -1, &made, nullptr) != SQLITE_OK)
        throw SQLite::Exception(db.getHandle());
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(made, sqlite3_finalize);
    sqlite3_bind_text(made, 1, match.data(), static_cast<int>(match.size()), SQLITE_STATIC);
    sqlite3_bind_int64(made, 2, rows.first);
    sqlite3_bind_int64(made, 3, rows.last);
    std::vector<std::int64_t> indices;
    int code = 0;
    while ((code = sqlite3_step(made)) == SQLITE_ROW)
        indices.push_back(sqlite3_column_int64(made, 0) - rows.first);
    if (code != SQLITE_DONE)
        throw SQLite::Exception(db.getHandle());
    return indices;
}

bool matchesMoreThan(SQLite::Database& db, const std::string& match, RowRange rows, std::int64_t count)
{
    SQLite::Statement statement(db, fmt::format("SELECT count(*) FROM (SELECT rowid {} LIMIT ?)", kMatch));
    bindMatch(statement, match, rows);
    statement.bind(4, count + 1);
    statement.executeStep();
    return statement.getColumn(0).getInt64() > count;
}

/// Row and bm25 of the best matches.
std::vector<std::pair<std::int64_t, double>> bestOf(
    SQLite::Database& db, const std::string& match, RowRange rows, std::int64_t limit)
{
    SQLite::Statement statement(db, fmt::format("SELECT rowid, rank {} ORDER BY rank LIMIT ?", kMatch));
    bindMatch(statement, match, rows);
    statement.bind(4, limit);
    std::vector<std::pair<std::int64_t, double>> best;
    while (statement.executeStep())
        best.emplace_back(statement.getColumn(0).getInt64(), statement.getColumn(1).getDouble());
    return best;
}

/// The hits in these rows, or the first ones when none are named. Highlighting is dear, so only they are.
std::vector<SearchHit> hitsOf(SQLite::Database& db, const std::string& match, RowRange rows,
    const std::vector<std::pair<std::int64_t, double>>& wanted, std::int64_t limit)
{
    nlohmann::json list = nlohmann::json::array();
    for (const auto& [row, rank] : wanted)
        list.push_back(row);
    SQLite::Statement statement(db,
        fmt::format("SELECT rowid, 0.0, highlight(sample_fts, 0, char(2), char(3)), highlight(sample_fts, 1, char(2), "
                    "char(3)), highlight(sample_fts, 2, char(2), char(3)) {} AND (?5 OR +rowid IN (SELECT value FROM "
                    "json_each(?6))) LIMIT ?4",
            kMatch));
    bindMatch(statement, match, rows);
    statement.bind(4, limit);
    statement.bind(5, wanted.empty() ? 1 : 0);
    statement.bind(6, list.dump());
    std::vector<SearchHit> hits;
    while (statement.executeStep())
        hits.push_back(hitFrom(statement));
    return hits;
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
        prepareBulk(db);
        SampleInserter inserter(db);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (i % 1024 == 0) {
                if (stop.stop_requested())
                    return fail(ErrorCode::Cancelled, "the import was cancelled", m_database.file().string());
                if (progress)
                    progress(static_cast<double>(i) / static_cast<double>(samples.size()));
            }
            inserter.add(rows.first + static_cast<std::int64_t>(i), samples[i]);
        }
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

Result<std::unordered_map<std::int64_t, ImageEntry>> SampleRepository::images(data::Task task, data::Split split)
{
    using Images = std::unordered_map<std::int64_t, ImageEntry>;
    return guarded(m_database, "cannot read the images of a data set", [&]() -> Result<Images> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const RowRange rows = rowsOf(dataset);
        SQLite::Statement statement(m_database.handle(),
            "SELECT image_id, image_file, width, height FROM sample WHERE id BETWEEN ? AND ?");
        statement.bind(1, rows.first);
        statement.bind(2, rows.last);
        Images images;
        while (statement.executeStep())
            images.emplace(statement.getColumn(0).getInt64(),
                ImageEntry{statement.getColumn(1).getString(), statement.getColumn(2).getInt(),
                    statement.getColumn(3).getInt()});
        return images;
    });
}

Result<std::vector<SearchHit>> SampleRepository::search(
    data::Task task, data::Split split, std::string_view query, std::size_t limit)
{
    return guarded(m_database, "cannot search", [&]() -> Result<std::vector<SearchHit>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const std::string match = ftsQuery(data::parseWords(query, true));
        if (match.empty())
            return std::vector<SearchHit>{};
        const RowRange rows = rowsOf(dataset);
        const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, 1'000'000));
        SQLite::Database& db = m_database.handle();
        if (matchesMoreThan(db, match, rows, kMostRanked))
            return hitsOf(db, match, rows, {}, most);
        const std::vector<std::pair<std::int64_t, double>> best = bestOf(db, match, rows, most);
        std::unordered_map<std::int64_t, double> rankOf(best.begin(), best.end());
        std::vector<SearchHit> hits = hitsOf(db, match, rows, best, most);
        for (SearchHit& hit : hits)
            hit.rank = rankOf[rows.first + hit.index];
        std::stable_sort(hits.begin(), hits.end(), [](const SearchHit& a, const SearchHit& b) { return a.rank < b.rank; });
        return hits;
    });
}

Result<std::vector<std::int64_t>> SampleRepository::searchIndices(
    data::Task task, data::Split split, std::span<const data::SearchTerm> terms)
{
    return guarded(m_database, "cannot search", [&]() -> Result<std::vector<std::int64_t>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const std::string match = ftsQuery(terms);
        if (match.empty())
            return std::vector<std::int64_t>{};
        return matchingIndices(m_database.handle(), match, rowsOf(dataset));
    });
}

Result<std::vector<std::pair<std::int64_t, double>>> SampleRepository::searchRanks(
    data::Task task, data::Split split, std::span<const data::SearchTerm> terms)
{
    using Ranks = std::vector<std::pair<std::int64_t, double>>;
    return guarded(m_database, "cannot search", [&]() -> Result<Ranks> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split));
        const std::string match = ftsQuery(terms);
        const RowRange rows = rowsOf(dataset);
        if (match.empty() || matchesMoreThan(m_database.handle(), match, rows, kMostRanked))
            return Ranks{};
        Ranks ranks = bestOf(m_database.handle(), match, rows, kMostRanked);
        for (auto& [row, rank] : ranks)
            row -= rows.first;
        return ranks;
    });
}

Result<TermStatistics> SampleRepository::termStatistics()
{
    return guarded(m_database, "cannot read the search index", [&]() -> Result<TermStatistics> {
        SQLite::Database& db = m_database.handle();
        db.exec("CREATE VIRTUAL TABLE temp.sample_term USING fts5vocab (main, sample_fts, row)");
        TermStatistics found;
        const auto pick = [&](const char* sql) -> std::string {
            SQLite::Statement statement(db, sql);
            return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
        };
        found.common = pick("SELECT term FROM sample_term ORDER BY doc DESC LIMIT 1");
        found.middling = pick("SELECT term FROM sample_term WHERE doc * 100 <= (SELECT max(doc) FROM sample_term) AND "
                              "length(term) >= 3 ORDER BY doc DESC LIMIT 1");
        found.rare = pick("SELECT term FROM sample_term WHERE doc = 1 AND length(term) >= 3 ORDER BY term LIMIT 1");
        db.exec("DROP TABLE temp.sample_term");
        return found;
    });
}

} // namespace fulcrum::store
