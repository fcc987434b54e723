// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace fulcrum::engine {

enum class Activation { Gelu, GeluTanh, QuickGelu, Relu, Silu };
/// Hugging Face's name ("gelu", "quick_gelu", ...); throws ErrorException for an unknown one, naming `where`.
Activation activationFromName(const std::string& name, const std::string& where);

} // namespace fulcrum::engine
