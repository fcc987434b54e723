// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

namespace fulcrum {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are read in place: little-endian hosts only");

constexpr std::uint64_t kMaxHeader = 100ULL << 20;
constexpr std::size_t kAlignment = 64;

struct DTypeRow
{
    DType type;
    const char* name;
    std::size_t size;
};
constexpr std::array kDTypes = {DTypeRow{DType::F64, "F64", 8}, DTypeRow{DType::F32, "F32", 4},
    DTypeRow{DType::F16, "F16", 2}, DTypeRow{DType::BF16, "BF16", 2}, DTypeRow{DType::I64, "I64", 8},
    DTypeRow{DType::I32, "I32", 4}, DTypeRow{DType::I16, "I16", 2}, DTypeRow{DType::I8, "I8", 1},
    DTypeRow{DType::U8, "U8", 1}, DTypeRow{DType::Bool, "BOOL", 1}};

const DTypeRow& row(DType type)
{
    return *std::find_if(kDTypes.begin(), kDTypes.end(), [type](const DTypeRow& r) { return r.type == type; });
}

tl::unexpected<Error> malformed(const Path& path, const std::string& why)
{
    return fail(ErrorCode::Malformed, "cannot read safetensors", path.string(), why,
        "the file is damaged or incomplete: copy it again");
}

/// Reads one header entry; `data` is everything behind the header.
Result<TensorView> readEntry(
    const Path& path, const std::string& name, const nlohmann::json& entry, std::span<const std::byte> data)
{
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets"))
        return malformed(path, "tensor '" + name + "' lacks dtype, shape or data_offsets");
    const auto& dtype = entry["dtype"];
    const auto& shape = entry["shape"];
    const auto& offsets = entry["data_offsets"];
    TensorView view;
    const auto known = std::find_if(kDTypes.begin(), kDTypes.end(),
        [&](const DTypeRow& r) { return dtype.is_string() && dtype.get_ref<const std::string&>() == r.name; });
    if (known == kDTypes.end())
        return malformed(path, "tensor '" + name + "' has an unknown dtype " + dtype.dump());
    view.type = known->type;
    if (!shape.is_array() || shape.size() > 16)
        return malformed(path, "tensor '" + name + "' has no valid shape");
    std::uint64_t bytes = known->size;
    for (const auto& extent : shape) {
        if (!extent.is_number_unsigned())
            return malformed(path, "tensor '" + name + "' has a shape that is not made of whole numbers");
        const auto n = extent.get<std::uint64_t>();
        if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())
            || __builtin_mul_overflow(bytes, n, &bytes))
            return malformed(path, "tensor '" + name + "' has an absurd shape " + shape.dump());
        view.shape.push_back(static_cast<std::int64_t>(n));
    }
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
        return malformed(path, "tensor '" + name + "' has no valid data_offsets");
    const auto begin = offsets[0].get<std::uint64_t>();
    const auto end = offsets[1].get<std::uint64_t>();
    if (begin > end || end > data.size())
        return malformed(path, "tensor '" + name + "' lies outside the file (bytes " + std::to_string(begin) + " to "
                + std::to_string(end) + " of " + std::to_string(data.size()) + ")");
    if (end - begin != bytes)
        return malformed(path, "tensor '" + name + "' needs " + std::to_string(bytes) + " bytes by its shape but has "
                + std::to_string(end - begin));
    view.bytes = data.subspan(begin, end - begin);
    return view;
}

Result<void> refuseOverlap(const Path& path, const std::map<std::string, TensorView>& tensors)
{
    std::vector<std::pair<const std::byte*, const std::byte*>> ranges;
    for (const auto& [name, view] : tensors)
        if (!view.bytes.empty())
            ranges.emplace_back(view.bytes.data(), view.bytes.data() + view.bytes.size());
    std::sort(ranges.begin(), ranges.end());
    for (std::size_t i = 1; i < ranges.size(); ++i)
        if (ranges[i].first < ranges[i - 1].second)
            return malformed(path, "two tensors overlap");
    return {};
}

template <class Source, class Target, class Convert>
std::vector<Target> convertAll(const TensorView& view, Convert convert)
{
    std::vector<Target> values(view.bytes.size() / sizeof(Source));
    for (std::size_t i = 0; i < values.size(); ++i) {
        Source raw;
        std::memcpy(&raw, view.bytes.data() + i * sizeof(Source), sizeof raw);
        values[i] = convert(raw);
    }
    return values;
}

} // namespace

std::size_t dtypeSize(DType type) { return row(type).size; }
const char* dtypeName(DType type) { return row(type).name; }

std::int64_t TensorView::numel() const
{
    std::int64_t n = 1;
    for (std::int64_t extent : shape)
        n *= extent;
    return n;
}

