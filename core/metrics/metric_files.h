// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/metrics/answer_scores.h"
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
/// The questions and the annotations must speak of the same questions; `questions` is read for that alone.
Result<void> checkVqaQuestions(const Path& questions, const Path& annotations, std::span<const VqaGroundTruth> truths);

/// A task of VL-ICL (query.json): `[{"id", "answer", ...}]`. An id is an integer or a text; where there is none it is the record's
/// place, from 0. An answer is a text or an integer.
Result<std::vector<Answer>> readVlIclAnswers(const Path& path);
/// SST-2, one `{"label": 0 or 1, ...}` a line; a sentence's id is its place, from 0. A sentence without a label (-1) is an error.
Result<std::vector<Answer>> readSst2Labels(const Path& path);
/// `[{"id" or "index", "answer"}]`; `index` is the item's place in the annotations. Where there is a `prediction` it is the answer,
/// since VL-ICL's own results files hold the true answer under `answer`. Texts or integers.
Result<std::vector<Answer>> readAnswerResults(const Path& path);

} // namespace fulcrum::metrics
