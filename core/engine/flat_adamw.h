// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/tensor_io.h"

namespace fulcrum::engine {

/// AdamW over parameters that live in one flat buffer, so that an update is a handful of passes over memory however many
/// tensors there are. Decoupled weight decay on matrices (two or more dimensions) only: norms, biases and gates keep
/// their scale.
class FlatAdamW
{
public:
    struct Options
    {
        double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, gradientClip = 0; ///< clip 0 = none
        bool decayEverything = false; ///< norms, biases and gates too
    };

    /// Copies `parameters` into the buffer and replaces each by a leaf that points into it. Float32, all on one device.
    FlatAdamW(std::vector<at::Tensor*> parameters, Options options);

    void zeroGradients() { m_gradient.zero_(); }
    /// One update from the accumulated gradients; returns their norm before clipping.
    double step(double learningRate);

    std::int64_t steps() const { return m_step; }
    /// Parameters, both moments and the step count.
    Result<void> save(const Path& file) const;
    Result<void> load(const Path& file);

private:
    Options m_options;
    at::Tensor m_parameter, m_gradient, m_first, m_second, m_decay;
    std::int64_t m_step = 0;
};

} // namespace fulcrum::engine
