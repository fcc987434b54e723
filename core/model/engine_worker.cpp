// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/engine_worker.h"

#include <algorithm>
#include <utility>

namespace fulcrum::model {
namespace {

class Client final : public VisionLanguageModel
{
public:
    Client(std::shared_ptr<EngineWorker> worker, Priority priority) : m_worker(std::move(worker)), m_priority(priority) {}

    ~Client() override
    {
        if (m_priority == Priority::Job)
            m_worker->flushFeatures();
    }

    const VisionLanguageModelInfo& info() const override { return m_worker->info(); }
    Result<std::vector<LeafScore>> score(const PromptForest& forest, std::span<const ScoreRequest> requests,
        const ScoreOptions& options, std::stop_token stop) override
    {
        return through<std::vector<LeafScore>>(stop,
            [&](VisionLanguageModel& model) { return model.score(forest, requests, marked(options), stop); });
    }
    Result<std::vector<Generation>> generate(const PromptForest& forest, std::span<const int> leaves,
        const GenerateOptions& options, std::stop_token stop) override
    {
        return through<std::vector<Generation>>(stop,
            [&](VisionLanguageModel& model) { return model.generate(forest, leaves, marked(options), stop); });
    }
    Result<std::vector<LeafScore>> scoreNaively(const PromptForest& forest, std::span<const ScoreRequest> requests,
        const ScoreOptions& options, std::stop_token stop) override
    {
        return through<std::vector<LeafScore>>(stop,
            [&](VisionLanguageModel& model) { return model.scoreNaively(forest, requests, marked(options), stop); });
    }
    WorkCounter takeWork() override
    {
        WorkCounter work;
        asJob([&](VisionLanguageModel& model) { work = model.takeWork(); });
        return work;
    }
    void clearPrefixes() override
    {
        asJob([](VisionLanguageModel& model) { model.clearPrefixes(); });
    }
    void clearCaches() override
    {
        asJob([](VisionLanguageModel& model) { model.clearCaches(); });
    }

private:
    template <class Options>
    Options marked(Options options) const
    {
        options.interactive = options.interactive || m_priority == Priority::Interactive;
        return options;
    }
    template <class Value, class Call>
    Result<Value> through(std::stop_token stop, const Call& call)
    {
        Result<Value> result;
        const EngineWorker::Work work = [&](VisionLanguageModel& model) { result = call(model); };
        if (m_priority == Priority::Job)
            m_worker->runJob(work);
        else if (auto ran = m_worker->runInteractive(work, stop); !ran)
            return fail(ran.error());
        return result;
    }
    void asJob(const EngineWorker::Work& work)
    {
        if (m_priority == Priority::Job)
            m_worker->runJob(work);
    }

    std::shared_ptr<EngineWorker> m_worker;
    Priority m_priority;
};

} // namespace

EngineWorker::EngineWorker(std::unique_ptr<VisionLanguageModel> model) : m_model(std::move(model)), m_info(m_model->info())
{
    m_model->setInterruption(this);
}

EngineWorker::~EngineWorker() { m_model->setInterruption(nullptr); }

void EngineWorker::runJob(const Work& work)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_busy && m_waiting.empty(); });
    m_busy = true;
    Request own{&work, false, false, {}};
    run(own, lock);
    m_busy = false;
    m_changed.notify_all();
    if (own.error)
        std::rethrow_exception(own.error);
}

/// With the lock, which is open while the work runs.
void EngineWorker::run(Request& request, std::unique_lock<std::mutex>& lock)
{
    request.begun = true;
    lock.unlock();
    try {
        (*request.work)(*m_model);
    } catch (...) {
        request.error = std::current_exception();
    }
    lock.lock();
    request.done = true;
}

Result<void> EngineWorker::runInteractive(const Work& work, std::stop_token stop)
{
    Request own{&work, false, false, {}};
    const std::stop_callback wake(stop, [this] {
        const std::lock_guard lock(m_mutex);
        m_changed.notify_all();
    });
    std::unique_lock lock(m_mutex);
    m_waiting.push_back(&own);
    ++m_requests;
    while (!own.done) {
        if (!own.begun && stop.stop_requested()) {
            std::erase(m_waiting, &own);
            --m_requests;
            m_changed.notify_all();
            return fail(ErrorCode::Cancelled, "stopped before the model was free");
        }
        if (m_busy || own.begun || m_waiting.front() != &own) {
            m_changed.wait(lock);
            continue;
        }
        m_busy = true;
        m_waiting.pop_front();
        --m_requests;
        run(own, lock);
        m_busy = false;
        m_changed.notify_all();
    }
    lock.unlock();
    if (own.error)
        std::rethrow_exception(own.error);
    return {};
}

void EngineWorker::serve()
{
    std::unique_lock lock(m_mutex);
    while (!m_waiting.empty()) {
        Request& next = *m_waiting.front();
        m_waiting.pop_front();
        --m_requests;
        run(next, lock);
        m_changed.notify_all();
    }
}

void EngineWorker::setFeatureStore(const std::string& name, std::shared_ptr<FeatureStore> store)
{
    runJob([&](VisionLanguageModel& model) {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_storeName, name) == name)
            return;
        m_store = std::move(store);
        model.setFeatureStore(m_store);
    });
}

void EngineWorker::flushFeatures()
{
    std::shared_ptr<FeatureStore> store;
    {
        const std::lock_guard lock(m_mutex);
        store = m_store;
    }
    if (store)
        store->flush();
}

std::unique_ptr<VisionLanguageModel> EngineWorker::client(std::shared_ptr<EngineWorker> worker, Priority priority)
{
    return std::make_unique<Client>(std::move(worker), priority);
}

} // namespace fulcrum::model
