// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_sort.h"

#include "core/metrics/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

namespace fulcrum::store {
namespace {

constexpr std::size_t kKeyBytes = sizeof(std::uint64_t), kSmallestParallel = 8192;
constexpr unsigned kThreads = 2;

/// The eight bytes from `depth` on as a number that sorts like them; bytes behind the end count as 0.
std::uint64_t keyAt(std::string_view text, std::size_t depth)
{
    unsigned char bytes[kKeyBytes] = {};
    if (depth < text.size())
        std::memcpy(bytes, text.data() + depth, std::min(kKeyBytes, text.size() - depth));
    std::uint64_t key = 0;
    for (const unsigned char byte : bytes)
        key = key << 8 | byte;
    return key;
}

template <class Row>
std::vector<std::int32_t> rowsOf(const std::vector<Row>& rows)
{
    std::vector<std::int32_t> order;
    order.reserve(rows.size());
    for (const Row& one : rows)
        order.push_back(one.row);
    return order;
}

template <class Row, class IsMissing>
auto missingLast(std::vector<Row>& rows, const IsMissing& isMissing)
{
    const auto end = std::stable_partition(rows.begin(), rows.end(), [&](const Row& one) { return !isMissing(one); });
    std::sort(end, rows.end(), [](const Row& a, const Row& b) { return a.row < b.row; });
    return end;
}

/// Texts that agree in their first `depth` bytes.
struct Range
{
    TextRow* begin;
    TextRow* end;
    std::size_t depth;
};

/// Sorts a range by the next eight bytes; what still agrees comes into `open`.
void sortRange(Range range, bool descending, std::vector<Range>& open)
{
    for (TextRow* one = range.begin; one != range.end; ++one) {
        one->key = keyAt(one->text, range.depth);
        // Texts that end here and differ in zeros at the end only are told apart by what is left of them.
        one->left = static_cast<std::uint8_t>(std::min(one->text.size() - range.depth, kKeyBytes + 1));
    }
    std::sort(range.begin, range.end, [descending](const TextRow& a, const TextRow& b) {
        if (a.key != b.key)
            return (a.key < b.key) != descending;
        return a.left != b.left ? (a.left < b.left) != descending : a.row < b.row;
    });
    for (TextRow* begin = range.begin; begin != range.end;) {
        TextRow* end = begin + 1;
        while (end != range.end && end->key == begin->key && end->left == begin->left)
            ++end;
        if (end - begin > 1 && begin->left > kKeyBytes)
            open.push_back({begin, end, range.depth + kKeyBytes});
        begin = end;
    }
}

void sortAll(std::vector<Range> open, bool descending)
{
    while (!open.empty()) {
        const Range range = open.back();
        open.pop_back();
        sortRange(range, descending, open);
    }
}

} // namespace

std::vector<std::int32_t> sorted(std::vector<NumberRow> rows, bool descending)
{
    const auto end = missingLast(rows, [](const NumberRow& one) { return std::isnan(one.value); });
    std::sort(rows.begin(), end, [descending](const NumberRow& a, const NumberRow& b) {
        return a.value != b.value ? (a.value < b.value) != descending : a.row < b.row;
    });
    return rowsOf(rows);
}

std::vector<std::int32_t> sorted(std::vector<TextRow> rows, bool descending)
{
    const auto end = missingLast(rows, [](const TextRow& one) { return one.text.empty(); });
    // Questions begin alike: comparing whole texts would read the same bytes again and again. What agrees in its first eight
    // bytes is sorted side by side.
    std::vector<Range> open;
    sortRange({rows.data(), rows.data() + (end - rows.begin()), 0}, descending, open);
    if (rows.size() < kSmallestParallel) {
        sortAll(std::move(open), descending);
        return rowsOf(rows);
    }
    std::sort(open.begin(), open.end(), [](const Range& a, const Range& b) { return a.end - a.begin > b.end - b.begin; });
    std::atomic<std::size_t> next = 0;
    metrics::forEachPart(kThreads, kThreads, [&](std::size_t, std::size_t) {
        for (std::size_t i = next++; i < open.size(); i = next++)
            sortAll({open[i]}, descending);
    }, 1);
    return rowsOf(rows);
}

} // namespace fulcrum::store
