// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/lane_source.h"

#include "core/chart/palette.h"
#include "core/icl/model_access.h"
#include "core/icl/retriever.h"
#include "core/project/dataset_versions.h"
#include "core/store/result_repository.h"
#include "widgets/bridge/error_text.h"

#include <QCoreApplication>
#include <QMap>
#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

namespace {

struct LaneTexts
{
    Q_DECLARE_TR_FUNCTIONS(Lane)
};

/// Lanes that are always there, and those that appear only when an evaluation has them.
constexpr const char* kAlways[] = {"lever-lm", "siir", "sitr", "sttr", "iq2iq", "random"};
constexpr const char* kWhenStored[]
    = {"lever-lm-random-order", "fixed", "golden", "oracle", "siir-full", "sitr-full", "sttr-full", "zero-shot"};
/// The seed of random lanes that are drawn here; official code's np seed (PAPER.md, baselines).
constexpr std::uint64_t kLiveSeed = 42;

std::string taskOf(const store::RunRecord& run)
{
    // The spec is outside input: a project may come from anywhere.
    const auto spec = nlohmann::json::parse(run.spec, nullptr, false);
    if (!spec.is_object() || !spec.contains("task") || !spec["task"].is_string())
        return {};
    return spec["task"].get<std::string>();
}

double orUnknown(const std::optional<double>& value) { return value.value_or(kUnknownNumber); }

/// Reads the lanes of one query. Lives for one request on the worker.
class LaneReader
{
public:
    LaneReader(const LaneRequest& request, store::Database& database, std::stop_token stop)
        : m_request(request), m_database(database), m_stop(std::move(stop)), m_task(request.queries->task())
    {
    }

    Result<QVector<Lane>> read()
    {
        FULCRUM_TRY(m_runs, store::RunRepository(m_database).list("eval"));
        std::erase_if(m_runs, [this](const auto& run) { return taskOf(run) != data::taskName(m_task) || !hasTheseRows(run); });
        for (const store::RunRecord& run : m_runs) {
            FULCRUM_TRY(std::vector<store::EvalCell> cells, store::EvalRepository(m_database).cells(run.id));
            m_cells.push_back(std::move(cells));
        }
        QVector<Lane> lanes;
        for (const char* strategy : kAlways) {
            if (m_stop.stop_requested())
                return fail(ErrorCode::Cancelled, "lanes");
            if (!concernsTask(strategy))
                continue;
            FULCRUM_TRY(std::optional<Lane> stored, readStored(strategy));
            lanes.append(stored ? std::move(*stored) : makeNow(strategy));
        }
        for (const char* strategy : kWhenStored) {
            FULCRUM_TRY(std::optional<Lane> stored, readStored(strategy));
            if (stored)
                lanes.append(std::move(*stored));
        }
        return lanes;
    }

private:
    /// A run of another version of the data has stored indices of other samples.
    bool hasTheseRows(const store::RunRecord& run) const
    {
        return project::refersTo(run, *m_request.queries) && project::refersTo(run, *m_request.support);
    }

    /// IQ2IQ needs a question in the query.
    bool concernsTask(std::string_view strategy) const
    {
        return m_task == data::Task::Vqa || strategy != "iq2iq";
    }

    Lane blank(std::string_view strategy) const
    {
        Lane lane;
        lane.strategy = QString::fromUtf8(strategy.data(), static_cast<qsizetype>(strategy.size()));
        lane.title = QString::fromStdString(chart::displayName(strategy));
        return lane;
    }

    /// The newest run that has this strategy, number of shots and query.
    Result<std::optional<Lane>> readStored(std::string_view strategy)
    {
        const int shots = strategy == "zero-shot" ? 0 : m_request.shots;
        store::EvalRepository evaluations(m_database);
        for (std::size_t r = 0; r < m_runs.size(); ++r) {
            for (const store::EvalCell& cell : m_cells[r]) {
                if (cell.strategy != strategy || cell.shots != shots || cell.predictions == 0)
                    continue;
                FULCRUM_TRY(const std::optional<store::Prediction> prediction,
                    evaluations.prediction(cell.id, m_request.query));
                if (prediction)
                    return std::optional<Lane>(fromStored(strategy, m_runs[r], cell, *prediction));
            }
        }
        return std::optional<Lane>();
    }

    Lane fromStored(std::string_view strategy, const store::RunRecord& run, const store::EvalCell& cell,
        const store::Prediction& prediction) const
    {
        Lane lane = blank(strategy);
        lane.state = Lane::State::Ready;
        lane.run = run.id;
        lane.subtitle = LaneTexts::tr("%1, seed %2").arg(QString::fromStdString(run.name)).arg(cell.seed);
        for (const store::IcdStep& step : prediction.sequence) {
            IcdView icd = describe(step.item);
            icd.step = step.step;
            icd.probability = orUnknown(step.probability);
            icd.similarity = orUnknown(step.similarity);
            icd.gain = orUnknown(step.gain);
            icd.rank = step.rank;
            lane.icds.append(std::move(icd));
        }
        lane.hasPrediction = true;
        lane.prediction = QString::fromStdString(prediction.prediction);
        lane.metricName = m_task == data::Task::Vqa ? LaneTexts::tr("accuracy in %") : LaneTexts::tr("CIDEr × 100");
        if (cell.done) {
            lane.score = prediction.score;
            lane.overall = cell.metric;
        }
        return lane;
    }

