// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest_name.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fulcrum {

namespace {

constexpr std::size_t kMostEdits = 3, kLongestCompared = 64;

std::string lowered(std::string_view text)
{
    std::string out(text.substr(0, kLongestCompared));
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

/// Insertions, deletions and replacements of bytes that make one text of the other.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replace}));
        }
    }
    return row.back();
}

} // namespace

std::string nearestName(std::span<const std::string> names, std::string_view given)
{
    const std::string wanted = lowered(given);
    std::size_t best = std::min(kMostEdits, (wanted.size() + 1) / 2) + 1;
    std::string nearest;
    for (const std::string& name : names)
        if (const std::size_t edits = editDistance(lowered(name), wanted); edits < best) {
            best = edits;
            nearest = name;
        }
    return nearest;
}

} // namespace fulcrum
