// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/lever_towers.h"

#include "core/engine/clip_encoder.h"
#include "core/engine/clip_model.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <fmt/format.h>

namespace fulcrum::engine {

LeverTowers::LeverTowers(const Path& folder, bool image, bool text, bool unit, at::Device device)
    : m_config(ClipConfig::read(folder)), m_image(image), m_text(text), m_unit(unit), m_device(device)
{
    Weights tensors = orThrow(Weights::open(folder));
    tensors.setTarget(device, at::kFloat);
    m_weights = takeClip(tensors, m_config);
}

model::EncoderInfo LeverTowers::info() const
{
    model::EncoderInfo info;
    info.dimensions = static_cast<int>(m_config.projection);
    info.imageSize = static_cast<int>(m_config.imageSize);
    info.textLength = static_cast<int>(m_config.positions);
    return info;
}

std::vector<at::Tensor*> LeverTowers::parameters()
{
    std::vector<at::Tensor*> trained;
    visitClip(m_weights, m_config, [&](at::Tensor& stack, const std::vector<ClipPart>& parts) {
        const std::string& name = parts.front().name;
        if ((m_image && name.starts_with("vis")) || (m_text && name.starts_with("text")))
            trained.push_back(&stack);
    });
    return trained;
}

LeverEmbeddings LeverTowers::embed(const model::LeverInputs& inputs, bool image, bool text) const
{
    const auto check = [&](const char* part, std::size_t given) {
        if (given != inputs.rows || given == 0)
            throw EngineError(ErrorCode::Malformed, "what an encoder is fed is not consistent", part, fmt::format("{} for {} rows", given, inputs.rows));
    };
    const auto scaled = [&](const at::Tensor& projected) { return m_unit ? unitRows(projected) : projected; };
    LeverEmbeddings out;
    if (image) {
        check("images", inputs.images.size());
        std::vector<const model::Pixels*> images;
        for (const model::Pixels& one : inputs.images)
            images.push_back(&one);
        const at::Tensor pixels = onto(clipPixels(images, m_config), m_device);
        out.image = scaled(clipImageEmbeddings(m_weights, m_config, pixels));
    }
    if (text) {
        check("texts", inputs.texts.size());
        std::vector<const std::vector<std::int32_t>*> texts;
        for (const std::vector<std::int32_t>& one : inputs.texts)
            texts.push_back(&one);
        const at::Tensor ids = onto(clipIds(texts, m_config), m_device);
        out.text = scaled(clipTextEmbeddings(m_weights, m_config, ids));
    }
    return out;
}

Result<void> LeverTowers::save(const Path& folder) { return writeClip(folder, m_weights, m_config); }

} // namespace fulcrum::engine
