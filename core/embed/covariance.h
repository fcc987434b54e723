// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/embed/similarity.h"

#include <functional>

namespace fulcrum::embed {

/// Mean and covariance of the rows that are numbers.
struct Moments
{
    std::vector<double> mean;
    std::vector<double> covariance;    ///< [dimensions, dimensions], divided by the number of rows
    std::vector<std::int64_t> skipped; ///< rows that hold NaN or infinity, ascending
    std::size_t rows = 0;              ///< counted
};

/// Reads the table twice. Blocks of rows are centred and multiplied with the loops of PairKernels in single precision and added up
/// in double precision; which rows make a block depends on the number of rows only, so the sums do not depend on threads.
/// Cancelled, OutOfMemory.
Result<Moments> momentsOf(const Matrix& table, int threads, std::stop_token stop);

/// Runs `work(part)` for parts 0 .. count - 1 on some threads (0 = all cores), this one among them. Throws bad_alloc when one
/// of them did.
void inParallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

/// One row as float32 in `to`, which has room for `dimensions`.
void readRow(const Matrix& table, std::size_t row, float* to);

} // namespace fulcrum::embed
