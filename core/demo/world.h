// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <functional>
#include <stop_token>

namespace fulcrum::demo {

/// The evaluation world (TINY_WORLD.md section 4): four annotators whose habits pre-training never shows in this combination.
struct WorldSpec
{
    std::uint64_t seed = 1;
    int trainImages = 1600; ///< demonstration pool and anchors
    int validationImages = 300;
    int questionsPerImage = 2;   ///< 1 to 4, of different types
    int imageSize = 256;         ///< pixels, square
    double ownBackground = 0.8;  ///< an image stands on one of its source's two backgrounds
    double ownPhrasing = 0.75;   ///< a question has its source's preferred form
    double webCaption = 0.15;    ///< first and last caption without content
    double offCaption = 0.20;    ///< first and last caption in the style of another source
    double ownAnswer = 0.80;     ///< each of the ten answers is in the image's style, else in that of a random source
    double offAnswers = 0.15;    ///< all ten answers in the style of another source
};

inline constexpr const char* kWorldName = "Tiny World (synthetic)";

struct WorldReport
{
    int trainImages = 0, validationImages = 0, trainQuestions = 0, validationQuestions = 0;
};

/// Receives the share done, 0 to 1, on the calling thread.
using WorldProgress = std::function<void(double share)>;

/// Writes the world in the exact COCO captions and VQAv2 layouts:
///
///     folder/annotations/captions_train.json        folder/annotations/captions_val.json
///     folder/annotations/vqa_questions_train.json   folder/annotations/vqa_questions_val.json
///     folder/annotations/vqa_annotations_train.json folder/annotations/vqa_annotations_val.json
///     folder/images/train/000000000001.jpg ...      folder/images/val/000000100001.jpg ...
///
/// Five captions an image, of which an ICD shows the first; ten answers a question. The same spec gives the same bytes.
/// Everything is made in a sibling folder and renamed into place, so `folder` appears whole or not at all; it must not exist
/// (Usage). OutOfRange for a spec outside its bounds, naming the field. Uses two threads.
Result<WorldReport> writeWorld(
    const Path& folder, const WorldSpec& spec, const WorldProgress& progress = {}, std::stop_token stop = {});

} // namespace fulcrum::demo
