// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace fulcrum::metrics {

/// A mean with a confidence interval.
struct Estimate
{
    double value = 0;
    double low = 0, high = 0;
};

struct BootstrapOptions
{
    std::size_t resamples = 1000;
    std::uint64_t seed = 20240711; ///< fixed, so that a stored interval can be recomputed
    double confidence = 0.95;
    unsigned threads = 0; ///< 0 = all cores; the numbers do not depend on it
};

/// Arithmetic mean; NaN for no values.
double mean(std::span<const double> values);
/// Standard deviation of the sample (n - 1); 0 below two values.
double sampleDeviation(std::span<const double> values);

/// Percentile bootstrap of the mean over queries. Errors: no values, a value that is not finite.
Result<Estimate> bootstrapMean(std::span<const double> perQuery, const BootstrapOptions& options = {});

/// Interval of the mean over seeds from Student's t with n - 1 degrees of freedom; nothing below three seeds, where the
/// interval would say more about n than about the method.
std::optional<Estimate> seedInterval(std::span<const double> perSeed, double confidence = 0.95);

/// Two-level bootstrap for a number that is a mean over seeds and over queries, such as Avg:1~8 of a strategy:
/// `perSeed[s][q]` is the score of query q under seed s (for an averaged curve: already averaged over the shots, see
/// averageCurves). Every resample draws seeds and, shared by all of them (the queries are the same), queries.
/// With one seed it is bootstrapMean. Errors: no values, rows of different lengths, values that are not finite.
Result<Estimate> bootstrapSeedsAndQueries(
    const std::vector<std::vector<double>>& perSeed, const BootstrapOptions& options = {});

/// Mean over the shots of per-query scores: `perShot[k][q]` -> [q]. Rows must have the same length.
Result<std::vector<double>> averageCurves(const std::vector<std::vector<double>>& perShot);

/// Difference a - b of two strategies on the same queries.
struct PairedDifference
{
    Estimate difference;
    double pValue = 1; ///< two-sided, at least 1 / (resamples + 1)
};

/// Paired bootstrap (Efron and Tibshirani 1993, ch. 16): queries are drawn with replacement; the p-value is twice the
/// smaller share of resampled differences on the other side of zero. Errors as above.
Result<PairedDifference> pairedBootstrap(
    std::span<const double> a, std::span<const double> b, const BootstrapOptions& options = {});

/// A number computed from queries that were drawn with replacement, for scores that are no mean over queries, such as corpus BLEU.
/// Called from several threads at once.
using CorpusStatistic = std::function<double(std::span<const std::uint32_t> drawn)>;

/// Percentile bootstrap of a statistic; its value is that of each query once. Errors: no queries, a value that is not finite.
Result<Estimate> bootstrapStatistic(std::size_t queries, const CorpusStatistic& statistic, const BootstrapOptions& options = {});
/// pairedBootstrap of statistic a minus statistic b, both of the same draws.
Result<PairedDifference> pairedBootstrapStatistic(std::size_t queries, const CorpusStatistic& a, const CorpusStatistic& b,
    const BootstrapOptions& options = {});

/// Quantile of Student's t distribution; 0 < probability < 1, freedom >= 1.
double studentQuantile(double probability, double freedom);

} // namespace fulcrum::metrics
