// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fulcrum::metrics {

/// Scores as pycocoevalcap (commit ad63453) returns them: fractions; CIDEr has its factor 10 inside and runs 0..10
/// (Lever-LM prints it x 100). CIDEr here is CIDEr-D without stemming.
struct CaptionScore
{
    std::array<double, 4> bleu = {}; ///< BLEU-1..4, closest reference length
    double rougeL = 0;               ///< beta 1.2
    double cider = 0;
};

/// An image with its reference captions.
struct CaptionReferenceSet
{
    std::int64_t imageId = 0;
    std::vector<std::string> captions;
};

struct CaptionHypothesis
{
    std::int64_t imageId = 0;
    std::string caption;
};

/// What corpus BLEU is made of: pooled over images, not averaged.
struct BleuCounts
{
    std::array<std::uint64_t, 4> correct = {}, guess = {};
    std::uint64_t length = 0, referenceLength = 0;

    void add(const BleuCounts& other);
    /// BLEU-1..4 of what was added up.
    std::array<double, 4> scores() const;
};

struct ImageCaptionScore
{
    std::int64_t imageId = 0;
    CaptionScore score;
    BleuCounts bleu;
};

struct CaptionEvaluation
{
    CaptionScore corpus; ///< BLEU from pooled counts; ROUGE-L and CIDEr are means over images
    std::vector<ImageCaptionScore> perImage; ///< order of the reference sets, predicted images only
};

/// Raw captions go through the PTB tokenizer one by one. RawOneFile: as the lines of one file in the order given, the
/// official way, in which a caption can change a token of the one before it (parity flag; the effect on CIDEr is about
/// 1e-4). Tokenized: already the tokenizer's output (words joined by one space).
enum class CaptionText { Raw, RawOneFile, Tokenized };

/// Tokenised references of a set of images with their n-grams, document frequencies and CIDEr norms. Build it once per
/// query set and score every strategy x shots x seed against it: a call then costs the hypotheses only.
/// Immutable and thread-safe after build; copies share the data.
class CaptionReferences
{
public:
    /// Errors: an image id given twice, a caption longer than 64 KiB. An image may have no caption as long as it is
    /// never predicted. Uses `threads` threads (0 = all cores).
    static Result<CaptionReferences> build(
        std::span<const CaptionReferenceSet> images, CaptionText text = CaptionText::Raw, unsigned threads = 0);

    std::size_t imageCount() const;

    /// Only images with a prediction count: document frequencies and the number of images come from their references
    /// alone, as in the official code, so a score depends on which other images are in the batch. Predicting every image
    /// uses the stored frequencies. Errors: no prediction at all, an unknown image, an image twice or without references.
    Result<CaptionEvaluation> score(std::span<const CaptionHypothesis> hypotheses,
        CaptionText text = CaptionText::Raw, unsigned threads = 0) const;

    /// The scores that one caption has when every image is predicted: exactly its entry in a full evaluation, since CIDEr
    /// depends on the other images' references only. For what-if edits of a single query. Errors as score.
    Result<CaptionScore> scoreOne(const CaptionHypothesis& hypothesis, CaptionText text = CaptionText::Raw) const;

private:
    struct Data;
    explicit CaptionReferences(std::shared_ptr<const Data> data);
    std::shared_ptr<const Data> m_data;
};

} // namespace fulcrum::metrics
