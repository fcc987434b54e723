// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/evaluation_job.h"

#include "core/icl/evaluation_plan.h"
#include "core/icl/inferencer.h"
#include "core/icl/isolate.h"
#include "core/icl/query_scorer.h"
#include "core/icl/retriever_factory.h"
#include "core/icl/set_statistics.h"

#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <limits>

namespace fulcrum::icl {

namespace {

std::optional<double> known(double value)
{
    return std::isnan(value) ? std::nullopt : std::optional<double>(value);
}

std::vector<store::IcdStep> storedSteps(const IcdSequence& sequence)
{
    std::vector<store::IcdStep> steps;
    for (const IcdStep& icd : sequence.icds)
        steps.push_back({icd.index, icd.step, known(icd.probability), known(icd.similarity), known(icd.gain), icd.rank});
    return steps;
}

class EvaluationJob : public jobs::Job
{
public:
    explicit EvaluationJob(jobs::JobSpec spec) : m_spec(std::move(spec)) {}

    Result<void> run(jobs::JobContext& context) override
    {
        FULCRUM_TRY(const auto cells, prepare(context));
        FULCRUM_CHECK(context.setTotalUnits(static_cast<std::int64_t>(cells.size())));
        for (const PlannedCell& cell : cells) {
            if (context.isDone(cell.unit()))
                continue;
            FULCRUM_CHECK(context.checkpoint());
            FULCRUM_CHECK(load(context));
            context.phase(cell.unit());
            if (auto done = evaluate(context, cell); !done)
                return fail(done.error().within(fmt::format("cell {}", cell.unit())));
        }
        return {};
    }

private:
    Result<std::vector<PlannedCell>> prepare(jobs::JobContext& context)
    {
        FULCRUM_TRY(m_data, TaskData::open(context, *data::taskFromName(m_spec.text("task"))));
        FULCRUM_TRY(m_queries, planQueries(m_spec, *m_data.queries));
        FULCRUM_CHECK(context.database().transaction([&] {
            return store::RunRepository(context.database()).setParam(context.run(), "queries", indicesText(m_queries));
        }));
        std::map<store::RunId, std::int64_t> trainSeeds;
        for (const std::int64_t run : m_spec.integers("train_runs")) {
            FULCRUM_TRY(const store::RunRecord record, store::RunRepository(context.database()).get(run));
            trainSeeds[run] = record.seed;
        }
        return planCells(m_spec, trainSeeds);
    }

    /// Models and references, once there is a cell to do.
    Result<void> load(jobs::JobContext& context)
    {
        if (m_factory)
            return {};
        context.phase("loading the models");
        const auto threads = static_cast<unsigned>(m_spec.integer("threads"));
        FULCRUM_TRY(const model::LoadOptions options,
            loadOptions(m_spec.text("device"), m_spec.integer("threads"), m_spec.text("dtype")));
        FULCRUM_TRY(
            m_session, loadLvlm(*context.project(), context.project()->resolve(m_spec.text("lvlm")), m_data.task, options));
        FULCRUM_TRY(QueryScorer scorer, QueryScorer::create(m_data.queries, m_queries, threads));
        m_scorer.emplace(std::move(scorer));
        const auto trainRuns = m_spec.integers("train_runs");
        FactoryOptions factory = factoryOptions(options);
        FULCRUM_TRY(factory.fixedItems, indicesOfIds(*m_data.support, m_spec.integers("fixed_set")));
        FULCRUM_TRY(m_factory, RetrieverFactory::create(context.project(), context.database(), m_data,
                                   trainRuns.empty() ? 0 : trainRuns.front(), std::move(factory)));
        m_factory->setLvlm(&m_session);
        return {};
    }

    FactoryOptions factoryOptions(const model::LoadOptions& load) const
    {
        FactoryOptions options;
        options.order = m_spec.text("order") == "most-similar-first" ? SimilarityOrder::MostSimilarFirst
                                                                      : SimilarityOrder::MostSimilarLast;
        options.captionSttrOracle = m_spec.flag("sttr_oracle");
        options.officialBatchMask = m_spec.flag("official_batch_mask");
        options.checkpoint = m_spec.text("checkpoint");
        options.oracle.candidates = static_cast<int>(m_spec.integer("oracle_candidates"));
        options.oracle.maxShots = oracleShots();
        options.oracle.scorer.gate = gateOf(m_spec);
        options.dmRuns = m_spec.integers("dm_runs");
        options.load = load;
        return options;
    }

    /// Of the longest sequences that the plan asks the oracle for.
    int oracleShots() const
    {
        std::int64_t most = 0;
        for (const std::int64_t shots : m_spec.integers("shots"))
            if (shots <= m_spec.integer("oracle_max_shots"))
                most = std::max(most, shots);
        return static_cast<int>(most);
    }

