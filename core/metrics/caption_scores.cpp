// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/caption_scores.h"

#include "core/metrics/ngrams.h"
#include "core/metrics/parallel.h"
#include "core/text/ptb_tokenizer.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <unordered_set>

namespace fulcrum::metrics {
namespace {

constexpr std::size_t kLongestCaption = 64 * 1024; ///< bytes; LCS is quadratic, and no model writes that much
constexpr double kSigma = 6.0;                     ///< length penalty of CIDEr-D
constexpr double kBeta = 1.2;                      ///< ROUGE-L's weight of recall
constexpr double kTiny = 1e-15, kSmall = 1e-9;     ///< what pycocoevalcap's BLEU adds to avoid 0/0

/// Rows of different lengths in one array.
template <class T>
struct Rows
{
    std::vector<T> values;
    std::vector<std::size_t> ends = {0};

    void close() { ends.push_back(values.size()); }
    std::span<const T> operator[](std::size_t i) const
    {
        return std::span<const T>(values).subspan(ends[i], ends[i + 1] - ends[i]);
    }
};

/// n-grams of one order over all references: per reference its counts sorted by id.
struct Order
{
    NGramTable table;
    Rows<NGramCount> counts;
};

/// CIDEr weights of one order for one set of scored images.
struct Weights
{
    std::vector<double> idf;   ///< per n-gram
    std::vector<double> norms; ///< per reference
};

/// A hypothesis n-gram; those that no reference has carry kUnseen and matter only for the norm.
using HypothesisGrams = std::vector<NGramCount>;

/// A hypothesis and the index of its image.
struct Scored
{
    std::size_t image = 0;
    std::string caption;
};

Error tooLong(std::int64_t imageId, std::size_t bytes)
{
    return Error{ErrorCode::Malformed, "cannot score captions", "image " + std::to_string(imageId),
        "a caption has " + std::to_string(bytes) + " bytes, the limit is " + std::to_string(kLongestCaption), {}};
}

std::vector<std::string> tokenized(std::vector<std::string> captions, CaptionText text, unsigned threads)
{
    if (text == CaptionText::RawOneFile)
        return text::ptbCaptionsOfOneFile(captions);
    forEachPart(text == CaptionText::Raw ? captions.size() : 0, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i)
            captions[i] = text::ptbCaption(captions[i]);
    });
    return captions;
}

double ciderLength(std::size_t words) { return words == 0 ? 0.0 : static_cast<double>(words - 1); }

} // namespace

void BleuCounts::add(const BleuCounts& other)
{
    for (std::size_t k = 0; k < kMaxOrder; ++k) {
        correct[k] += other.correct[k];
        guess[k] += other.guess[k];
    }
    length += other.length;
    referenceLength += other.referenceLength;
}

/// bleu_k = (prod (correct + 1e-15) / (guess + 1e-9))^(1/k), with the brevity penalty on the same footing.
std::array<double, 4> BleuCounts::scores() const
{
    std::array<double, kMaxOrder> result = {};
    const double ratio = (static_cast<double>(length) + kTiny) / (static_cast<double>(referenceLength) + kSmall);
    const double penalty = ratio < 1 ? std::exp(1 - 1 / ratio) : 1;
    double product = 1;
    for (std::size_t k = 0; k < kMaxOrder; ++k) {
        product *= (static_cast<double>(correct[k]) + kTiny) / (static_cast<double>(guess[k]) + kSmall);
        result[k] = std::pow(product, 1.0 / static_cast<double>(k + 1)) * penalty;
    }
    return result;
}

struct CaptionReferences::Data
{
    std::vector<std::int64_t> ids;
    std::unordered_map<std::int64_t, std::size_t> imageOfId;
    std::vector<std::size_t> firstReference = {0}; ///< per image, and one past the end
    Vocabulary vocabulary;
    Rows<WordId> words;      ///< per reference, split at any white space
    Rows<WordId> rougeWords; ///< per reference, split at single spaces
    std::array<Order, kMaxOrder> orders;
    std::array<Weights, kMaxOrder> allImages; ///< for the usual case that every image is predicted

