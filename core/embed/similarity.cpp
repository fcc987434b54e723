// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/similarity.h"

#include "core/embed/pair_kernels.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>
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

/// Sixteen numbers of a packed vector.
struct alignas(64) Line
{
    float numbers[PairKernels::kSums];
};
static_assert(sizeof(Line) == PairKernels::kSums * sizeof(float));

/// A number for each pair of a tile.
struct alignas(64) Pairs
{
    float of[PairKernels::kMostPairs];
};

std::size_t linesOf(const Matrix& matrix) { return (matrix.dimensions + PairKernels::kSums - 1) / PairKernels::kSums; }

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
        const std::size_t groups = std::max<std::size_t>(1, kQueryBytes / bytesOfQuery / m_kernels.queries);
        m_blockQueries = groups * m_kernels.queries;
        const std::size_t blocks = (m_queries + m_blockQueries - 1) / m_blockQueries;
        const std::size_t wanted = m_threads == 1 ? 1 : (m_threads * kUnitsPerThread + blocks - 1) / blocks;
        m_slices = std::clamp<std::size_t>(m_items / kFewestItems, 1, wanted);
        m_found.resize(blocks * m_slices);
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

    void work(std::stop_token stop)
    {
        try {
            for (std::size_t i; !stop.stop_requested() && (i = m_next.fetch_add(1)) < m_found.size();) {
                const std::size_t first = i / m_slices * m_blockQueries, slice = i % m_slices;
                const Unit unit{first, std::min(m_queries, first + m_blockQueries), m_items * slice / m_slices,
                    m_items * (slice + 1) / m_slices};
                m_found[i].assign(unit.lastQuery - first, Best(m_request.k));
                if (unit.lastQuery - first <= m_kernels.queries)
                    stream(unit, m_found[i], stop); // reading the items takes longer than the products
                else
                    multiply(unit, m_found[i], stop);
            }
        } catch (const std::bad_alloc&) { // must not leave the thread
            m_outOfMemory = true;
        }
    }

    struct Unit
    {
        std::size_t firstQuery, lastQuery, firstItem, lastItem;
    };
    void stream(const Unit& unit, std::vector<Best>& found, const std::stop_token& stop) const;
    void multiply(const Unit& unit, std::vector<Best>& found, const std::stop_token& stop) const;

    using Packed = std::vector<std::vector<Line>>; ///< of each part
    Packed packedQueries(const Unit& unit) const;
    void packItems(std::size_t first, std::size_t last, Packed& packed) const;
    void announceItems(std::size_t first, std::size_t last, std::size_t step, std::size_t steps) const;
    void multiplyTile(const Packed& queries, std::size_t group, const Packed& items, Pairs& similarities) const;
    const float* wholeRow(const Matrix& matrix, std::size_t row, std::vector<float>& room) const;

    std::int64_t rowOf(std::size_t item) const
    {
        return m_request.among.empty() ? static_cast<std::int64_t>(item) : m_request.among[item];
    }
    void offer(std::size_t query, std::size_t item, float similarity, Best& best) const
    {
        const std::int64_t row = rowOf(item), excluded = m_request.excluded.empty() ? -1 : m_request.excluded[query];
        if (excluded == -1 || excluded != (m_request.ids.empty() ? row : m_request.ids[static_cast<std::size_t>(row)]))
            best.offer({row, similarity});
    }

    const TopKRequest& m_request;
    const PairKernels& m_kernels;
    const std::size_t m_queries, m_items, m_threads;
    std::size_t m_blockQueries = 1, m_slices = 1;
    std::vector<std::vector<Best>> m_found; ///< [block of queries][slice of items][query]; each written by one thread
    std::atomic<std::size_t> m_next{0};
    std::atomic<bool> m_outOfMemory{false};
};

/// A row as float32, where it lies or in `room`.
const float* Search::wholeRow(const Matrix& matrix, std::size_t row, std::vector<float>& room) const
{
    if (matrix.halves.empty())
        return matrix.values.data() + row * matrix.dimensions;
    room.resize(matrix.dimensions);
    m_kernels.widen(matrix.halves.data() + row * matrix.dimensions, matrix.dimensions, room.data());
    return room.data();
}

