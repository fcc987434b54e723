// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <initializer_list>
#include <set>
#include <vector>

namespace fulcrum::weights {

/// A file that holds weights of a model.
struct WeightFile
{
    Path path;
    std::set<std::string> promised; ///< tensors that an index says are in it; empty where no index speaks of it
};

/// Where the weights of a folder in Hugging Face layout lie: the first of model.safetensors, model.safetensors.index.json with its
/// shards, pytorch_model.bin and pytorch_model.bin.index.json with its shards. Shards are in name order; whether they are there is
/// not looked at. ModelUnavailable when there is none, Malformed for an index that cannot be read or that names a file outside of
/// the folder.
Result<std::vector<WeightFile>> findWeights(const Path& folder);
/// The first of `names` that is in the folder; ModelUnavailable listing them when none is.
Result<std::vector<WeightFile>> findOneFile(const Path& folder, std::initializer_list<const char*> names);

/// OpenFlamingo's layout: its own checkpoint over the folders of a language model and of a vision tower.
bool isOpenFlamingo(const Path& folder);
Result<std::vector<WeightFile>> findFlamingoCheckpoint(const Path& folder); ///< checkpoint.pt or checkpoint.safetensors
Result<std::vector<WeightFile>> findFlamingoVision(const Path& folder);     ///< `folder`/vision_encoder: open_clip's names

/// A PyTorch file, as opposed to safetensors: by the first bytes, else by the name.
bool isCheckpoint(const Path& file);

} // namespace fulcrum::weights
