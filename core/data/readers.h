// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/problem.h"
#include "core/data/sample.h"

#include <functional>
#include <stop_token>

namespace fulcrum::data {

struct ReadOptions
{
    std::stop_token stop;
    /// Called now and then with the share of the file's bytes read, 0 to 1.
    std::function<void(double)> progress;
    std::uint64_t sizeLimit = 2ULL << 30; ///< bytes; larger files are refused before anything is allocated
};

struct ReadResult
{
    std::vector<Sample> samples; ///< official order, index filled in
    ProblemList problems;
    std::string dataSubtype; ///< VQAv2: "train2014"; captions: empty
};

/// COCO captions (`images`, `annotations`). One sample for each image that has a caption, in the order of `images`; its
/// captions in file order (PAPER.md: the first is the one that an ICD shows). Malformed JSON, a missing list or a file
/// without a single usable sample is an Error with file and byte; single bad records (duplicate id, caption without
/// image, unsafe file name, wrong type) are counted in `problems` and left out.
Result<ReadResult> readCocoCaptions(const Path& file, const ReadOptions& options = {});

/// VQAv2 questions with their annotations, in the order of the questions file. `imageFile` is left empty: VQAv2 names
/// images by id only (see cocoImageName). A question without an annotation is a problem and left out.
Result<ReadResult> readVqa(const Path& questions, const Path& annotations, const ReadOptions& options = {});

/// "COCO_val2014_000000000042.jpg" for 2014 subsets, "000000000042.jpg" for the later ones and for an empty subtype.
std::string cocoImageName(std::int64_t imageId, const std::string& dataSubtype);

/// True for a plain relative path that stays below its folder: no "..", no root, no NUL or control characters, valid
/// UTF-8, at most 1024 bytes.
bool isSafeRelativeName(std::string_view name);

} // namespace fulcrum::data