    void addTexts(const std::vector<std::string>& captions);
    void countNGrams(std::size_t order);
    Weights weigh(std::size_t order, std::span<const std::size_t> images) const;
    /// Checks the hypotheses and puts them in the order of the images.
    Result<std::vector<Scored>> plan(std::span<const CaptionHypothesis> hypotheses) const;
};

void CaptionReferences::Data::addTexts(const std::vector<std::string>& captions)
{
    for (const std::string& caption : captions) {
        for (const std::string_view word : splitWords(caption, true))
            words.values.push_back(vocabulary.add(word));
        words.close();
        for (const std::string_view word : splitWords(caption, false))
            rougeWords.values.push_back(vocabulary.add(word));
        rougeWords.close();
    }
}

void CaptionReferences::Data::countNGrams(std::size_t order)
{
    Order& target = orders[order];
    const std::size_t n = order + 1;
    std::vector<NGram> grams;
    std::vector<std::uint32_t> found;
    for (std::size_t r = 0; r + 1 < words.ends.size(); ++r) {
        const std::span<const WordId> row = words[r];
        grams.clear();
        for (std::size_t i = 0; i + n <= row.size(); ++i)
            grams.push_back(packNGram(row.subspan(i, n)));
        target.table.prefetch(grams);
        found.clear();
        for (const NGram& gram : grams)
            found.push_back(target.table.add(gram));
        std::sort(found.begin(), found.end());
        for (std::size_t i = 0; i < found.size(); ++i) {
            if (i > 0 && found[i] == found[i - 1])
                ++target.counts.values.back().count;
            else
                target.counts.values.push_back({found[i], 1});
        }
        target.counts.close();
    }
}

Weights CaptionReferences::Data::weigh(std::size_t order, std::span<const std::size_t> images) const
{
    const Order& source = orders[order];
    std::vector<std::uint32_t> documents(source.table.size(), 0);
    std::vector<std::size_t> lastImage(source.table.size(), ids.size());
    for (const std::size_t image : images) {
        for (std::size_t r = firstReference[image]; r < firstReference[image + 1]; ++r) {
            for (const NGramCount& gram : source.counts[r]) {
                if (lastImage[gram.id] == image)
                    continue;
                lastImage[gram.id] = image;
                ++documents[gram.id];
            }
        }
    }
    Weights weights;
    const double logImages = std::log(static_cast<double>(images.size()));
    weights.idf.reserve(documents.size());
    for (const std::uint32_t count : documents)
        weights.idf.push_back(logImages - std::log(static_cast<double>(std::max(count, 1U))));
    weights.norms.assign(firstReference.back(), 0.0);
    for (const std::size_t image : images) {
        for (std::size_t r = firstReference[image]; r < firstReference[image + 1]; ++r) {
            double sum = 0;
            for (const NGramCount& gram : source.counts[r])
                sum += std::pow(static_cast<double>(gram.count) * weights.idf[gram.id], 2);
            weights.norms[r] = std::sqrt(sum);
        }
    }
    return weights;
}

namespace {

/// Scores one hypothesis against one image's references; knows nothing of other images but the weights.
class HypothesisScorer
{
public:
    HypothesisScorer(std::span<const Order> orders, std::span<const Weights* const> weights, double unseenIdf)
        : m_orders(orders)
        , m_weights(weights)
        , m_unseenIdf(unseenIdf)
    {
    }

    void setHypothesis(std::span<const WordId> words)
    {
        m_length = words.size();
        for (std::size_t order = 0; order < kMaxOrder; ++order)
            collect(words, order);
    }

