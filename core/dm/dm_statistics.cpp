// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/dm_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace fulcrum::dm {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double quantile(const std::vector<double>& sorted, double share)
{
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double above = sorted[std::min(below + 1, sorted.size() - 1)];
    return sorted[below] + (place - static_cast<double>(below)) * (above - sorted[below]);
}

bool knowsSteps(const store::DmEntry& entry)
{
    const std::size_t n = entry.items.size();
    return n > 0 && entry.steps.size() == n && entry.gains.size() == n && entry.probabilities.size() == n;
}

/// P(y | x, S) of the whole sequence: after its last step.
double wholeProbability(const store::DmEntry& entry)
{
    double probability = kNaN;
    int last = -1;
    for (std::size_t i = 0; i < entry.steps.size() && i < entry.probabilities.size(); ++i)
        if (entry.steps[i] > last) {
            last = entry.steps[i];
            probability = entry.probabilities[i];
        }
    return probability;
}

AnchorSummary summaryOf(std::span<const store::DmEntry> beams)
{
    AnchorSummary summary;
    summary.anchor = beams.front().anchor;
    summary.beams = beams.size();
    summary.best = kNaN;
    const store::DmEntry* best = nullptr;
    for (const store::DmEntry& beam : beams)
        if (std::isfinite(beam.score) && (!best || beam.score > best->score))
            best = &beam;
    if (best)
        summary.best = best->score;
    const bool known = best && knowsSteps(*best);
    summary.baseProbability = known ? best->baseProbability : kNaN;
    summary.bestProbability = known ? wholeProbability(*best) : kNaN;
    for (const int other : duplicatesOf(beams))
        summary.duplicates += other >= 0;
    return summary;
}

/// Calls `visit` with the entries of each anchor.
template <class Visit>
void eachAnchor(std::span<const store::DmEntry> entries, Visit visit)
{
    for (std::size_t begin = 0; begin < entries.size();) {
        std::size_t end = begin + 1;
        while (end < entries.size() && entries[end].anchor == entries[begin].anchor)
            ++end;
        visit(entries.subspan(begin, end - begin));
        begin = end;
    }
}

} // namespace

Spread spreadOf(std::vector<double> values)
{
    std::erase_if(values, [](double value) { return !std::isfinite(value); });
    if (values.empty())
        return {0, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN};
    std::sort(values.begin(), values.end());
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return {values.size(), values.front(), quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75), values.back(),
        sum / static_cast<double>(values.size())};
}

std::vector<int> duplicatesOf(std::span<const store::DmEntry> beams)
{
    std::map<std::vector<std::int64_t>, int> seen;
    std::vector<int> result;
    for (const store::DmEntry& beam : beams) {
        std::vector<std::int64_t> items = beam.items;
        std::sort(items.begin(), items.end());
        const auto [found, isNew] = seen.emplace(std::move(items), static_cast<int>(result.size()));
        result.push_back(isNew ? -1 : found->second);
    }
    return result;
}

DmStatistics statisticsOf(std::span<const store::DmEntry> entries)
{
    DmStatistics result;
    result.sequences = entries.size();
    std::vector<double> scores, best;
    std::vector<std::vector<double>> gains;
    for (const store::DmEntry& entry : entries) {
        scores.push_back(entry.score);
        result.shots = std::max(result.shots, entry.items.size());
        if (!knowsSteps(entry))
            continue;
        result.hasSteps = true;
        gains.resize(std::max(gains.size(), entry.items.size()));
        for (std::size_t i = 0; i < entry.items.size(); ++i)
            if (entry.steps[i] >= 0 && static_cast<std::size_t>(entry.steps[i]) < gains.size())
                gains[static_cast<std::size_t>(entry.steps[i])].push_back(entry.gains[i]);
    }
    eachAnchor(entries, [&](std::span<const store::DmEntry> beams) {
        result.anchors.push_back(summaryOf(beams));
        const AnchorSummary& anchor = result.anchors.back();
        best.push_back(anchor.best);
        result.withoutGain += !anchor.gains();
        result.duplicateBeams += anchor.duplicates;
    });
    result.scores = spreadOf(std::move(scores));
    result.bestScores = spreadOf(std::move(best));
    for (std::vector<double>& step : gains)
        result.stepGains.push_back(spreadOf(std::move(step)));
    return result;
}

Histogram scoreHistogram(std::span<const store::DmEntry> entries, std::size_t bars)
{
    Histogram result;
    std::vector<double> scores;
    for (const store::DmEntry& entry : entries)
        if (std::isfinite(entry.score))
            scores.push_back(entry.score);
    if (scores.empty())
        return result;
    const auto [least, most] = std::minmax_element(scores.begin(), scores.end());
    result.low = *least;
    result.high = *most;
    if (result.low == result.high) { // one bar in the middle of something
        const double room = std::max(std::abs(result.low) * 1e-3, 1e-6);
        result.low -= room;
        result.high += room;
    }
    result.counts.assign(bars, 0);
    const double width = (result.high - result.low) / static_cast<double>(bars);
    for (const double score : scores)
        ++result.counts[std::min(bars - 1, static_cast<std::size_t>((score - result.low) / width))];
    return result;
}

ThresholdCounts::ThresholdCounts(std::span<const store::DmEntry> entries)
{
    eachAnchor(entries, [this](std::span<const store::DmEntry> beams) {
        double best = kNaN;
        for (const store::DmEntry& beam : beams) {
            if (std::isnan(beam.score))
                continue;
            m_scores.push_back(beam.score);
            if (!beam.items.empty() && !(best >= beam.score))
                best = beam.score;
        }
        if (!std::isnan(best))
            m_best.push_back(best);
        ++m_anchors;
    });
    m_sequences = entries.size();
    std::sort(m_scores.begin(), m_scores.end());
    std::sort(m_best.begin(), m_best.end());
}

ThresholdCounts::Counts ThresholdCounts::at(double threshold) const
{
    const auto reaching = [threshold](const std::vector<double>& sorted) {
        const auto first = std::partition_point(sorted.begin(), sorted.end(), [&](double one) { return !reaches(one, threshold); });
        return static_cast<std::size_t>(sorted.end() - first);
    };
    Counts counts;
    counts.keptSequences = reaching(m_scores);
    counts.droppedSequences = m_sequences - counts.keptSequences;
    counts.keptAnchors = reaching(m_best);
    counts.droppedAnchors = m_anchors - counts.keptAnchors;
    return counts;
}

} // namespace fulcrum::dm
