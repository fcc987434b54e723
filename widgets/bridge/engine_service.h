// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/workbench.h"

#include <QObject>
#include <QPointer>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace fulcrum::bridge {

class ProjectSession;

/// The window's questions to the models, on a thread of their own: one at a time, the newest first. Models are loaded when
/// first needed and stay until the project is closed. Lives on the GUI thread.
class EngineService : public QObject
{
    Q_OBJECT

public:
    explicit EngineService(ProjectSession* session, QObject* parent = nullptr);
    /// Asks what runs to stop and waits for it (at most one micro-batch of the model).
    ~EngineService() override;

    /// `work(icl::Workbench&, std::stop_token)` returns a Result and runs on the engine's thread; `then(result)` runs on the GUI
    /// thread while `receiver` lives: with the work's result, or with an error (no model, Cancelled when it was taken back).
    /// What is returned takes the question back.
    template <class Work, class Then>
    std::stop_source ask(QObject* receiver, Work work, Then then)
    {
        using R = std::invoke_result_t<Work, icl::Workbench&, std::stop_token>;
        QPointer<QObject> guard(receiver);
        return start(
            [this, guard, work = std::move(work), then = std::move(then)](
                const Result<icl::Workbench*>& bench, std::stop_token stop) mutable {
                auto result = std::make_shared<R>(fail(ErrorCode::Cancelled, "the question was taken back"));
                if (!bench)
                    *result = fail(bench.error());
                else if (!stop.stop_requested())
                    *result = work(**bench, stop);
                deliver([guard, result, then = std::move(then)]() mutable {
                    if (guard)
                        then(std::move(*result));
                });
            });
    }

    /// True when nothing waits or runs.
    bool idle() const { return m_open == 0; }
    /// What the engine does now, for people: "Loading tiny-idefics…"; empty when it does nothing.
    const QString& activity() const { return m_activity; }

    /// Seconds that questions took lately tell what the next one will take; negative = not known yet. Loading is not counted.
    double secondsFor(const icl::ExplainCost& cost) const;
    double secondsForAnswers(int count) const;
    void learn(const icl::WorkDone& work);

Q_SIGNALS:
    void activityChanged();
    void becameIdle();

private:
    using Task = std::function<void(const Result<icl::Workbench*>& bench, std::stop_token stop)>;
    struct Question
    {
        Task run;
        std::stop_source stop;
    };
    std::stop_source start(Task run);
    void deliver(std::function<void()> call);
    void finished();
    static QString phaseText(icl::Phase phase, const QString& name);
    void setActivity(const QString& text);
    void forget();
    void loop();
    Result<icl::Workbench*> workbench();

    ProjectSession* m_session;
    // GUI thread only
    int m_open = 0;
    QString m_activity;
    double m_perSegment = -1, m_perAnswer = -1;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    // guarded by m_mutex
    std::deque<Question> m_waiting;
    std::stop_source m_running;
    Path m_folder;          ///< of the open project
    quint64 m_life = 0;     ///< grows when models must be forgotten
    bool m_ending = false;

    // engine thread only
    std::unique_ptr<icl::Workbench> m_bench;
    quint64 m_benchLife = 0;

    std::thread m_thread; // last: works with all of the above
};

} // namespace fulcrum::bridge