    InferenceOptions jobOptions() const
    {
        InferenceOptions options = inferenceOptions(m_spec, m_data.task, m_session.lvlm->info(), *m_session.prompts);
        options.keepGoing = true;
        return options;
    }

    Result<void> evaluate(jobs::JobContext& context, const PlannedCell& cell)
    {
        const auto start = std::chrono::steady_clock::now();
        m_session.lvlm->clearPrefixes(); // the same answers whichever cell a resumed run begins with
        std::map<std::int64_t, Error> failures; // by query
        FULCRUM_TRY(const auto sequences, retrieve(context, cell, failures));
        m_session.lvlm->clearPrefixes(); // the oracle asks the model, or remembers: the answers must not show which
        FULCRUM_TRY(const auto answers, infer(*m_session.lvlm, m_session.prompts, m_data.support, m_data.queries,
                                            sequences, jobOptions(), context.stopToken()));
        for (std::size_t i = 0; i < answers.size(); ++i)
            if (answers[i].error)
                failures.emplace(sequences[i].query, *answers[i].error);
        FULCRUM_CHECK(checkFailures(failures));
        std::vector<std::optional<std::string>> predictions(m_queries.size());
        for (std::size_t i = 0; i < answers.size(); ++i)
            if (!answers[i].error)
                predictions[placeOf(sequences[i].query)] = answers[i].prediction;
        FULCRUM_TRY(const QueryScores scores, m_scorer->score(predictions));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        return context.commitUnit(cell.unit(), [&](store::Database& database) -> Result<void> {
            for (const auto& [query, why] : failures)
                FULCRUM_CHECK(context.failItem(cell.unit(),
                    fmt::format("query {}", m_data.queries->id(static_cast<std::size_t>(query))), why));
            return write(database, context.run(), cell, sequences, answers, scores, took.count());
        });
    }

    std::size_t placeOf(std::int64_t query) const
    {
        return static_cast<std::size_t>(std::lower_bound(m_queries.begin(), m_queries.end(), query) - m_queries.begin());
    }

    /// Demonstrations of all queries but those that fail (the oracle looks at images); they go to `failures`.
    Result<std::vector<IcdSequence>> retrieve(
        jobs::JobContext& context, const PlannedCell& cell, std::map<std::int64_t, Error>& failures)
    {
        FULCRUM_TRY(Retriever* const retriever, m_factory->get(cell.strategy, cell.trainRun));
        if (const std::size_t items = retriever->leftOut(); items > 0)
            context.log(LogLevel::Warning, fmt::format("{} items of the demonstration pool have no embedding and are not used", items),
                cell.unit());
        std::vector<std::int64_t> able;
        for (const std::int64_t query : m_queries)
            if (auto why = retriever->refusal(*m_data.queries, query))
                failures.emplace(query, std::move(*why));
            else
                able.push_back(query);
        FULCRUM_CHECK(checkFailures(failures));
        std::vector<IcdSequence> sequences;
        const auto work = [&](std::size_t begin, std::size_t end) -> Result<void> {
            const auto some = std::span(able).subspan(begin, end - begin);
            FULCRUM_TRY(std::vector<IcdSequence> found,
                retriever->retrieve(
                    {m_data.queries.get(), some, cell.shots, static_cast<std::uint64_t>(cell.seed)}, context.stopToken()));
            std::move(found.begin(), found.end(), std::back_inserter(sequences));
            return {};
        };
        const auto failed = [&](std::size_t i, const Error& why) -> Result<void> {
            failures.emplace(able[i], why);
            return {};
        };
        // Other strategies do not look at samples: what fails there fails for all.
        if (cell.strategy == Strategy::Oracle)
            FULCRUM_CHECK(isolateFailures(0, able.size(), work, failed));
        else
            FULCRUM_CHECK(work(0, able.size()));
        return sequences;
    }

    Result<void> checkFailures(const std::map<std::int64_t, Error>& failures) const
    {
        const double allowed = m_spec.number("failed_share") * static_cast<double>(m_queries.size());
        if (failures.size() < m_queries.size() && static_cast<double>(failures.size()) <= allowed)
            return {};
        const auto& [query, why] = *failures.begin();
        return fail(why.code, "too many queries failed",
            fmt::format("query {}", m_data.queries->id(static_cast<std::size_t>(query))),
            fmt::format("{} of {} failed, the first one: {}", failures.size(), m_queries.size(), why.text()),
            "mend what is wrong and resume, or allow more with --failed-share");
    }

