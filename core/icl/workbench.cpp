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

} // namespace

Workbench::Workbench(std::shared_ptr<const project::Project> project, store::Database database, TaskData data)
    : m_project(std::move(project)), m_database(std::move(database)), m_data(std::move(data))
{
}

Result<std::unique_ptr<Workbench>> Workbench::create(std::shared_ptr<const project::Project> project, data::Task task,
    std::function<void(const std::string&)> phase)
{
    FULCRUM_TRY(store::Database database, project->connect());
    FULCRUM_TRY(TaskData data, TaskData::open(*project, task));
    std::unique_ptr<Workbench> made(new Workbench(std::move(project), std::move(database), std::move(data)));
    made->m_phase = std::move(phase);
    return made;
}

void Workbench::tell(const std::string& phase) const
{
    if (m_phase)
        m_phase(phase);
}

Result<void> Workbench::prepare()
{
    FULCRUM_TRY(m_settings, askSettings(*m_project, m_database, m_data.task));
    if (m_session.lvlm && m_loaded == m_settings.lvlm)
        return {};
    m_session = {};
    const Path folder = m_settings.lvlm.empty() ? Path() : m_project->resolve(m_settings.lvlm);
    tell(fmt::format("loading {}", folder.filename().string()));
    FULCRUM_TRY(const model::LoadOptions options, loadOptions("auto", 0));
    FULCRUM_TRY(m_session, loadLvlm(folder, m_data.task, options));
    m_loaded = m_settings.lvlm;
    m_device = options.device;
    return {};
}

ScorerOptions Workbench::scorerOptions() const
{
    ScorerOptions options;
    options.gate = gateOf(m_settings.spec);
    return options;
}

Findings Workbench::findings(data::Split split) const
{
    Findings result;
    result.scope = FindingsScope::of(m_settings, *m_data.split(split), *m_data.support);
    result.origin = {m_session.lvlm->info().hash, m_device, m_settings.run};
    return result;
}

Result<const QueryScorer*> Workbench::scorer(data::Split split, std::int64_t query)
{
    const auto& queries = m_data.split(split);
    // An accuracy depends on its own question only, CIDEr on the frequencies of words in all references.
    std::pair key(split, m_data.task == data::Task::Vqa ? std::vector<std::int64_t>{query}
                                                        : referencesFor(m_settings, *queries, query));
    const auto known = m_scorers.find(key);
    if (known != m_scorers.end())
        return &known->second;
    tell("reading the references");
    FULCRUM_TRY(QueryScorer made, QueryScorer::create(queries, key.second, 0));
    return &m_scorers.emplace(std::move(key), std::move(made)).first->second;
}

Result<Findings> Workbench::answer(data::Split split, std::span<const IcdSequence> sequences, std::stop_token stop)
{
    FULCRUM_CHECK(prepare());
    const auto& queries = m_data.split(split);
    const std::string name = m_session.lvlm->info().name;
    std::vector<const QueryScorer*> scorers; // nullptr where there is no true answer to compare with
    for (const IcdSequence& sequence : sequences) {
        if (sequence.query < 0 || static_cast<std::size_t>(sequence.query) >= queries->size())
            return fail(ErrorCode::OutOfRange, "cannot ask the model", fmt::format("query {}", sequence.query));
        scorers.push_back(nullptr);
        if (!data::shownAnswer((*queries)[static_cast<std::size_t>(sequence.query)], m_data.task).empty()) {
            FULCRUM_TRY(scorers.back(), scorer(split, sequence.query));
        }
    }
    tell(fmt::format("asking {}", name));
    const auto start = std::chrono::steady_clock::now();
    m_session.lvlm->clearPrefixes(); // an answer must not depend on what was asked before
    FULCRUM_TRY(const auto answers,
        infer(*m_session.lvlm, m_session.prompts, m_data.support, queries, sequences,
            inferenceOptions(m_settings.spec, m_data.task, m_session.lvlm->info(), *m_session.prompts), stop));
    std::vector<Prompt> prompts;
    for (std::size_t i = 0; i < sequences.size(); ++i)
        if (scorers[i] != nullptr)
            prompts.push_back(promptOf(sequences[i]));
    m_session.lvlm->clearPrefixes();
    FULCRUM_TRY(const auto likelihoods,
        scorePrompts(*m_session.lvlm, m_session.prompts, m_data.support, queries, prompts, scorerOptions(), stop));
    Findings result = findings(split);
    result.work = {0, sequences.size(), secondsSince(start)};
    std::size_t scored = 0;
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        SequenceFindings& found = result.found.emplace_back();
        Answer answer{answers[i].prediction, answers[i].rawOutput, answers[i].promptHash, kUnknown, answers[i].seconds};
        if (scorers[i] != nullptr) {
            const std::int64_t id = queries->id(static_cast<std::size_t>(sequences[i].query));
            FULCRUM_TRY(answer.score, scorers[i]->scoreOne(id, answer.prediction));
            found.probability = likelihoods[scored++];
        }
        found.answer = std::move(answer);
    }
    return result;
}

