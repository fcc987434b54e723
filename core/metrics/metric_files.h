// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/metrics/caption_scores.h"
#include "core/metrics/vqa_accuracy.h"

namespace fulcrum::metrics {

// Readers of the evaluation programs' files. Errors name the file and the entry; files over 4 GiB are refused. Entries
// that another entry contradicts (an id given twice) are errors, never skipped.

/// COCO captions layout (`images`, `annotations`): one reference set per image, in the order of `images`.
/// An annotation of an image that is not listed is an error.
Result<std::vector<CaptionReferenceSet>> readCaptionAnnotations(const Path& path);
/// `[{"image_id", "caption"}]`
Result<std::vector<CaptionHypothesis>> readCaptionResults(const Path& path);

/// VQAv2 annotations. A missing answer_type stays empty; everything of a human answer but its text becomes `record`.
Result<std::vector<VqaGroundTruth>> readVqaAnnotations(const Path& path);
/// VQAv2 questions: the question ids.
Result<std::vector<std::int64_t>> readVqaQuestions(const Path& path);
/// `[{"question_id", "answer"}]`
Result<std::vector<VqaPrediction>> readVqaResults(const Path& path);

} // namespace fulcrum::metrics
