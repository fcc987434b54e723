// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backend.h"

#include <functional>

namespace fulcrum::demo {

/// The recipe of the bundled models. The defaults are how the shipped ones were made (resources/demo/models/README.md).
struct TrainingSpec
{
    Path folder;            ///< gets tiny-clip/, tiny-idefics/ and, while it lasts, state/
    bool clip = true, idefics = true;
    bool resume = false;    ///< go on from state/; without it a stage that is there already is refused
    std::uint64_t seed = 1;
    int threads = 0;
    int scenes = 10000;

    int clipSteps = 1500, clipBatch = 80;
    double clipRate = 2e-3, clipDecay = 0.02;

    int ideficsSteps = 6000, ideficsPairs = 144; ///< pairs a step, over documents of both tasks
    double ideficsRate = 2.5e-3, ideficsDecay = 0.05;
    int saveEvery = 250;    ///< steps between states on disk and between validations
};

/// Receives one line a few times a second at most; any text.
using TrainingProgress = std::function<void(const std::string& line)>;

/// Trains the stages that are asked for. Writes an ordinary model folder each, with training.json (recipe, seed, loss curve)
/// beside the weights. Cancelling keeps the last state: with `resume` the same models come out as without the break.
Result<void> trainModels(
    model::Backend& backend, const TrainingSpec& spec, const TrainingProgress& progress, std::stop_token stop);

} // namespace fulcrum::demo
