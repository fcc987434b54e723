// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/similarity.h"

#include "core/embed/pair_kernels.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <new>
#include <thread>

namespace fulcrum::embed {

namespace {

constexpr std::size_t kQueryBytes = 512 << 10; ///< queries of a block: they stay in the second-level cache while items pass by
constexpr std::size_t kUnitsPerThread = 16;    ///< so that no thread waits long for another
constexpr std::size_t kFewestItems = 512;      ///< of a unit: the heap of each has to fill anew
constexpr double kSmallWork = 1e6;             ///< multiplications that are done before a thread has started
constexpr std::size_t kTilesPerCheck = 256;    ///< tiles of items between two looks at the stop token

bool better(const Match& a, const Match& b)
{
    return a.similarity != b.similarity ? a.similarity > b.similarity : a.item < b.item;
}

/// The best k seen so far: a heap with the worst on top.
class Best
{
public:
    explicit Best(std::size_t k) : m_k(k) {}

    /// Nothing below this needs to be offered.
    float threshold() const { return m_threshold; }
    void offer(const Match& match)
    {
        if (m_heap.size() == m_k) {
            if (!better(match, m_heap.front()))
                return;
            std::pop_heap(m_heap.begin(), m_heap.end(), better);
            m_heap.back() = match;
        } else {
            m_heap.push_back(match);
        }
        std::push_heap(m_heap.begin(), m_heap.end(), better);
        if (m_heap.size() == m_k)
            m_threshold = m_heap.front().similarity;
    }
    const std::vector<Match>& matches() const { return m_heap; }

private:
    std::size_t m_k;
    std::vector<Match> m_heap;
    float m_threshold = -std::numeric_limits<float>::infinity();
};

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
        return fail(ErrorCode::Usage, "cannot search", "similarity", "one excluded id per query is needed");
    if (!request.ids.empty() && request.ids.size() != items)
        return fail(ErrorCode::Usage, "cannot search", "similarity", "one id per item is needed");
    for (const std::int64_t row : request.among)
        if (row < 0 || static_cast<std::size_t>(row) >= items)
            return fail(ErrorCode::OutOfRange, "cannot search", "row " + std::to_string(row),
                "there are " + std::to_string(items) + " items");
    return {};
}

/// A search cut into units of some queries times some items; each keeps its own best, which are merged in the end.
class Search
{
public:
    explicit Search(const TopKRequest& request)
        : m_request(request), m_kernels(request.kernels ? *request.kernels : pairKernels()),
          m_queries(request.parts.front().queries.rows()),
          m_items(request.among.empty() ? request.parts.front().items.rows() : request.among.size()),
          m_threads(threadsFor(request))
    {
        std::size_t bytesOfQuery = 1;
        for (const Part& part : request.parts)
            bytesOfQuery += part.queries.dimensions * sizeof(float);
        const std::size_t tiles = std::max<std::size_t>(1, kQueryBytes / bytesOfQuery / m_kernels.queries);
        m_blockQueries = tiles * m_kernels.queries;
        const std::size_t blocks = queryBlocks(), wanted = m_threads == 1 ? 1 : m_threads * kUnitsPerThread;
        const std::size_t slices = std::min((wanted + blocks - 1) / std::max<std::size_t>(blocks, 1), m_items / kFewestItems);
        m_slices = std::max<std::size_t>(1, slices);
        m_found.resize(blocks * m_slices);
        widenQueries();
    }

    void run(std::stop_token stop)
    {
        std::vector<std::jthread> helpers;
        for (std::size_t t = 1; t < std::min(m_threads, m_found.size()); ++t)
            helpers.emplace_back([this, stop] { work(stop); });
        work(stop);
    }

    bool outOfMemory() const { return m_outOfMemory; }

    std::vector<std::vector<Match>> merged() const
    {
        std::vector<std::vector<Match>> result(m_queries);
        for (std::size_t q = 0; q < m_queries; ++q) {
            for (std::size_t slice = 0; slice < m_slices; ++slice) {
                const std::vector<Match>& some = m_found[q / m_blockQueries * m_slices + slice][q % m_blockQueries].matches();
                result[q].insert(result[q].end(), some.begin(), some.end());
            }
            const std::size_t k = std::min(m_request.k, result[q].size());
            std::partial_sort(result[q].begin(), result[q].begin() + static_cast<std::ptrdiff_t>(k), result[q].end(), better);
            result[q].resize(k);
        }
        return result;
    }

private:
    static std::size_t threadsFor(const TopKRequest& request)
    {
        const Matrix &queries = request.parts.front().queries, &items = request.parts.front().items;
        const std::size_t rows = request.among.empty() ? items.rows() : request.among.size();
        if (static_cast<double>(queries.rows()) * static_cast<double>(rows * items.dimensions) < kSmallWork)
            return 1;
        return request.threads > 0 ? static_cast<std::size_t>(request.threads)
                                   : std::max(1U, std::thread::hardware_concurrency());
    }