    Result<void> write(store::Database& database, store::RunId run, const PlannedCell& cell,
        const std::vector<IcdSequence>& sequences, const std::vector<Inference>& answers, const QueryScores& scores,
        double seconds) const
    {
        store::EvalRepository results(database);
        FULCRUM_TRY(const std::int64_t id, results.cell(run, strategyName(cell.strategy), cell.shots, cell.seed));
        std::vector<store::Prediction> predictions;
        std::vector<double> perQuery;
        for (std::size_t i = 0; i < sequences.size(); ++i) {
            if (answers[i].error)
                continue;
            const std::size_t place = placeOf(sequences[i].query);
            store::Prediction one;
            one.query = sequences[i].query;
            one.queryId = m_data.queries->id(static_cast<std::size_t>(one.query));
            one.sequence = storedSteps(sequences[i]);
            one.rawOutput = answers[i].rawOutput;
            one.prediction = answers[i].prediction;
            one.promptHash = answers[i].promptHash;
            one.score = scores.perQuery[place];
            perQuery.push_back(one.score);
            one.latencyMs = answers[i].seconds * 1000;
            predictions.push_back(std::move(one));
        }
        FULCRUM_CHECK(results.addPredictions(id, predictions));
        return results.finishCell(id, m_scorer->metricName(), scores.corpus, seconds, perQuery);
    }

    jobs::JobSpec m_spec;
    TaskData m_data;
    std::vector<std::int64_t> m_queries; ///< ascending
    LvlmSession m_session;
    std::optional<QueryScorer> m_scorer;
    std::unique_ptr<RetrieverFactory> m_factory;
};

} // namespace

jobs::JobKind evaluationJobKind()
{
    jobs::JobKind kind;
    kind.name = "eval";
    kind.title = "Evaluate";
    kind.fields = evaluationFields();
    kind.rule = evaluationRule;
    kind.complete = completeLvlm;
    kind.parity = [](const nlohmann::json& values) {
        nlohmann::json flags = nlohmann::json::object();
        if (values.at("gate") != "current")
            flags["gate"] = values.at("gate");
        for (const char* name : {"official_batch_mask", "stop_at_join", "sttr_oracle"})
            if (values.at(name).get<bool>())
                flags[name] = true;
        return flags;
    };
    kind.suggestName = [](const nlohmann::json& values) {
        return fmt::format("eval {} {} strategies", values.at("task").get<std::string>(),
            values.at("strategies").size());
    };
    kind.create = [](const jobs::JobSpec& spec) -> Result<std::unique_ptr<jobs::Job>> {
        return std::make_unique<EvaluationJob>(spec);
    };
    return kind;
}

namespace {

/// One score for every query of the run; NaN for those that failed.
Result<std::vector<double>> scoresInOrder(
    store::Database& database, store::RunId run, const std::vector<store::Prediction>& predictions)
{
    std::map<std::int64_t, double> scores;
    for (const store::Prediction& prediction : predictions)
        scores[prediction.query] = prediction.score;
    FULCRUM_TRY(const auto stored, store::RunRepository(database).param(run, "queries"));
    std::vector<double> ordered;
    if (!stored) { // not a run of ours: it has what it has
        for (const auto& [query, score] : scores)
            ordered.push_back(score);
        return ordered;
    }
    FULCRUM_TRY(const std::vector<std::int64_t> queries, runIndices(database, run, "queries"));
    for (const std::int64_t query : queries) {
        const auto found = scores.find(query);
        ordered.push_back(found == scores.end() ? std::numeric_limits<double>::quiet_NaN() : found->second);
    }
    return ordered;
}

} // namespace

Result<std::vector<CellResult>> cellResults(store::Database& database, store::RunId run)
{
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
    if (record.kind != "eval")
        return fail(ErrorCode::Usage, "cannot summarise", fmt::format("run {}", run), "it is not an evaluation run");
    store::EvalRepository repository(database);
    FULCRUM_TRY(const auto cells, repository.cells(run));
    std::vector<CellResult> results;
    for (const store::EvalCell& cell : cells) {
        if (!cell.done)
            continue;
        CellResult result;
        result.task = specText(record, "task");
        result.lvlm = Path(specText(record, "lvlm")).filename().string();
        result.strategy = cell.strategy;
        result.shots = cell.shots;
        result.seed = cell.seed;
        result.metric = cell.metric;
        FULCRUM_TRY(const auto predictions, repository.predictions(cell.id));
        FULCRUM_TRY(result.perQuery, scoresInOrder(database, run, predictions));
        results.push_back(std::move(result));
    }
    return results;
}

} // namespace fulcrum::icl
