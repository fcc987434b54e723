// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter_pattern.h"
#include "core/metrics/parallel.h"
#include "core/store/sample_facts.h"

#include <atomic>
#include <map>
#include <mutex>

namespace fulcrum::store {

/// A set of samples, one bit each.
class RowSet
{
public:
    RowSet() = default;
    RowSet(std::size_t size, bool all);

    std::size_t size() const { return m_size; }
    void add(std::size_t row) { m_words[row / 64] |= std::uint64_t{1} << (row % 64); }
    bool contains(std::size_t row) const { return (m_words[row / 64] >> (row % 64) & 1) != 0; }
    void invert();
    void keep(const RowSet& other);   ///< intersection
    void addAll(const RowSet& other); ///< union
    std::size_t count() const;

private:
    std::size_t m_size = 0;
    std::vector<std::uint64_t> m_words;
};

/// A filter made ready for one data set. What the index and the facts know is a set of rows; the rest are tests on a sample's
/// texts and numbers. Immutable, thread-safe; must not outlive the data set.
class RowFilter
{
public:
    /// Looks words up and compiles patterns; errors as of `rowOrder`.
    static Result<RowFilter> prepare(Database& database, const data::Dataset& dataset, const data::Filter& filter,
        const SampleFacts& facts);

    enum class Truth { No, Yes, Broken }; ///< Broken: a pattern takes too long

    /// One condition on texts or numbers.
    struct Test
    {
        data::Condition condition;
        std::optional<data::FilterPattern> pattern;
        Truth holds(const data::SampleView& sample) const;
    };
    struct Group
    {
        RowSet rows;                      ///< in which it holds whatever the tests say
        std::vector<Test> tests;          ///< cheap ones first
        std::optional<data::Field> field; ///< when all its conditions ask about one
        Truth holds(std::size_t row, const data::SampleView& sample) const;
    };
    const std::vector<Group>& groups() const { return m_groups; }

    /// Rows that no group without tests excludes.
    RowSet candidates(std::size_t size) const;
    /// Indices that pass, ascending; Cancelled, or the error of a pattern that takes too long.
    Result<std::vector<std::int32_t>> scan(const data::Dataset& dataset, std::stop_token stop) const;
    /// The error of the pattern that takes too long on this sample.
    Error errorAt(const data::SampleView& sample) const;

private:
    std::vector<Group> m_groups;
};

/// Walks over [0, count) in two parts side by side (one when there is little to do), looks every 1,024 rows whether it is to
/// stop, and returns what each part gathered, in order. `visit(part, row)` is false where a pattern takes too long.
template <class Part, class Visit>
Result<std::vector<Part>> scanRows(
    const RowFilter& filter, const data::Dataset& dataset, unsigned threads, std::stop_token stop, const Visit& visit)
{
    constexpr std::size_t kStopCheckEvery = 1024, kSmallestPart = 8192;
    std::map<std::size_t, Part> parts; // by where they begin
    std::mutex mutex;
    std::atomic<bool> cancelled = false;
    std::atomic<std::int64_t> broken = -1;
    metrics::forEachPart(dataset.size(), threads, [&](std::size_t begin, std::size_t end) {
        Part part{};
        for (std::size_t row = begin; row < end; ++row) {
            if (row % kStopCheckEvery == 0) {
                if (stop.stop_requested())
                    cancelled = true;
                if (cancelled || broken >= 0)
                    return;
            }
            if (!visit(part, row)) {
                broken = static_cast<std::int64_t>(row);
                return;
            }
        }
        const std::lock_guard lock(mutex);
        parts.emplace(begin, std::move(part));
    }, kSmallestPart);
    if (broken >= 0)
        return fail(filter.errorAt(dataset.view(static_cast<std::size_t>(broken))));
    if (cancelled)
        return fail(ErrorCode::Cancelled, "the filter was not applied to the end");
    std::vector<Part> result;
    for (auto& [begin, part] : parts)
        result.push_back(std::move(part));
    return result;
}
inline constexpr unsigned kScanThreads = 2;

} // namespace fulcrum::store