Result<SafetensorsFile> SafetensorsFile::open(const Path& path)
{
    SafetensorsFile file;
    FULCRUM_TRY(file.m_file, MappedFile::open(path));
    const auto bytes = file.m_file.bytes();
    if (bytes.size() < 8)
        return malformed(path, "shorter than its 8-byte header length");
    std::uint64_t headerSize = 0;
    std::memcpy(&headerSize, bytes.data(), sizeof headerSize);
    if (headerSize > bytes.size() - 8 || headerSize > kMaxHeader)
        return malformed(path, "header of " + std::to_string(headerSize) + " bytes does not fit in the file");
    const auto* headerText = reinterpret_cast<const char*>(bytes.data()) + 8;
    const nlohmann::json header = nlohmann::json::parse(headerText, headerText + headerSize, nullptr, false);
    if (!header.is_object())
        return malformed(path, "the header is not a JSON object");
    const auto data = bytes.subspan(8 + headerSize);
    for (const auto& [name, entry] : header.items()) {
        if (name == "__metadata__") {
            if (entry.is_object())
                for (const auto& [key, value] : entry.items())
                    if (value.is_string())
                        file.m_metadata[key] = value.get<std::string>();
            continue;
        }
        FULCRUM_TRY(file.m_tensors[name], readEntry(path, name, entry, data));
    }
    FULCRUM_CHECK(refuseOverlap(path, file.m_tensors));
    return file;
}

const TensorView* SafetensorsFile::find(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

Result<std::vector<float>> SafetensorsFile::floats(const std::string& name) const
{
    const TensorView* view = find(name);
    if (!view)
        return fail(ErrorCode::NotFound, "no tensor '" + name + "'", path().string());
    switch (view->type) {
    case DType::F64:
        return convertAll<double, float>(*view, [](double v) { return static_cast<float>(v); });
    case DType::F32:
        return convertAll<float, float>(*view, [](float v) { return v; });
    case DType::F16:
        return convertAll<std::uint16_t, float>(*view, halfToFloat);
    case DType::BF16:
        return convertAll<std::uint16_t, float>(*view, bfloat16ToFloat);
    default:
        return fail(ErrorCode::Malformed, "tensor '" + name + "' is not floating point", path().string(),
            std::string("it is ") + dtypeName(view->type));
    }
}

Result<std::vector<std::int64_t>> SafetensorsFile::integers(const std::string& name) const
{
    const TensorView* view = find(name);
    if (!view)
        return fail(ErrorCode::NotFound, "no tensor '" + name + "'", path().string());
    const auto widen = [](auto v) { return static_cast<std::int64_t>(v); };
    switch (view->type) {
    case DType::I64:
        return convertAll<std::int64_t, std::int64_t>(*view, widen);
    case DType::I32:
        return convertAll<std::int32_t, std::int64_t>(*view, widen);
    case DType::I16:
        return convertAll<std::int16_t, std::int64_t>(*view, widen);
    case DType::I8:
        return convertAll<std::int8_t, std::int64_t>(*view, widen);
    case DType::U8:
    case DType::Bool:
        return convertAll<std::uint8_t, std::int64_t>(*view, widen);
    default:
        return fail(ErrorCode::Malformed, "tensor '" + name + "' is not an integer tensor", path().string(),
            std::string("it is ") + dtypeName(view->type));
    }
}

Result<void> writeSafetensors(
    const Path& path, std::vector<TensorToWrite> tensors, const std::map<std::string, std::string>& metadata)
{
    std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t offset = 0;
    for (const TensorToWrite& tensor : tensors) {
        header[tensor.name] = {{"dtype", dtypeName(tensor.type)}, {"shape", tensor.shape},
            {"data_offsets", {offset, offset + tensor.bytes.size()}}};
        offset += tensor.bytes.size();
    }
    std::string text = header.dump();
    text.append((kAlignment - (8 + text.size()) % kAlignment) % kAlignment, ' ');
    std::string content(8, '\0');
    const std::uint64_t headerSize = text.size();
    std::memcpy(content.data(), &headerSize, sizeof headerSize);
    content += text;
    content.reserve(content.size() + offset);
    for (const TensorToWrite& tensor : tensors)
        content.append(reinterpret_cast<const char*>(tensor.bytes.data()), tensor.bytes.size());
    return writeFileAtomic(path, content);
}

float halfToFloat(std::uint16_t bits)
{
    const std::uint32_t sign = std::uint32_t{bits & 0x8000u} << 16;
    const std::uint32_t exponent = (bits >> 10) & 0x1f;
    const std::uint32_t mantissa = bits & 0x3ff;
    if (exponent == 0) {
        const float magnitude = static_cast<float>(mantissa) * 0x1.0p-24f;
        return sign ? -magnitude : magnitude;
    }
    const std::uint32_t wide
        = exponent == 31 ? sign | 0x7f800000u | (mantissa << 13) : sign | ((exponent + 112) << 23) | (mantissa << 13);
    return std::bit_cast<float>(wide);
}

std::uint16_t floatToHalf(float value)
{
    const auto wide = std::bit_cast<std::uint32_t>(value);
    const auto sign = static_cast<std::uint16_t>((wide >> 16) & 0x8000u);
    const std::uint32_t magnitude = wide & 0x7fffffffu;
    if (magnitude > 0x7f800000u)
        return static_cast<std::uint16_t>(sign | 0x7e00u);
    if (magnitude >= 0x477ff000u) // rounds to more than 65504
        return static_cast<std::uint16_t>(sign | 0x7c00u);
    if (magnitude < 0x38800000u) { // subnormal half: add a number whose last bit is 2^-24, rounding to even for us
        const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
        return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000u));
    }
    const std::uint32_t rounded = magnitude + 0xfffu + ((magnitude >> 13) & 1u);
    return static_cast<std::uint16_t>(sign | ((rounded - 0x38000000u) >> 13));
}

} // namespace fulcrum
