// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/activation.h"

#include "core/base/error_exception.h"

namespace fulcrum::engine {

Activation activationFromName(const std::string& name, const std::string& where)
{
    if (name == "gelu")
        return Activation::Gelu;
    if (name == "gelu_new" || name == "gelu_pytorch_tanh")
        return Activation::GeluTanh;
    if (name == "quick_gelu")
        return Activation::QuickGelu;
    if (name == "relu")
        return Activation::Relu;
    if (name == "silu" || name == "swish")
        return Activation::Silu;
    throw ErrorException(ErrorCode::Unsupported, "unknown activation '" + name + "'", where);
}

} // namespace fulcrum::engine
