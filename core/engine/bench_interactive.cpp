// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/rng.h"
#include "core/engine/backend.h"
#include "core/engine/bench_support.h"
#include "core/engine/guard.h"
#include "core/model/engine_worker.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

namespace fulcrum::engine {
namespace {

/// The job: the last step of a D_M anchor, all candidates before each of its beams. Beside it somebody asks, one prompt at a time.
struct Shape
{
    int candidates = 64, beam = 5;
    double seconds = 20;        ///< that the job takes alone, about
    double pause = 0.1;         ///< between an answer and the next question, on average
};

/// Waiting times in seconds.
class Waits
{
public:
    void add(double seconds) { m_seconds.push_back(seconds); }
    std::size_t count() const { return m_seconds.size(); }
    double at(double share) const
    {
        std::vector<double> sorted = m_seconds;
        std::sort(sorted.begin(), sorted.end());
        const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
        return sorted.empty() ? 0 : sorted[std::max<std::size_t>(rank, 1) - 1];
    }
    double sum() const
    {
        double all = 0;
        for (const double one : m_seconds)
            all += one;
        return all;
    }
    void addTo(nlohmann::json& result, const std::string& prefix) const
    {
        result[prefix + "questions"] = count();
        result[prefix + "median_ms"] = 1000 * at(0.5);
        result[prefix + "p95_ms"] = 1000 * at(0.95);
        result[prefix + "max_ms"] = 1000 * at(1);
    }

private:
    std::vector<double> m_seconds;
};

class Scene
{
public:
    Scene(const IdeficsBench& bench, const Shape& shape)
        : m_bench(bench), m_shape(shape), m_worker(std::make_shared<model::EngineWorker>(bench.model(bench.type()))),
          m_job(model::EngineWorker::client(m_worker, model::Priority::Job)),
          m_person(model::EngineWorker::client(m_worker, model::Priority::Interactive))
    {
    }

    nlohmann::json setting() const { return m_bench.setting(m_worker->info()); }

    /// Seconds of `calls` calls of the job, each from empty caches.
    double runJob(int calls)
    {
        const double start = benchNow();
        for (int call = 0; call < calls; ++call) {
            m_job->clearCaches();
            CaptionForest forest(m_bench, m_shape.candidates + m_shape.beam + 1);
            std::vector<model::ScoreRequest> requests;
            for (int beam = 1; beam <= m_shape.beam; ++beam)
                for (int candidate = 1; candidate <= m_shape.candidates; ++candidate)
                    requests.push_back(forest.addScored({m_shape.beam + candidate, beam}));
            orThrow(m_job->score(forest.forest(), requests, {}, {}));
        }
        return benchNow() - start;
    }

    /// Seconds until a prompt of two demonstrations is scored, one of which nobody has seen before.
    double ask()
    {
        const int fresh = m_shape.candidates + m_shape.beam + 1 + m_asked++;
        const double start = benchNow();
        CaptionForest forest(m_bench, fresh + 1);
        const std::vector<model::ScoreRequest> requests{forest.addScored({fresh, 1 + m_asked % m_shape.beam})};
        orThrow(m_person->score(forest.forest(), requests, {}, {}));
        return benchNow() - start;
    }

    /// Asks until `done`, or `most` times.
    Waits askOften(const std::atomic<bool>& done, std::size_t most)
    {
        Waits waits;
        while (waits.count() < most) {
            Rng rng(8, {static_cast<std::uint64_t>(m_asked)});
            std::this_thread::sleep_for(std::chrono::duration<double>(rng.uniform(0, 2 * m_shape.pause)));
            if (done)
                break;
            waits.add(ask());
        }
        return waits;
    }

private:
    const IdeficsBench& m_bench;
    Shape m_shape;
    std::shared_ptr<model::EngineWorker> m_worker;
    std::unique_ptr<model::VisionLanguageModel> m_job, m_person;
    int m_asked = 0;
};

/// The job on a thread of its own while questions come; its seconds in `took`.
Waits askBeside(Scene& scene, int calls, double& took)
{
    std::atomic<bool> done{false};
    std::exception_ptr failed;
    std::thread job([&] {
        try {
            took = scene.runJob(calls);
        } catch (...) {
            failed = std::current_exception();
        }
        done = true;
    });
    Waits waits;
    try {
        waits = scene.askOften(done, std::numeric_limits<std::size_t>::max());
    } catch (...) {
        failed = std::current_exception();
    }
    job.join();
    if (failed)
        std::rethrow_exception(failed);
    return waits;
}

} // namespace

/// Options: those of IdeficsBench, `candidates`, `beam`, `seconds` (about that long the job takes), `pause` (seconds).
Result<nlohmann::json> benchInteractive(const nlohmann::json& json)
{
    return guarded("the benchmark failed", [&]() -> Result<nlohmann::json> {
        const ConfigReader options(json.is_object() ? json : nlohmann::json::object(), "bench interactive");
        const IdeficsBench bench(options);
        Shape shape;
        shape.candidates = static_cast<int>(options.integer("candidates", 1, 100000, shape.candidates));
        shape.beam = static_cast<int>(options.integer("beam", 1, 1000, shape.beam));
        shape.seconds = options.number("seconds", 0, 3600, shape.seconds);
        shape.pause = options.number("pause", 0, 60, shape.pause);
        Scene scene(bench, shape);
        constexpr int kAlone = 40, kMostCalls = 10000;
        scene.runJob(1); // memory is got
        const int calls = static_cast<int>(std::clamp(shape.seconds / scene.runJob(1), 1.0, static_cast<double>(kMostCalls)));
        const double alone = scene.runJob(calls);
        const Waits quiet = scene.askOften(false, kAlone);
        double beside = 0;
        const Waits busy = askBeside(scene, calls, beside);
        nlohmann::json result = scene.setting();
        result.update({{"candidates", shape.candidates}, {"beam", shape.beam}, {"pause_s", shape.pause}, {"calls", calls},
            {"job_alone_s", alone}, {"job_beside_s", beside}, {"slowdown", beside / alone - 1},
            {"slowdown_without_answers", (beside - static_cast<double>(busy.count()) * quiet.at(0.5)) / alone - 1}});
        quiet.addTo(result, "alone_");
        busy.addTo(result, "");
        return result;
    });
}

} // namespace fulcrum::engine
