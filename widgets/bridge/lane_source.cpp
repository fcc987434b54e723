// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/lane_source.h"

#include "core/chart/palette.h"
#include "core/icl/retriever_factory.h"
#include "core/project/dataset_versions.h"
#include "core/project/model_folder.h"
#include "core/store/workspace_repository.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/lane_retrieval.h"

#include <QCoreApplication>
#include <QMap>

namespace fulcrum::bridge {

namespace {

struct LaneTexts
{
    Q_DECLARE_TR_FUNCTIONS(Lane)
};

/// Lanes that are always there, and those that appear only when an evaluation has them.
constexpr const char* kAlways[] = {"lever-lm", "siir", "sitr", "sttr", "iq2iq", "random"};
constexpr const char* kWhenStored[]
    = {"golden", "lever-lm-random-order", "fixed", "oracle", "siir-full", "sitr-full", "sttr-full", "zero-shot"};
/// The seed of random lanes that are drawn here; official code's np seed (PAPER.md, baselines).
constexpr qint64 kLiveSeed = 42;

std::string taskOf(const store::RunRecord& run) { return icl::specText(run, "task"); }

icl::IcdSequence sequenceOf(const store::Prediction& prediction)
{
    icl::IcdSequence sequence{prediction.query, {}};
    for (const store::IcdStep& step : prediction.sequence) {
        icl::IcdStep icd;
        icd.index = step.item;
        icd.step = step.step;
        icd.probability = step.probability.value_or(icl::kUnknown);
        icd.similarity = step.similarity.value_or(icl::kUnknown);
        icd.gain = step.gain.value_or(icl::kUnknown);
        icd.rank = step.rank;
        sequence.icds.push_back(std::move(icd));
    }
    return sequence;
}

/// Reads the lanes of one query. Lives for one request on the worker.
class LaneReader
{
public:
    LaneReader(const LaneRequest& request, store::Database& database, std::stop_token stop)
        : m_request(request), m_database(database), m_stop(std::move(stop)), m_task(request.queries->task()), m_shots(request.shots)
    {
    }

    Result<Lanes> read()
    {
        FULCRUM_CHECK(begin());
        for (const char* strategy : kAlways) {
            if (m_stop.stop_requested())
                return fail(ErrorCode::Cancelled, "lanes");
            if (!concernsTask(strategy))
                continue;
            FULCRUM_TRY(std::optional<Lane> stored, readStored(strategy));
            add(stored ? std::move(*stored) : makeNow(strategy));
        }
        FULCRUM_CHECK(addSets());
        for (const char* strategy : kWhenStored) {
            FULCRUM_TRY(std::optional<Lane> stored, readStored(strategy));
            if (!stored && std::string_view(strategy) == "golden") {
                FULCRUM_TRY(stored, goldenLane());
            }
            if (stored)
                add(std::move(*stored));
        }
        FULCRUM_CHECK(addKept());
        return std::move(m_lanes);
    }

    Result<QVector<Lane>> film(const QString& key, int most)
    {
        FULCRUM_CHECK(begin());
        const std::optional<Origin> origin = originOf(key.toStdString());
        for (m_shots = 1; m_shots <= most; ++m_shots) {
            if (m_stop.stop_requested())
                return fail(ErrorCode::Cancelled, "film");
            FULCRUM_TRY(std::optional<Lane> lane, origin ? madeBy(*origin, key.toStdString()) : madeNow(key));
            if (!lane)
                return fail(ErrorCode::NotFound, "there is no such lane", key.toStdString());
            if (lane->state == Lane::State::Ready && lane->icds.size() < m_shots)
                break; // the end of a set
            add(std::move(*lane));
        }
        return std::move(m_lanes.lanes);
    }

private:
    /// The evaluation cells that rows of a film come from.
    struct Origin
    {
        std::size_t run = 0; ///< of m_runs
        std::int64_t seed = 0;
    };

    Result<void> begin()
    {
        FULCRUM_CHECK(readRuns());
        FULCRUM_TRY(const icl::AskSettings settings, icl::askSettings(*m_request.project, m_database, m_task));
        m_lanes.scope = icl::FindingsScope::of(settings, *m_request.queries, *m_request.support);
        m_lanes.askObstacle = askObstacle(settings);
        FULCRUM_TRY(m_lanes.findings, icl::readFindings(m_database, m_lanes.scope, m_request.query));
        return {};
    }

