// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <vector>

namespace fulcrum::engine {

/// Log-probabilities of `targets` after hidden states [n, hidden] under a head [vocabulary, hidden]. Logits are made in slices that
/// are reduced at once: their memory stays bounded, and on the CPU they stay in the cache.
std::vector<float> tokenLogProbs(
    const at::Tensor& hidden, const at::Tensor& head, const std::vector<std::int64_t>& targets);

} // namespace fulcrum::engine
