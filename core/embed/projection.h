// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/similarity.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fulcrum::embed {

enum class ProjectionMethod { Pca, Tsne };
const char* projectionMethodName(ProjectionMethod method); ///< "pca", "tsne"
std::optional<ProjectionMethod> projectionMethodFromName(std::string_view name);

struct ProjectionOptions
{
    ProjectionMethod method = ProjectionMethod::Pca;
    // The rest is for t-SNE.
    double perplexity = 30;       ///< cut to a third of the other points
    int iterations = 750;         ///< of which the first third with exaggerated attraction
    std::size_t landmarks = 10000; ///< the most points that are laid out themselves; the others go to their nearest landmarks
    std::uint64_t seed = 42;
    int threads = 0; ///< 0 = all cores; the result does not depend on it
};

/// A table of embeddings as points of a plane.
struct Projection
{
    std::vector<float> x, y;            ///< one a row; NaN = the row holds what is not a number, or has no place yet
    std::vector<std::int64_t> skipped;  ///< rows that hold what is not a number
    std::array<double, 2> explained {}; ///< PCA: share of the variance along x and y
    std::size_t landmarks = 0;          ///< t-SNE: points laid out themselves; 0 = all

    std::size_t rows() const { return x.size(); }
};

/// What is being done and how far it is, 0 to 1; `layout` is what there is so far, or null. Called on the thread that called `project`.
using ProjectionProgress = std::function<void(double share, const Projection* layout)>;

/// Exact principal components, or t-SNE on exact nearest neighbours with exact repulsion. Rows of `table` have length 1 for t-SNE
/// (Matrix). Deterministic: the same bytes for the same table, options and level of PairKernels, whatever the number of threads;
/// signs are chosen (EigenPair).
/// PCA: the covariance is summed in double precision over blocks of rows, within a block in single precision.
/// Errors: OutOfRange for options or more than 4,096 dimensions, NotFound when fewer than two rows are numbers, Cancelled, OutOfMemory.
Result<Projection> project(
    const Matrix& table, const ProjectionOptions& options, std::stop_token stop, const ProjectionProgress& progress = {});

} // namespace fulcrum::embed