    BleuCounts bleu(std::size_t firstReference, std::size_t lastReference, const Rows<WordId>& words) const
    {
        BleuCounts counts;
        counts.length = m_length;
        counts.referenceLength = closestLength(firstReference, lastReference, words);
        for (std::size_t order = 0; order < kMaxOrder; ++order) {
            counts.guess[order] = m_length > order ? m_length - order : 0;
            for (const NGramCount& gram : m_grams[order]) {
                std::uint32_t most = 0;
                for (std::size_t r = firstReference; gram.id != NGramTable::kUnseen && r < lastReference; ++r)
                    most = std::max(most, countOf(m_orders[order].counts[r], gram.id));
                counts.correct[order] += std::min(gram.count, most);
            }
        }
        return counts;
    }

    double cider(std::size_t firstReference, std::size_t lastReference, const Rows<WordId>& words) const
    {
        double total = 0;
        for (std::size_t r = firstReference; r < lastReference; ++r) {
            const double delta = ciderLength(m_length) - ciderLength(words[r].size());
            const double penalty = std::exp(-(delta * delta) / (2 * kSigma * kSigma));
            double sum = 0;
            for (std::size_t order = 0; order < kMaxOrder; ++order)
                sum += similarity(order, r) * penalty;
            total += sum / kMaxOrder;
        }
        return total / static_cast<double>(lastReference - firstReference) * 10.0;
    }

private:
    void collect(std::span<const WordId> words, std::size_t order)
    {
        const std::size_t n = order + 1;
        m_sorted.clear();
        for (std::size_t i = 0; i + n <= words.size(); ++i)
            m_sorted.push_back(packNGram(words.subspan(i, n)));
        m_orders[order].table.prefetch(m_sorted);
        std::sort(m_sorted.begin(), m_sorted.end());
        HypothesisGrams& grams = m_grams[order];
        grams.clear();
        double square = 0;
        for (std::size_t i = 0; i < m_sorted.size();) {
            std::size_t end = i + 1;
            while (end < m_sorted.size() && m_sorted[end] == m_sorted[i])
                ++end;
            const std::uint32_t id = m_orders[order].table.find(m_sorted[i]);
            grams.push_back({id, static_cast<std::uint32_t>(end - i)});
            square += std::pow(static_cast<double>(end - i) * idf(order, id), 2);
            i = end;
        }
        m_norms[order] = std::sqrt(square);
    }

    double idf(std::size_t order, std::uint32_t id) const
    {
        return id == NGramTable::kUnseen ? m_unseenIdf : m_weights[order]->idf[id];
    }

    static std::uint32_t countOf(std::span<const NGramCount> counts, std::uint32_t id)
    {
        const auto found = std::lower_bound(counts.begin(), counts.end(), id,
            [](const NGramCount& gram, std::uint32_t value) { return gram.id < value; });
        return found != counts.end() && found->id == id ? found->count : 0;
    }

    double similarity(std::size_t order, std::size_t reference) const
    {
        double sum = 0;
        for (const NGramCount& gram : m_grams[order]) {
            if (gram.id == NGramTable::kUnseen)
                continue;
            const std::uint32_t count = countOf(m_orders[order].counts[reference], gram.id);
            if (count == 0)
                continue;
            const double weight = m_weights[order]->idf[gram.id];
            sum += std::min(gram.count, count) * weight * (count * weight);
        }
        const double norms = m_norms[order] * m_weights[order]->norms[reference];
        return norms != 0 ? sum / norms : sum;
    }

    std::size_t closestLength(std::size_t first, std::size_t last, const Rows<WordId>& words) const
    {
        std::size_t best = words[first].size();
        const auto distance = [this](std::size_t n) { return n > m_length ? n - m_length : m_length - n; };
        for (std::size_t r = first + 1; r < last; ++r) {
            const std::size_t length = words[r].size();
            if (distance(length) < distance(best) || (distance(length) == distance(best) && length < best))
                best = length;
        }
        return best;
    }

