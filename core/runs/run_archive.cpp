// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_archive.h"

#include "core/base/version.h"
#include "core/project/dataset_versions.h"
#include "core/runs/run_archive_text.h"
#include "core/runs/zip_archive.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::runs {

namespace {

using nlohmann::json;
using store::RunState;

constexpr std::uint64_t kMaxRecord = 256ULL << 20;
constexpr std::uint64_t kMaxMember = 1ULL << 30;
constexpr std::uint64_t kMaxLog = 256ULL << 20;
constexpr std::size_t kMaxName = 80;

// --- writing ---

json recordJson(const store::RunRecord& run)
{
    return {{"id", run.id}, {"kind", run.kind}, {"name", run.name}, {"note", run.note}, {"tags", run.tags}, {"spec", run.spec},
        {"spec_sha256", run.specHash}, {"parity", run.parity}, {"seed", run.seed}, {"created", run.created},
        {"started", run.started}, {"ended", run.ended}, {"state", store::runStateName(run.state)}, {"lane", run.lane},
        {"device", run.device}, {"host", run.process.host}, {"version", run.appVersion}, {"commit", run.gitCommit},
        {"libraries", run.libraries}, {"dataset_fingerprint", run.datasetFingerprint}, {"units_done", run.unitsDone},
        {"units_total", run.unitsTotal}, {"error", run.error}};
}

std::string cellName(std::size_t place) { return fmt::format("cells/{:04}.jsonl", place + 1); }

Result<json> documentOf(store::Database& database, const store::RunRecord& run, const std::vector<store::EvalCell>& cells)
{
    store::RunRepository runs(database);
    json document{{"fulcrum_run", kArchiveFormat}, {"exported_by", version()}, {"run", recordJson(run)}};
    document["parents"] = json::array();
    for (const store::RunId parent : run.parents) {
        FULCRUM_TRY(const store::RunRecord made, runs.get(parent));
        document["parents"].push_back(
            {{"id", made.id}, {"kind", made.kind}, {"name", made.name}, {"spec_sha256", made.specHash}});
    }
    FULCRUM_TRY(document["parameters"], runs.params(run.id));
    FULCRUM_TRY(document["units"], runs.doneUnits(run.id));
    FULCRUM_TRY(const auto failures, runs.failures(run.id));
    document["failures"] = json::array();
    for (const store::UnitFailure& one : failures)
        document["failures"].push_back(
            {{"unit", one.unit}, {"item", one.item}, {"code", one.code}, {"reason", one.reason}, {"time", one.time}});
    FULCRUM_TRY(const auto checkpoints, runs.checkpoints(run.id));
    document["checkpoints"] = json::array();
    for (const store::CheckpointRecord& one : checkpoints)
        document["checkpoints"].push_back({{"epoch", one.epoch}, {"label", one.label}, {"file", one.file},
            {"sha256", one.sha256}, {"metric", one.metric}, {"value", one.value}});
    document["cells"] = json::array();
    for (std::size_t i = 0; i < cells.size(); ++i)
        document["cells"].push_back({{"strategy", cells[i].strategy}, {"shots", cells[i].shots}, {"seed", cells[i].seed},
            {"metric_name", cells[i].metricName}, {"metric", cells[i].metric}, {"seconds", cells[i].seconds},
            {"file", cellName(i)}});
    return document;
}

Result<std::string> dmText(store::Database& database, store::RunId run)
{
    FULCRUM_TRY(const auto entries, store::DmRepository(database).entries(run));
    std::string text;
    for (const store::DmEntry& entry : entries)
        text += dmLine(entry);
    return text;
}

Result<std::string> scoresText(store::Database& database, const std::vector<store::EvalCell>& cells)
{
    std::string text = scoresHeader();
    for (const store::EvalCell& cell : cells) {
        FULCRUM_TRY(const auto predictions, store::EvalRepository(database).predictions(cell.id));
        text += scoreLines(cell, predictions);
    }
    return text;
}

Result<std::string> cellText(store::Database& database, std::int64_t cell)
{
    FULCRUM_TRY(const auto predictions, store::EvalRepository(database).predictions(cell));
    std::string text;
    for (const store::Prediction& prediction : predictions)
        text += predictionLine(prediction);
    return text;
}

// --- reading ---

/// Everything below throws std::exception for what is not as it should be; importRun makes an Error of it.
json objectAt(const json& object, const char* key)
{
    const json& value = object.at(key);
    if (!value.is_object())
        throw std::invalid_argument(fmt::format("\"{}\" is no object", key));
    return value;
}

store::RunRecord recordFrom(const json& object)
{
    store::RunRecord run;
    run.kind = object.at("kind").get<std::string>();
    run.name = object.at("name").get<std::string>().substr(0, kMaxName);
    run.note = object.at("note").get<std::string>();
    run.tags = object.at("tags").get<std::vector<std::string>>();
    run.spec = object.at("spec").get<std::string>();
    run.specHash = object.at("spec_sha256").get<std::string>();
    run.parity = object.at("parity").get<std::string>();
    run.seed = object.at("seed").get<std::int64_t>();
    run.created = object.at("created").get<std::int64_t>();
    run.started = object.at("started").get<std::int64_t>();
    run.ended = object.at("ended").get<std::int64_t>();
    run.state = store::runStateFromName(object.at("state").get<std::string>()).value_or(RunState::Failed);
    run.lane = object.at("lane").get<std::string>();
    run.device = object.at("device").get<std::string>();
    run.appVersion = object.at("version").get<std::string>();
    run.gitCommit = object.at("commit").get<std::string>();
    run.libraries = object.at("libraries").get<std::string>();
    run.datasetFingerprint = object.at("dataset_fingerprint").get<std::string>();
    run.error = object.at("error").get<std::string>();
    if (run.kind.empty() || run.name.empty())
        throw std::invalid_argument("kind or name is empty");
    if (!json::accept(run.spec) || !json::parse(run.spec).is_object())
        throw std::invalid_argument("\"spec\" is no JSON object");
    if (!json::accept(run.parity))
        throw std::invalid_argument("\"parity\" is no JSON");
    return run;
}

/// Rows that an archive may refer to: those of the version with its fingerprint, or any where the project does not have it
/// (nothing then opens them).
struct Bounds
{
    std::size_t queries = SIZE_MAX, items = SIZE_MAX;
};

class Reader
{
public:
    Reader(store::Database& database, const Path& file, ZipReader zip)
        : m_database(database), m_file(file), m_zip(std::move(zip))
    {
    }

