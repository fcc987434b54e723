// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace fulcrum::model {

/// What the vision side of a model gives for one image: rows x width numbers, row-major, little endian.
struct ImageFeatures
{
    std::string type; ///< as safetensors spell it: "F32", "BF16", "F16"
    std::int64_t rows = 0, width = 0;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner; ///< keeps `bytes` alive where a store hands them out
};

/// Image features that outlive a process, of one model in one precision: an engine asks here before it encodes an image and hands over what
/// it encoded. Any thread may call.
class FeatureStore
{
public:
    virtual ~FeatureStore() = default;
    /// Bit for bit what was put under an image's key; nothing when it is not there (or damaged).
    virtual std::optional<ImageFeatures> find(const std::string& key) = 0;
    /// Keeps a copy. What cannot be stored is left out: features can be computed again.
    virtual void put(const std::string& key, const ImageFeatures& features) = 0;
    /// What was put survives the process from now on.
    virtual void flush() = 0;
};

} // namespace fulcrum::model
