// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace fulcrum::text {

/// A step on whole stretches of text between added tokens. Takes and gives valid UTF-8; immutable, thread-safe.
using Normalizer = std::function<std::string(std::string)>;

/// The "normalizer" of a tokenizer.json (null = identity): NFC, NFD, NFKC, NFKD, Lowercase, Replace, Prepend, Strip, Sequence.
/// Unsupported for any other. May throw nlohmann::json::exception on wrong types.
Result<Normalizer> parseNormalizer(const nlohmann::json& spec, const std::string& where, int depth = 0);

/// "pattern" of Replace and Split: {"String": s} or {"Regex": r}; the string form quoted for use as a pattern.
Result<std::string> parsePattern(const nlohmann::json& spec, const std::string& where);

} // namespace fulcrum::text
