// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

// Loops that the compiler may vectorise freely; the best variant for the processor is chosen when the module is loaded (a level
// of features: naming a processor would choose it for that very processor alone).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define FULCRUM_HOT __attribute__((optimize("O3", "fast-math"), target_clones("arch=x86-64-v3", "default")))
#define FULCRUM_HOT_PART __attribute__((always_inline)) inline
#else
#define FULCRUM_HOT
#define FULCRUM_HOT_PART inline
#endif

namespace fulcrum::engine {

// Vectors of the compiler's own kind: with the options of hot functions nothing of the standard library is inlined into them.
// Not wider than a register: wider ones go through memory.
using Lanes = float __attribute__((vector_size(32), aligned(4), may_alias));
using IntLanes = std::int32_t __attribute__((vector_size(32)));
constexpr std::int64_t kLanes = 8; ///< numbers of one vector

} // namespace fulcrum::engine
