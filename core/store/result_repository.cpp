// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/result_repository.h"

#include "core/store/row.h"
#include "core/store/sqlite_error.h"

#include <fmt/format.h>

namespace fulcrum::store {
namespace {

constexpr const char* kDmColumns
    = "SELECT anchor, beam, score, base_probability, items, steps, gains, probabilities FROM dm_entry WHERE run = ?1 ";

DmEntry dmFrom(const SQLite::Statement& row)
{
    DmEntry entry;
    entry.anchor = row.getColumn(0).getInt64();
    entry.rank = row.getColumn(1).getInt();
    entry.score = row.getColumn(2).getDouble();
    entry.baseProbability = row.getColumn(3).getDouble();
    entry.items = arrayFrom<std::int64_t>(row.getColumn(4).getString());
    entry.steps = arrayFrom<int>(row.getColumn(5).getString());
    entry.gains = arrayFrom<double>(row.getColumn(6).getString());
    entry.probabilities = arrayFrom<double>(row.getColumn(7).getString());
    return entry;
}

constexpr const char* kPredictionColumns
    = "SELECT query, query_id, sequence, raw_output, prediction, prompt_hash, score, latency_ms FROM prediction "
      "WHERE cell = ?1 ";

Prediction predictionFrom(const SQLite::Statement& row)
{
    Prediction prediction;
    prediction.query = row.getColumn(0).getInt64();
    prediction.queryId = row.getColumn(1).getInt64();
    prediction.sequence = stepsFrom(row.getColumn(2).getString());
    prediction.rawOutput = row.getColumn(3).getString();
    prediction.prediction = row.getColumn(4).getString();
    prediction.promptHash = row.getColumn(5).getString();
    prediction.score = numberOrNan(row.getColumn(6));
    prediction.latencyMs = row.getColumn(7).getDouble();
    return prediction;
}

IcdSequenceRecord sequenceFrom(SQLite::Database& database, const SQLite::Statement& row)
{
    IcdSequenceRecord record;
    record.id = row.getColumn(0).getInt64();
    record.parent = row.getColumn(1).isNull() ? 0 : row.getColumn(1).getInt64();
    record.kind = row.getColumn(2).getString();
    record.name = row.getColumn(3).getString();
    record.task = taskFrom(row.getColumn(4).getString());
    record.query = row.getColumn(5).getInt64();
    record.created = row.getColumn(6).getInt64();
    record.result = row.getColumn(7).getString();
    SQLite::Statement steps(database,
        "SELECT item, step, probability, similarity, gain FROM icd_step WHERE sequence = ? ORDER BY pos");
    steps.bind(1, record.id);
    while (steps.executeStep())
        record.steps.push_back({steps.getColumn(0).getInt64(), steps.getColumn(1).getInt(),
            optionalNumber(steps.getColumn(2)), optionalNumber(steps.getColumn(3)),
            optionalNumber(steps.getColumn(4))});
    return record;
}

constexpr const char* kSequenceColumns
    = "SELECT id, parent, kind, name, task, query, created, result FROM icd_sequence ";

} // namespace

Result<void> DmRepository::add(RunId run, std::span<const DmEntry> entries)
{
    return guarded(m_database, "cannot write D_M entries", [&]() -> Result<void> {
        SQLite::Statement insert(m_database.handle(), "INSERT INTO dm_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const DmEntry& entry : entries) {
            const std::size_t n = entry.items.size();
            const bool known = entry.steps.size() == n && entry.gains.size() == n && entry.probabilities.size() == n;
            const bool unknown = entry.steps.empty() && entry.gains.empty() && entry.probabilities.empty();
            if (!known && !unknown)
                return fail(ErrorCode::Internal, "a D_M entry's lists differ in length",
                    fmt::format("run {} anchor {}", run, entry.anchor));
            insert.reset();
            insert.bind(1, run);
            insert.bind(2, entry.anchor);
            insert.bind(3, entry.rank);
            insert.bind(4, entry.score);
            insert.bind(5, entry.baseProbability);
            insert.bind(6, arrayText(entry.items));
            insert.bind(7, arrayText(entry.steps));
            insert.bind(8, arrayText(entry.gains));
            insert.bind(9, arrayText(entry.probabilities));
            insert.exec();
        }
        return {};
    });
}

Result<std::vector<DmEntry>> DmRepository::entries(RunId run)
{
    return guarded(m_database, "cannot read D_M entries", [&]() -> Result<std::vector<DmEntry>> {
        SQLite::Statement statement(m_database.handle(), std::string(kDmColumns) + "ORDER BY anchor, beam");
        statement.bind(1, run);
        std::vector<DmEntry> found;
        while (statement.executeStep())
            found.push_back(dmFrom(statement));
        return found;
    });
}

Result<std::vector<DmEntry>> DmRepository::entries(RunId run, std::int64_t anchor)
{
    return guarded(m_database, "cannot read D_M entries", [&]() -> Result<std::vector<DmEntry>> {
        SQLite::Statement statement(m_database.handle(), std::string(kDmColumns) + "AND anchor = ?2 ORDER BY beam");
        statement.bind(1, run);
        statement.bind(2, anchor);
        std::vector<DmEntry> found;
        while (statement.executeStep())
            found.push_back(dmFrom(statement));
        return found;
    });
}

Result<std::int64_t> DmRepository::count(RunId run)
{
    return guarded(m_database, "cannot read D_M entries", [&]() -> Result<std::int64_t> {
        SQLite::Statement statement(m_database.handle(), "SELECT count(*) FROM dm_entry WHERE run = ?");
        statement.bind(1, run);
        statement.executeStep();
        return statement.getColumn(0).getInt64();
    });
}

Result<std::int64_t> DmRepository::countKept(std::span<const RunId> runs, double threshold, int perAnchor)
{
    return guarded(m_database, "cannot count D_M", [&]() -> Result<std::int64_t> {
        SQLite::Statement statement(m_database.handle(),
            "SELECT count(*) FROM dm_entry WHERE run = ?1 AND score >= ?2 AND (?3 = 0 OR beam < ?3)");
        std::int64_t kept = 0;
        for (const RunId run : runs) {
            statement.reset();
            statement.bind(1, run);
            statement.bind(2, threshold);
            statement.bind(3, perAnchor);
            if (statement.executeStep())
                kept += statement.getColumn(0).getInt64();
        }
        return kept;
    });
}

Result<std::int64_t> EvalRepository::cell(RunId run, std::string_view strategy, int shots, std::int64_t seed)
{
    return guarded(m_database, "cannot write an evaluation cell", [&]() -> Result<std::int64_t> {
        const auto bindKey = [&](SQLite::Statement& statement) {
            statement.bind(1, run);
            bindText(statement, 2, strategy);
            statement.bind(3, shots);
            statement.bind(4, seed);
        };
        SQLite::Statement read(m_database.handle(),
            "SELECT id FROM eval_cell WHERE run = ? AND strategy = ? AND shots = ? AND seed = ?");
        bindKey(read);
        if (read.executeStep())
            return read.getColumn(0).getInt64();
        SQLite::Statement insert(
            m_database.handle(), "INSERT INTO eval_cell (run, strategy, shots, seed) VALUES (?, ?, ?, ?)");
        bindKey(insert);
        insert.exec();
        return m_database.handle().getLastInsertRowid();
    });
}

namespace {

constexpr const char* kSelectCell = "SELECT id, run, strategy, shots, seed, done, metric_name, metric, seconds, "
                                    "(SELECT count(*) FROM prediction WHERE cell = eval_cell.id) FROM eval_cell ";

EvalCell cellFrom(SQLite::Statement& statement)
{
    return {statement.getColumn(0).getInt64(), statement.getColumn(1).getInt64(), statement.getColumn(2).getString(),
        statement.getColumn(3).getInt(), statement.getColumn(4).getInt64(), statement.getColumn(5).getInt() != 0,
        statement.getColumn(6).getString(), numberOrNan(statement.getColumn(7)), statement.getColumn(8).getDouble(),
        statement.getColumn(9).getInt64()};
}

} // namespace

Result<std::vector<EvalCell>> EvalRepository::cells(RunId run)
{
    return guarded(m_database, "cannot read evaluation cells", [&]() -> Result<std::vector<EvalCell>> {
        SQLite::Statement statement(
            m_database.handle(), std::string(kSelectCell) + "WHERE run = ? ORDER BY strategy, shots, seed");
        statement.bind(1, run);
        std::vector<EvalCell> cells;
        while (statement.executeStep())
            cells.push_back(cellFrom(statement));
        return cells;
    });
}

Result<EvalCell> EvalRepository::get(std::int64_t cell)
{
    return guarded(m_database, "cannot read an evaluation cell", [&]() -> Result<EvalCell> {
        SQLite::Statement statement(m_database.handle(), std::string(kSelectCell) + "WHERE id = ?");
        statement.bind(1, cell);
        if (!statement.executeStep())
            return fail(ErrorCode::NotFound, "cannot read an evaluation cell", "cell " + std::to_string(cell),
                "the project has no such cell");
        return cellFrom(statement);
    });
}

Result<void> EvalRepository::addPredictions(std::int64_t cell, std::span<const Prediction> predictions)
{
    return guarded(m_database, "cannot write predictions", [&]() -> Result<void> {
        SQLite::Statement insert(
            m_database.handle(), "INSERT OR REPLACE INTO prediction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (const Prediction& one : predictions) {
            insert.reset();
            insert.bind(1, cell);
            insert.bind(2, one.query);
            insert.bind(3, one.queryId);
            insert.bind(4, stepsText(one.sequence));
            insert.bind(5, one.rawOutput);
            insert.bind(6, one.prediction);
            insert.bind(7, one.promptHash);
            insert.bind(8, one.score);
            insert.bind(9, one.latencyMs);
            insert.exec();
        }
        return {};
    });
}

Result<void> EvalRepository::finishCell(std::int64_t cell, std::string_view metricName, double metric, double seconds,
    std::span<const double> scores)
{
    FULCRUM_TRY(const std::vector<Prediction> stored, predictions(cell));
    if (!scores.empty() && scores.size() != stored.size())
        return fail(ErrorCode::Internal, "an evaluation cell needs one score for each prediction",
            fmt::format("cell {}", cell), fmt::format("{} scores, {} predictions", scores.size(), stored.size()));
    return m_database.transaction([&]() -> Result<void> {
        SQLite::Statement score(m_database.handle(), "UPDATE prediction SET score = ? WHERE cell = ? AND query = ?");
        for (std::size_t i = 0; i < scores.size(); ++i) {
            score.reset();
            score.bind(1, scores[i]);
            score.bind(2, cell);
            score.bind(3, stored[i].query);
            score.exec();
        }
        SQLite::Statement finish(m_database.handle(),
            "UPDATE eval_cell SET done = 1, metric_name = ?, metric = ?, seconds = ? WHERE id = ?");
        bindText(finish, 1, metricName);
        finish.bind(2, metric);
        finish.bind(3, seconds);
        finish.bind(4, cell);
        if (finish.exec() == 0)
            return fail(ErrorCode::NotFound, "there is no such evaluation cell", fmt::format("cell {}", cell));
        return {};
    });
}

Result<std::vector<Prediction>> EvalRepository::predictions(std::int64_t cell)
{
    return guarded(m_database, "cannot read predictions", [&]() -> Result<std::vector<Prediction>> {
        SQLite::Statement statement(m_database.handle(), std::string(kPredictionColumns) + "ORDER BY query");
        statement.bind(1, cell);
        std::vector<Prediction> found;
        while (statement.executeStep())
            found.push_back(predictionFrom(statement));
        return found;
    });
}

Result<std::optional<Prediction>> EvalRepository::prediction(std::int64_t cell, std::int64_t query)
{
    return guarded(m_database, "cannot read predictions", [&]() -> Result<std::optional<Prediction>> {
        SQLite::Statement statement(m_database.handle(), std::string(kPredictionColumns) + "AND query = ?2");
        statement.bind(1, cell);
        statement.bind(2, query);
        if (!statement.executeStep())
            return std::nullopt;
        return predictionFrom(statement);
    });
}

Result<std::int64_t> SequenceRepository::add(const IcdSequenceRecord& record)
{
    std::int64_t id = 0;
    FULCRUM_CHECK(m_database.transaction([&]() -> Result<void> {
        SQLite::Statement insert(m_database.handle(),
            "INSERT INTO icd_sequence (parent, kind, name, task, query, created, result) VALUES (?, ?, ?, ?, ?, ?, ?)");
        if (record.parent != 0)
            insert.bind(1, record.parent);
        insert.bind(2, record.kind);
        insert.bind(3, record.name);
        insert.bind(4, data::taskName(record.task));
        insert.bind(5, record.query);
        insert.bind(6, record.created != 0 ? record.created : nowMilliseconds());
        insert.bind(7, record.result);
        insert.exec();
        id = m_database.handle().getLastInsertRowid();
        SQLite::Statement step(m_database.handle(), "INSERT INTO icd_step VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (std::size_t i = 0; i < record.steps.size(); ++i) {
            step.reset();
            step.bind(1, id);
            step.bind(2, static_cast<std::int64_t>(i));
            step.bind(3, record.steps[i].item);
            step.bind(4, record.steps[i].step);
            bindOptional(step, 5, record.steps[i].probability);
            bindOptional(step, 6, record.steps[i].similarity);
            bindOptional(step, 7, record.steps[i].gain);
            step.exec();
        }
        return {};
    }));
    return id;
}

Result<IcdSequenceRecord> SequenceRepository::get(std::int64_t id)
{
    return guarded(m_database, "cannot read a sequence", [&]() -> Result<IcdSequenceRecord> {
        SQLite::Statement statement(m_database.handle(), std::string(kSequenceColumns) + "WHERE id = ?");
        statement.bind(1, id);
        if (!statement.executeStep())
            return fail(ErrorCode::NotFound, fmt::format("there is no sequence {}", id), m_database.file().string());
        return sequenceFrom(m_database.handle(), statement);
    });
}

Result<std::vector<IcdSequenceRecord>> SequenceRepository::list(data::Task task, std::int64_t query)
{
    return guarded(m_database, "cannot read sequences", [&]() -> Result<std::vector<IcdSequenceRecord>> {
        SQLite::Statement statement(m_database.handle(),
            std::string(kSequenceColumns) + "WHERE task = ?1 AND (?2 < 0 OR query = ?2 OR query < 0) ORDER BY id");
        statement.bind(1, data::taskName(task));
        statement.bind(2, query);
        std::vector<IcdSequenceRecord> found;
        while (statement.executeStep())
            found.push_back(sequenceFrom(m_database.handle(), statement));
        return found;
    });
}

} // namespace fulcrum::store
