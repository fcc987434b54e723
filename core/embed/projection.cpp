// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/projection.h"

#include "core/embed/covariance.h"
#include "core/embed/symmetric_eigen.h"
#include "core/embed/tsne.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>

namespace fulcrum::embed {
namespace {

constexpr std::size_t kMostDimensions = 4096;
constexpr std::size_t kRowsOfPart = 2048;

Result<void> checkOptions(const Matrix& table, const ProjectionOptions& options)
{
    const auto refuse = [](const char* where, const std::string& why) {
        return fail(ErrorCode::OutOfRange, "cannot project the embeddings", where, why);
    };
    if (table.dimensions > kMostDimensions)
        return refuse("embeddings", "they have more than 4,096 dimensions");
    if (!(options.perplexity >= 2 && options.perplexity <= 1000))
        return refuse("perplexity", "it is not between 2 and 1,000");
    if (options.iterations < 1 || options.iterations > 100'000)
        return refuse("iterations", "they are not between 1 and 100,000");
    if (options.landmarks < 100 || options.landmarks > 100'000)
        return refuse("landmarks", "they are not between 100 and 100,000");
    return {};
}

/// Component of each row along a direction, in double precision and in a fixed order.
double along(const std::vector<float>& row, const std::vector<double>& direction)
{
    double sums[4] = {};
    std::size_t i = 0;
    for (; i + 4 <= row.size(); i += 4)
        for (std::size_t j = 0; j < 4; ++j)
            sums[j] += static_cast<double>(row[i + j]) * direction[i + j];
    for (; i < row.size(); ++i)
        sums[0] += static_cast<double>(row[i]) * direction[i];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

double offsetOf(const std::vector<double>& mean, const std::vector<double>& direction)
{
    double sum = 0;
    for (std::size_t i = 0; i < mean.size(); ++i)
        sum += mean[i] * direction[i];
    return sum;
}

void placeRows(const Matrix& table, const Moments& moments, const std::vector<EigenPair>& pairs, int threads, Projection& result)
{
    const std::size_t n = table.rows();
    double offsets[2] = {};
    for (std::size_t axis = 0; axis < pairs.size(); ++axis)
        offsets[axis] = offsetOf(moments.mean, pairs[axis].vector);
    inParallel((n + kRowsOfPart - 1) / kRowsOfPart, threads, [&](std::size_t part) {
        std::vector<float> row(table.dimensions);
        for (std::size_t i = part * kRowsOfPart; i < std::min(n, (part + 1) * kRowsOfPart); ++i) {
            readRow(table, i, row.data());
            for (std::size_t axis = 0; axis < pairs.size(); ++axis)
                (axis == 0 ? result.x : result.y)[i] = static_cast<float>(along(row, pairs[axis].vector) - offsets[axis]);
        }
    });
    for (const std::int64_t row : moments.skipped)
        result.x[static_cast<std::size_t>(row)] = result.y[static_cast<std::size_t>(row)] = std::numeric_limits<float>::quiet_NaN();
}

} // namespace

const char* projectionMethodName(ProjectionMethod method) { return method == ProjectionMethod::Pca ? "pca" : "tsne"; }

std::optional<ProjectionMethod> projectionMethodFromName(std::string_view name)
{
    for (const ProjectionMethod method : {ProjectionMethod::Pca, ProjectionMethod::Tsne})
        if (name == projectionMethodName(method))
            return method;
    return std::nullopt;
}

Result<Projection> principalComponents(const Matrix& table, int threads, std::stop_token stop)
{
    FULCRUM_TRY(const Moments moments, momentsOf(table, threads, stop));
    if (moments.rows < 2)
        return fail(ErrorCode::NotFound, "cannot project the embeddings", std::to_string(table.rows()) + " rows",
            "fewer than two of them are numbers", "build the embeddings again");
    double variance = 0;
    for (std::size_t i = 0; i < table.dimensions; ++i)
        variance += moments.covariance[i * table.dimensions + i];
    if (!std::isfinite(variance))
        return fail(ErrorCode::Numeric, "cannot project the embeddings", "covariance", "the numbers are too large", "build the embeddings again");
    const std::vector<EigenPair> pairs = largestEigenpairs(moments.covariance, table.dimensions, 2);
    Projection result;
    result.skipped = moments.skipped;
    result.x.assign(table.rows(), 0.0F);
    result.y.assign(table.rows(), 0.0F);
    for (std::size_t axis = 0; axis < pairs.size(); ++axis)
        result.explained[axis] = variance > 0 ? std::clamp(pairs[axis].value / variance, 0.0, 1.0) : 0.0;
    placeRows(table, moments, pairs, threads, result);
    return result;
}

Result<Projection> project(
    const Matrix& table, const ProjectionOptions& options, std::stop_token stop, const ProjectionProgress& progress)
{
    FULCRUM_CHECK(checkOptions(table, options));
    try {
        FULCRUM_TRY(Projection plane, principalComponents(table, options.threads, stop));
        if (options.method == ProjectionMethod::Pca || table.rows() - plane.skipped.size() < kFewestForTsne)
            return plane;
        return neighbourEmbedding(table, plane, options, stop, progress);
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::OutOfMemory, "cannot project the embeddings", std::to_string(table.rows()) + " rows",
            "there is not enough memory", "take fewer landmarks");
    }
}

} // namespace fulcrum::embed