    Result<ArchivedRun> read()
    {
        FULCRUM_TRY(const std::string text, m_zip.read("run.json", kMaxRecord));
        m_member = "run.json";
        return guarded([&]() -> Result<ArchivedRun> {
            const json document = json::parse(text);
            if (const int format = document.at("fulcrum_run").get<int>(); format > kArchiveFormat)
                return fail(ErrorCode::TooNew, "the run was written by a newer Fulcrum", m_file.string(),
                    fmt::format("its format is {}, this program knows {}", format, kArchiveFormat), "update Fulcrum");
            return store(document);
        });
    }

private:
    template <class Body>
    auto guarded(Body body) -> decltype(body())
    {
        try {
            return body();
        } catch (const std::exception& exception) {
            return fail(ErrorCode::Malformed, "cannot read an exported run", fmt::format("{}: {}", m_file.string(), m_member),
                exception.what(), "export it again where it was made");
        }
    }

    Result<ArchivedRun> store(const json& document)
    {
        store::RunRecord record = recordFrom(objectAt(document, "run"));
        ArchivedRun result;
        result.name = record.name;
        FULCRUM_TRY(const store::RunId existing, find(record.kind, record.specHash, record.created));
        if (existing != 0) {
            result.run = existing;
            result.existed = true;
            return result;
        }
        FULCRUM_CHECK(findParents(document, record, result));
        FULCRUM_CHECK(findBounds(record, result));
        store::RunRepository runs(m_database);
        const RunState state = storedState(record.state);
        const std::int64_t started = record.started, ended = record.ended;
        const std::string error = record.error, origin = originOf(document);
        record.state = RunState::Queued;
        FULCRUM_TRY(result.run, runs.add(std::move(record)));
        FULCRUM_CHECK(storeParts(document, result));
        const json& run = document.at("run");
        FULCRUM_CHECK(runs.setProgress(
            result.run, run.at("units_done").get<std::int64_t>(), run.at("units_total").get<std::int64_t>(), {}));
        FULCRUM_CHECK(runs.setParam(result.run, "exported", origin));
        FULCRUM_CHECK(runs.setState(result.run, state, error));
        FULCRUM_CHECK(runs.setTimes(result.run, started, ended));
        if (m_zip.has("log.txt")) {
            m_member = "log.txt";
            FULCRUM_TRY(result.log, m_zip.read("log.txt", kMaxLog));
        }
        return result;
    }