    std::span<const Order> m_orders;
    std::span<const Weights* const> m_weights;
    double m_unseenIdf;
    std::size_t m_length = 0;
    std::array<HypothesisGrams, kMaxOrder> m_grams;
    std::array<double, kMaxOrder> m_norms = {};
    std::vector<NGram> m_sorted;
};

/// Maximal precision and maximal recall may come from different references, as in pycocoevalcap.
double rougeL(std::span<const WordId> hypothesis, const Rows<WordId>& references, std::size_t first, std::size_t last)
{
    double precision = 0, recall = 0;
    for (std::size_t r = first; r < last; ++r) {
        const auto common = static_cast<double>(longestCommonSubsequence(hypothesis, references[r]));
        precision = std::max(precision, common / static_cast<double>(hypothesis.size()));
        recall = std::max(recall, common / static_cast<double>(references[r].size()));
    }
    if (precision == 0 || recall == 0)
        return 0;
    return (1 + kBeta * kBeta) * precision * recall / (recall + kBeta * kBeta * precision);
}

/// Word ids of a hypothesis: known words as in the vocabulary, others numbered behind it for this hypothesis alone.
std::vector<WordId> lookUp(const Vocabulary& vocabulary, const std::vector<std::string_view>& words)
{
    std::vector<WordId> ids;
    ids.reserve(words.size());
    std::unordered_map<std::string_view, WordId> unknown;
    for (const std::string_view word : words) {
        WordId id = vocabulary.find(word);
        if (id == 0)
            id = unknown.try_emplace(word, static_cast<WordId>(vocabulary.size() + 1 + unknown.size())).first->second;
        ids.push_back(id);
    }
    return ids;
}

CaptionEvaluation summarize(std::vector<ImageCaptionScore> perImage)
{
    CaptionEvaluation result;
    BleuCounts total;
    for (const ImageCaptionScore& one : perImage) {
        total.add(one.bleu);
        result.corpus.rougeL += one.score.rougeL;
        result.corpus.cider += one.score.cider;
    }
    result.corpus.bleu = total.scores();
    result.corpus.rougeL /= static_cast<double>(perImage.size());
    result.corpus.cider /= static_cast<double>(perImage.size());
    result.perImage = std::move(perImage);
    return result;
}

} // namespace

CaptionReferences::CaptionReferences(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

std::size_t CaptionReferences::imageCount() const { return m_data->ids.size(); }

Result<CaptionReferences> CaptionReferences::build(
    std::span<const CaptionReferenceSet> images, CaptionText text, unsigned threads)
{
    auto data = std::make_shared<Data>();
    for (const CaptionReferenceSet& image : images) {
        if (!data->imageOfId.emplace(image.imageId, data->ids.size()).second)
            return fail(ErrorCode::Malformed, "cannot score captions", "image " + std::to_string(image.imageId),
                "its references are given twice");
        for (const std::string& caption : image.captions)
            if (caption.size() > kLongestCaption)
                return fail(tooLong(image.imageId, caption.size()));
        data->ids.push_back(image.imageId);
        data->firstReference.push_back(data->firstReference.back() + image.captions.size());
    }
    std::vector<std::string> captions;
    captions.reserve(data->firstReference.back());
    for (const CaptionReferenceSet& image : images)
        captions.insert(captions.end(), image.captions.begin(), image.captions.end());
    data->addTexts(tokenized(std::move(captions), text, threads));
    std::vector<std::size_t> all(images.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    forEachPart(kMaxOrder, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t order = begin; order < end; ++order) {
            data->countNGrams(order);
            data->allImages[order] = data->weigh(order, all);
        }
    }, 1);
    return CaptionReferences(std::move(data));
}