    std::optional<Origin> originOf(std::string_view strategy)
    {
        if (m_request.queries->split() != data::Split::Validation || isLiveByChoice(strategy))
            return std::nullopt;
        store::EvalRepository evaluations(m_database);
        for (std::size_t r = 0; r < m_runs.size(); ++r)
            for (const store::EvalCell& cell : m_cells[r])
                if (cell.strategy == strategy && cell.shots > 0 && cell.predictions > 0)
                    if (const auto prediction = evaluations.prediction(cell.id, m_request.query); prediction && *prediction)
                        return Origin {r, cell.seed};
        return std::nullopt;
    }

    /// What an evaluation predicted with m_shots demonstrations, or would have shown.
    Result<std::optional<Lane>> madeBy(const Origin& origin, std::string_view strategy)
    {
        const store::RunRecord& run = m_runs[origin.run];
        for (const store::EvalCell& cell : m_cells[origin.run]) {
            if (cell.strategy != strategy || cell.shots != m_shots || cell.seed != origin.seed || cell.predictions == 0)
                continue;
            FULCRUM_TRY(const auto prediction, store::EvalRepository(m_database).prediction(cell.id, m_request.query));
            if (prediction)
                return std::optional(fromStored(strategy, run, cell, *prediction));
        }
        Lane lane = ofRun(strategy, run, origin.seed);
        lane.subtitle = LaneTexts::tr("made now as in %1, seed %2").arg(QString::fromStdString(run.name)).arg(origin.seed);
        if (strategy == "lever-lm") {
            lane.run = 0; // a sequence that is written now is not the evaluation's
            const bool canBe = lane.trainRun != 0 && !model::engineModule().empty();
            lane.state = canBe ? Lane::State::Waiting : Lane::State::Unavailable;
            lane.reason = canBe   ? LaneTexts::tr("Lever-LM is writing…")
                : lane.trainRun == 0 ? LaneTexts::tr("The training that wrote this sequence is not in the project.")
                                     : LaneTexts::tr("The engine module that runs Lever-LM is not installed.");
            return std::optional(std::move(lane));
        }
        const auto sequence
            = retrieveAgain(m_request.project, m_database, lane, m_task, m_request.queries->split(), m_shots, m_stop);
        lane.run = 0;
        if (!sequence && sequence.error().code == ErrorCode::Cancelled)
            return fail(sequence.error());
        if (sequence) {
            lane.state = Lane::State::Ready;
            lane.setSequence(*sequence, *m_request.support);
        } else {
            lane.reason = errorParagraph(sequence.error());
        }
        return std::optional(std::move(lane));
    }

    /// A lane that no evaluation has, with m_shots demonstrations.
    Result<std::optional<Lane>> madeNow(const QString& key)
    {
        if (key == u"golden")
            return goldenLane();
        if (laneStrategies().contains(key))
            return std::optional(makeNow(key.toStdString()));
        FULCRUM_TRY(const auto sets, store::WorkspaceRepository(m_database).icdSets());
        for (const auto& set : sets)
            if (set.task == m_task && key == setKey(set.name))
                return std::optional(setLane(set));
        return std::optional<Lane>();
    }

    Result<void> readRuns()
    {
        store::RunRepository repository(m_database);
        FULCRUM_TRY(m_runs, repository.list("eval"));
        std::erase_if(m_runs, [this](const auto& run) { return taskOf(run) != data::taskName(m_task) || !hasTheseRows(run); });
        for (const store::RunRecord& run : m_runs) {
            FULCRUM_TRY(std::vector<store::EvalCell> cells, store::EvalRepository(m_database).cells(run.id));
            m_cells.push_back(std::move(cells));
        }
        FULCRUM_TRY(const auto trainings, repository.list("train"));
        // A training has no task of its own: it is that of the D_M runs it was made from.
        const auto fitsTask = [&](store::RunId parent) {
            const auto dm = repository.get(parent);
            return dm && taskOf(*dm) == data::taskName(m_task);
        };
        for (const store::RunRecord& run : trainings)
            if (run.state == store::RunState::Succeeded && project::refersTo(run, *m_request.support) && std::any_of(run.parents.begin(), run.parents.end(), fitsTask)) {
                m_lanes.trainings.append({run.id, QString::fromStdString(run.name)});
                m_trainSeeds.insert(run.id, run.seed);
            }
        return {};
    }

    /// A run of another version of the data has stored indices of other samples.
    bool hasTheseRows(const store::RunRecord& run) const
    {
        return project::refersTo(run, *m_request.queries) && project::refersTo(run, *m_request.support);
    }

