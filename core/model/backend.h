// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/conformance.h"
#include "core/model/device.h"
#include "core/model/encoder.h"
#include "core/model/lever_model.h"
#include "core/model/model_description.h"
#include "core/model/vision_language_model.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>

namespace fulcrum::model {

/// The engine behind the interfaces of this folder. The only implementation is core/engine, a module that is opened with
/// dlopen when something first needs it (ARCHITECTURE.md rule 1).
class Backend
{
public:
    virtual ~Backend() = default;
    virtual std::string version() const = 0; ///< "LibTorch 1.13.1"
    virtual std::vector<DeviceInfo> devices() const = 0;

    /// A folder in Hugging Face layout.
    virtual Result<std::unique_ptr<Encoder>> loadEncoder(const Path& folder, const LoadOptions& options) = 0;
    virtual Result<std::unique_ptr<VisionLanguageModel>> loadVisionLanguageModel(
        const Path& folder, const LoadOptions& options) = 0;

    /// What the folder of an encoder or LVLM is, and every tensor that does not fit; reads configuration and headers only.
    virtual Result<ModelDescription> describe(const Path& folder) = 0;

    virtual Result<std::unique_ptr<LeverModel>> createLeverModel(
        const LeverConfig& config, std::uint64_t seed, const LoadOptions& options) = 0;
    /// From `LeverModel::save` or an official Lightning .ckpt (then `config` must be given).
    virtual Result<std::unique_ptr<LeverModel>> loadLeverModel(
        const Path& file, const LeverConfig* config, const LoadOptions& options) = 0;

    /// `folder` holds config.json; weights are initialised from the seed unless model.safetensors is there.
    /// `heads` = number of classes of each dense head.
    virtual Result<std::unique_ptr<EncoderTrainer>> createEncoderTrainer(
        const Path& folder, std::uint64_t seed, std::span<const int> heads, double weightDecay, int threads) = 0;
    /// As above; `encoderFolder` gives the frozen vision tower of a fresh model (same vision shape).
    virtual Result<std::unique_ptr<VisionLanguageTrainer>> createVisionLanguageTrainer(
        const Path& folder, const Path& encoderFolder, const VisionLanguageTrainer::Options& options) = 0;

    /// Runs one golden case folder ("clip", "idefics", "leverlm"...; see core/engine/conformance).
    virtual Result<ConformanceReport> conformance(const Path& folder, const std::string& label, const LoadOptions& options) = 0;
    /// "dm", ...: the result document of `fulcrum-cli bench`.
    virtual Result<nlohmann::json> bench(const std::string& name, const nlohmann::json& options) = 0;
};

/// Opens the engine module once per process (thread-safe). Looks in $FULCRUM_ENGINE, beside the running program, in
/// ../lib and in the install folder. ModelUnavailable with the loader's reason when it cannot be opened.
Result<Backend*> openBackend();

/// The file that openBackend would load; empty when there is none. Only looks.
Path engineModule();

/// The engine's single exported symbol, `extern "C"`.
inline constexpr const char* kBackendFactory = "fulcrumCreateBackend";
using BackendFactory = Backend* (*)();

} // namespace fulcrum::model
