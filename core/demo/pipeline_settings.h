// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace fulcrum::demo {

/// The specs of one task's chain, without what only the chain knows (ids of earlier runs, the seed of a training).
struct TaskSettings
{
    data::Task task{};
    nlohmann::json embed, dm, train, evaluate;
};

/// What `demo run` does: everything that was tuned for Tiny World stands in pipeline_settings.cpp and nowhere else.
struct PipelineSettings
{
    std::vector<TaskSettings> tasks;
    std::vector<std::int64_t> seeds; ///< of trainings and of strategies that draw
};
PipelineSettings pipelineSettings();

/// The same chain in miniature, for tests: seconds instead of minutes, numbers without meaning.
PipelineSettings quickPipelineSettings();

} // namespace fulcrum::demo
