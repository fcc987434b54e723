// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/official_run.h"

#include "core/icl/model_access.h"
#include "core/icl/query_scorer.h"
#include "core/project/dataset_versions.h"
#include "core/runs/run_catalog.h"
#include "core/text/prompt_template.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::runs {

namespace {

constexpr double kSameMetric = 0.05; ///< difference of two scorers that only rounding explains (CIDEr x 100, per cent)
constexpr std::size_t kMaxName = 80;
constexpr const char* kUnknownStrategy = "unknown";

tl::unexpected<Error> misfit(const Path& file, std::string where, std::string why, std::string hint)
{
    return fail(ErrorCode::Malformed, "these official results do not fit the project", fmt::format("{}: {}", file.string(), where),
        std::move(why), std::move(hint));
}

/// What the published code does before it scores: cuts where the model begins another demonstration. Which of its two words it
/// looks for depends on the model; where that is not known, both count.
std::string cleaned(const std::string& lvlm, data::Task task, const std::string& prediction)
{
    std::string name = lvlm;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.find("flamingo") != std::string::npos)
        return text::postprocessGenerated("open-flamingo", task, prediction);
    if (name.find("idefics") != std::string::npos)
        return text::postprocessGenerated("idefics", task, prediction);
    return text::postprocessGenerated("idefics", task, text::postprocessGenerated("open-flamingo", task, prediction));
}

store::Prediction predictionOf(const OfficialAnswer& answer, std::int64_t query, std::int64_t id, std::string text)
{
    store::Prediction prediction;
    prediction.query = query;
    prediction.queryId = id;
    for (const std::int64_t item : answer.items) {
        store::IcdStep step;
        step.item = item;
        step.step = static_cast<int>(prediction.sequence.size()); // the file gives the prompt order only
        prediction.sequence.push_back(step);
    }
    prediction.rawOutput = answer.prediction;
    prediction.prediction = std::move(text);
    return prediction;
}

} // namespace

Result<data::Task> taskOf(const project::Project& project, const ImportOptions& options, const Path& file)
{
    if (options.task)
        return *options.task;
    if (const auto task = placeOfOfficial(file).task)
        return *task;
    const auto tasks = project.config().tasks();
    if (tasks.size() == 1)
        return tasks.front();
    return fail(ErrorCode::Usage, "cannot import results", file.string(), "the file does not say which task it is of",
        "say caption or vqa (--task)");
}

Result<OfficialRuns::Group*> OfficialRuns::groupOf(const Path& file, const OfficialKey& key, std::optional<data::Task> shown)
{
    const OfficialPlace place = placeOfOfficial(file);
    Group group;
    if (shown && (*shown == data::Task::Vqa || !m_options.task)) {
        group.task = *shown;
    } else {
        FULCRUM_TRY(group.task, taskOf(m_project, m_options, file));
    }
    group.lvlm = m_options.lvlm.empty() ? place.lvlm : m_options.lvlm;
    group.experiment = place.experiment;
    group.timestamp = key.timestamp.empty() ? file.stem().string() : key.timestamp;
    group.testDataNum = key.testDataNum;
    for (Group& one : m_groups)
        if (one.task == group.task && one.lvlm == group.lvlm && one.experiment == group.experiment && one.timestamp == group.timestamp
            && one.testDataNum == group.testDataNum) {
            if (std::find(one.files.begin(), one.files.end(), file) == one.files.end())
                one.files.push_back(file);
            return &one;
        }
    group.files.push_back(file);
    m_groups.push_back(std::move(group));
    return &m_groups.back();
}

Result<OfficialRuns::Cell*> OfficialRuns::cellOf(Group& group, const Path& file, const std::string& retriever, int shots)
{
    const std::string strategy = retriever.empty() ? kUnknownStrategy : strategyOfRetriever(retriever);
    Cell& cell = group.cells[{strategy, shots}];
    if (!cell.retriever.empty() && cell.retriever != retriever)
        return misfit(file, retriever, fmt::format("'{}' of the same start means the same strategy", cell.retriever),
            "import them one by one");
    cell.retriever = retriever;
    return &cell;
}

Result<void> OfficialRuns::addMetrics(const Path& file)
{
    FULCRUM_TRY(const std::vector<OfficialMetrics> all, readOfficialMetrics(file));
    for (const OfficialMetrics& metrics : all) {
        FULCRUM_TRY(Group * group, groupOf(file, metrics.key, std::nullopt));
        for (const auto& [shots, value] : metrics.shots) {
            FULCRUM_TRY(Cell * cell, cellOf(*group, file, metrics.key.retriever, shots));
            if (cell->metric && *cell->metric != value)
                return misfit(file, metrics.key.retriever, fmt::format("{} shots have two different scores", shots), {});
            cell->metric = value;
        }
    }
    return {};
}

