// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace fulcrum::embed {

struct EigenPair
{
    double value = 0;
    std::vector<double> vector; ///< of length 1; its largest component (the first of equals) is positive
};

/// The `count` largest eigenvalues of a symmetric matrix (row-major, n * n, finite) with their vectors, largest first; fewer when n is
/// smaller. Direct, so that equal eigenvalues are no trouble: Householder reduction, bisection, inverse iteration. Takes the matrix to
/// work in. Deterministic.
std::vector<EigenPair> largestEigenpairs(std::vector<double> matrix, std::size_t n, std::size_t count);

} // namespace fulcrum::embed