Result<Findings> Workbench::explain(
    data::Split split, const IcdSequence& sequence, const ExplainParts& parts, std::stop_token stop)
{
    FULCRUM_CHECK(prepare());
    tell(fmt::format("asking {}", m_session.lvlm->info().name));
    const auto start = std::chrono::steady_clock::now();
    m_session.lvlm->clearPrefixes();
    FULCRUM_TRY(const Explanation explanation, icl::explain(*m_session.lvlm, m_session.prompts, m_data.support,
                                                   m_data.split(split), sequence, parts, scorerOptions(), kOrderSeed, stop));
    Findings result = findings(split);
    result.work = {explainCost(sequence, parts).segments, 0, secondsSince(start)};
    result.found.emplace_back().add(explanation);
    return result;
}

Result<lever::TrainedLever*> Workbench::trained(store::RunId run, const std::string& checkpoint)
{
    const std::pair key(run, checkpoint);
    const auto known = m_trained.find(key);
    if (known != m_trained.end())
        return &known->second;
    tell(fmt::format("loading Lever-LM of run {}", run));
    FULCRUM_TRY(const model::LoadOptions options, loadOptions("auto", 0));
    FULCRUM_TRY(lever::TrainedLever loaded, lever::loadTrained(*m_project, m_database, run, checkpoint, options));
    if (loaded.pool.support->task() != m_data.task)
        return fail(ErrorCode::Usage, "cannot use Lever-LM", fmt::format("run {}", run), "it was trained for another task");
    return &m_trained.emplace(key, std::move(loaded)).first->second;
}

/// A demonstration looked at as a query needs the features of the train split.
Result<FeatureTables> Workbench::queryFeatures(const lever::TrainedLever& lever, store::RunId run, data::Split split)
{
    if (split == data::Split::Validation)
        return lever.queries;
    FULCRUM_TRY(const auto hash, store::RunRepository(m_database).param(run, "encoder_hash"));
    const model::LeverConfig& config = lever.model->config();
    return openFeatures(*m_project, *m_data.support, hash.value_or(""), config.queryImage, config.queryText);
}

Result<Written> Workbench::write(const WriteRequest& request, std::stop_token stop)
{
    FULCRUM_TRY(lever::TrainedLever* const lever, trained(request.trainRun, request.checkpoint));
    FULCRUM_TRY(FeatureTables queries, queryFeatures(*lever, request.trainRun, request.split));
    tell("Lever-LM writes a sequence");
    LeverRetrieverOptions options;
    options.reversed = lever->reversed;
    options.excluded = request.excluded;
    const auto retriever = makeLeverRetriever(lever->pool, *lever->model, std::move(queries), options);
    const RetrieveRequest what{m_data.split(request.split).get(), {&request.query, 1}, request.shots, 0};
    FULCRUM_TRY(std::vector<IcdSequence> sequences, retriever->retrieve(what, stop));
    const model::LeverConfig& config = lever->model->config();
    return Written{std::move(sequences.front()), lever->seed, config.items, config.queryImage, config.queryText,
        config.icdImage, config.icdText};
}

} // namespace fulcrum::icl