    std::size_t queryBlocks() const { return (m_queries + m_blockQueries - 1) / m_blockQueries; }

    /// float16 queries are needed again and again, items once a block of queries: those are widened tile by tile.
    void widenQueries()
    {
        for (const Part& part : m_request.parts) {
            std::vector<float>& wide = m_wideQueries.emplace_back(part.queries.halves.size());
            m_kernels.widen(part.queries.halves.data(), wide.size(), wide.data());
        }
    }

    const float* query(std::size_t part, std::size_t q) const
    {
        const Matrix& matrix = m_request.parts[part].queries;
        return (matrix.halves.empty() ? matrix.values.data() : m_wideQueries[part].data()) + q * matrix.dimensions;
    }

    std::int64_t rowOf(std::size_t item) const
    {
        return m_request.among.empty() ? static_cast<std::int64_t>(item) : m_request.among[item];
    }

    void work(std::stop_token stop)
    {
        try {
            for (std::size_t unit; !stop.stop_requested() && (unit = m_next.fetch_add(1)) < m_found.size();)
                searchUnit(unit / m_slices, unit % m_slices, m_found[unit], stop);
        } catch (const std::bad_alloc&) { // must not leave the thread
            m_outOfMemory = true;
        }
    }

    struct Scratch;
    void searchUnit(std::size_t block, std::size_t slice, std::vector<Best>& found, const std::stop_token& stop) const;
    void fetchItems(std::size_t first, std::size_t last, std::size_t count, Scratch& scratch) const;
    void scoreTile(std::size_t first, std::size_t last, bool streaming, Scratch& scratch) const;
    void offerTile(std::size_t firstQuery, std::size_t queries, std::size_t rows, const Scratch& scratch, std::span<Best> found) const;

