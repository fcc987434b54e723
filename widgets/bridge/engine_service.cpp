// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/engine_service.h"

#include "widgets/bridge/project_session.h"

namespace fulcrum::bridge {

namespace {

constexpr double kForget = 0.3; ///< weight of the newest measurement

void average(double& value, double measured) { value = value < 0 ? measured : value + kForget * (measured - value); }

} // namespace

EngineService::EngineService(ProjectSession* session, QObject* parent) : QObject(parent), m_session(session)
{
    // After a reload the image folders or the model folder may be others.
    for (const auto changed : {&ProjectSession::opened, &ProjectSession::datasetsLoaded, &ProjectSession::closed})
        connect(session, changed, this, &EngineService::forget);
    m_thread = std::thread([this] { loop(); });
}

EngineService::~EngineService()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_waiting.clear();
        m_running.request_stop();
    }
    m_wake.notify_one();
    m_thread.join();
}

std::stop_source EngineService::start(Task run)
{
    ++m_open;
    Question question{std::move(run), std::stop_source()};
    const std::stop_source stop = question.stop;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(question));
    }
    m_wake.notify_one();
    return stop;
}

void EngineService::forget()
{
    const std::lock_guard lock(m_mutex);
    const Path folder = m_session->isOpen() ? m_session->project()->folder() : Path();
    if (folder != m_folder) { // what was asked belongs to a project that is gone
        for (Question& question : m_waiting)
            question.stop.request_stop();
        m_running.request_stop();
    }
    m_folder = folder;
    ++m_life;
    m_wake.notify_one();
}

void EngineService::loop()
{
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        if (m_benchLife != m_life) {
            m_benchLife = m_life;
            lock.unlock(); // a large model takes time to go
            m_bench.reset();
            lock.lock();
            continue;
        }
        if (m_waiting.empty()) {
            m_wake.wait(lock);
            continue;
        }
        Question question = std::move(m_waiting.back());
        m_waiting.pop_back();
        m_running = question.stop;
        lock.unlock();
        question.run(question.stop.stop_requested() ? Result<icl::Workbench*>(nullptr) : workbench(),
            question.stop.get_token());
        question.run = {};
        deliver([this] { finished(); });
        lock.lock();
        m_running = std::stop_source(std::nostopstate);
    }
    lock.unlock();
    m_bench.reset();
}

/// The engine opens the project for itself, for reading: the window can let go of its project without waiting for a model.
Result<icl::Workbench*> EngineService::workbench()
{
    if (m_bench)
        return m_bench.get();
    Path folder;
    {
        const std::lock_guard lock(m_mutex);
        folder = m_folder;
    }
    if (folder.empty())
        return fail(ErrorCode::Cancelled, "no project is open");
    FULCRUM_TRY(auto project, project::Project::open(folder, project::Access::ReadOnly));
    FULCRUM_TRY(m_bench, icl::Workbench::create(std::move(project), [this](icl::Phase phase, const std::string& name) {
        deliver([this, phase, name = QString::fromStdString(name)] { setActivity(phaseText(phase, name)); });
    }));
    return m_bench.get();
}

QString EngineService::phaseText(icl::Phase phase, const QString& name)
{
    switch (phase) {
    case icl::Phase::LoadingModel: return tr("Loading %1…").arg(name);
    case icl::Phase::ReadingReferences: return tr("Reading the references…");
    case icl::Phase::Asking: return tr("Asking %1…").arg(name);
    case icl::Phase::LoadingLever: return tr("Loading the Lever-LM of run %1…").arg(name);
    case icl::Phase::Writing: return tr("Lever-LM writes a sequence…");
    }
    return {};
}

void EngineService::deliver(std::function<void()> call)
{
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
}

void EngineService::setActivity(const QString& text)
{
    if (m_activity == text)
        return;
    m_activity = text;
    Q_EMIT activityChanged();
}

void EngineService::finished()
{
    if (--m_open > 0)
        return;
    setActivity({});
    Q_EMIT becameIdle();
}

double EngineService::secondsFor(const icl::ExplainCost& cost) const
{
    return m_perSegment < 0 ? -1 : m_perSegment * static_cast<double>(cost.segments);
}

double EngineService::secondsForAnswers(int count) const { return m_perAnswer < 0 ? -1 : m_perAnswer * count; }

void EngineService::learn(const icl::WorkDone& work)
{
    if (work.segments > 0)
        average(m_perSegment, work.seconds / static_cast<double>(work.segments));
    if (work.answers > 0)
        average(m_perAnswer, work.seconds / static_cast<double>(work.answers));
}

} // namespace fulcrum::bridge
