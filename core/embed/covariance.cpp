// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/covariance.h"

#include "core/embed/machine_rates.h"
#include "core/embed/pair_kernels.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <new>
#include <thread>

namespace fulcrum::embed {
namespace {

constexpr std::size_t kBlock = 512;         ///< rows of a product in single precision
constexpr std::size_t kMostChunks = 8;      ///< each has sums of its own
constexpr std::size_t kChunkBytes = 256 << 20; ///< all of them together
constexpr std::size_t kLine = PairKernels::kSums;

std::size_t groupsOf(std::size_t columns, std::size_t size) { return (columns + size - 1) / size; }

/// The covariance sums of one chunk of rows, upper triangle of tiles.
class ChunkSums
{
public:
    ChunkSums(const Matrix& table, const std::vector<double>& mean)
        : m_table(table), m_kernels(pairKernels()), m_columns(table.dimensions), m_sums(m_columns * m_columns),
          m_rows(kLine * m_columns), m_across(m_columns * kBlock), m_products(PairKernels::kMostPairs),
          m_queries(groupsOf(m_columns, m_kernels.queries) * m_kernels.queries * kBlock),
          m_items(groupsOf(m_columns, m_kernels.rows) * m_kernels.rows * kBlock)
    {
        for (const double value : mean)
            m_mean.push_back(static_cast<float>(value));
    }

    void add(std::span<const std::int64_t> rows)
    {
        transpose(rows);
        pack(m_kernels.queries, m_queries);
        pack(m_kernels.rows, m_items);
        for (std::size_t q = 0; q < m_columns; q += m_kernels.queries)
            for (std::size_t r = q / m_kernels.rows * m_kernels.rows; r < m_columns; r += m_kernels.rows)
                addTile(q, r);
    }
    const std::vector<double>& sums() const { return m_sums; }

private:
    /// Columns of centred numbers, rows that are missing from the block zero.
    void transpose(std::span<const std::int64_t> rows)
    {
        for (std::size_t first = 0; first < kBlock; first += kLine) {
            for (std::size_t i = 0; i < kLine; ++i) {
                float* const to = m_rows.data() + i * m_columns;
                if (first + i < rows.size()) {
                    readRow(m_table, static_cast<std::size_t>(rows[first + i]), to);
                    for (std::size_t c = 0; c < m_columns; ++c)
                        to[c] -= m_mean[c];
                } else {
                    std::fill(to, to + m_columns, 0.0F);
                }
            }
            for (std::size_t c = 0; c < m_columns; ++c) {
                float line[kLine];
                for (std::size_t i = 0; i < kLine; ++i)
                    line[i] = m_rows[i * m_columns + c];
                std::memcpy(m_across.data() + c * kBlock + first, line, sizeof line);
            }
        }
    }

    void pack(std::size_t group, std::vector<float>& packed) const
    {
        for (std::size_t c = 0; c < m_columns; ++c)
            m_kernels.pack(
                m_across.data() + c * kBlock, kBlock, group, packed.data() + c / group * group * kBlock + c % group * kLine);
    }

    void addTile(std::size_t q, std::size_t r)
    {
        m_kernels.tile(m_queries.data() + q * kBlock, m_items.data() + r * kBlock, kBlock / kLine, m_products.data());
        const std::size_t queries = std::min(m_kernels.queries, m_columns - q), items = std::min(m_kernels.rows, m_columns - r);
        for (std::size_t j = 0; j < queries; ++j)
            for (std::size_t i = 0; i < items; ++i)
                m_sums[(q + j) * m_columns + r + i] += static_cast<double>(m_products[i * m_kernels.queries + j]);
    }

