// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/statistics.h"

#include "core/base/rng.h"
#include "core/metrics/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace fulcrum::metrics {
namespace {

constexpr std::size_t kResamplesOfThread = 64; ///< fewer are not worth a thread

Result<void> checkFinite(std::span<const double> values, const char* what, const char* unit = "query")
{
    if (values.empty())
        return fail(ErrorCode::Usage, what, {}, "there are no values");
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            return fail(ErrorCode::Numeric, what, unit + (" " + std::to_string(i)), "the score is not a finite number");
    return {};
}

Result<void> checkOptions(const BootstrapOptions& options, const char* what)
{
    if (options.resamples < 1 || options.resamples > 1000000)
        return fail(ErrorCode::OutOfRange, what, "resamples", "must be 1 to 1,000,000");
    if (!(options.confidence > 0 && options.confidence < 1))
        return fail(ErrorCode::OutOfRange, what, "confidence", "must lie between 0 and 1");
    return {};
}

/// Linear interpolation between order statistics (R's type 7); `sorted` is not empty.
double quantile(const std::vector<double>& sorted, double probability)
{
    const double place = probability * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Estimate percentileInterval(double value, std::vector<double> resampled, double confidence)
{
    std::sort(resampled.begin(), resampled.end());
    const double tail = (1 - confidence) / 2;
    return {value, quantile(resampled, tail), quantile(resampled, 1 - tail)};
}

/// draw(r) for every resample r, on several threads; each draws from a stream of its own.
std::vector<double> resample(const BootstrapOptions& options, const std::function<double(std::size_t)>& draw)
{
    std::vector<double> values(options.resamples);
    forEachPart(options.resamples, options.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t r = begin; r < end; ++r)
            values[r] = draw(r);
    }, kResamplesOfThread);
    return values;
}

/// From the resampled differences; `value` is that of the sample itself.
PairedDifference pairedFrom(double value, std::vector<double> resampled, double confidence)
{
    std::size_t notAbove = 0, notBelow = 0;
    for (const double difference : resampled) {
        notAbove += difference <= 0;
        notBelow += difference >= 0;
    }
    PairedDifference result;
    const double share
        = static_cast<double>(std::min(notAbove, notBelow) + 1) / static_cast<double>(resampled.size() + 1);
    result.pValue = std::min(1.0, 2 * share);
    result.difference = percentileInterval(value, std::move(resampled), confidence);
    return result;
}

std::vector<std::uint32_t> drawn(std::uint64_t seed, std::size_t resample, std::size_t queries)
{
    Rng rng(seed, {resample});
    std::vector<std::uint32_t> indices(queries);
    for (std::uint32_t& index : indices)
        index = static_cast<std::uint32_t>(rng.below(queries));
    return indices;
}

std::vector<std::uint32_t> eachOnce(std::size_t queries)
{
    std::vector<std::uint32_t> indices(queries);
    for (std::size_t i = 0; i < queries; ++i)
        indices[i] = static_cast<std::uint32_t>(i);
    return indices;
}

Result<void> checkQueries(std::size_t queries, const char* what)
{
    if (queries == 0 || queries > std::numeric_limits<std::uint32_t>::max())
        return fail(ErrorCode::Usage, what, {}, "there are no queries, or over 4 billion");
    return {};
}

/// Continued fraction of the incomplete beta function (Lentz's method; Abramowitz and Stegun 26.5.8).
double betaFraction(double a, double b, double x)
{
    constexpr double kFloor = 1e-300;
    const auto guarded = [](double v) { return std::abs(v) < kFloor ? kFloor : v; };
    double c = 1;
    double d = 1 / guarded(1 - (a + b) * x / (a + 1));
    double result = d;
    for (int m = 1; m < 500; ++m) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / guarded(1 + even * d);
        c = guarded(1 + even / c);
        result *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / guarded(1 + odd * d);
        c = guarded(1 + odd / c);
        result *= d * c;
        if (std::abs(d * c - 1) < 1e-15)
            break;
    }
    return result;
}

double regularizedBeta(double a, double b, double x)
{
    if (x <= 0 || x >= 1)
        return x <= 0 ? 0 : 1;
    const double front
        = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * betaFraction(a, b, x) / a;
    return 1 - front * betaFraction(b, a, 1 - x) / b;
}

double studentCdf(double t, double freedom)
{
    const double tail = 0.5 * regularizedBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
    return t > 0 ? 1 - tail : tail;
}

} // namespace

double mean(std::span<const double> values)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

