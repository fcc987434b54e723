// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/conformance.h"
#include "core/base/file.h"

namespace fulcrum::metrics {

/// Does the folder hold metric golden data of a kind below?
bool isCaptionMetricFolder(const Path& folder); ///< one corpus (annotations, results, golden with `per_image`)
bool isPtbFolder(const Path& folder);           ///< ptb_lines.jsonl and/or ptb_codepoints.json
bool isVqaMetricFolder(const Path& folder);     ///< questions, annotations, results, golden with `official`

/// One caption corpus: PTB tokens of every reference and prediction (exact; `tokens` or the recorded tokens of the
/// caption alone), then every score per image and corpus from the golden tokens and from the raw texts.
Result<ConformanceReport> caseCaptionCorpus(const Path& folder, const std::string& name);
/// PTB lines and the behaviour of every code point.
Result<ConformanceReport> casePtb(const Path& folder, const std::string& name);
/// VQA accuracy: both variants, answer processing, the subset and the post-processed predictions.
Result<ConformanceReport> caseVqa(const Path& folder, const std::string& name);

/// Runs `folder` and everything beneath it that is of the kinds above. `name` goes in front of the case names.
Result<ConformanceReport> runMetricConformance(const Path& folder, const std::string& name);

} // namespace fulcrum::metrics
