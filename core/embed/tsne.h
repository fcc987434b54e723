// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/projection.h"

namespace fulcrum::embed {

inline constexpr std::size_t kFewestForTsne = 8; ///< with fewer points PCA says it all

/// The first two principal components, the start of every layout.
Result<Projection> principalComponents(const Matrix& table, int threads, std::stop_token stop);

/// t-SNE (van der Maaten and Hinton 2008) of rows of length 1, started from their principal components, which keeps the large
/// picture. Neighbours are exact (topK) and so is the repulsion: with vector registers all pairs of 10,000 points take less time
/// than a tree. Above ProjectionOptions::landmarks rows, a sample of that many is laid out and each of the others goes to the
/// weighted mean of its nearest landmarks.
Result<Projection> neighbourEmbedding(const Matrix& table, const Projection& start, const ProjectionOptions& options,
    std::stop_token stop, const ProjectionProgress& progress);

} // namespace fulcrum::embed
