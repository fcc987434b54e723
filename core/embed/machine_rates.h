// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace fulcrum::embed {

// What the machine can do at best, measured now: the limits that benchmarks are compared with. Each is the rate of `threads` threads
// (0 = all cores) together, the best of three; each takes a fraction of a second.

/// Bytes a second at which these bytes are read front to back.
double readRate(std::span<const std::byte> bytes, int threads);
/// Floating point operations a second of multiply-adds that stay in registers.
double multiplyAddRate(int threads);
/// Reads a second at random places of a table of this size, several of them on their way at once.
double randomReadRate(std::size_t tableBytes, int threads);

/// Number of threads that 0 stands for.
std::size_t threadCount(int threads);

} // namespace fulcrum::embed
