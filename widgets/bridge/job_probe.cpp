// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/job_probe.h"

#include "core/base/rng.h"
#include "widgets/bridge/engine_service.h"
#include "widgets/bridge/job_estimate.h"
#include "widgets/bridge/project_session.h"

#include <QElapsedTimer>

namespace fulcrum::bridge {

namespace {

constexpr std::size_t kSamples = 5;
constexpr int kShots = 2;

/// Five queries with demonstrations drawn at random.
std::vector<icl::IcdSequence> draw(const data::Dataset& train, const data::Dataset& validation, int shots)
{
    std::vector<icl::IcdSequence> sequences;
    for (std::size_t i = 0; i < std::min(kSamples, validation.size()); ++i) {
        Rng rng(0, {static_cast<std::uint64_t>(i)});
        icl::IcdSequence sequence;
        sequence.query = static_cast<std::int64_t>(i);
        for (const std::size_t index : rng.sample(train.size(), std::min<std::size_t>(static_cast<std::size_t>(shots), train.size()))) {
            icl::IcdStep step;
            step.index = static_cast<std::int64_t>(index);
            step.id = train[index].id;
            step.step = static_cast<int>(sequence.icds.size());
            sequence.icds.push_back(std::move(step));
        }
        sequences.push_back(std::move(sequence));
    }
    return sequences;
}

/// Seconds for one sequence to score (its demonstration and its query), or for one demonstration or query before an answer.
Result<double> measure(icl::Workbench& bench, data::Task task, const std::vector<icl::IcdSequence>& sequences, bool answers,
    std::stop_token stop)
{
    const icl::QueryPlace place {task, data::Split::Validation};
    icl::ExplainParts gains;
    gains.gains = true;
    double seconds = 0, read = 0;
    for (const icl::IcdSequence& sequence : sequences) {
        const Result<icl::Findings> found = answers ? bench.answer(place, {&sequence, 1}, stop) : bench.explain(place, sequence, gains,
            stop);
        if (!found)
            return fail(found.error());
        seconds += found->work.seconds;
        read += answers ? static_cast<double>(1 + sequence.icds.size()) : static_cast<double>(found->work.segments) / 2;
    }
    if (read <= 0)
        return fail(ErrorCode::Failed, "nothing was measured", "probe", "there is no sample");
    return seconds / read;
}

Result<double> encodeSome(const project::Project& project, const nlohmann::json& values, std::stop_token stop)
{
    const auto task = data::taskFromName(values.at("task").get<std::string>());
    FULCRUM_TRY(const auto dataset, project.dataset(*task, data::Split::Validation));
    const std::string own = values.at("encoder").get<std::string>();
    const Path folder = own.empty() ? project.encoderFolder() : project.resolve(own);
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    FULCRUM_TRY(const auto options, icl::loadOptions(values.at("device").get<std::string>(), values.at("threads").get<std::int64_t>()));
    FULCRUM_TRY(const auto encoder, backend->loadEncoder(folder, options));
    FULCRUM_TRY(const auto input, icl::EncoderInput::load(folder));
    std::vector<model::Pixels> images;
    std::vector<std::vector<std::int32_t>> texts;
    QElapsedTimer timer;
    timer.start();
    for (std::size_t i = 0; i < std::min(kSamples, dataset->size()); ++i) {
        FULCRUM_TRY(model::Pixels pixels, input->pixels(*dataset, (*dataset)[i]));
        images.push_back(std::move(pixels));
        texts.push_back(input->tokens(icl::embeddedText((*dataset)[i], *task), static_cast<std::size_t>(encoder->info().textLength)));
    }
    FULCRUM_CHECK(encoder->encodeImages(images, stop));
    FULCRUM_CHECK(encoder->encodeTexts(texts, stop));
    if (images.empty())
        return fail(ErrorCode::Failed, "nothing was measured", "probe", "there is no sample");
    return static_cast<double>(timer.nsecsElapsed()) / 1e9 / static_cast<double>(2 * images.size());
}

} // namespace

JobProbe::JobProbe(ProjectSession* session, EngineService* engine, QObject* parent)
    : QObject(parent), m_session(session), m_engine(engine)
{
}

JobProbe::~JobProbe() { m_stop.request_stop(); }

QString JobProbe::obstacle(const std::string& kind, const nlohmann::json& values) const
{
    if (!m_session->isOpen())
        return tr("No project is open.");
    if (model::engineModule().empty())
        return tr("The engine module is not installed.");
    if (kind == "train")
        return tr("Training is judged by earlier runs only.");
    if (kind == "embed")
        return {};
    if (!m_engine)
        return tr("There is no model to ask.");
    const std::string lvlm = values.value("lvlm", std::string());
    if (!lvlm.empty() && m_session->project()->resolve(lvlm) != m_session->project()->lvlmFolder())
        return tr("Only the project's own model can be measured.");
    const auto task = data::taskFromName(values.value("task", std::string()));
    if (!task || !m_session->dataset(*task, data::Split::Train) || !m_session->dataset(*task, data::Split::Validation))
        return tr("The data set is not loaded.");
    return {};
}

void JobProbe::start(const std::string& kind, const nlohmann::json& values)
{
    if (m_running || !obstacle(kind, values).isEmpty())
        return;
    m_running = true;
    m_kind = kind;
    m_values = values;
    Q_EMIT started();
    if (kind == "embed")
        encode(values);
    else
        askModel(values, kind == "eval");
}

void JobProbe::askModel(const nlohmann::json& values, bool answers)
{
    const data::Task task = *data::taskFromName(values.at("task").get<std::string>());
    const auto train = m_session->dataset(task, data::Split::Train), validation = m_session->dataset(task, data::Split::Validation);
    m_stop = m_engine->ask(
        this,
        [task, train, validation, answers](icl::Workbench& bench, std::stop_token stop) {
            const auto sequences = draw(*train, *validation, kShots);
            if (sequences.empty())
                return Result<double>(fail(ErrorCode::Failed, "nothing was measured", "probe", "there is no sample"));
            // The first question also loads the model and fills the caches of the images; only the second one is like a job's.
            if (const auto warm = measure(bench, task, {sequences.front()}, answers, stop); !warm)
                return warm;
            return measure(bench, task, sequences, answers, stop);
        },
        [this](const Result<double>& pace) { end(pace); });
}

void JobProbe::encode(const nlohmann::json& values)
{
    m_stop = std::stop_source();
    m_worker.run(
        this, [project = m_session->project(), values](std::stop_token stop) { return encodeSome(*project, values, stop); },
        [this](const Result<double>& pace) { end(pace); }, m_stop.get_token());
}

void JobProbe::cancel()
{
    if (!m_running)
        return;
    m_stop.request_stop();
    if (m_kind == "embed") // work that has not begun is dropped without a word
        end(fail(ErrorCode::Cancelled, "the measurement was stopped"));
}

void JobProbe::end(const Result<double>& pace)
{
    if (!m_running)
        return;
    m_running = false;
    const jobs::JobKind* kind = m_session->registry().find(m_kind);
    if (!pace || !kind || !m_session->isOpen() || m_session->project()->readOnly()) {
        if (pace)
            Q_EMIT measured(*pace);
        else
            Q_EMIT failed(pace.error());
        return;
    }
    m_session->worker().run(
        this,
        [project = m_session->project(), kind, values = m_values, seconds = *pace](std::stop_token) {
            return storePace(*project, *kind, values, seconds);
        },
        [this, seconds = *pace](const Result<void>&) { Q_EMIT measured(seconds); }); // a pace that could not be kept is measured again
}

} // namespace fulcrum::bridge
