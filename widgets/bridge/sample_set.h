// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <cstdint>
#include <memory>
#include <vector>

namespace fulcrum::bridge {

/// Sample indices in the order of the rows that show them; shared and immutable. nullptr: row i is sample i.
using Rows = std::shared_ptr<const std::vector<std::int32_t>>;

/// Some samples of one data set, kept as ranges of rows: half a million chosen samples cost as little as one.
class SampleSet
{
public:
    struct Range
    {
        int first = 0, last = 0; ///< rows, both included
        bool operator==(const Range&) const = default;
    };

    SampleSet() = default;
    /// `ranges` do not overlap and lie inside the order.
    SampleSet(Rows order, QVector<Range> ranges);
    explicit SampleSet(std::int64_t sampleIndex);

    qint64 size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    /// Sample indices, in the order of the rows.
    std::vector<std::int32_t> indices() const;
    const QVector<Range>& ranges() const { return m_ranges; }
    const Rows& order() const { return m_order; }
    /// Equal when made of the same ranges of the very same order.
    bool operator==(const SampleSet&) const = default;

private:
    Rows m_order;
    QVector<Range> m_ranges;
    qint64 m_size = 0;
};

} // namespace fulcrum::bridge
