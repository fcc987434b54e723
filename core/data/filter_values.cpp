// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter_values.h"

#include <algorithm>
#include <array>
#include <limits>

namespace fulcrum::data {

std::string_view shownText(const SampleView& sample)
{
    return sample.captions.empty() ? sample.question : sample.captions.front();
}

int wordCount(const SampleView& sample)
{
    int count = 0;
    bool inWord = false;
    for (const char c : shownText(sample)) {
        const bool space = c == ' ' || (c >= '\t' && c <= '\r');
        count += !space && !inWord ? 1 : 0;
        inWord = !space;
    }
    return count;
}

int distinctAnswers(const SampleView& sample)
{
    constexpr std::size_t kMostCompared = 64; // there are ten; a damaged list may have a million
    std::array<std::string_view, kMostCompared> seen;
    std::size_t count = 0;
    for (const std::string_view one : sample.answers)
        if (std::find(seen.begin(), seen.begin() + count, one) == seen.begin() + count) {
            if (count == kMostCompared)
                break;
            seen[count++] = one;
        }
    return static_cast<int>(count);
}

double agreement(const SampleView& sample)
{
    if (sample.answers.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const auto same = std::count(sample.answers.begin(), sample.answers.end(), sample.answer);
    return static_cast<double>(same) / static_cast<double>(sample.answers.size());
}

std::string_view fileName(const SampleView& sample)
{
    const std::size_t slash = sample.imageFile.rfind('/');
    return slash == std::string_view::npos ? sample.imageFile : sample.imageFile.substr(slash + 1);
}

} // namespace fulcrum::data
