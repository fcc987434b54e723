// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/engine_worker.h"

#include <QTest>
#include <stdexcept>
#include <thread>

using namespace fulcrum;
using namespace fulcrum::model;

namespace {

/// Runs "micro-batches" that look for an interruption, and notes what happened.
class SteppingModel final : public VisionLanguageModel
{
public:
    const VisionLanguageModelInfo& info() const override { return m_info; }
    Result<std::vector<LeafScore>> score(const PromptForest&, std::span<const ScoreRequest> requests,
        const ScoreOptions& options, std::stop_token) override
    {
        if (options.interactive) {
            events.push_back("interactive");
            return std::vector<LeafScore>(requests.size());
        }
        for (int batch = 0; batch < 4; ++batch) {
            if (m_interruption && m_interruption->wanted())
                m_interruption->serve();
            events.push_back("batch " + std::to_string(batch));
            if (afterBatch)
                afterBatch(batch);
        }
        return std::vector<LeafScore>(requests.size());
    }
    Result<std::vector<Generation>> generate(
        const PromptForest&, std::span<const int>, const GenerateOptions&, std::stop_token) override
    {
        throw std::runtime_error("out of order");
    }
    Result<std::vector<LeafScore>> scoreNaively(const PromptForest& forest, std::span<const ScoreRequest> requests,
        const ScoreOptions& options, std::stop_token stop) override
    {
        return score(forest, requests, options, stop);
    }
    WorkCounter takeWork() override { return {}; }
    void clearPrefixes() override { events.push_back("clear"); }
    void clearCaches() override { events.push_back("clear"); }
    void setInterruption(Interruption* interruption) override { m_interruption = interruption; }

    std::vector<std::string> events; ///< only what runs the model writes here
    std::function<void(int)> afterBatch;

private:
    VisionLanguageModelInfo m_info;
    Interruption* m_interruption = nullptr;
};

} // namespace

class TestEngineWorker : public QObject
{
    Q_OBJECT

private:
    SteppingModel* m_model = nullptr;
    std::shared_ptr<EngineWorker> m_worker;
    PromptForest m_forest;

    void waitUntilWanted() const
    {
        while (!m_worker->wanted())
            std::this_thread::yield();
    }

private Q_SLOTS:
    void init()
    {
        auto model = std::make_unique<SteppingModel>();
        m_model = model.get();
        m_worker = std::make_shared<EngineWorker>(std::move(model));
    }

    void interactiveCallsComeBeforeTheNextMicroBatch()
    {
        const auto job = EngineWorker::client(m_worker, Priority::Job);
        const auto waiting = EngineWorker::client(m_worker, Priority::Interactive);
        std::thread person;
        bool answered = false;
        m_model->afterBatch = [&](int batch) {
            if (batch != 1)
                return;
            person = std::thread([&] { answered = waiting->score(m_forest, {}, {}, {}).has_value(); });
            waitUntilWanted(); // the job goes on only when the request stands in the queue
        };
        QVERIFY(job->score(m_forest, {}, {}, {}));
        person.join();
        QVERIFY(answered);
        QCOMPARE(m_model->events,
            (std::vector<std::string>{"batch 0", "batch 1", "interactive", "batch 2", "batch 3"}));
    }

    void aFreeModelAnswersAtOnce()
    {
        const auto waiting = EngineWorker::client(m_worker, Priority::Interactive);
        QVERIFY(waiting->score(m_forest, {}, {}, {}));
        QCOMPARE(m_model->events, std::vector<std::string>{"interactive"});
        waiting->clearPrefixes(); // a job's caches are not theirs
        QCOMPARE(m_model->events.size(), std::size_t{1});
    }

    void aRequestCanBeCalledOff()
    {
        const auto job = EngineWorker::client(m_worker, Priority::Job);
        const auto waiting = EngineWorker::client(m_worker, Priority::Interactive);
        std::stop_source stop;
        Result<std::vector<LeafScore>> result;
        m_model->afterBatch = [&](int batch) {
            if (batch != 3) // no micro-batch follows that could let it in
                return;
            std::thread person([&] { result = waiting->score(m_forest, {}, {}, stop.get_token()); });
            waitUntilWanted();
            stop.request_stop();
            person.join(); // returns although the model is busy
        };
        QVERIFY(job->score(m_forest, {}, {}, {}));
        QVERIFY(!result && result.error().code == ErrorCode::Cancelled);
        QCOMPARE(m_model->events.size(), std::size_t{4});
        QVERIFY(!m_worker->wanted());
    }

    void exceptionsReachTheirCallerAndNobodyElse()
    {
        const auto waiting = EngineWorker::client(m_worker, Priority::Interactive);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(waiting->generate(m_forest, {}, {}, {})), std::runtime_error);
        const auto job = EngineWorker::client(m_worker, Priority::Job);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(job->generate(m_forest, {}, {}, {})), std::runtime_error);
        bool thrown = false;
        std::thread person;
        m_model->afterBatch = [&](int batch) {
            if (batch != 0)
                return;
            person = std::thread([&] {
                try {
                    static_cast<void>(waiting->generate(m_forest, {}, {}, {}));
                } catch (const std::runtime_error&) {
                    thrown = true;
                }
            });
            waitUntilWanted();
        };
        QVERIFY(job->score(m_forest, {}, {}, {}));
        person.join();
        QVERIFY(thrown);
        QCOMPARE(m_model->events.size(), std::size_t{4});
    }

    void jobsAndPeopleDoNotDisturbOneAnother()
    {
        std::vector<std::jthread> threads;
        std::atomic<int> answers{0};
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&, i] {
                const auto client = EngineWorker::client(m_worker, i % 2 ? Priority::Interactive : Priority::Job);
                for (int call = 0; call < 100; ++call)
                    answers += client->score(m_forest, {}, {}, {}).has_value() ? 1 : 0;
            });
        threads.clear();
        QCOMPARE(answers.load(), 400);
        QCOMPARE(m_model->events.size(), std::size_t{200 * 4 + 200});
    }
};

QTEST_GUILESS_MAIN(TestEngineWorker)
#include "tst_engine_worker.moc"