    /// Nobody works on it here.
    static RunState storedState(RunState state)
    {
        return state == RunState::Succeeded || state == RunState::Failed ? state : RunState::Cancelled;
    }

    std::string originOf(const json& document) const
    {
        const json& run = document.at("run");
        return json{{"file", m_file.filename().string()}, {"id", run.at("id").get<std::int64_t>()},
            {"host", run.at("host").get<std::string>()}, {"by", document.at("exported_by").get<std::string>()}}
            .dump(-1, ' ', false, json::error_handler_t::replace);
    }

    /// 0 = none.
    Result<store::RunId> find(const std::string& kind, const std::string& specHash, std::int64_t created)
    {
        FULCRUM_TRY(const auto known, store::RunRepository(m_database).list(kind));
        for (const store::RunRecord& run : known)
            if (run.specHash == specHash && (created == 0 || run.created == created))
                return run.id;
        return 0;
    }

    Result<void> findParents(const json& document, store::RunRecord& record, ArchivedRun& result)
    {
        for (const json& parent : document.at("parents")) {
            const auto kind = parent.at("kind").get<std::string>();
            FULCRUM_TRY(const store::RunId found, find(kind, parent.at("spec_sha256").get<std::string>(), 0));
            if (found != 0)
                record.parents.push_back(found);
            else
                result.notes.push_back(fmt::format("'{}' ({}), which it was made from, is not in this project",
                    parent.at("name").get<std::string>(), kind));
        }
        if (!document.at("checkpoints").empty())
            result.notes.emplace_back("its checkpoints are not part of the file: it cannot be used by an evaluation");
        return {};
    }

    Result<void> findBounds(const store::RunRecord& record, ArchivedRun& result)
    {
        const json spec = json::parse(record.spec);
        const auto task = spec.contains("task") && spec["task"].is_string() ? data::taskFromName(spec["task"].get<std::string>())
                                                                             : std::nullopt;
        if (!task)
            return {};
        FULCRUM_TRY(const auto versions, store::SampleRepository(m_database).datasets());
        bool isHere = false;
        for (const store::DatasetRecord& version : versions) {
            if (version.task != *task || version.fingerprint != project::fingerprintOf(record, *task, version.split))
                continue;
            isHere = true;
            (version.split == data::Split::Train ? m_bounds.items : m_bounds.queries) = static_cast<std::size_t>(version.samples);
        }
        if (!isHere)
            result.notes.emplace_back("it was made with other data than this project has: its samples cannot be shown");
        return {};
    }

    Result<void> storeParts(const json& document, const ArchivedRun& result)
    {
        store::RunRepository runs(m_database);
        const json parameters = objectAt(document, "parameters"); // a temporary would be gone while it is walked
        for (const auto& [key, value] : parameters.items())
            FULCRUM_CHECK(runs.setParam(result.run, key, value.get<std::string>()));
        for (const json& unit : document.at("units"))
            FULCRUM_CHECK(runs.markUnitDone(result.run, unit.get<std::string>()));
        for (const json& one : document.at("failures"))
            FULCRUM_CHECK(runs.addFailure(result.run,
                {one.at("unit").get<std::string>(), one.at("item").get<std::string>(), one.at("code").get<std::string>(),
                    one.at("reason").get<std::string>(), one.at("time").get<std::int64_t>()}));
        if (m_zip.has("metrics.csv")) {
            m_member = "metrics.csv";
            FULCRUM_TRY(const std::string text, m_zip.read("metrics.csv", kMaxMember));
            for (const store::MetricPoint& point : metricsFrom(text))
                FULCRUM_CHECK(runs.addMetric(result.run, point));
        }
        for (const json& cell : document.at("cells"))
            FULCRUM_CHECK(storeCell(cell, result.run));
        return m_zip.has("dm.jsonl") ? storeDm(result.run) : Result<void>();
    }

    template <class Take>
    Result<void> eachLine(const std::string& member, Take take)
    {
        m_member = member;
        FULCRUM_TRY(const std::string text, m_zip.read(member, kMaxMember));
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            if (end > begin)
                take(json::parse(text.begin() + static_cast<std::ptrdiff_t>(begin), text.begin() + static_cast<std::ptrdiff_t>(end)));
            begin = end + 1;
        }
        return {};
    }

