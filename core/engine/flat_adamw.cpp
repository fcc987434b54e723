// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flat_adamw.h"

#include <c10/core/GradMode.h>
#include <charconv>
#include <cmath>

namespace fulcrum::engine {

FlatAdamW::FlatAdamW(std::vector<at::Tensor*> parameters, Options options) : m_options(options)
{
    std::int64_t total = 0;
    for (const at::Tensor* one : parameters)
        total += one->numel();
    const c10::NoGradGuard noGradient;
    const auto numbers = at::TensorOptions().device(parameters.front()->device()).dtype(at::kFloat);
    m_parameter = at::zeros({total}, numbers);
    m_gradient = at::zeros({total}, numbers);
    m_first = at::zeros({total}, numbers);
    m_second = at::zeros({total}, numbers);
    m_decay = at::zeros({total}, numbers);
    std::int64_t at = 0;
    for (at::Tensor* one : parameters) {
        const std::int64_t size = one->numel();
        m_parameter.narrow(0, at, size).copy_(one->reshape(-1));
        if (options.decayEverything || size > one->size(-1)) // more than one row; a gate of shape [1, 1, n] is a vector
            m_decay.narrow(0, at, size).fill_(options.weightDecay);
        at::Tensor leaf = m_parameter.narrow(0, at, size).view(one->sizes()).detach();
        leaf.requires_grad_(true);
        // With a gradient in place, autograd adds into it instead of allocating one.
        leaf.mutable_grad() = m_gradient.narrow(0, at, size).view(one->sizes());
        *one = leaf;
        at += size;
    }
}

double FlatAdamW::step(double learningRate)
{
    const c10::NoGradGuard noGradient;
    const double norm = m_gradient.norm().item<double>();
    if (m_options.gradientClip > 0 && norm > m_options.gradientClip)
        m_gradient.mul_(m_options.gradientClip / norm);
    ++m_step;
    const auto count = static_cast<double>(m_step);
    m_first.mul_(m_options.beta1).add_(m_gradient, 1 - m_options.beta1);
    m_second.mul_(m_options.beta2).addcmul_(m_gradient, m_gradient, 1 - m_options.beta2);
    m_parameter.addcmul_(m_parameter, m_decay, -learningRate);
    const double firstCorrection = 1 - std::pow(m_options.beta1, count);
    const double secondCorrection = 1 - std::pow(m_options.beta2, count);
    const at::Tensor scale = m_second.sqrt().div_(std::sqrt(secondCorrection)).add_(m_options.epsilon);
    m_parameter.addcdiv_(m_first, scale, -learningRate / firstCorrection);
    return norm;
}

Result<void> FlatAdamW::save(const Path& file) const
{
    return writeTensors(file, {{"parameter", m_parameter}, {"first", m_first}, {"second", m_second}},
        {{"step", std::to_string(m_step)}});
}

Result<void> FlatAdamW::load(const Path& file)
{
    FULCRUM_TRY(const SafetensorsFile state, SafetensorsFile::open(file));
    const auto step = state.metadata().find("step");
    std::int64_t steps = -1;
    if (step != state.metadata().end())
        std::from_chars(step->second.data(), step->second.data() + step->second.size(), steps);
    if (steps < 0)
        return fail(ErrorCode::Malformed, "not a training state", file.string(), "no step count");
    std::vector<at::Tensor> read;
    for (const char* name : {"parameter", "first", "second"}) {
        FULCRUM_TRY(at::Tensor tensor, readTensor(state, name));
        if (tensor.sizes() != m_parameter.sizes() || tensor.scalar_type() != at::kFloat)
            return fail(ErrorCode::Malformed, "the training state belongs to another model", file.string(),
                std::string("'") + name + "' has another size");
        read.push_back(std::move(tensor));
    }
    const c10::NoGradGuard noGradient;
    m_parameter.copy_(read[0]);
    m_first.copy_(read[1]);
    m_second.copy_(read[2]);
    m_step = steps;
    return {};
}

} // namespace fulcrum::engine
