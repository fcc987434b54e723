// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/workbench.h"

#include "core/icl/evaluation_plan.h"

#include <chrono>
#include <fmt/format.h>

namespace fulcrum::icl {

namespace {

/// Draws the orders of long sequences; always the same ones, so that results can be compared.
constexpr std::uint64_t kOrderSeed = 0;

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ScorerOptions scorerOptions(const AskSettings& settings)
{
    ScorerOptions options;
    options.gate = gateOf(settings.spec);
    return options;
}

} // namespace

Workbench::Workbench(std::shared_ptr<const project::Project> project, store::Database database)
    : m_project(std::move(project)), m_database(std::move(database))
{
}

Result<std::unique_ptr<Workbench>> Workbench::create(std::shared_ptr<const project::Project> project, PhaseHook phase)
{
    FULCRUM_TRY(store::Database database, project->connect());
    std::unique_ptr<Workbench> made(new Workbench(std::move(project), std::move(database)));
    made->m_phase = std::move(phase);
    return made;
}

void Workbench::tell(Phase phase, const std::string& name) const
{
    if (m_phase)
        m_phase(phase, name);
}

Result<Workbench::Side*> Workbench::side(data::Task task)
{
    const auto known = m_sides.find(task);
    if (known != m_sides.end())
        return &known->second;
    Side made;
    FULCRUM_TRY(made.data, TaskData::open(*m_project, task));
    return &m_sides.emplace(task, std::move(made)).first->second;
}

Result<void> Workbench::load(Side& side)
{
    const Path folder = side.settings.lvlm.empty() ? Path() : m_project->resolve(side.settings.lvlm);
    if (m_loaded != side.settings.model()) { // before the next one comes: there may not be room for two
        for (auto& [task, other] : m_sides)
            other.session = {};
        m_loaded = side.settings.model();
    }
    tell(Phase::LoadingModel, folder.filename().string());
    FULCRUM_TRY(const model::LoadOptions options, loadOptions("auto", 0, side.settings.spec.text("dtype")));
    FULCRUM_TRY(side.session, loadLvlm(*m_project, folder, side.data.task, options, model::Priority::Interactive));
    m_device = options.device;
    return {};
}

Result<Workbench::Side*> Workbench::prepare(data::Task task)
{
    FULCRUM_TRY(Side* const which, side(task));
    FULCRUM_TRY(which->settings, askSettings(*m_project, m_database, task));
    if (!which->session.lvlm || m_loaded != which->settings.model())
        FULCRUM_CHECK(load(*which));
    return which;
}

Findings Workbench::findings(const Side& side, data::Split split) const
{
    Findings result;
    result.scope = FindingsScope::of(side.settings, *side.data.split(split), *side.data.support);
    result.origin = {side.session.lvlm->info().hash, m_device, side.settings.run};
    return result;
}

Result<const QueryScorer*> Workbench::scorer(Side& side, data::Split split, std::int64_t query)
{
    const auto& queries = side.data.split(split);
    // An accuracy depends on its own question only, CIDEr on the frequencies of words in all references.
    std::pair key(split, side.data.task == data::Task::Vqa ? std::vector<std::int64_t>{query}
                                                           : referencesFor(side.settings, *queries, query));
    const auto known = side.scorers.find(key);
    if (known != side.scorers.end())
        return &known->second;
    tell(Phase::ReadingReferences, data::splitName(split));
    FULCRUM_TRY(QueryScorer made, QueryScorer::create(queries, key.second, 0));
    return &side.scorers.emplace(std::move(key), std::move(made)).first->second;
}

Result<Findings> Workbench::answer(QueryPlace place, std::span<const IcdSequence> sequences, std::stop_token stop)
{
    FULCRUM_TRY(Side* const which, prepare(place.task));
    model::VisionLanguageModel& lvlm = *which->session.lvlm;
    const auto& prompts = which->session.prompts;
    const auto& queries = which->data.split(place.split);
    std::vector<const QueryScorer*> scorers; // nullptr where there is no true answer to compare with
    std::vector<Prompt> scored;
    for (const IcdSequence& sequence : sequences) {
        if (sequence.query < 0 || static_cast<std::size_t>(sequence.query) >= queries->size())
            return fail(ErrorCode::OutOfRange, "cannot ask the model", fmt::format("query {}", sequence.query));
        scorers.push_back(nullptr);
        if (data::shownAnswer((*queries)[static_cast<std::size_t>(sequence.query)], place.task).empty())
            continue;
        FULCRUM_TRY(scorers.back(), scorer(*which, place.split, sequence.query));
        scored.push_back(promptOf(sequence));
    }
    tell(Phase::Asking, lvlm.info().name);
    const auto start = std::chrono::steady_clock::now();
    FULCRUM_TRY(const auto answers, infer(lvlm, prompts, which->data.support, queries, sequences,
                                        inferenceOptions(which->settings.spec, place.task, lvlm.info(), *prompts), stop));
    FULCRUM_TRY(const auto likelihoods, scorePrompts(lvlm, prompts, which->data.support, queries, scored,
                                            scorerOptions(which->settings), stop));
    Findings result = findings(*which, place.split);
    result.work = {0, sequences.size(), secondsSince(start)};
    std::size_t next = 0;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        SequenceFindings& found = result.found.emplace_back();
        Answer answer{answers[i].prediction, answers[i].rawOutput, answers[i].promptHash, kUnknown, answers[i].seconds};
        if (scorers[i] != nullptr) {
            const std::int64_t id = queries->id(static_cast<std::size_t>(sequences[i].query));
            FULCRUM_TRY(answer.score, scorers[i]->scoreOne(id, answer.prediction));
            found.probability = likelihoods[next++];
        }
        found.answer = std::move(answer);
    }
    return result;
}