    IcdView describe(std::int64_t item) const
    {
        IcdView icd;
        icd.index = item;
        const data::Dataset& support = *m_request.support;
        if (item < 0 || static_cast<std::size_t>(item) >= support.size()) {
            icd.text = LaneTexts::tr("sample %1 is not in this data set").arg(item);
            return icd;
        }
        const data::Sample& sample = support[static_cast<std::size_t>(item)];
        icd.id = sample.id;
        icd.imagePath = fromPath(support.imagePath(sample));
        if (m_task == data::Task::Vqa) {
            icd.text = QString::fromStdString(sample.question);
            icd.answer = QString::fromStdString(sample.answer);
        } else if (!sample.captions.empty()) {
            icd.text = QString::fromStdString(sample.captions.front());
        }
        return icd;
    }

    /// A lane without a stored prediction: retrieval only, or the reason why not even that.
    Lane makeNow(std::string_view strategy)
    {
        Lane lane = blank(strategy);
        if (strategy == "lever-lm")
            return explainLever(std::move(lane));
        if (strategy == "sttr" && m_task == data::Task::Caption) {
            lane.reason = LaneTexts::tr("Not shown for captioning: it would use the query's true caption.");
            return lane;
        }
        auto retriever = strategy == "random" ? Result<std::unique_ptr<icl::Retriever>>(
                             icl::makeRandomRetriever(icl::Pool::all(m_request.support)))
                                              : similarity(strategy);
        if (!retriever) {
            lane.reason = retriever.error().code == ErrorCode::NotFound
                ? LaneTexts::tr("The embeddings of this data set have not been built yet.")
                : errorParagraph(retriever.error());
            lane.actionId = QStringLiteral("job.embed");
            return lane;
        }
        const std::int64_t query = m_request.query;
        const icl::RetrieveRequest what {m_request.queries.get(), std::span(&query, 1), m_request.shots, kLiveSeed};
        auto sequences = m_request.shots == 0 ? Result<std::vector<icl::IcdSequence>>(std::vector<icl::IcdSequence>(1))
                                              : (*retriever)->retrieve(what, m_stop);
        if (!sequences) {
            lane.reason = errorParagraph(sequences.error());
            return lane;
        }
        lane.state = Lane::State::Ready;
        lane.subtitle = strategy == "random" ? LaneTexts::tr("drawn now from the train split, seed %1").arg(kLiveSeed)
                                             : LaneTexts::tr("retrieved now from the train split");
        for (const icl::IcdStep& step : sequences->front().icds) {
            IcdView icd = describe(step.index);
            icd.step = step.step;
            icd.probability = step.probability;
            icd.similarity = step.similarity;
            icd.rank = step.rank;
            icd.gain = step.gain;
            lane.icds.append(std::move(icd));
        }
        return lane;
    }

    Lane explainLever(Lane lane) const
    {
        store::RunRepository repository(m_database);
        const auto runs = repository.list("train");
        // A training has no task of its own: it is that of the D_M runs it was made from.
        const auto fitsTask = [&](store::RunId parent) {
            const auto dm = repository.get(parent);
            return dm && taskOf(*dm) == data::taskName(m_task);
        };
        const bool trained = runs && std::any_of(runs->begin(), runs->end(), [&](const store::RunRecord& run) {
            return run.state == store::RunState::Succeeded && project::refersTo(run, *m_request.support)
                && std::any_of(run.parents.begin(), run.parents.end(), fitsTask);
        });
        if (trained) {
            lane.reason = LaneTexts::tr("A Lever-LM is trained, but not evaluated on this query with %n shots.", nullptr,
                m_request.shots);
            lane.actionId = QStringLiteral("job.eval");
        } else {
            lane.reason = LaneTexts::tr("No Lever-LM has been trained for this task yet.");
            lane.actionId = QStringLiteral("job.train");
        }
        return lane;
    }

    /// The parts whose similarity a strategy averages, after PAPER.md "Baselines".
    Result<std::unique_ptr<icl::Retriever>> similarity(std::string_view strategy)
    {
        const bool queryImage = strategy != "sttr", queryText = strategy == "sttr" || strategy == "iq2iq";
        const bool itemImage = strategy == "siir" || strategy == "iq2iq", itemText = strategy != "siir";
        FULCRUM_TRY(const std::string hash, icl::encoderHashOf(*m_request.project, m_database, m_task));
        FULCRUM_TRY(const icl::FeatureTables queries,
            icl::openFeatures(*m_request.project, *m_request.queries, hash, queryImage, queryText));
        FULCRUM_TRY(const icl::FeatureTables items,
            icl::openFeatures(*m_request.project, *m_request.support, hash, itemImage, itemText));
        std::vector<icl::SimilarityPart> parts;
        if (strategy == "siir" || strategy == "iq2iq")
            parts.push_back({queries.image, items.image});
        if (strategy == "sitr")
            parts.push_back({queries.image, items.text});
        if (strategy == "sttr" || strategy == "iq2iq")
            parts.push_back({queries.text, items.text});
        auto owner = std::make_shared<std::pair<icl::FeatureTables, icl::FeatureTables>>(queries, items);
        return icl::makeSimilarityRetriever(icl::Pool::all(m_request.support), std::move(parts),
            icl::SimilarityOrder::MostSimilarLast, owner);
    }

    const LaneRequest& m_request;
    store::Database& m_database;
    std::stop_token m_stop;
    const data::Task m_task;
    std::vector<store::RunRecord> m_runs;
    std::vector<std::vector<store::EvalCell>> m_cells;
};

} // namespace

QStringList laneStrategies()
{
    QStringList list;
    for (const char* strategy : kAlways)
        list.append(QString::fromLatin1(strategy));
    return list;
}

Result<QVector<Lane>> readLanes(const LaneRequest& request, std::stop_token stop)
{
    return withDatabase(request.project, [&](store::Database& database) {
        return LaneReader(request, database, std::move(stop)).read();
    });
}

} // namespace fulcrum::bridge