Result<void> OfficialRuns::addGeneration(const Path& file)
{
    FULCRUM_TRY(OfficialGeneration generation, readOfficialGeneration(file));
    FULCRUM_TRY(Group * group, groupOf(file, generation.key, generation.task));
    FULCRUM_TRY(Cell * cell, cellOf(*group, file, generation.key.retriever, *generation.key.shots));
    if (!cell->answers.empty())
        return misfit(file, generation.key.retriever, "another file has the predictions of the same cell", {});
    cell->answers = std::move(generation.answers);
    return findQueries(file, *group, *cell);
}

Result<void> OfficialRuns::findQueries(const Path& file, const Group& group, Cell& cell)
{
    FULCRUM_TRY(const auto queries, m_project.dataset(group.task, data::Split::Validation));
    FULCRUM_TRY(const auto support, m_project.dataset(group.task, data::Split::Train));
    const std::string otherData = "the project must have the data that the results were made with";
    std::vector<std::pair<std::int64_t, std::size_t>> order;
    for (std::size_t i = 0; i < cell.answers.size(); ++i) {
        const OfficialAnswer& answer = cell.answers[i];
        const std::int64_t index = answer.id ? queries->indexOfId(*answer.id) : answer.place;
        if (index < 0 || index >= static_cast<std::int64_t>(queries->size()))
            return misfit(file, fmt::format("query {}", answer.place),
                answer.id ? fmt::format("the validation split has no id {}", *answer.id) : "the validation split is smaller", otherData);
        for (const std::int64_t item : answer.items)
            if (item >= static_cast<std::int64_t>(support->size()))
                return misfit(file, fmt::format("query {}", answer.place),
                    fmt::format("demonstration {} is outside the train split of {} samples", item, support->size()), otherData);
        order.emplace_back(index, i);
    }
    std::sort(order.begin(), order.end());
    std::vector<OfficialAnswer> answers;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && order[i].first == order[i - 1].first)
            return misfit(file, fmt::format("query {}", cell.answers[order[i].second].place), "its id is there twice", {});
        cell.queries.push_back(order[i].first);
        answers.push_back(std::move(cell.answers[order[i].second]));
        cell.predictions.push_back(cleaned(group.lvlm, group.task, answers.back().prediction));
    }
    cell.answers = std::move(answers);
    return {};
}

Result<void> OfficialRuns::score()
{
    for (Group& group : m_groups) {
        std::optional<icl::QueryScorer> scorer;
        std::vector<std::int64_t> prepared;
        for (auto& [key, cell] : group.cells) {
            if (cell.answers.empty())
                continue;
            if (m_options.stop.stop_requested())
                return fail(ErrorCode::Cancelled, "import of results");
            if (!scorer || prepared != cell.queries) {
                FULCRUM_TRY(const auto queries, m_project.dataset(group.task, data::Split::Validation));
                FULCRUM_TRY(icl::QueryScorer made, icl::QueryScorer::create(queries, cell.queries, 0));
                scorer.emplace(std::move(made));
                prepared = cell.queries;
            }
            const std::vector<std::optional<std::string>> predictions(cell.predictions.begin(), cell.predictions.end());
            FULCRUM_TRY(icl::QueryScores scores, scorer->score(predictions));
            cell.scores = std::move(scores.perQuery);
            cell.computed = scores.corpus;
            if (cell.metric && std::abs(*cell.metric - cell.computed) > kSameMetric)
                group.notes.push_back(fmt::format("{}, {} shots: metrics.json says {:.2f}, the predictions give {:.2f}", key.first,
                    key.second, *cell.metric, cell.computed));
        }
    }
    return {};
}