/// A few queries: items pass by as they lie in memory, a few rows at a time for all queries.
void Search::stream(const Unit& unit, std::vector<Best>& found, const std::stop_token& stop) const
{
    constexpr std::size_t kRows = PairKernels::kStreamedRows;
    const std::size_t parts = m_request.parts.size(), queries = unit.lastQuery - unit.firstQuery;
    const float weight = 1.0F / static_cast<float>(parts);
    std::vector<std::vector<float>> queryRoom(parts * queries), rowRoom(parts * kRows);
    std::vector<const float*> query(parts * queries), row(parts * kRows);
    for (std::size_t i = 0; i < query.size(); ++i)
        query[i] = wholeRow(m_request.parts[i / queries].queries, unit.firstQuery + i % queries, queryRoom[i]);
    std::size_t tiles = 0;
    for (std::size_t item = unit.firstItem; item < unit.lastItem; item += kRows) {
        if (++tiles % kTilesPerCheck == 0 && stop.stop_requested())
            return;
        const std::size_t rows = std::min(kRows, unit.lastItem - item);
        for (std::size_t i = 0; i < row.size(); ++i) // where rows run out, the last one stands in
            row[i] = wholeRow(m_request.parts[i / kRows].items,
                static_cast<std::size_t>(rowOf(item + std::min(i % kRows, rows - 1))), rowRoom[i]);
        for (std::size_t q = 0; q < queries; ++q) {
            float similarities[kRows] = {}, products[kRows];
            for (std::size_t p = 0; p < parts; ++p) {
                m_kernels.stream(query[p * queries + q], &row[p * kRows], m_request.parts[p].items.dimensions, products);
                for (std::size_t r = 0; r < kRows; ++r)
                    similarities[r] += products[r];
            }
            for (std::size_t r = 0; r < rows; ++r)
                if (similarities[r] * weight >= found[q].threshold())
                    offer(unit.firstQuery + q, item + r, similarities[r] * weight, found[q]);
        }
    }
}

/// Many queries: tiles of packed items times groups of packed queries.
void Search::multiply(const Unit& unit, std::vector<Best>& found, const std::stop_token& stop) const
{
    const std::size_t rows = m_kernels.rows, step = m_kernels.queries, groups = (found.size() + step - 1) / step;
    const Packed queries = packedQueries(unit);
    Packed items(m_request.parts.size());
    std::vector<Pairs> thresholds(groups);
    const auto setThreshold = [&](std::size_t q, float value) {
        for (std::size_t r = 0; r < rows; ++r)
            thresholds[q / step].of[r * step + q % step] = value;
    };
    for (std::size_t q = 0; q < groups * step; ++q) // nothing reaches what is not a number
        setThreshold(q, q < found.size() ? found[q].threshold() : std::numeric_limits<float>::quiet_NaN());
    std::size_t tiles = 0;
    for (std::size_t item = unit.firstItem; item < unit.lastItem; item += rows) {
        if (++tiles % kTilesPerCheck == 0 && stop.stop_requested())
            return;
        const std::size_t last = std::min(item + rows, unit.lastItem);
        packItems(item, last, items);
        for (std::size_t group = 0; group < groups; ++group) {
            announceItems(last, std::min(last + rows, unit.lastItem), group, groups);
            Pairs similarities{};
            multiplyTile(queries, group, items, similarities);
            for (std::uint32_t bits = m_kernels.reaching(similarities.of, thresholds[group].of); bits != 0; bits &= bits - 1) {
                const auto pair = static_cast<std::size_t>(std::countr_zero(bits));
                const std::size_t q = group * step + pair % step;
                if (item + pair / step >= last) // a row of the tile before
                    break;
                offer(unit.firstQuery + q, item + pair / step, similarities.of[pair], found[q]);
                setThreshold(q, found[q].threshold());
            }
        }
    }
}