    const Matrix& m_table;
    const PairKernels& m_kernels;
    const std::size_t m_columns;
    std::vector<float> m_mean;
    std::vector<double> m_sums;
    std::vector<float> m_rows, m_across, m_products, m_queries, m_items;
};

struct Chunk
{
    std::vector<std::int64_t> rows, skipped;
    std::vector<double> sums;
};

bool isFinite(std::span<const float> row)
{
    constexpr std::uint32_t kExponent = 0x7f800000; // all ones in NaN and infinity only
    std::uint32_t found = 0;
    for (const float value : row)
        found |= std::uint32_t {(std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent};
    return found == 0;
}

/// Sums of the columns, and which rows are numbers.
void addUp(const Matrix& table, std::size_t begin, std::size_t end, Chunk& chunk, const std::stop_token& stop)
{
    std::vector<float> row(table.dimensions);
    chunk.sums.assign(table.dimensions, 0.0);
    for (std::size_t i = begin; i < end; ++i) {
        if (i % kBlock == 0 && stop.stop_requested())
            return;
        readRow(table, i, row.data());
        if (!isFinite(row)) {
            chunk.skipped.push_back(static_cast<std::int64_t>(i));
            continue;
        }
        chunk.rows.push_back(static_cast<std::int64_t>(i));
        for (std::size_t c = 0; c < row.size(); ++c)
            chunk.sums[c] += static_cast<double>(row[c]);
    }
}

std::vector<double> covarianceOf(const Matrix& table, const Chunk& chunk, const std::vector<double>& mean, const std::stop_token& stop)
{
    ChunkSums sums(table, mean);
    const std::span all(chunk.rows);
    for (std::size_t at = 0; at < all.size() && !stop.stop_requested(); at += kBlock)
        sums.add(all.subspan(at, std::min(kBlock, all.size() - at)));
    return sums.sums();
}

Moments compute(const Matrix& table, int threads, const std::stop_token& stop)
{
    const std::size_t n = table.rows(), d = table.dimensions;
    const std::size_t affordable = std::max<std::size_t>(1, kChunkBytes / std::max<std::size_t>(1, d * d * sizeof(double)));
    std::vector<Chunk> chunks(std::clamp<std::size_t>(n / (2 * kBlock), 1, std::min(kMostChunks, affordable)));
    const auto border = [&](std::size_t i) { return n * i / chunks.size(); };
    inParallel(chunks.size(), threads, [&](std::size_t i) { addUp(table, border(i), border(i + 1), chunks[i], stop); });
    Moments result;
    result.mean.assign(d, 0.0);
    for (const Chunk& chunk : chunks) {
        result.rows += chunk.rows.size();
        result.skipped.insert(result.skipped.end(), chunk.skipped.begin(), chunk.skipped.end());
        for (std::size_t c = 0; c < d && !chunk.sums.empty(); ++c)
            result.mean[c] += chunk.sums[c];
    }
    const double count = static_cast<double>(std::max<std::size_t>(1, result.rows));
    for (double& value : result.mean)
        value /= count;
    inParallel(chunks.size(), threads, [&](std::size_t i) { chunks[i].sums = covarianceOf(table, chunks[i], result.mean, stop); });
    result.covariance.assign(d * d, 0.0);
    for (const Chunk& chunk : chunks)
        for (std::size_t i = 0; i < d * d; ++i)
            result.covariance[i] += chunk.sums[i];
    for (std::size_t i = 0; i < d; ++i)
        for (std::size_t j = i; j < d; ++j)
            result.covariance[i * d + j] = result.covariance[j * d + i] = result.covariance[i * d + j] / count;
    return result;
}

} // namespace

void inParallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work)
{
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> outOfMemory = false;
    const auto loop = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (const std::bad_alloc&) {
            outOfMemory = true;
        }
    };
    {
        std::vector<std::jthread> helpers;
        for (std::size_t t = 1; t < std::min(threadCount(threads), count); ++t)
            helpers.emplace_back(loop);
        loop();
    }
    if (outOfMemory)
        throw std::bad_alloc();
}

void readRow(const Matrix& table, std::size_t row, float* to)
{
    if (table.halves.empty())
        std::memcpy(to, table.values.data() + row * table.dimensions, table.dimensions * sizeof(float));
    else
        pairKernels().widen(table.halves.data() + row * table.dimensions, table.dimensions, to);
}

Result<Moments> momentsOf(const Matrix& table, int threads, std::stop_token stop)
{
    try {
        Moments moments = compute(table, threads, stop);
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, "projection");
        return moments;
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "cannot project", "covariance", "there is not enough memory for its sums");
    }
}

} // namespace fulcrum::embed
