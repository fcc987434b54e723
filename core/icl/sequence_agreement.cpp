// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/sequence_agreement.h"

#include <algorithm>
#include <vector>

namespace fulcrum::icl {

namespace {

/// Each item once, where it stands first. Prompts are short: no need for a hash.
std::vector<std::int64_t> distinct(std::span<const std::int64_t> items)
{
    std::vector<std::int64_t> result;
    for (const std::int64_t item : items)
        if (std::find(result.begin(), result.end(), item) == result.end())
            result.push_back(item);
    return result;
}

} // namespace

SequenceAgreement sequenceAgreement(std::span<const std::int64_t> a, std::span<const std::int64_t> b)
{
    const std::vector<std::int64_t> first = distinct(a), second = distinct(b);
    std::vector<std::ptrdiff_t> places; // in `second`, of the shared ones, in the order of `first`
    for (const std::int64_t item : first)
        if (const auto found = std::find(second.begin(), second.end(), item); found != second.end())
            places.push_back(found - second.begin());
    SequenceAgreement agreement;
    agreement.shared = places.size();
    const std::size_t either = first.size() + second.size() - places.size();
    agreement.jaccard = either == 0 ? 1 : static_cast<double>(places.size()) / static_cast<double>(either);
    if (places.size() < 2)
        return agreement;
    int concordant = 0, pairs = 0;
    for (std::size_t i = 0; i < places.size(); ++i)
        for (std::size_t j = i + 1; j < places.size(); ++j, ++pairs)
            concordant += places[i] < places[j];
    agreement.order = static_cast<double>(2 * concordant - pairs) / pairs;
    return agreement;
}

} // namespace fulcrum::icl
