// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/similarity.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <thread>

namespace fulcrum::embed {

namespace {

// Four lanes are what every x86-64 and ARM64 has; the compiler maps the type to one register.
typedef float Lanes __attribute__((vector_size(16)));
constexpr std::size_t kLanes = 4;
constexpr std::size_t kUnroll = 4;
constexpr std::size_t kBlockRows = 256; // 256 x 512 floats stay in the second-level cache while all queries pass over them
constexpr std::size_t kBlockQueries = 64;

bool better(const Match& a, const Match& b)
{
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.item < b.item;
}

/// The best k seen so far; a heap with the worst on top.
void offer(std::vector<Match>& heap, std::size_t k, const Match& match)
{
    if (heap.size() < k) {
        heap.push_back(match);
        std::push_heap(heap.begin(), heap.end(), better);
    } else if (better(match, heap.front())) {
        std::pop_heap(heap.begin(), heap.end(), better);
        heap.back() = match;
        std::push_heap(heap.begin(), heap.end(), better);
    }
}

Result<void> checkRequest(const TopKRequest& request)
{
    if (request.parts.empty())
        return fail(ErrorCode::Usage, "cannot search", "similarity", "no embeddings given");
    const std::size_t queries = request.parts.front().queries.rows();
    const std::size_t items = request.parts.front().items.rows();
    for (const Part& part : request.parts) {
        if (part.queries.dimensions != part.items.dimensions)
            return fail(ErrorCode::Usage, "cannot search", "similarity",
                "queries have " + std::to_string(part.queries.dimensions) + " dimensions, items " +
                    std::to_string(part.items.dimensions),
                "embed both with the same encoder");
        if (part.queries.rows() != queries || part.items.rows() != items)
            return fail(ErrorCode::Usage, "cannot search", "similarity", "parts have different numbers of rows");
    }
    if (!request.excluded.empty() && request.excluded.size() != queries)
        return fail(ErrorCode::Usage, "cannot search", "similarity", "one excluded row per query is needed");
    for (const std::int64_t row : request.among)
        if (row < 0 || static_cast<std::size_t>(row) >= items)
            return fail(ErrorCode::OutOfRange, "cannot search", "row " + std::to_string(row),
                "there are " + std::to_string(items) + " items");
    return {};
}

/// Searches queries [begin, end) over all items, block by block.
void searchRange(const TopKRequest& request, std::size_t begin, std::size_t end, std::vector<std::vector<Match>>& heaps)
{
    const std::size_t items = request.parts.front().items.rows();
    const std::size_t count = request.among.empty() ? items : request.among.size();
    const float weight = 1.0F / static_cast<float>(request.parts.size());
    for (std::size_t block = 0; block < count; block += kBlockRows) {
        const std::size_t last = std::min(count, block + kBlockRows);
        for (std::size_t q = begin; q < end; ++q) {
            const std::int64_t excluded = request.excluded.empty() ? -1 : request.excluded[q];
            for (std::size_t i = block; i < last; ++i) {
                const std::int64_t row = request.among.empty() ? static_cast<std::int64_t>(i) : request.among[i];
                if (row == excluded)
                    continue;
                float similarity = 0;
                for (const Part& part : request.parts)
                    similarity += innerProduct(part.queries.row(q), part.items.row(static_cast<std::size_t>(row)));
                offer(heaps[q], request.k, {row, similarity * weight});
            }
        }
    }
}

} // namespace

float innerProduct(std::span<const float> a, std::span<const float> b)
{
    const std::size_t n = std::min(a.size(), b.size());
    Lanes sums[kUnroll] = {};
    std::size_t i = 0;
    for (; i + kLanes * kUnroll <= n; i += kLanes * kUnroll)
        for (std::size_t u = 0; u < kUnroll; ++u) {
            Lanes x, y;
            std::memcpy(&x, a.data() + i + u * kLanes, sizeof x);
            std::memcpy(&y, b.data() + i + u * kLanes, sizeof y);
            sums[u] += x * y;
        }
    const Lanes total = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    float result = (total[0] + total[1]) + (total[2] + total[3]);
    for (; i < n; ++i)
        result += a[i] * b[i];
    return result;
}

Result<std::vector<std::vector<Match>>> topK(const TopKRequest& request, std::stop_token stop)
{
    FULCRUM_CHECK(checkRequest(request));
    const std::size_t queries = request.parts.front().queries.rows();
    std::vector<std::vector<Match>> heaps(queries);
    if (request.k == 0)
        return heaps;
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t begin; !stop.stop_requested() && (begin = next.fetch_add(kBlockQueries)) < queries;)
            searchRange(request, begin, std::min(queries, begin + kBlockQueries), heaps);
    };
    {
        std::vector<std::jthread> helpers;
        const std::size_t blocks = (queries + kBlockQueries - 1) / kBlockQueries;
        for (std::size_t t = 1; t < std::min(blocks, static_cast<std::size_t>(std::max(1, request.threads))); ++t)
            helpers.emplace_back(work);
        work();
    }
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "search cancelled");
    for (std::vector<Match>& heap : heaps)
        std::sort_heap(heap.begin(), heap.end(), better);
    return heaps;
}

} // namespace fulcrum::embed
