// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

namespace fulcrum::demo {

inline constexpr int kModelImageSize = 64; ///< edge of what the tiny models see, pixels
inline constexpr int kModelPatch = 8;
inline constexpr const char* kClipName = "tiny-clip";
inline constexpr const char* kIdeficsName = "tiny-idefics";

/// Writes config.json, preprocessor_config.json and the tokenizer files of an ordinary CLIP folder. No weights.
Result<void> writeClipFolder(const Path& folder);
/// The same for an ordinary IDEFICS v1 folder.
Result<void> writeIdeficsFolder(const Path& folder);

} // namespace fulcrum::demo
