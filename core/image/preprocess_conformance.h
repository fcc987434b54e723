// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/conformance.h"
#include "core/base/file.h"

namespace fulcrum::image {

/// A folder with `golden.json` + `golden.safetensors` (images through each pipeline) and `resize_cases.*`, as
/// golden/preprocess/README.md describes. 8-bit stages are exact (the error is the largest difference of a byte), floats within 1e-6.
Result<ConformanceReport> preprocessConformance(const Path& folder, const std::string& label);

/// A CLIP golden folder with `e2e_images.json` / `.safetensors`: its images through its own preprocessor_config.json against
/// `pixel_values`, within 1e-6.
Result<ConformanceReport> clipPixelsConformance(const Path& folder, const std::string& label);

} // namespace fulcrum::image
