// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter_values.h"

#include <algorithm>
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
    int count = 0;
    for (auto one = sample.answers.begin(); one != sample.answers.end(); ++one)
        count += std::find(sample.answers.begin(), one, *one) == one ? 1 : 0;
    return count;
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
