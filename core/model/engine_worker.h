// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/vision_language_model.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace fulcrum::model {

enum class Priority { Job, Interactive };

/// Shares one loaded LVLM among callers of two priorities. A job's call runs on the job's thread; a call of somebody who waits runs on
/// its own thread where the model is free, else on the job's thread between two of its micro-batches. Jobs take turns call by call.
/// Any thread may call.
class EngineWorker final : public Interruption
{
public:
    using Work = std::function<void(VisionLanguageModel&)>;

    explicit EngineWorker(std::unique_ptr<VisionLanguageModel> model);
    ~EngineWorker() override;

    const VisionLanguageModelInfo& info() const { return m_info; }
    /// Waits for its turn, then runs the work here.
    void runJob(const Work& work);
    /// Returns when the work has been done. Cancelled, without having done it, when `stop` fires before it has begun; afterwards stopping
    /// is the work's own matter. An exception of the work is thrown here.
    Result<void> runInteractive(const Work& work, std::stop_token stop);
    /// Replaces the model's feature store unless it has the one of this name already.
    void setFeatureStore(const std::string& name, std::shared_ptr<FeatureStore> store);
    void flushFeatures();

    /// The worker as a model: every call goes through it with this priority. Interactive ones keep their hands off a job's caches.
    static std::unique_ptr<VisionLanguageModel> client(std::shared_ptr<EngineWorker> worker, Priority priority);

    bool wanted() const override { return m_requests > 0; }
    void serve() override;

private:
    struct Request
    {
        const Work* work = nullptr;
        bool begun = false, done = false;
        std::exception_ptr error;
    };
    void run(Request& request, std::unique_lock<std::mutex>& lock);

    const std::unique_ptr<VisionLanguageModel> m_model;
    const VisionLanguageModelInfo m_info;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    // guarded by m_mutex
    bool m_busy = false;
    std::deque<Request*> m_waiting;
    std::string m_storeName;
    std::shared_ptr<FeatureStore> m_store;

    std::atomic<int> m_requests{0}; ///< size of m_waiting
};

} // namespace fulcrum::model