    const TopKRequest& m_request;
    const PairKernels& m_kernels;
    const std::size_t m_queries, m_items, m_threads;
    std::size_t m_blockQueries = 1, m_slices = 1;
    std::vector<std::vector<float>> m_wideQueries; ///< one a part, empty for float32
    std::vector<std::vector<Best>> m_found;        ///< [block of queries][slice of items][query]; each written by one thread
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_outOfMemory{false};
};

/// What one thread works with. Tiles are full: where rows or queries run out, the last one stands in for those that are missing.
struct Search::Scratch
{
    std::vector<std::int64_t> rows;             ///< of the tile
    std::vector<std::vector<const float*>> row; ///< [part][row]
    std::vector<std::vector<float>> wideRows;   ///< [part]: float16 rows as float32
    std::vector<const float*> query;
    std::array<float, PairKernels::kMostPairs> products{}, similarities{};
};

void Search::searchUnit(std::size_t block, std::size_t slice, std::vector<Best>& found, const std::stop_token& stop) const
{
    const std::size_t first = block * m_blockQueries, last = std::min(m_queries, first + m_blockQueries);
    found.assign(last - first, Best(m_request.k));
    const bool streaming = last - first == 1;
    const std::size_t tile = streaming ? m_kernels.streamedRows : m_kernels.rows, step = streaming ? 1 : m_kernels.queries;
    Scratch scratch;
    scratch.rows.resize(tile);
    scratch.query.resize(step);
    scratch.row.assign(m_request.parts.size(), std::vector<const float*>(tile));
    scratch.wideRows.resize(m_request.parts.size());
    const std::size_t end = m_items * (slice + 1) / m_slices;
    std::size_t tiles = 0;
    for (std::size_t item = m_items * slice / m_slices; item < end; item += tile) {
        if (++tiles % kTilesPerCheck == 0 && stop.stop_requested())
            return;
        const std::size_t rows = std::min(tile, end - item);
        fetchItems(item, item + rows, tile, scratch);
        for (std::size_t q = first; q < last; q += step) {
            scoreTile(q, last, streaming, scratch);
            offerTile(q, std::min(step, last - q), rows, scratch, std::span(found).subspan(q - first));
        }
    }
}

void Search::fetchItems(std::size_t first, std::size_t last, std::size_t count, Scratch& scratch) const
{
    for (std::size_t r = 0; r < count; ++r)
        scratch.rows[r] = rowOf(std::min(first + r, last - 1));
    for (std::size_t p = 0; p < m_request.parts.size(); ++p) {
        const Matrix& items = m_request.parts[p].items;
        std::vector<float>& wide = scratch.wideRows[p];
        if (!items.halves.empty())
            wide.resize(count * items.dimensions);
        for (std::size_t r = 0; r < count; ++r) {
            const std::size_t at = static_cast<std::size_t>(scratch.rows[r]) * items.dimensions;
            if (items.halves.empty()) {
                scratch.row[p][r] = items.values.data() + at;
            } else {
                float* const row = wide.data() + r * items.dimensions;
                m_kernels.widen(items.halves.data() + at, items.dimensions, row);
                scratch.row[p][r] = row;
            }
        }
    }
}

/// similarities[row][query] of the tile that begins with query `first`.
void Search::scoreTile(std::size_t first, std::size_t last, bool streaming, Scratch& scratch) const
{
    const std::size_t pairs = scratch.rows.size() * scratch.query.size();
    const float weight = 1.0F / static_cast<float>(m_request.parts.size());
    for (std::size_t p = 0; p < m_request.parts.size(); ++p) {
        float* const products = p == 0 ? scratch.similarities.data() : scratch.products.data();
        for (std::size_t q = 0; q < scratch.query.size(); ++q)
            scratch.query[q] = query(p, std::min(first + q, last - 1));
        const std::size_t dimensions = m_request.parts[p].items.dimensions;
        if (streaming)
            m_kernels.stream(scratch.query.front(), scratch.row[p].data(), dimensions, products);
        else
            m_kernels.tile(scratch.query.data(), scratch.row[p].data(), dimensions, products);
        for (std::size_t i = 0; p > 0 && i < pairs; ++i)
            scratch.similarities[i] += scratch.products[i];
    }
    for (std::size_t i = 0; weight != 1.0F && i < pairs; ++i)
        scratch.similarities[i] *= weight;
}

void Search::offerTile(
    std::size_t firstQuery, std::size_t queries, std::size_t rows, const Scratch& scratch, std::span<Best> found) const
{
    const std::size_t step = scratch.query.size();
    for (std::size_t q = 0; q < queries; ++q) {
        const std::int64_t excluded = m_request.excluded.empty() ? -1 : m_request.excluded[firstQuery + q];
        for (std::size_t r = 0; r < rows; ++r) {
            const Match match{scratch.rows[r], scratch.similarities[r * step + q]};
            if (!(match.similarity >= found[q].threshold()))
                continue;
            const std::int64_t id = m_request.ids.empty() ? match.item : m_request.ids[static_cast<std::size_t>(match.item)];
            if (excluded == -1 || id != excluded)
                found[q].offer(match);
        }
    }
}

} // namespace

void Matrix::appendRow(std::size_t i, std::vector<float>& to) const
{
    const std::size_t at = to.size();
    to.resize(at + dimensions);
    if (halves.empty())
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i * dimensions), dimensions, to.begin() + static_cast<std::ptrdiff_t>(at));
    else
        pairKernels().widen(halves.data() + i * dimensions, dimensions, to.data() + at);
}

float innerProduct(std::span<const float> a, std::span<const float> b)
{
    std::array<const float*, PairKernels::kMostPairs> rows{};
    std::array<float, PairKernels::kMostPairs> products{};
    rows.fill(b.data());
    pairKernels().stream(a.data(), rows.data(), std::min(a.size(), b.size()), products.data());
    return products.front();
}

Result<std::vector<std::vector<Match>>> topK(const TopKRequest& request, std::stop_token stop)
{
    FULCRUM_CHECK(checkRequest(request));
    if (request.k == 0 || request.parts.front().queries.rows() == 0)
        return std::vector<std::vector<Match>>(request.parts.front().queries.rows());
    try {
        Search search(request);
        search.run(stop);
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "search cancelled");
        if (!search.outOfMemory())
            return search.merged();
    } catch (const std::bad_alloc&) {
    }
    return fail(ErrorCode::OutOfMemory, "cannot search", "similarity", "there is too little memory", "ask for fewer queries at a time");
}

} // namespace fulcrum::embed