    QString askObstacle(const icl::AskSettings& settings) const
    {
        if (model::engineModule().empty())
            return LaneTexts::tr("The engine module is not installed, so no model can be asked. Build Fulcrum with LibTorch.");
        if (settings.lvlm.empty())
            return LaneTexts::tr("The project names no vision-language model. Name one with fulcrum-cli project set --lvlm.");
        const auto checked = project::checkModelFolder(m_request.project->resolve(settings.lvlm), "LVLM");
        return checked ? QString() : errorParagraph(checked.error());
    }

    void add(Lane lane)
    {
        if (lane.state == Lane::State::Ready)
            if (const auto found = m_lanes.findings.find(icl::promptOf(lane.sequence)); found != m_lanes.findings.end())
                lane.setFindings(found->second);
        m_lanes.lanes.append(std::move(lane));
    }

    /// IQ2IQ needs a question in the query.
    bool concernsTask(std::string_view strategy) const
    {
        return m_task == data::Task::Vqa || strategy != "iq2iq";
    }

    Lane blank(std::string_view strategy) const
    {
        Lane lane;
        lane.strategy = lane.key = QString::fromUtf8(strategy.data(), static_cast<qsizetype>(strategy.size()));
        lane.title = QString::fromStdString(chart::displayName(strategy));
        lane.metricName = laneMetricName(m_task);
        lane.sequence.query = m_request.query;
        lane.shots = m_shots;
        return lane;
    }

    /// Something else than what an evaluation has was asked for.
    bool isLiveByChoice(std::string_view strategy) const
    {
        return (strategy == "random" && m_request.settings.randomSeed) || (strategy == "lever-lm" && m_request.settings.trainRun != 0);
    }

    /// The newest run that has this strategy, number of shots and query.
    Result<std::optional<Lane>> readStored(std::string_view strategy)
    {
        if (m_request.queries->split() != data::Split::Validation || isLiveByChoice(strategy))
            return std::optional<Lane>();
        const int shots = strategy == "zero-shot" ? 0 : m_shots;
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
        Lane lane = ofRun(strategy, run, cell.seed);
        lane.state = Lane::State::Ready;
        lane.subtitle = LaneTexts::tr("%1, seed %2").arg(QString::fromStdString(run.name)).arg(cell.seed);
        lane.setSequence(sequenceOf(prediction), *m_request.support);
        lane.hasPrediction = true;
        lane.prediction = QString::fromStdString(prediction.prediction);
        lane.seconds = prediction.latencyMs / 1000;
        if (cell.done) {
            lane.score = prediction.score;
            lane.overall = cell.metric;
        }
        return lane;
    }

    /// A lane of an evaluation without what it shows.
    Lane ofRun(std::string_view strategy, const store::RunRecord& run, std::int64_t seed) const
    {
        Lane lane = blank(strategy);
        lane.run = run.id;
        lane.seed = seed;
        if (strategy == "lever-lm") { // the training of the cell's seed wrote it
            lane.checkpoint = QString::fromStdString(icl::specText(run, "checkpoint"));
            for (const std::int64_t training : icl::specIntegers(run, "train_runs"))
                if (m_trainSeeds.value(training, -1) == seed)
                    lane.trainRun = training;
        }
        return lane;
    }

    /// A lane without a stored prediction: retrieval only, or the reason why not even that.
    Lane makeNow(std::string_view strategy)
    {
        Lane lane = blank(strategy);
        if (strategy == "lever-lm")
            return leverLane(std::move(lane));
        const bool usesTruth = strategy == "sttr" && m_task == data::Task::Caption;
        if (usesTruth && !m_request.settings.sttrOracle) {
            lane.reason = LaneTexts::tr("Not shown for captioning: it would use the query's true caption.");
            lane.actionId = QStringLiteral("seq.sttrOracle");
            return lane;
        }
        if (usesTruth)
            lane.title = LaneTexts::tr("STTR (oracle)");
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
        if (strategy == "random")
            lane.seed = m_request.settings.randomSeed.value_or(kLiveSeed);
        lane.subtitle = strategy == "random" ? LaneTexts::tr("drawn now from the train split, seed %1").arg(lane.seed)
                                             : LaneTexts::tr("retrieved now from the train split");
        return retrieved(std::move(lane), **retriever, m_shots);
    }

