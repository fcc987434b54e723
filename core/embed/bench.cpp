// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/bench.h"

#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/base/stopwatch.h"
#include "core/embed/machine_rates.h"
#include "core/embed/pair_kernels.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace fulcrum::embed {
namespace {

using nlohmann::json;

constexpr int kRepeats = 3;
constexpr double kMostNumbers = 1e10;

/// Random embeddings of length 1 in the storage asked for.
class Table
{
public:
    Table(std::size_t rows, std::size_t dimensions, Storage storage, std::uint64_t seed)
        : m_dimensions(dimensions), m_values(rows * dimensions)
    {
        Rng rng(seed);
        for (std::size_t row = 0; row < rows; ++row) {
            const std::span<float> values = std::span(m_values).subspan(row * dimensions, dimensions);
            float squares = 0;
            for (float& value : values) {
                value = static_cast<float>(rng.uniform(-1, 1));
                squares += value * value;
            }
            for (float& value : values)
                value /= std::sqrt(squares);
        }
        if (storage == Storage::Float32)
            return;
        m_halves.resize(m_values.size());
        std::transform(m_values.begin(), m_values.end(), m_halves.begin(), floatToHalf);
        m_values = {};
    }
    Matrix matrix() const { return {m_values, m_dimensions, m_halves}; }
    std::span<const std::byte> bytes() const
    {
        return m_halves.empty() ? std::as_bytes(std::span(m_values)) : std::as_bytes(std::span(m_halves));
    }

private:
    std::size_t m_dimensions;
    std::vector<float> m_values;
    std::vector<std::uint16_t> m_halves;
};

Result<void> checkOptions(const TopKBenchOptions& options)
{
    const auto refuse = [](const std::string& where) {
        return fail(ErrorCode::OutOfRange, "cannot run the search benchmark", where, "it is zero, or too large for a benchmark");
    };
    const double rows = static_cast<double>(options.rows), dimensions = static_cast<double>(options.dimensions);
    if (options.k < 1 || options.k > options.rows)
        return refuse("k");
    if (rows * dimensions < 1 || rows * dimensions > kMostNumbers)
        return refuse("rows and dimensions");
    if (options.queries.empty())
        return refuse("queries");
    for (const std::size_t queries : options.queries)
        if (queries < 1 || static_cast<double>(queries) * dimensions > kMostNumbers)
            return refuse("queries");
    return {};
}

/// The rates that a search is compared with, the best of all measurements.
struct Limits
{
    double readRate = 0, arithmeticRate = 0;

    void measure(std::span<const std::byte> bytes, int threads)
    {
        readRate = std::max(readRate, embed::readRate(bytes, threads));
        arithmeticRate = std::max(arithmeticRate, multiplyAddRate(threads));
    }
};

json entryOf(std::size_t queries, const std::vector<double>& seconds, double operations, double bytes, const Limits& limits)
{
    const double median = medianOf(seconds), reading = bytes / limits.readRate, computing = operations / limits.arithmeticRate;
    const double limit = std::max(reading, computing);
    return {{"queries", queries}, {"seconds", seconds}, {"median_s", median}, {"gflop", operations / 1e9},
        {"gflops", operations / median / 1e9}, {"bandwidth_share", reading / median}, {"arithmetic_share", computing / median},
        {"limit", reading > computing ? "bandwidth" : "arithmetic"}, {"limit_s", limit}, {"ratio", median / limit}};
}

} // namespace

Result<nlohmann::json> benchTopK(const TopKBenchOptions& options, std::stop_token stop)
{
    FULCRUM_CHECK(checkOptions(options));
    const Table items(options.rows, options.dimensions, options.storage, 1);
    const Table queries(*std::ranges::max_element(options.queries), options.dimensions, options.storage, 2);
    std::vector<std::vector<double>> seconds;
    Limits limits;
    for (const std::size_t count : options.queries) {
        limits.measure(items.bytes(), options.threads);
        Matrix some = queries.matrix();
        some.values = some.values.first(std::min(some.values.size(), count * options.dimensions));
        some.halves = some.halves.first(std::min(some.halves.size(), count * options.dimensions));
        TopKRequest request;
        request.parts = {{some, items.matrix()}};
        request.k = options.k;
        request.threads = options.threads;
        seconds.emplace_back();
        for (int repeat = 0; repeat < kRepeats; ++repeat) {
            const Stopwatch watch;
            FULCRUM_CHECK(topK(request, stop));
            seconds.back().push_back(watch.seconds());
        }
    }
    limits.measure(items.bytes(), options.threads);
    const double numbers = static_cast<double>(options.rows * options.dimensions);
    json searches = json::array();
    for (std::size_t i = 0; i < seconds.size(); ++i)
        searches.push_back(entryOf(options.queries[i], seconds[i], 2 * numbers * static_cast<double>(options.queries[i]),
            static_cast<double>(items.bytes().size()), limits));
    return json{{"rows", options.rows}, {"dimensions", options.dimensions}, {"k", options.k},
        {"storage", storageName(options.storage)}, {"threads", threadCount(options.threads)}, {"level", pairKernels().level},
        {"bytes", items.bytes().size()}, {"read_bytes_per_s", limits.readRate}, {"peak_gflops", limits.arithmeticRate / 1e9},
        {"searches", std::move(searches)}};
}

} // namespace fulcrum::embed
