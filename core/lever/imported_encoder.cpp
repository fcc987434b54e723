// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/imported_encoder.h"

#include "core/lever/encoder_inputs.h"

#include <cstring>
#include <fmt/format.h>

namespace fulcrum::lever {
namespace {

using weights::CheckpointFile;
using weights::CheckpointTensor;

/// The checkpoint's tensor for one of a CLIP's; null where it has none.
const CheckpointTensor* counterpart(const CheckpointFile& checkpoint, const std::string& name)
{
    if (name.starts_with("vis"))
        return checkpoint.find("lever_lm.img_model." + name);
    return name.starts_with("text") ? checkpoint.find("lever_lm.sen_model." + name) : nullptr;
}

/// Numbers of a tensor without gaps; empty for types that no CLIP has.
std::vector<float> numbers(const CheckpointTensor& tensor)
{
    const bool wide = tensor.type == DType::F32;
    if (!tensor.isContiguous() || (!wide && tensor.type != DType::F16 && tensor.type != DType::BF16))
        return {};
    const auto count = static_cast<std::size_t>(tensor.numel()), size = wide ? sizeof(float) : sizeof(std::uint16_t);
    const std::byte* from = tensor.bytes.data() + static_cast<std::size_t>(tensor.offset) * size;
    std::vector<float> values(count);
    if (wide) {
        std::memcpy(values.data(), from, count * size);
        return values;
    }
    std::vector<std::uint16_t> halves(count);
    std::memcpy(halves.data(), from, count * size);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = tensor.type == DType::F16 ? halfToFloat(halves[i]) : bfloat16ToFloat(halves[i]);
    return values;
}

} // namespace

Result<CarriedEncoder> takeEncoder(const CheckpointFile& checkpoint, const Path& base, const Path& to)
{
    const Path file = base / "model.safetensors";
    if (std::error_code gone; !std::filesystem::exists(file, gone))
        return CarriedEncoder::Unknown;
    FULCRUM_TRY(const SafetensorsFile own, SafetensorsFile::open(file));
    std::map<std::string, std::vector<float>> all;
    std::vector<TensorToWrite> tensors;
    bool found = false, differs = false;
    for (const auto& [name, view] : own.tensors()) {
        if (name.ends_with("position_ids"))
            continue;
        FULCRUM_TRY(std::vector<float> values, own.floats(name));
        if (const CheckpointTensor* carried = counterpart(checkpoint, name)) {
            FULCRUM_CHECK(checkpoint.verify(carried->storage));
            std::vector<float> theirs = numbers(*carried);
            if (carried->shape != view.shape || theirs.size() != values.size())
                return fail(ErrorCode::Usage, "the CLIP in the checkpoint is not the project's", checkpoint.path().string(),
                    fmt::format("{} has another shape than in {}", name, file.string()), "make the CLIP that it was trained with the project's encoder");
            found = true;
            differs = differs || theirs != values;
            values = std::move(theirs);
        }
        const std::vector<float>& kept = all[name] = std::move(values);
        tensors.push_back({name, DType::F32, view.shape, std::as_bytes(std::span(kept))});
    }
    if (!found || !differs)
        return found ? CarriedEncoder::Same : CarriedEncoder::Unknown;
    FULCRUM_CHECK(copyEncoderFiles(base, to));
    FULCRUM_CHECK(writeSafetensors(to / "model.safetensors", std::move(tensors), {{"format", "pt"}}));
    return CarriedEncoder::Trained;
}

} // namespace fulcrum::lever
