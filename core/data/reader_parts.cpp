// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/reader_parts.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::data {
namespace {

constexpr std::int64_t kLargestSide = 1'000'000; // pixels; what is larger is a mistake, not an image

/// Sorts places, which are small, then swaps each sample into its own: no second copy of them in memory.
void sortById(std::vector<Sample>& samples)
{
    std::vector<std::pair<std::int64_t, std::size_t>> places;
    places.reserve(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
        places.emplace_back(samples[i].id, i);
    std::sort(places.begin(), places.end());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        std::size_t from = places[i].second;
        while (from < i) // it has been swapped away to where that one came from
            from = places[from].second;
        if (from != i)
            std::swap(samples[i], samples[from]);
    }
}

} // namespace

Result<ReadResult> finished(std::vector<Sample> samples, ProblemList problems, std::vector<SourceHash> files,
    const std::string& nothing, Order order)
{
    if (samples.empty())
        return fail(ErrorCode::Malformed, "cannot use the data file", files.front().path.string(),
            problems.count() == 0 ? nothing
                                  : fmt::format("none of its records is usable; the first: {}: {}",
                                        problems.kept().front().record, problems.kept().front().what));
    if (order == Order::ById)
        sortById(samples);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i].index = static_cast<std::int64_t>(i);
    ReadResult result;
    result.samples = std::move(samples);
    result.problems = std::move(problems);
    result.files = std::move(files);
    return result;
}

bool takeSide(JsonValue& value, int& out)
{
    std::int64_t side = 0;
    const bool ok = takeInteger(value, side) && side <= kLargestSide;
    out = ok ? static_cast<int>(side) : 0;
    return ok;
}

} // namespace fulcrum::data
