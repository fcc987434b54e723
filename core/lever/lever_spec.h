// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job_spec.h"
#include "core/lever/training_set.h"
#include "core/model/lever_model.h"

namespace fulcrum::lever {

/// The table of the "train" job (UX.md 5.17) and what its values mean.
std::vector<jobs::Field> trainFields();
Result<void> trainRule(const nlohmann::json& values);

model::LeverConfig leverConfig(const jobs::JobSpec& spec, std::size_t items, std::size_t projection);
/// "embeddings": as the encoder projects them, not of length 1.
bool asProjected(const jobs::JobSpec& spec);
TrainingSetOptions trainingSetOptions(const jobs::JobSpec& spec);
model::LeverTrainOptions trainOptions(const jobs::JobSpec& spec, std::int64_t stepsPerEpoch);

} // namespace fulcrum::lever
