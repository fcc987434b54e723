// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/decoder_shape.h"

namespace fulcrum::engine {

/// The shape of a Qwen1.5 or Qwen2 (MODELS.md 3).
struct Qwen2Config
{
    DecoderShape text;
    std::int32_t beginToken = 0, endToken = 0, padToken = 0;

    /// Reads and checks folder/config.json; throws ErrorException.
    static Qwen2Config read(const Path& folder);
};

} // namespace fulcrum::engine
