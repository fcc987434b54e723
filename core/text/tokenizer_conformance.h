// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/conformance.h"
#include "core/base/file.h"

namespace fulcrum::text {

/// Runs one `golden_<name>.json` (format: golden/tokenizers/README.md) on the folder that its "tokenizer" names beside it. Every file
/// form the folder has (tokenizer.json, tokenizer.model, vocab.json + merges.txt) is loaded and compared; errors count mismatches.
/// For CLIP the Hugging Face ids are compared. Case names start with `label`.
Result<ConformanceReport> tokenizerConformance(const Path& goldenFile, const std::string& label);

} // namespace fulcrum::text
