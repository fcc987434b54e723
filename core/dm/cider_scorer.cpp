// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/cider_scorer.h"

#include <fmt/format.h>

namespace fulcrum::dm {

namespace {

data::Sample sampleOf(const data::Dataset& dataset, std::int64_t index)
{
    return dataset[static_cast<std::size_t>(index)];
}

} // namespace

Result<CiderScorer> CiderScorer::create(std::shared_ptr<const data::Dataset> dataset, std::span<const std::int64_t> anchors,
    CiderReferences references, unsigned threads)
{
    if (dataset->task() != data::Task::Caption)
        return fail(ErrorCode::Usage, "cannot score by CIDEr", "task", "only captions have a CIDEr");
    CiderScorer scorer;
    scorer.m_dataset = std::move(dataset);
    scorer.m_threads = threads;
    if (references == CiderReferences::Candidate)
        return scorer;
    std::vector<metrics::CaptionReferenceSet> sets;
    for (const std::int64_t anchor : anchors) {
        const data::Sample sample = sampleOf(*scorer.m_dataset, anchor);
        sets.push_back({sample.id, sample.captions});
    }
    FULCRUM_TRY(scorer.m_references, metrics::CaptionReferences::build(sets, metrics::CaptionText::Raw, threads));
    return scorer;
}

Result<std::vector<double>> CiderScorer::score(
    std::int64_t anchor, const BeamSearch& search, std::span<const std::string> captions) const
{
    if (captions.size() != search.prompts().size())
        return fail(ErrorCode::Internal, "cannot score by CIDEr", fmt::format("anchor {}", anchor), "wrong number of captions");
    return m_references ? scoreByQuery(anchor, captions) : scoreByCandidate(search, captions);
}

Result<std::vector<double>> CiderScorer::scoreByQuery(std::int64_t anchor, std::span<const std::string> captions) const
{
    const std::int64_t id = sampleOf(*m_dataset, anchor).id;
    std::vector<double> values;
    for (const std::string& caption : captions) {
        FULCRUM_TRY(const metrics::CaptionScore score, m_references->scoreOne({id, caption}));
        values.push_back(score.cider);
    }
    return values;
}

Result<std::vector<double>> CiderScorer::scoreByCandidate(const BeamSearch& search, std::span<const std::string> captions) const
{
    std::vector<double> values(captions.size(), 0.0); // references: a corpus of one image scores 0
    const std::span<const BeamSearch::Extension> extensions = search.extensions();
    const std::size_t first = captions.size() - extensions.size();
    for (std::size_t begin = 0; begin < extensions.size();) {
        std::size_t end = begin;
        std::vector<metrics::CaptionReferenceSet> sets;
        std::vector<metrics::CaptionHypothesis> hypotheses;
        for (; end < extensions.size() && extensions[end].beam == extensions[begin].beam; ++end) {
            const data::Sample candidate = sampleOf(*m_dataset, extensions[end].item);
            sets.push_back({candidate.id, candidate.captions});
            hypotheses.push_back({candidate.id, captions[first + end]});
        }
        // As published also in how captions are tokenised: as the lines of one file.
        constexpr auto kOneFile = metrics::CaptionText::RawOneFile;
        FULCRUM_TRY(const auto references, metrics::CaptionReferences::build(sets, kOneFile, m_threads));
        FULCRUM_TRY(const metrics::CaptionEvaluation scores, references.score(hypotheses, kOneFile, m_threads));
        if (scores.perImage.size() != end - begin)
            return fail(ErrorCode::Internal, "cannot score by CIDEr", "candidates", "some have no score");
        for (std::size_t i = begin; i < end; ++i)
            values[first + i] = scores.perImage[i - begin].score.cider;
        begin = end;
    }
    return values;
}

} // namespace fulcrum::dm
