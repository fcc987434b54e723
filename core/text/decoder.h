// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace fulcrum::text {

/// Turns token strings into parts of text, which are then joined. Immutable, thread-safe.
using Decoder = std::function<std::vector<std::string>(std::vector<std::string>)>;

/// The "decoder" of a tokenizer.json: ByteLevel, ByteFallback, Fuse, Strip, Replace, Metaspace, BPEDecoder, Sequence; null puts a
/// space between tokens. Unsupported for any other. May throw nlohmann::json::exception on wrong types.
Result<Decoder> parseDecoder(const nlohmann::json& spec, const std::string& where, int depth = 0);

/// What transformers' decode does after this where `clean_up_tokenization_spaces` is set: drops the space before . ? ! , n't 'm
/// 's 've 're and around a lone '.
std::string withCleanedSpaces(std::string text);

} // namespace fulcrum::text
