// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
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

/// A file as it was read.
struct SourceHash
{
    Path path;
    std::uint64_t size = 0;
    std::string sha256;
};

struct ReadResult
{
    std::vector<Sample> samples; ///< official order, index filled in
    ProblemList problems;
    std::vector<SourceHash> files; ///< in the order of the arguments
    std::string dataSubtype;       ///< VQAv2: "train2014"; captions: empty
};

// Every reader walks its files once, record by record. Malformed JSON, a missing list and a file without a single usable
// sample are Errors with file and byte; single bad records (duplicate id or member, unsafe file name, wrong type) are
// counted in `problems` and left out. Samples come in the order of the official code, which sorts: captions by image id,
// questions by question id, Karpathy's by COCO id; SST-2 and VL-ICL stay in the order of the file.

/// COCO captions (`images`, `annotations`): a sample for each image that has a caption; its captions in file order
/// (PAPER.md: the first is the one that an ICD shows).
Result<ReadResult> readCocoCaptions(const Path& file, const ReadOptions& options = {});

/// The parts of Karpathy's split of COCO. The official code trains on Train and validates on Test; it drops the others.
enum class KarpathyPart { Train, Restval, Validation, Test };
std::vector<KarpathyPart> officialKarpathyParts(Split split);

/// Karpathy's dataset_coco.json, the images of these parts. An image's name is that of the file, behind its folder
/// ("val2014/...") when the parts lie in more than one.
Result<ReadResult> readKarpathy(
    const Path& file, const std::vector<KarpathyPart>& parts, const ReadOptions& options = {});

/// True when the file is Karpathy's rather than COCO's: its images carry their sentences. False for what is neither.
bool isKarpathy(const Path& file);

/// VQAv2 questions with their annotations. `imageFile` is left empty: VQAv2 names images by id only (see cocoImageName).
/// A question without an annotation is a problem and left out. With `annotations` empty the one file holds either questions
/// alone (those of the test sets; samples have no answers then) or annotations that carry their question, as the official
/// code's vqav2_mscoco_*.json.
Result<ReadResult> readVqa(const Path& questions, const Path& annotations, const ReadOptions& options = {});

/// SST-2, one object a line: `text` (or `sentence`), `label` 0 or 1, perhaps `label_text`. The sentence goes to `question`,
/// "negative" or "positive" to `answer`; there is no image. Test files have label -1: no answer.
Result<ReadResult> readSst2(const Path& file, const ReadOptions& options = {});

/// A task of VL-ICL (support.json or query.json): question, answer and the first image, relative to the root folder of the
/// bench. An id that is no number is replaced by the record's place in the file.
Result<ReadResult> readVlIcl(const Path& file, const ReadOptions& options = {});

/// True when the file is a list, as VL-ICL's are, rather than VQAv2's object. False for what is neither.
bool isVlIcl(const Path& file);

/// "COCO_val2014_000000000042.jpg" for 2014 subsets, "000000000042.jpg" for the later ones and for an empty subtype.
std::string cocoImageName(std::int64_t imageId, const std::string& dataSubtype);

/// True for a plain relative path that stays below its folder: no "..", no root, no NUL or control characters, valid
/// UTF-8, at most 1024 bytes.
bool isSafeRelativeName(std::string_view name);

} // namespace fulcrum::data