Result<Findings> Workbench::explain(
    QueryPlace place, const IcdSequence& sequence, const ExplainParts& parts, std::stop_token stop)
{
    FULCRUM_TRY(Side* const which, prepare(place.task));
    model::VisionLanguageModel& lvlm = *which->session.lvlm;
    tell(Phase::Asking, lvlm.info().name);
    const auto start = std::chrono::steady_clock::now();
    FULCRUM_TRY(const Explanation explanation,
        icl::explain(lvlm, which->session.prompts, which->data.support, which->data.split(place.split), sequence, parts,
            scorerOptions(which->settings), kOrderSeed, stop));
    Findings result = findings(*which, place.split);
    result.work = {explainCost(sequence, parts).segments, 0, secondsSince(start)};
    result.found.emplace_back().add(explanation);
    return result;
}

Result<lever::TrainedLever*> Workbench::trained(const Side& side, store::RunId run, const std::string& checkpoint)
{
    const std::pair key(run, checkpoint);
    const auto known = m_trained.find(key);
    if (known != m_trained.end())
        return &known->second;
    tell(Phase::LoadingLever, fmt::format("{}", run));
    FULCRUM_TRY(const model::LoadOptions options, loadOptions("auto", 0));
    FULCRUM_TRY(lever::TrainedLever loaded, lever::loadTrained(*m_project, m_database, run, checkpoint, options, side.data));
    return &m_trained.emplace(key, std::move(loaded)).first->second;
}

/// A demonstration looked at as a query needs the features of the train split.
Result<FeatureTables> Workbench::queryFeatures(const lever::TrainedLever& lever, data::Split split)
{
    if (split == data::Split::Validation)
        return lever.queries;
    const model::LeverConfig& config = lever.model->config();
    return openFeatures(*m_project, *lever.pool.support, lever.encoderHash, config.queryImage, config.queryText, lever.asProjected);
}

namespace {

/// What Lever-LM looked at while it wrote `sequence`.
Result<model::LeverAttention> attentionOf(const lever::TrainedLever& lever, const FeatureTables& queries, const IcdSequence& sequence)
{
    std::vector<int> items(sequence.icds.size());
    for (const IcdStep& icd : sequence.icds) {
        const auto item = std::find(lever.pool.items.begin(), lever.pool.items.end(), icd.index);
        items[static_cast<std::size_t>(icd.step)] = static_cast<int>(item - lever.pool.items.begin());
    }
    FULCRUM_TRY(const GatheredFeatures query, gather(queries, {&sequence.query, 1}));
    return lever.model->attention(query.view(), items);
}

} // namespace

Result<Written> Workbench::write(const WriteRequest& request, std::stop_token stop)
{
    FULCRUM_TRY(Side* const which, side(request.place.task));
    FULCRUM_TRY(lever::TrainedLever* const lever, trained(*which, request.trainRun, request.checkpoint));
    FULCRUM_TRY(FeatureTables queries, queryFeatures(*lever, request.place.split));
    tell(Phase::Writing, fmt::format("{}", request.trainRun));
    LeverRetrieverOptions options;
    options.reversed = lever->reversed;
    options.excluded = request.excluded;
    const FeatureTables queryTables = queries;
    options.excluded.insert(options.excluded.end(), lever->withoutEmbedding.begin(), lever->withoutEmbedding.end());
    const auto retriever = makeLeverRetriever(lever->pool, *lever->model, std::move(queries), options);
    const RetrieveRequest what{which->data.split(request.place.split).get(), {&request.query, 1}, request.shots, 0};
    FULCRUM_TRY(std::vector<IcdSequence> sequences, retriever->retrieve(what, stop));
    FULCRUM_TRY(model::LeverAttention attention, attentionOf(*lever, queryTables, sequences.front()));
    const model::LeverConfig& config = lever->model->config();
    return Written{std::move(sequences.front()), lever->seed, config.items, config.queryImage, config.queryText,
        config.icdImage, config.icdText, std::move(attention)};
}

} // namespace fulcrum::icl