Search::Packed Search::packedQueries(const Unit& unit) const
{
    const std::size_t step = m_kernels.queries, groups = (unit.lastQuery - unit.firstQuery + step - 1) / step;
    Packed packed;
    for (const Part& part : m_request.parts) {
        const std::size_t lines = linesOf(part.queries), dimensions = part.queries.dimensions;
        std::vector<Line>& to = packed.emplace_back(groups * step * lines);
        for (std::size_t q = unit.firstQuery; q < unit.lastQuery; ++q) {
            const std::size_t i = q - unit.firstQuery;
            float* const first = to[i / step * step * lines + i % step].numbers;
            if (part.queries.halves.empty())
                m_kernels.pack(part.queries.values.data() + q * dimensions, dimensions, step, first);
            else
                m_kernels.packHalves(part.queries.halves.data() + q * dimensions, dimensions, step, first);
        }
    }
    return packed;
}

void Search::packItems(std::size_t first, std::size_t last, Packed& packed) const
{
    for (std::size_t p = 0; p < m_request.parts.size(); ++p) {
        const Matrix& items = m_request.parts[p].items;
        packed[p].resize(m_kernels.rows * linesOf(items));
        for (std::size_t item = first; item < last; ++item) {
            const std::size_t at = static_cast<std::size_t>(rowOf(item)) * items.dimensions;
            float* const to = packed[p][item - first].numbers;
            if (items.halves.empty())
                m_kernels.pack(items.values.data() + at, items.dimensions, m_kernels.rows, to);
            else
                m_kernels.packHalves(items.halves.data() + at, items.dimensions, m_kernels.rows, to);
        }
    }
}

/// Has the items of the coming tile fetched from memory, a share at each of the steps until then.
void Search::announceItems(std::size_t first, std::size_t last, std::size_t step, std::size_t steps) const
{
    constexpr std::size_t kLine = 64;
    for (const Part& part : m_request.parts) {
        const Matrix& items = part.items;
        const bool half = !items.halves.empty();
        const std::size_t bytes = items.dimensions * (half ? sizeof(std::uint16_t) : sizeof(float));
        const std::size_t lines = (bytes + kLine - 1) / kLine, all = lines * (last - first);
        const char* const base = half ? reinterpret_cast<const char*>(items.halves.data())
                                      : reinterpret_cast<const char*>(items.values.data());
        for (std::size_t line = all * step / steps; line < all * (step + 1) / steps; ++line) {
            const auto row = static_cast<std::size_t>(rowOf(first + line / lines));
            __builtin_prefetch(base + row * bytes + line % lines * kLine, 0, 2);
        }
    }
}

void Search::multiplyTile(const Packed& queries, std::size_t group, const Packed& items, Pairs& similarities) const
{
    const std::size_t parts = m_request.parts.size();
    const float weight = 1.0F / static_cast<float>(parts);
    Pairs products{};
    for (std::size_t p = 0; p < parts; ++p) {
        const std::size_t lines = linesOf(m_request.parts[p].items);
        const float* const query = queries[p][group * m_kernels.queries * lines].numbers;
        m_kernels.tile(query, items[p].front().numbers, lines, p == 0 ? similarities.of : products.of);
        for (std::size_t i = 0; p > 0 && i < m_kernels.queries * m_kernels.rows; ++i)
            similarities.of[i] += products.of[i];
    }
    for (std::size_t i = 0; parts > 1 && i < m_kernels.queries * m_kernels.rows; ++i)
        similarities.of[i] *= weight;
}

} // namespace

bool Matrix::has(std::size_t i) const
{
    if (halves.empty())
        return !std::isnan(values[i * dimensions]);
    const std::uint16_t first = halves[i * dimensions];
    return (first & 0x7C00U) != 0x7C00U || (first & 0x03FFU) == 0;
}

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
    std::array<const float*, PairKernels::kStreamedRows> rows{};
    std::array<float, PairKernels::kStreamedRows> products{};
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