double sampleDeviation(std::span<const double> values)
{
    if (values.size() < 2)
        return 0;
    const double center = mean(values);
    double sum = 0;
    for (const double value : values)
        sum += (value - center) * (value - center);
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

Result<Estimate> bootstrapMean(std::span<const double> perQuery, const BootstrapOptions& options)
{
    return bootstrapSeedsAndQueries({std::vector<double>(perQuery.begin(), perQuery.end())}, options);
}

std::optional<Estimate> seedInterval(std::span<const double> perSeed, double confidence)
{
    if (perSeed.size() < 3)
        return std::nullopt;
    const auto n = static_cast<double>(perSeed.size());
    const double center = mean(perSeed);
    const double half = studentQuantile(0.5 + confidence / 2, n - 1) * sampleDeviation(perSeed) / std::sqrt(n);
    return Estimate{center, center - half, center + half};
}

Result<Estimate> bootstrapSeedsAndQueries(
    const std::vector<std::vector<double>>& perSeed, const BootstrapOptions& options)
{
    constexpr const char* kWhat = "cannot bootstrap a mean";
    FULCRUM_CHECK(checkOptions(options, kWhat));
    if (perSeed.empty())
        return fail(ErrorCode::Usage, kWhat, {}, "there are no values");
    std::vector<double> seedMeans;
    for (const std::vector<double>& row : perSeed) {
        if (row.size() != perSeed.front().size())
            return fail(ErrorCode::Usage, kWhat, {}, "the seeds have different numbers of queries");
        FULCRUM_CHECK(checkFinite(row, kWhat));
        seedMeans.push_back(mean(row));
    }
    const std::size_t seeds = perSeed.size(), queries = perSeed.front().size();
    std::vector<double> resampled = resample(options, [&](std::size_t r) {
        // Streams of their own, so that the same queries are drawn for any number of seeds.
        Rng queryRng(options.seed, {r, 0}), seedRng(options.seed, {r, 1});
        std::vector<double> times(seeds, 0.0);
        for (std::size_t s = 0; s < seeds; ++s)
            times[seedRng.below(seeds)] += 1;
        double sum = 0;
        for (std::size_t q = 0; q < queries; ++q) {
            const std::size_t query = queryRng.below(queries);
            for (std::size_t s = 0; s < seeds; ++s)
                sum += times[s] * perSeed[s][query];
        }
        return sum / static_cast<double>(seeds * queries);
    });
    return percentileInterval(mean(seedMeans), std::move(resampled), options.confidence);
}

Result<std::vector<double>> averageCurves(const std::vector<std::vector<double>>& perShot)
{
    constexpr const char* kWhat = "cannot average a curve";
    if (perShot.empty())
        return fail(ErrorCode::Usage, kWhat, {}, "there are no shots");
    std::vector<double> averaged(perShot.front().size(), 0.0);
    for (const std::vector<double>& row : perShot) {
        if (row.size() != averaged.size())
            return fail(ErrorCode::Usage, kWhat, {}, "the shots have different numbers of queries");
        for (std::size_t q = 0; q < row.size(); ++q)
            averaged[q] += row[q];
    }
    for (double& value : averaged)
        value /= static_cast<double>(perShot.size());
    return averaged;
}

Result<PairedDifference> pairedBootstrap(
    std::span<const double> a, std::span<const double> b, const BootstrapOptions& options)
{
    constexpr const char* kWhat = "cannot compare two score lists";
    FULCRUM_CHECK(checkOptions(options, kWhat));
    if (a.size() != b.size())
        return fail(ErrorCode::Usage, kWhat, {},
            "they have " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " queries");
    FULCRUM_CHECK(checkFinite(a, kWhat));
    FULCRUM_CHECK(checkFinite(b, kWhat));
    std::vector<double> resampled = resample(options, [&](std::size_t r) {
        Rng rng(options.seed, {r});
        double sum = 0;
        for (std::size_t q = 0; q < a.size(); ++q) {
            const std::size_t query = rng.below(a.size());
            sum += a[query] - b[query];
        }
        return sum / static_cast<double>(a.size());
    });
    return pairedFrom(mean(a) - mean(b), std::move(resampled), options.confidence);
}

Result<Estimate> bootstrapStatistic(
    std::size_t queries, const CorpusStatistic& statistic, const BootstrapOptions& options)
{
    constexpr const char* kWhat = "cannot bootstrap a statistic";
    FULCRUM_CHECK(checkOptions(options, kWhat));
    FULCRUM_CHECK(checkQueries(queries, kWhat));
    std::vector<double> resampled
        = resample(options, [&](std::size_t r) { return statistic(drawn(options.seed, r, queries)); });
    FULCRUM_CHECK(checkFinite(resampled, kWhat, "resample"));
    return percentileInterval(statistic(eachOnce(queries)), std::move(resampled), options.confidence);
}

Result<PairedDifference> pairedBootstrapStatistic(
    std::size_t queries, const CorpusStatistic& a, const CorpusStatistic& b, const BootstrapOptions& options)
{
    constexpr const char* kWhat = "cannot compare two statistics";
    FULCRUM_CHECK(checkOptions(options, kWhat));
    FULCRUM_CHECK(checkQueries(queries, kWhat));
    std::vector<double> resampled = resample(options, [&](std::size_t r) {
        const std::vector<std::uint32_t> indices = drawn(options.seed, r, queries);
        return a(indices) - b(indices);
    });
    FULCRUM_CHECK(checkFinite(resampled, kWhat, "resample"));
    const std::vector<std::uint32_t> all = eachOnce(queries);
    return pairedFrom(a(all) - b(all), std::move(resampled), options.confidence);
}

double studentQuantile(double probability, double freedom)
{
    if (probability == 0.5)
        return 0;
    double low = -1, high = 1;
    while (studentCdf(low, freedom) > probability)
        low *= 2;
    while (studentCdf(high, freedom) < probability)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * std::abs(high); ++i) {
        const double middle = (low + high) / 2;
        (studentCdf(middle, freedom) < probability ? low : high) = middle;
    }
    return (low + high) / 2;
}

} // namespace fulcrum::metrics
