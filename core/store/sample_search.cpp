// SPDX-License-Identifier: GPL-3.0-or-later
// The full-text search of SampleRepository.
#include "core/store/dataset_rows.h"
#include "core/store/row.h"
#include "core/store/sample_repository.h"
#include "core/store/search_query.h"
#include "core/store/sqlite_error.h"

#include <algorithm>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unordered_map>

namespace fulcrum::store {
namespace {

constexpr std::int64_t kMostRanked = 5000; // bm25 looks up each match's length, some 3 us
constexpr char kMarkOn = '\x02', kMarkOff = '\x03';

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
    hit.index = indexOfRow(row.getColumn(0).getInt64());
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

Result<std::vector<SearchHit>> SampleRepository::search(
    data::Task task, data::Split split, std::string_view query, std::size_t limit, std::string_view fingerprint)
{
    return guarded(m_database, "cannot search", [&]() -> Result<std::vector<SearchHit>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split, fingerprint));
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
    data::Task task, data::Split split, std::span<const data::SearchTerm> terms, std::string_view fingerprint)
{
    return guarded(m_database, "cannot search", [&]() -> Result<std::vector<std::int64_t>> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split, fingerprint));
        const std::string match = ftsQuery(terms);
        if (match.empty())
            return std::vector<std::int64_t>{};
        return matchingIndices(m_database.handle(), match, rowsOf(dataset));
    });
}

Result<std::vector<std::pair<std::int64_t, double>>> SampleRepository::searchRanks(
    data::Task task, data::Split split, std::span<const data::SearchTerm> terms, std::string_view fingerprint)
{
    using Ranks = std::vector<std::pair<std::int64_t, double>>;
    return guarded(m_database, "cannot search", [&]() -> Result<Ranks> {
        FULCRUM_TRY(const std::int64_t dataset, datasetId(m_database, task, split, fingerprint));
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
