// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/worker.h"

#include "core/base/result.h"
#include "core/data/sample.h"

#include <nlohmann/json.hpp>

namespace fulcrum::bridge {

class EngineService;
class ProjectSession;

/// Measures how long a kind of job takes on this computer by doing a little of its work: five samples. GUI thread.
class JobProbe : public QObject
{
    Q_OBJECT

public:
    JobProbe(ProjectSession* session, EngineService* engine, QObject* parent = nullptr);
    /// Takes back what runs.
    ~JobProbe() override;

    /// Why these settings cannot be measured, for people; empty = they can.
    QString obstacle(const std::string& kind, const nlohmann::json& values) const;
    /// `measured` or `failed` follows, the latter also after `cancel` (Cancelled).
    void start(const std::string& kind, const nlohmann::json& values);
    void cancel();
    bool isRunning() const { return m_running; }

Q_SIGNALS:
    void started();
    /// Seconds for one unit of workAmount; the pace is kept with the project.
    void measured(double secondsPerAmount);
    void failed(const fulcrum::Error& error);

private:
    void askModel(const nlohmann::json& values, bool answers);
    void encode(const nlohmann::json& values);
    void end(const Result<double>& pace);

    ProjectSession* m_session;
    EngineService* m_engine;
    Worker m_worker;
    std::stop_source m_stop;
    std::string m_kind;
    nlohmann::json m_values;
    bool m_running = false;
};

} // namespace fulcrum::bridge