    Lane retrieved(Lane lane, icl::Retriever& retriever, int shots)
    {
        const std::int64_t query = m_request.query;
        const icl::RetrieveRequest what {m_request.queries.get(), std::span(&query, 1), shots,
            static_cast<std::uint64_t>(std::max<std::int64_t>(0, lane.seed))};
        auto sequences = shots == 0 ? Result<std::vector<icl::IcdSequence>>(std::vector {icl::IcdSequence {query, {}}})
                                    : retriever.retrieve(what, m_stop);
        if (!sequences) {
            lane.subtitle.clear();
            lane.reason = errorParagraph(sequences.error());
            return lane;
        }
        lane.state = Lane::State::Ready;
        lane.setSequence(sequences->front(), *m_request.support);
        return lane;
    }

    /// Lever-LM writes on the engine's thread: the lane waits for it.
    Lane leverLane(Lane lane) const
    {
        if (m_lanes.trainings.isEmpty()) {
            lane.reason = LaneTexts::tr("No Lever-LM has been trained for this task yet.");
            lane.actionId = QStringLiteral("job.train");
            return lane;
        }
        TrainingChoice training = m_lanes.trainings.first();
        for (const TrainingChoice& one : m_lanes.trainings)
            if (one.run == m_request.settings.trainRun)
                training = one;
        lane.trainRun = training.run;
        lane.checkpoint = m_request.settings.checkpoint;
        lane.seed = m_trainSeeds.value(training.run, -1);
        lane.subtitle = LaneTexts::tr("written now by %1, checkpoint %2").arg(training.name, lane.checkpoint);
        if (m_shots == 0) {
            lane.state = Lane::State::Ready;
        } else if (model::engineModule().empty()) {
            lane.subtitle.clear();
            lane.reason = LaneTexts::tr("A Lever-LM is trained, but the engine module that runs it is not installed. Build Fulcrum with LibTorch.");
        } else {
            lane.state = Lane::State::Waiting;
            lane.reason = LaneTexts::tr("Lever-LM is writing…");
        }
        return lane;
    }

    /// Saved sets of the task, each a lane.
    Result<void> addSets()
    {
        FULCRUM_TRY(const auto sets, store::WorkspaceRepository(m_database).icdSets());
        for (const auto& set : sets)
            if (set.task == m_task)
                add(setLane(set));
        return {};
    }

    static QString setKey(const std::string& name) { return QStringLiteral("set:") + QString::fromStdString(name); }

    Lane setLane(const store::WorkspaceRepository::IcdSet& set)
    {
        Lane lane = blank("fixed");
        lane.kind = Lane::Kind::Set;
        lane.key = setKey(set.name);
        lane.title = QString::fromStdString(set.name);
        lane.subtitle = LaneTexts::tr("saved set of %n demonstrations", nullptr, static_cast<int>(set.items.size()));
        std::vector<std::int64_t> items;
        for (const std::int64_t id : set.items) {
            items.push_back(m_request.support->indexOfId(id));
            if (items.back() < 0 && lane.reason.isEmpty())
                lane.reason = LaneTexts::tr("It was saved for another data set: there is no sample %1.").arg(id);
        }
        if (lane.reason.isEmpty())
            return fixedLane(std::move(lane), std::move(items));
        lane.subtitle.clear();
        return lane;
    }

    Lane fixedLane(Lane lane, std::vector<std::int64_t> items)
    {
        const auto count = static_cast<std::int64_t>(m_request.support->size());
        const auto outside = std::find_if(items.begin(), items.end(), [count](auto item) { return item < 0 || item >= count; });
        if (outside != items.end()) {
            lane.subtitle.clear();
            lane.reason = LaneTexts::tr("It was made for another data set: there is no sample %1.").arg(*outside);
            return lane;
        }
        // A query that is a member is left out of its own prompt.
        const icl::Pool pool = icl::Pool::all(m_request.support);
        const auto own = std::count(items.begin(), items.end(), pool.ownIndex(*m_request.queries, m_request.query));
        const int shots = std::clamp(static_cast<int>(items.size()) - static_cast<int>(own), 0, m_shots);
        return retrieved(std::move(lane), *icl::makeFixedRetriever(pool, std::move(items)), shots);
    }

    /// The best of the newest D_M, made now when no evaluation has it.
    Result<std::optional<Lane>> goldenLane()
    {
        FULCRUM_TRY(const auto runs, store::RunRepository(m_database).list("dm"));
        for (const store::RunRecord& run : runs) {
            if (run.state != store::RunState::Succeeded || taskOf(run) != data::taskName(m_task)
                || !project::refersTo(run, *m_request.support))
                continue;
            const std::vector<std::int64_t>& items = goldenItems(run.id);
            if (items.empty())
                continue;
            Lane lane = blank("golden");
            lane.subtitle = LaneTexts::tr("made now from %1").arg(QString::fromStdString(run.name));
            return std::optional(fixedLane(std::move(lane), items));
        }
        return std::optional<Lane>();
    }

