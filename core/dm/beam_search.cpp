// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/beam_search.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::dm {

Result<BeamSearch> BeamSearch::create(std::vector<std::int64_t> candidates, const BeamOptions& options)
{
    const std::string what = "cannot search demonstration sequences";
    if (options.shots < 1 || options.beam < 1)
        return fail(ErrorCode::OutOfRange, what, "shots, beam", "both must be at least 1");
    std::sort(candidates.begin(), candidates.end());
    if (std::adjacent_find(candidates.begin(), candidates.end()) != candidates.end())
        return fail(ErrorCode::Usage, what, "candidates", "one occurs twice");
    if (static_cast<std::int64_t>(candidates.size()) - options.shots + 1 < options.beam)
        return fail(ErrorCode::OutOfRange, what, "candidates",
            fmt::format("{} are too few for {} shots and a beam of {}", candidates.size(), options.shots, options.beam),
            "candidates - shots + 1 must be at least the beam");
    BeamSearch search;
    search.m_options = options;
    search.m_candidates = std::move(candidates);
    search.m_beams.emplace_back(); // the empty sequence
    search.m_ownReference = true;
    search.preparePrompts();
    return search;
}

std::vector<std::int64_t> BeamSearch::extended(
    const std::vector<std::int64_t>& items, std::int64_t item, bool stored) const
{
    const bool front = m_options.order == ConstructOrder::Left || (stored && m_options.frontInsertion);
    std::vector<std::int64_t> result = items;
    result.insert(front ? result.begin() : result.end(), item);
    return result;
}

double BeamSearch::value(double probability) const
{
    return m_options.logScore ? std::log(probability) : probability;
}

void BeamSearch::preparePrompts()
{
    m_prompts.clear();
    m_extensions.clear();
    if (m_ownReference)
        for (const BeamSequence& beam : m_beams)
            m_prompts.push_back(beam.items);
    for (std::size_t b = 0; b < m_beams.size(); ++b)
        for (const std::int64_t item : m_candidates) {
            const std::vector<std::int64_t>& items = m_beams[b].items;
            if (std::find(items.begin(), items.end(), item) != items.end())
                continue;
            m_prompts.push_back(extended(items, item, false));
            m_extensions.push_back({b, item});
        }
}

Result<void> BeamSearch::advance(std::span<const double> probabilities)
{
    if (done() || probabilities.size() != m_prompts.size())
        return fail(ErrorCode::Internal, "beam search", "advance", "wrong number of probabilities");
    for (std::size_t i = 0; i < probabilities.size(); ++i)
        if (!std::isfinite(value(probabilities[i])))
            return fail(ErrorCode::Numeric, "cannot rank demonstrations", fmt::format("prompt {}", i),
                fmt::format("its likelihood is {}", probabilities[i]), "check the model's weights and the sample's answer");
    std::size_t references = 0;
    if (m_ownReference) {
        references = m_beams.size();
        m_reference.assign(probabilities.begin(), probabilities.begin() + static_cast<std::ptrdiff_t>(references));
    }
    if (m_step == 0)
        m_zeroShot = m_reference.front();

    struct Scored
    {
        std::size_t extension;
        double key;
    };
    std::vector<Scored> scored;
    scored.reserve(m_extensions.size());
    for (std::size_t i = 0; i < m_extensions.size(); ++i) {
        const double p = probabilities[references + i];
        const double gain = value(p) - value(m_reference[m_extensions[i].beam]);
        scored.push_back({i, m_options.ranking == Ranking::LastGain ? gain : p});
    }
    const std::size_t keep = std::min(scored.size(), static_cast<std::size_t>(m_options.beam));
    std::stable_sort(scored.begin(), scored.end(), [](const Scored& a, const Scored& b) { return a.key > b.key; });

    std::vector<BeamSequence> beams;
    std::vector<double> reference;
    for (std::size_t i = 0; i < keep; ++i) {
        const Extension& extension = m_extensions[scored[i].extension];
        const double p = probabilities[references + scored[i].extension];
        const double gain = value(p) - value(m_reference[extension.beam]);
        BeamSequence next = m_beams[extension.beam];
        next.items = extended(next.items, extension.item, true);
        next.steps.push_back({extension.item, gain, p});
        next.score = m_options.ranking == Ranking::LastGain ? gain : value(p) - value(m_zeroShot);
        beams.push_back(std::move(next));
        reference.push_back(p);
    }
    m_beams = std::move(beams);
    m_reference = std::move(reference);
    // With front insertion and right order the stored list is not the prompt that was scored, so its likelihood is unknown.
    m_ownReference = m_options.ownReferences || (m_options.frontInsertion && m_options.order == ConstructOrder::Right);
    ++m_step;
    if (done()) {
        m_prompts.clear();
        m_extensions.clear();
    } else {
        preparePrompts();
    }
    return {};
}

} // namespace fulcrum::dm