Result<std::vector<Scored>> CaptionReferences::Data::plan(std::span<const CaptionHypothesis> hypotheses) const
{
    constexpr const char* kWhat = "cannot score captions";
    if (hypotheses.empty())
        return fail(ErrorCode::Malformed, kWhat, {}, "there is no prediction");
    std::vector<Scored> planned;
    for (const CaptionHypothesis& hypothesis : hypotheses) {
        const std::string where = "image " + std::to_string(hypothesis.imageId);
        const auto found = imageOfId.find(hypothesis.imageId);
        if (found == imageOfId.end())
            return fail(ErrorCode::Malformed, kWhat, where, "predicted, but not among the annotated images",
                "check that both files are of the same split");
        if (firstReference[found->second] == firstReference[found->second + 1])
            return fail(ErrorCode::Malformed, kWhat, where, "it has no reference caption");
        if (hypothesis.caption.size() > kLongestCaption)
            return fail(tooLong(hypothesis.imageId, hypothesis.caption.size()));
        planned.push_back({found->second, hypothesis.caption});
    }
    std::sort(planned.begin(), planned.end(), [](const Scored& a, const Scored& b) { return a.image < b.image; });
    for (std::size_t i = 1; i < planned.size(); ++i)
        if (planned[i].image == planned[i - 1].image)
            return fail(ErrorCode::Malformed, kWhat, "image " + std::to_string(ids[planned[i].image]),
                "it is predicted twice");
    return planned;
}

namespace {

/// The scores of one caption against the references first..last of its image, whose id is left to the caller.
ImageCaptionScore scoreImage(HypothesisScorer& scorer, const Vocabulary& vocabulary, const std::string& caption,
    const Rows<WordId>& words, const Rows<WordId>& rougeWords, std::size_t first, std::size_t last)
{
    ImageCaptionScore result;
    scorer.setHypothesis(lookUp(vocabulary, splitWords(caption, true)));
    result.bleu = scorer.bleu(first, last, words);
    result.score.bleu = result.bleu.scores();
    result.score.rougeL = rougeL(lookUp(vocabulary, splitWords(caption, false)), rougeWords, first, last);
    result.score.cider = scorer.cider(first, last, words);
    return result;
}

} // namespace

Result<CaptionScore> CaptionReferences::scoreOne(const CaptionHypothesis& hypothesis, CaptionText text) const
{
    const Data& data = *m_data;
    FULCRUM_TRY(const std::vector<Scored> planned, data.plan(std::span(&hypothesis, 1)));
    std::array<const Weights*, kMaxOrder> weights = {};
    for (std::size_t n = 0; n < kMaxOrder; ++n)
        weights[n] = &data.allImages[n];
    HypothesisScorer scorer(data.orders, weights, std::log(static_cast<double>(data.ids.size())));
    const std::size_t image = planned[0].image;
    const std::string caption = tokenized({planned[0].caption}, text, 1)[0];
    return scoreImage(scorer, data.vocabulary, caption, data.words, data.rougeWords, data.firstReference[image],
        data.firstReference[image + 1])
        .score;
}

Result<CaptionEvaluation> CaptionReferences::score(
    std::span<const CaptionHypothesis> hypotheses, CaptionText text, unsigned threads) const
{
    const Data& data = *m_data;
    FULCRUM_TRY(const std::vector<Scored> planned, data.plan(hypotheses));
    std::vector<std::size_t> images;
    std::vector<std::string> captions;
    for (const Scored& one : planned) {
        images.push_back(one.image);
        captions.push_back(one.caption);
    }
    captions = tokenized(std::move(captions), text, threads);

    std::array<Weights, kMaxOrder> subset;
    std::array<const Weights*, kMaxOrder> weights = {};
    const bool all = images.size() == data.ids.size();
    for (std::size_t n = 0; n < kMaxOrder; ++n) {
        if (!all)
            subset[n] = data.weigh(n, images);
        weights[n] = all ? &data.allImages[n] : &subset[n];
    }
    const double unseenIdf = std::log(static_cast<double>(images.size()));
    std::vector<ImageCaptionScore> perImage(images.size());
    forEachPart(images.size(), threads, [&](std::size_t begin, std::size_t end) {
        HypothesisScorer scorer(data.orders, weights, unseenIdf);
        for (std::size_t i = begin; i < end; ++i) {
            const std::size_t first = data.firstReference[images[i]], last = data.firstReference[images[i] + 1];
            perImage[i] = scoreImage(scorer, data.vocabulary, captions[i], data.words, data.rougeWords, first, last);
            perImage[i].imageId = data.ids[images[i]];
        }
    });
    return summarize(std::move(perImage));
}

} // namespace fulcrum::metrics
