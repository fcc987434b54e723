// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/sample_set.h"

namespace fulcrum::bridge {

SampleSet::SampleSet(Rows order, QVector<Range> ranges) : m_order(std::move(order)), m_ranges(std::move(ranges))
{
    for (const Range& range : m_ranges)
        m_size += range.last - range.first + 1;
}

SampleSet::SampleSet(std::int64_t sampleIndex)
    : m_ranges {{static_cast<int>(sampleIndex), static_cast<int>(sampleIndex)}}, m_size(1)
{
}

std::vector<std::int32_t> SampleSet::indices() const
{
    std::vector<std::int32_t> found;
    found.reserve(static_cast<std::size_t>(m_size));
    for (const Range& range : m_ranges)
        for (int row = range.first; row <= range.last; ++row)
            found.push_back(m_order ? (*m_order)[static_cast<std::size_t>(row)] : row);
    return found;
}

} // namespace fulcrum::bridge
