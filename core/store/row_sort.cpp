// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_sort.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace fulcrum::store {
namespace {

constexpr std::size_t kKeyBytes = sizeof(std::uint64_t);

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

/// Sorts texts that agree in their first `depth` bytes by the next eight; what still agrees comes into `open`.
struct Range
{
    TextRow* begin;
    TextRow* end;
    std::size_t depth;
};
void sortRange(Range range, bool descending, std::vector<Range>& open)
{
    for (TextRow* one = range.begin; one != range.end; ++one)
        one->key = keyAt(one->text, range.depth);
    // Texts that end here and differ in trailing zeros only are told apart by what is left of them.
    const auto left = [&](const TextRow& one) {
        return std::min(one.text.size() - std::min(one.text.size(), range.depth), kKeyBytes + 1);
    };
    std::sort(range.begin, range.end, [&](const TextRow& a, const TextRow& b) {
        if (a.key != b.key)
            return (a.key < b.key) != descending;
        if (const std::size_t x = left(a), y = left(b); x != y)
            return (x < y) != descending;
        return a.row < b.row;
    });
    for (TextRow* begin = range.begin; begin != range.end;) {
        TextRow* end = begin + 1;
        while (end != range.end && end->key == begin->key && left(*end) == left(*begin))
            ++end;
        if (end - begin > 1 && left(*begin) > kKeyBytes)
            open.push_back({begin, end, range.depth + kKeyBytes});
        begin = end;
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
    // Questions begin alike: comparing whole texts would read the same bytes again and again.
    std::vector<Range> open = {{rows.data(), rows.data() + (end - rows.begin()), 0}};
    while (!open.empty()) {
        const Range range = open.back();
        open.pop_back();
        sortRange(range, descending, open);
    }
    return rowsOf(rows);
}

} // namespace fulcrum::store
