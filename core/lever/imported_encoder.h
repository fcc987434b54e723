// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/weights/checkpoint_file.h"

namespace fulcrum::lever {

/// What the CLIP inside an official checkpoint is to a project's encoder.
enum class CarriedEncoder {
    Unknown, ///< there is none, or the encoder's folder has no model.safetensors to compare with
    Same,    ///< frozen: the project's embeddings are those that Lever-LM was trained with
    Trained, ///< it was trained along
};

/// Compares tower by tower (the file has `lever_lm.img_model.*` and `lever_lm.sen_model.*`, MODELS.md 7). A trained one becomes the model
/// folder `to`: the folder `base` with the checkpoint's weights. Usage when it has another shape than `base`.
Result<CarriedEncoder> takeEncoder(const weights::CheckpointFile& checkpoint, const Path& base, const Path& to);

} // namespace fulcrum::lever
