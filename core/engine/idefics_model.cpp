// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_model.h"

#include "core/engine/guard.h"
#include "core/engine/idefics_vision.h"
#include "core/engine/ops.h"
#include "core/engine/runtime.h"
#include "core/engine/seen_images.h"

#include <c10/core/GradMode.h>

namespace fulcrum::engine {
namespace {

model::VisionLanguageModelInfo infoOf(
    const IdeficsConfig& config, IdeficsWeights& weights, std::string name, std::string hash)
{
    model::VisionLanguageModelInfo info;
    info.family = "idefics";
    info.name = std::move(name);
    info.hash = std::move(hash);
    info.beginToken = config.beginToken;
    info.endToken = config.endToken;
    info.padToken = config.padToken;
    info.parameters = countParameters(weights, config);
    return info;
}

} // namespace

IdeficsArchitecture::IdeficsArchitecture(
    IdeficsConfig config, IdeficsWeights weights, at::Device device, at::ScalarType type)
    : m_config(std::move(config)), m_weights(std::move(weights)), m_device(device), m_type(activationType(device, type)),
      m_shape(m_config.forestShape()),
      m_text(languageModel(m_weights, m_config, m_device, m_type))
{
    for (GatedWeights& layer : m_weights.gated)
        for (at::Tensor* alpha : {&layer.alphaAttention, &layer.alphaDense})
            *alpha = keptGate(*alpha);
}

at::Tensor IdeficsArchitecture::imagePixels(const model::Pixels& pixels, const std::string& where) const
{
    return squarePixelTensor(pixels.height, pixels.width, pixels.values, m_config.vision.imageSize, where);
}

at::Tensor IdeficsArchitecture::imageFeatures(const std::vector<at::Tensor>& images, Trace*) const
{
    const at::Tensor pixels = onto(at::cat(images, 0), m_device).to(m_type);
    return resample(m_weights, m_config, visionTower(m_weights.vision, m_config.vision, pixels));
}

ImageTable IdeficsArchitecture::projectFeatures(const at::Tensor& features) const
{
    return projectImages(m_weights, m_config, features);
}

at::Tensor IdeficsArchitecture::run(
    const PackedBatch& batch, const ImageTable& images, KeyValueStore* store, const at::Tensor& wanted, Trace*) const
{
    return runDecoder(m_weights, m_config, m_text, batch, images, store, wanted);
}

std::unique_ptr<IdeficsModel> IdeficsModel::load(const Path& folder, const model::LoadOptions& options)
{
    applyThreads(options.threads);
    const c10::NoGradGuard noGradient;
    const at::Device device = orThrow(parseDevice(options.device));
    const at::ScalarType type = scalarType(options.precision);
    const IdeficsConfig config = IdeficsConfig::read(folder);
    std::string hash;
    IdeficsWeights weights = loadIdefics(folder, config, device, type, &hash);
    return std::make_unique<IdeficsModel>(config, std::move(weights), device, type, folderName(folder), hash);
}

IdeficsModel::IdeficsModel(IdeficsConfig config, IdeficsWeights weights, at::Device device, at::ScalarType type,
    std::string name, std::string hash)
    : IdeficsModel(new IdeficsArchitecture(config, weights, device, type),
        infoOf(config, weights, std::move(name), std::move(hash)))
{
}

IdeficsModel::IdeficsModel(IdeficsArchitecture* architecture, model::VisionLanguageModelInfo info)
    : ForestModel(std::unique_ptr<Architecture>(architecture), std::move(info)), m_idefics(*architecture)
{
}

} // namespace fulcrum::engine
