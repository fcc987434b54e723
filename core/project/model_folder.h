// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

namespace fulcrum::project {

/// A model folder that the engine could load as far as files tell: config.json is JSON and the weights are there in a form that
/// it reads (model.safetensors or an index with all its shards; for OpenFlamingo checkpoint.pt or .safetensors and the language
/// model's config.json). ModelUnavailable with what is missing; `role` ("encoder", "LVLM") is for the message.
Result<void> checkModelFolder(const Path& folder, const std::string& role);

} // namespace fulcrum::project