store::RunRecord OfficialRuns::recordOf(const Group& group) const
{
    using nlohmann::json;
    json values = json::object(), retrievers = json::object(), parity{{"imported", "icl_inference.py"}}, names = json::array();
    bool hasPredictions = true;
    for (const auto& [key, cell] : group.cells) {
        retrievers[key.first] = cell.retriever;
        values[fmt::format("{}/{}", key.first, key.second)] = cell.metric ? json(*cell.metric) : json(cell.computed);
        hasPredictions = hasPredictions && !cell.answers.empty();
        if (key.first == "lever-lm")
            parity["official_batch_mask"] = true;
        if (key.first == "sttr" && group.task == data::Task::Caption)
            parity["sttr_oracle"] = true;
    }
    for (const Path& file : group.files)
        names.push_back(file.filename().string());
    std::vector<std::string> unknown{"seed", "device", "versions", "generation settings", "duration"};
    if (group.lvlm.empty())
        unknown.insert(unknown.begin(), "lvlm");
    if (!hasPredictions)
        for (const char* one : {"data", "queries", "demonstrations", "per-query scores"})
            unknown.emplace_back(one);
    json spec{{"task", data::taskName(group.task)}, {"imported_from", names.front()}, {"files", names}, {"format", "official results"},
        {"script_started", group.timestamp}, {"test_data_num", group.testDataNum}, {"retrievers", std::move(retrievers)},
        {"results", std::move(values)}, {"unknown", unknown}};
    if (!group.lvlm.empty())
        spec["lvlm"] = group.lvlm;
    if (!group.experiment.empty())
        spec["experiment"] = group.experiment;
    store::RunRecord record;
    record.kind = "eval";
    record.name = fmt::format("{} {}", group.experiment.empty() ? "official results" : group.experiment, group.timestamp.substr(0, 16))
                      .substr(0, kMaxName);
    record.spec = spec.dump(-1, ' ', false, json::error_handler_t::replace);
    spec.erase("files"); // the same numbers from a renamed file are the same run
    spec.erase("imported_from");
    record.specHash = sha256(spec.dump(-1, ' ', false, json::error_handler_t::replace));
    record.parity = parity.dump();
    record.unitsDone = record.unitsTotal = static_cast<std::int64_t>(group.cells.size());
    return record;
}

Result<void> OfficialRuns::storeCells(store::Database& database, store::RunId run, const Group& group)
{
    store::EvalRepository repository(database);
    const char* metric = group.task == data::Task::Caption ? "CIDEr" : "accuracy";
    std::vector<std::int64_t> all;
    for (const auto& [key, cell] : group.cells) {
        FULCRUM_TRY(const std::int64_t id, repository.cell(run, key.first, key.second, 0));
        std::vector<store::Prediction> predictions;
        if (!cell.answers.empty()) {
            FULCRUM_TRY(const auto queries, m_project.dataset(group.task, data::Split::Validation));
            for (std::size_t i = 0; i < cell.answers.size(); ++i)
                predictions.push_back(predictionOf(cell.answers[i], cell.queries[i],
                    queries->id(static_cast<std::size_t>(cell.queries[i])), cell.predictions[i]));
            all = cell.queries;
        }
        FULCRUM_CHECK(repository.addPredictions(id, predictions));
        FULCRUM_CHECK(repository.finishCell(id, metric, cell.metric.value_or(cell.computed), 0, cell.scores));
    }
    if (all.empty())
        return {};
    return store::RunRepository(database).setParam(run, "queries", icl::indicesText(all));
}

Result<std::vector<ImportedRun>> OfficialRuns::store(store::Database& database)
{
    store::RunRepository repository(database);
    FULCRUM_TRY(const auto known, repository.list("eval"));
    std::vector<ImportedRun> imported;
    for (const Group& group : m_groups) {
        store::RunRecord record = recordOf(group);
        ImportedRun one;
        one.kind = record.kind;
        one.notes = group.notes;
        for (const Path& file : group.files)
            one.files.push_back(file.filename().string());
        one.unknown = unknownFields(record);
        const auto same = std::find_if(known.begin(), known.end(),
            [&](const store::RunRecord& run) { return isImported(run) && run.specHash == record.specHash; });
        if (same != known.end()) {
            one.run = same->id;
            one.existed = true;
        } else {
            const bool hasPredictions = std::any_of(
                group.cells.begin(), group.cells.end(), [](const auto& cell) { return !cell.second.answers.empty(); });
            if (hasPredictions) { // its indices are rows of the data that the project has now
                FULCRUM_TRY(record.datasetFingerprint, project::activeFingerprints(database));
            }
            const std::int64_t units = record.unitsTotal;
            FULCRUM_TRY(one.run, repository.add(std::move(record)));
            FULCRUM_CHECK(storeCells(database, one.run, group));
            FULCRUM_CHECK(repository.setProgress(one.run, units, units, {}));
            FULCRUM_CHECK(repository.setState(one.run, store::RunState::Succeeded));
        }
        FULCRUM_TRY(const store::RunRecord stored, repository.get(one.run));
        one.name = stored.name;
        imported.push_back(std::move(one));
    }
    return imported;
}

} // namespace fulcrum::runs
