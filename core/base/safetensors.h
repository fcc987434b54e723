// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

namespace fulcrum {

enum class DType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

std::size_t dtypeSize(DType type);
/// Safetensors spelling ("F32", "BF16", ...).
const char* dtypeName(DType type);

struct TensorView
{
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes; ///< row-major, little endian, not necessarily aligned to the type

    std::int64_t numel() const;
};

/// A memory-mapped safetensors file. Layout: 8-byte little-endian header length, JSON header, raw data.
/// `open` checks every name, dtype, shape and range (overflow, overlap, out of file) before anything is handed out,
/// so a view can be read without further checks. Copyable; thread-safe for reading.
class SafetensorsFile
{
public:
    static Result<SafetensorsFile> open(const Path& path);

    const std::map<std::string, TensorView>& tensors() const { return m_tensors; }
    const TensorView* find(const std::string& name) const;
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    const Path& path() const { return m_file.path(); }
    std::shared_ptr<const void> owner() const { return m_file.owner(); }

    /// Values of a tensor as float32 (from F64/F32/F16/BF16), or an error naming file and tensor.
    Result<std::vector<float>> floats(const std::string& name) const;
    /// Values of a tensor as int64 (from any integer or bool type).
    Result<std::vector<std::int64_t>> integers(const std::string& name) const;

private:
    MappedFile m_file;
    std::map<std::string, TensorView> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

struct TensorToWrite
{
    std::string name;
    DType type = DType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};

/// Atomic; tensors are laid out in name order and data starts at a multiple of 64 bytes, so equal content gives equal files.
Result<void> writeSafetensors(
    const Path& path, std::vector<TensorToWrite> tensors, const std::map<std::string, std::string>& metadata = {});

float halfToFloat(std::uint16_t bits);
std::uint16_t floatToHalf(float value);
inline float bfloat16ToFloat(std::uint16_t bits)
{
    const std::uint32_t wide = std::uint32_t{bits} << 16;
    float value;
    static_assert(sizeof value == sizeof wide);
    __builtin_memcpy(&value, &wide, sizeof value);
    return value;
}

} // namespace fulcrum
