// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/projection_bench.h"

#include "core/base/rng.h"
#include "core/base/stopwatch.h"
#include "core/embed/machine_rates.h"
#include "core/embed/pair_kernels.h"
#include "core/embed/projection.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace fulcrum::embed {
namespace {

using nlohmann::json;

constexpr int kRepeats = 3;
constexpr double kMostNumbers = 1e10;
constexpr double kReadings = 3; ///< of the table: mean, covariance, coordinates

/// Rows of length 1 around some centres, as embeddings of pictures are.
std::vector<float> clusters(std::size_t rows, std::size_t dimensions)
{
    constexpr std::size_t kCentres = 80;
    constexpr float kSpread = 0.7F;
    Rng rng(1);
    std::vector<float> centres(kCentres * dimensions), values(rows * dimensions);
    for (float& value : centres)
        value = static_cast<float>(rng.uniform(-1, 1));
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t centre = rng.below(kCentres);
        float squares = 0;
        for (std::size_t i = 0; i < dimensions; ++i) {
            float& value = values[row * dimensions + i];
            value = centres[centre * dimensions + i] + kSpread * static_cast<float>(rng.uniform(-1, 1));
            squares += value * value;
        }
        for (std::size_t i = 0; i < dimensions; ++i)
            values[row * dimensions + i] /= std::sqrt(squares);
    }
    return values;
}

json pcaEntry(const std::vector<double>& seconds, std::size_t rows, std::size_t dimensions, double readRate, double arithmeticRate)
{
    const double d = static_cast<double>(dimensions), n = static_cast<double>(rows), median = medianOf(seconds);
    const double operations = n * d * (d + 1), bytes = kReadings * n * d * sizeof(float);
    const double reading = bytes / readRate, computing = operations / arithmeticRate, limit = std::max(reading, computing);
    return {{"seconds", seconds}, {"median_s", median}, {"gflop", operations / 1e9}, {"gflops", operations / median / 1e9},
        {"bytes", bytes}, {"bandwidth_limit_s", reading}, {"arithmetic_limit_s", computing},
        {"limit", reading > computing ? "bandwidth" : "arithmetic"}, {"limit_s", limit}, {"ratio", median / limit}};
}

} // namespace

Result<json> benchMap(const MapBenchOptions& options, std::stop_token stop)
{
    if (options.rows < 2 || options.dimensions < 1
        || static_cast<double>(options.rows) * static_cast<double>(options.dimensions) > kMostNumbers || options.tsneRows > options.rows)
        return fail(ErrorCode::OutOfRange, "cannot run the map benchmark", "rows and dimensions", "too few, or too many for a benchmark");
    const std::vector<float> values = clusters(options.rows, options.dimensions);
    const Matrix table {values, options.dimensions};
    ProjectionOptions settings;
    settings.threads = options.threads;
    double reading = 0, computing = 0;
    std::vector<double> seconds;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
        reading = std::max(reading, readRate(std::as_bytes(std::span(values)), options.threads));
        computing = std::max(computing, multiplyAddRate(options.threads));
        const Stopwatch watch;
        FULCRUM_CHECK(project(table, settings, stop));
        seconds.push_back(watch.seconds());
    }
    json document {{"rows", options.rows}, {"dimensions", options.dimensions}, {"threads", threadCount(options.threads)},
        {"level", pairKernels().level}, {"read_bytes_per_s", reading}, {"peak_gflops", computing / 1e9},
        {"pca", pcaEntry(seconds, options.rows, options.dimensions, reading, computing)}};
    if (options.tsneRows == 0)
        return document;
    settings.method = ProjectionMethod::Tsne;
    settings.landmarks = std::max<std::size_t>(100, options.tsneRows);
    settings.iterations = options.iterations;
    const Matrix some {std::span(values).first(options.tsneRows * options.dimensions), options.dimensions};
    const Stopwatch watch;
    FULCRUM_CHECK(project(some, settings, stop));
    const double taken = watch.seconds(), points = static_cast<double>(options.tsneRows);
    document["tsne"] = {{"rows", options.tsneRows}, {"iterations", options.iterations}, {"seconds", taken},
        {"pairs_per_s", points * points * options.iterations / taken}};
    return document;
}

} // namespace fulcrum::embed
