// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample.h"
#include "core/lever/imported_encoder.h"
#include "core/model/lever_model.h"
#include "core/project/project.h"
#include "core/store/run_repository.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace fulcrum::lever {

struct CheckpointImport
{
    Path file; ///< a Lightning .ckpt of the official code (MODELS.md 7)
    data::Task task = data::Task::Caption;
    /// What query and demonstrations are shown as, by the official name ("query_img_icd_img_text"); empty = the task's published one.
    std::string variant;
    std::optional<int> heads;      ///< 8 where neither this nor the file tells
    std::optional<bool> normalize; ///< as published where neither tells: captions no, questions yes
    bool reversed = false;         ///< it was trained with reverse_seq: it writes the demonstration next to the query first
    store::RunId dmRun = 0;        ///< whose pool the items are; 0 = all samples of the train split, as published
};

/// What a checkpoint tells. Fields of a training spec that it does not tell are listed, not made up.
struct CheckpointFacts
{
    model::LeverConfig config;
    std::optional<std::int64_t> epoch, step;
    std::string monitor;               ///< what the best checkpoint was chosen by ("val_loss")
    std::optional<double> score;       ///< its value
    nlohmann::json known = nlohmann::json::object(); ///< training fields told by the file (learning_rate...)
    nlohmann::json hyperparameters;    ///< as stored; null where there are none
    std::string lightning;             ///< version that wrote it
    CarriedEncoder encoder = CarriedEncoder::Unknown; ///< set by importCheckpoint
    std::vector<std::string> assumed;  ///< fields of the shape that no tensor shows and nobody told
};
/// From names and shapes of the tensors and from what Lightning stored beside them. Malformed when they are no Lever-LM.
Result<CheckpointFacts> readFacts(const weights::CheckpointFile& checkpoint, const CheckpointImport& options);

/// Makes a finished training run of a checkpoint: its weights are copied into the project (as "last" and as "best"), what it tells goes
/// into the run. Needs the task's embeddings, which the items are looked up in; a CLIP that was trained along comes with it, and its
/// embeddings have to be made before the run can be used (loadTrained says how). Usage when the number of its items is not that of the
/// pool; nothing is left behind by a failure.
Result<store::RunId> importCheckpoint(project::Project& project, const CheckpointImport& options);

} // namespace fulcrum::lever