    /// Reading a D_M takes a while and gives the same for every query.
    const std::vector<std::int64_t>& goldenItems(store::RunId run)
    {
        auto& known = m_request.cache->golden;
        if (!known.contains(run)) {
            const auto entries = store::DmRepository(m_database).entries(run);
            known[run] = entries ? icl::goldenItems(*entries) : std::vector<std::int64_t>();
        }
        return known[run];
    }

    /// What-ifs stand under the lane that has the sequence they were made from, or else that of their strategy.
    Result<void> addKept()
    {
        FULCRUM_TRY(const auto kept, icl::readWhatIfs(m_database, m_lanes.scope, m_request.query));
        for (const icl::KeptWhatIf& one : kept) {
            Lane lane = blank(one.strategy);
            lane.kind = Lane::Kind::Kept;
            lane.key = QStringLiteral("kept:%1").arg(one.id);
            lane.title = QString::fromStdString(one.name);
            lane.subtitle = LaneTexts::tr("what-if");
            lane.record = one.id;
            lane.state = Lane::State::Ready;
            lane.setSequence(one.sequence, *m_request.support);
            const QString parent = QStringLiteral("kept:%1").arg(one.parent);
            for (const Lane& other : m_lanes.lanes)
                if (other.key == parent || (other.key == lane.strategy && lane.parent.isEmpty()))
                    lane.parent = other.key;
            add(std::move(lane));
        }
        return {};
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
    int m_shots;
    std::vector<store::RunRecord> m_runs;
    std::vector<std::vector<store::EvalCell>> m_cells;
    QMap<store::RunId, std::int64_t> m_trainSeeds;
    Lanes m_lanes;
};

} // namespace

IcdView describeIcd(const data::Dataset& support, const icl::IcdStep& step)
{
    IcdView icd;
    icd.index = step.index;
    icd.step = step.step;
    icd.probability = step.probability;
    icd.similarity = step.similarity;
    icd.rank = step.rank;
    icd.gain = step.gain;
    icd.entropyBits = step.entropyBits;
    icd.edited = !step.text.empty();
    if (step.index < 0 || static_cast<std::size_t>(step.index) >= support.size()) {
        icd.text = LaneTexts::tr("sample %1 is not in this data set").arg(step.index);
        return icd;
    }
    const data::Sample sample = support[static_cast<std::size_t>(step.index)];
    icd.id = sample.id;
    icd.imagePath = fromPath(support.imagePath(sample));
    const std::string& shown = icd.edited ? step.text : data::shownAnswer(sample, support.task());
    if (support.task() == data::Task::Vqa) {
        icd.text = QString::fromStdString(sample.question);
        icd.answer = QString::fromStdString(shown);
    } else {
        icd.text = QString::fromStdString(shown);
    }
    return icd;
}

void Lane::setSequence(const icl::IcdSequence& what, const data::Dataset& support)
{
    sequence = what;
    icds.clear();
    for (const icl::IcdStep& step : sequence.icds)
        icds.append(describeIcd(support, step));
}

void Lane::setFindings(const icl::SequenceFindings& what)
{
    findings = what;
    if (what.gains)
        for (const icl::GainStep& step : what.gains->steps)
            if (step.position < icds.size())
                icds[step.position].gain = step.gain;
    if (run != 0 || !what.answer)
        return;
    hasPrediction = true;
    prediction = QString::fromStdString(what.answer->prediction);
    score = what.answer->score;
    seconds = what.answer->seconds;
}

QStringList laneStrategies()
{
    QStringList list;
    for (const char* strategy : kAlways)
        list.append(QString::fromLatin1(strategy));
    return list;
}

QString laneMetricName(data::Task task)
{
    return task == data::Task::Vqa ? LaneTexts::tr("accuracy in %") : LaneTexts::tr("CIDEr × 100");
}

Result<Lanes> readLanes(const LaneRequest& request, std::stop_token stop)
{
    return withDatabase(request.project, [&](store::Database& database) {
        return LaneReader(request, database, std::move(stop)).read();
    });
}

Result<QVector<Lane>> readFilm(const LaneRequest& request, const QString& key, int most, std::stop_token stop)
{
    return withDatabase(request.project, [&](store::Database& database) {
        return LaneReader(request, database, std::move(stop)).film(key, most);
    });
}

} // namespace fulcrum::bridge
