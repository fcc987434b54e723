// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/backend.h"

namespace fulcrum::engine {

/// The LibTorch implementation. Each concern lives in its own file: backend_vlm.cpp (LVLMs), backend_clip.cpp (encoder),
/// backend_lever.cpp (Lever-LM), backend_describe.cpp,
/// backend_conformance.cpp and backend_bench.cpp (dispatch by kind).
class TorchBackend final : public model::Backend
{
public:
    std::string version() const override;
    std::vector<model::DeviceInfo> devices() const override;

    Result<std::unique_ptr<model::Encoder>> loadEncoder(
        const Path& folder, const model::LoadOptions& options) override;
    Result<std::unique_ptr<model::VisionLanguageModel>> loadVisionLanguageModel(
        const Path& folder, const model::LoadOptions& options) override;
    Result<model::ModelDescription> describe(const Path& folder) override;
    Result<std::unique_ptr<model::LeverModel>> createLeverModel(
        const model::LeverConfig& config, std::uint64_t seed, const model::LoadOptions& options) override;
    Result<std::unique_ptr<model::LeverModel>> loadLeverModel(
        const Path& file, const model::LeverConfig* config, const model::LoadOptions& options) override;
    Result<std::unique_ptr<model::EncoderTrainer>> createEncoderTrainer(const Path& folder, std::uint64_t seed,
        std::span<const int> heads, double weightDecay, int threads) override;
    Result<std::unique_ptr<model::VisionLanguageTrainer>> createVisionLanguageTrainer(const Path& folder,
        const Path& encoderFolder, const model::VisionLanguageTrainer::Options& options) override;
    Result<ConformanceReport> conformance(
        const Path& folder, const std::string& label, const model::LoadOptions& options) override;
    Result<nlohmann::json> bench(const std::string& name, const nlohmann::json& options) override;
};

/// The refusal of a config.json whose model_type nobody knows.
Error unknownModelType(const std::string& type, const std::string& where);

// Golden data of one kind each: `folder` is one configuration, `label` names it in the report; run on the device of `options`.
Result<ConformanceReport> clipConformance(const Path& folder, const std::string& label, const model::LoadOptions& options);
Result<ConformanceReport> leverConformance(const Path& folder, const std::string& label, const model::LoadOptions& options);
Result<ConformanceReport> ideficsConformance(const Path& folder, const std::string& label, const model::LoadOptions& options);
Result<ConformanceReport> openFlamingoConformance(const Path& folder, const std::string& label, const model::LoadOptions& options);
Result<ConformanceReport> qwen2Conformance(const Path& folder, const std::string& label, const model::LoadOptions& options);
Result<ConformanceReport> idefics2Conformance(const Path& folder, const std::string& label, const model::LoadOptions& options);

// `fulcrum-cli bench dm`, `generate`, `embed` and `train` (ARCHITECTURE.md section 8).
Result<nlohmann::json> benchDm(const nlohmann::json& options);
Result<nlohmann::json> benchGenerate(const nlohmann::json& options);
Result<nlohmann::json> benchInteractive(const nlohmann::json& options);
Result<nlohmann::json> benchEmbed(const nlohmann::json& options);
Result<nlohmann::json> benchTrain(const nlohmann::json& options);

} // namespace fulcrum::engine
