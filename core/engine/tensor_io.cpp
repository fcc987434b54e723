// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/tensor_io.h"

namespace fulcrum::engine {
namespace {

DType storedType(at::ScalarType type)
{
    switch (type) {
    case at::kDouble:
        return DType::F64;
    case at::kHalf:
        return DType::F16;
    case at::kBFloat16:
        return DType::BF16;
    case at::kLong:
        return DType::I64;
    case at::kInt:
        return DType::I32;
    case at::kShort:
        return DType::I16;
    case at::kChar:
        return DType::I8;
    case at::kByte:
        return DType::U8;
    case at::kBool:
        return DType::Bool;
    default:
        return DType::F32;
    }
}

} // namespace

at::ScalarType scalarType(DType type)
{
    switch (type) {
    case DType::F64:
        return at::kDouble;
    case DType::F16:
        return at::kHalf;
    case DType::BF16:
        return at::kBFloat16;
    case DType::I64:
        return at::kLong;
    case DType::I32:
        return at::kInt;
    case DType::I16:
        return at::kShort;
    case DType::I8:
        return at::kChar;
    case DType::U8:
        return at::kByte;
    case DType::Bool:
        return at::kBool;
    case DType::F32:
        break;
    }
    return at::kFloat;
}

at::Tensor tensorFromView(const TensorView& view, std::shared_ptr<const void> owner)
{
    const auto options = at::TensorOptions().dtype(scalarType(view.type));
    if (view.bytes.empty())
        return at::empty(view.shape, options);
    // The mapping is private and writable, so handing out a mutable pointer can harm nobody (PLATFORM.md section 4).
    void* data = const_cast<std::byte*>(view.bytes.data());
    if (reinterpret_cast<std::uintptr_t>(data) % dtypeSize(view.type) == 0)
        return at::from_blob(
            data, view.shape, [owner = std::move(owner)](void*) mutable { owner.reset(); }, options);
    at::Tensor copy = at::empty(view.shape, options);
    std::memcpy(copy.data_ptr(), view.bytes.data(), view.bytes.size());
    return copy;
}

at::Tensor tensorFromCheckpoint(const weights::CheckpointTensor& tensor, std::shared_ptr<const void> owner)
{
    const std::size_t size = dtypeSize(tensor.type);
    if (tensor.isContiguous()) {
        TensorView view{tensor.type, tensor.shape, {}};
        if (tensor.numel() > 0)
            view.bytes = tensor.bytes.subspan(
                static_cast<std::size_t>(tensor.offset) * size, static_cast<std::size_t>(tensor.numel()) * size);
        return tensorFromView(view, std::move(owner));
    }
    const auto stored = static_cast<std::int64_t>(tensor.bytes.size() / size);
    const TensorView whole{tensor.type, {stored}, tensor.bytes.first(static_cast<std::size_t>(stored) * size)};
    return tensorFromView(whole, std::move(owner)).as_strided(tensor.shape, tensor.strides, tensor.offset).contiguous();
}

Result<at::Tensor> readTensor(const SafetensorsFile& file, const std::string& name)
{
    const TensorView* view = file.find(name);
    if (!view)
        return fail(ErrorCode::Malformed, "no tensor '" + name + "'", file.path().string());
    return tensorFromView(*view, file.owner());
}

Result<void> writeTensors(
    const Path& path, const NamedTensors& tensors, const std::map<std::string, std::string>& metadata)
{
    std::vector<at::Tensor> kept; // keeps the bytes alive until they are written
    std::vector<TensorToWrite> entries;
    for (const auto& [name, tensor] : tensors) {
        kept.push_back(tensor.detach().to(at::kCPU).contiguous());
        const at::Tensor& flat = kept.back();
        entries.push_back({name, storedType(flat.scalar_type()), flat.sizes().vec(),
            {static_cast<const std::byte*>(flat.data_ptr()), flat.nbytes()}});
    }
    return writeSafetensors(path, std::move(entries), metadata);
}

} // namespace fulcrum::engine