    Result<void> storeCell(const json& cell, store::RunId run)
    {
        const auto shots = cell.at("shots").get<int>();
        if (shots < 0)
            throw std::invalid_argument("a cell has a negative number of shots");
        store::EvalRepository repository(m_database);
        FULCRUM_TRY(const std::int64_t id,
            repository.cell(run, cell.at("strategy").get<std::string>(), shots, cell.at("seed").get<std::int64_t>()));
        std::map<std::int64_t, store::Prediction> byQuery;
        FULCRUM_CHECK(eachLine(cell.at("file").get<std::string>(), [&](const json& row) {
            store::Prediction prediction = predictionFrom(row);
            bool fits = static_cast<std::size_t>(prediction.query) < m_bounds.queries;
            for (const store::IcdStep& step : prediction.sequence)
                fits = fits && static_cast<std::size_t>(step.item) < m_bounds.items;
            if (!fits)
                throw std::invalid_argument(fmt::format("query {} refers to samples that its data set does not have", prediction.query));
            const std::int64_t query = prediction.query;
            if (!byQuery.emplace(query, std::move(prediction)).second)
                throw std::invalid_argument(fmt::format("query {} is there twice", query));
        }));
        std::vector<store::Prediction> predictions;
        std::vector<double> scores;
        for (auto& [query, prediction] : byQuery) {
            scores.push_back(prediction.score);
            predictions.push_back(std::move(prediction));
        }
        FULCRUM_CHECK(repository.addPredictions(id, predictions));
        const json& metric = cell.at("metric");
        return repository.finishCell(id, cell.at("metric_name").get<std::string>(),
            metric.is_null() ? std::numeric_limits<double>::quiet_NaN() : metric.get<double>(), cell.at("seconds").get<double>(),
            scores);
    }

    Result<void> storeDm(store::RunId run)
    {
        std::vector<store::DmEntry> entries;
        FULCRUM_CHECK(eachLine("dm.jsonl", [&](const json& row) {
            entries.push_back(dmFrom(row));
            bool fits = static_cast<std::size_t>(entries.back().anchor) < m_bounds.items;
            for (const std::int64_t item : entries.back().items)
                fits = fits && static_cast<std::size_t>(item) < m_bounds.items;
            if (!fits)
                throw std::invalid_argument("it refers to samples that its data set does not have");
        }));
        return store::DmRepository(m_database).add(run, entries);
    }

    store::Database& m_database;
    const Path& m_file;
    ZipReader m_zip;
    std::string m_member;
    Bounds m_bounds;
};

} // namespace

Result<void> exportRun(const project::Project& project, store::RunId id, const Path& file)
{
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(const store::RunRecord run, store::RunRepository(database).get(id));
    if (!store::isAtRest(run.state))
        return fail(ErrorCode::Usage, "cannot export a run", fmt::format("run {} '{}'", id, run.name),
            fmt::format("it is {}", store::runStateName(run.state)), "wait until it has ended, or stop it");
    FULCRUM_TRY(const auto all, store::EvalRepository(database).cells(id));
    std::vector<store::EvalCell> cells;
    for (const store::EvalCell& cell : all)
        if (cell.done)
            cells.push_back(cell);
    std::vector<ZipMember> members;
    members.push_back({"run.json", [&]() -> Result<std::string> {
        FULCRUM_TRY(const json document, documentOf(database, run, cells));
        return document.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
    }});
    members.push_back({"spec.json", [&]() -> Result<std::string> {
        const json spec = json::parse(run.spec, nullptr, false);
        return spec.is_discarded() ? run.spec : spec.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
    }});
    members.push_back({"metrics.csv", [&]() -> Result<std::string> {
        FULCRUM_TRY(const auto points, store::RunRepository(database).metrics(id));
        return metricsCsv(points);
    }});
    if (!cells.empty())
        members.push_back({"scores.csv", [&] { return scoresText(database, cells); }});
    for (std::size_t i = 0; i < cells.size(); ++i)
        members.push_back({cellName(i), [&, cell = cells[i].id] { return cellText(database, cell); }});
    if (run.kind == "dm")
        members.push_back({"dm.jsonl", [&] { return dmText(database, id); }});
    const Path log = project.logsFolder() / fmt::format("run-{}.log", id);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(log, ignored))
        members.push_back({"log.txt", [log] { return readFile(log, kMaxLog); }});
    return writeZip(file, members);
}

Result<ArchivedRun> importRun(store::Database& database, const Path& file)
{
    FULCRUM_TRY(ZipReader zip, ZipReader::open(file));
    return Reader(database, file, std::move(zip)).read();
}

} // namespace fulcrum::runs
