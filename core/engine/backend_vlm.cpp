// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/idefics2.h"
#include "core/engine/idefics_model.h"
#include "core/engine/idefics_trainer.h"
#include "core/engine/open_flamingo.h"
#include "core/engine/qwen2.h"
#include "core/weights/weight_files.h"

namespace fulcrum::engine {

Result<std::unique_ptr<model::VisionLanguageModel>> TorchBackend::loadVisionLanguageModel(
    const Path& folder, const model::LoadOptions& options)
{
    return guarded("cannot load a vision-language model",
        [&]() -> std::unique_ptr<model::VisionLanguageModel> {
            if (weights::isOpenFlamingo(folder))
                return OpenFlamingo::load(folder, options);
            const ConfigReader json = ConfigReader::open(folder / "config.json");
            const std::string type = json.text("model_type", "");
            if (type == "qwen2")
                return Qwen2::load(folder, options);
            if (type == "idefics2")
                return Idefics2::load(folder, options);
            if (type != "idefics")
                throw EngineError(unknownModelType(type, json.where()));
            return IdeficsModel::load(folder, options);
        });
}

Result<std::unique_ptr<model::VisionLanguageTrainer>> TorchBackend::createVisionLanguageTrainer(
    const Path& folder, const Path& encoderFolder, const model::VisionLanguageTrainer::Options& options)
{
    return guarded("cannot prepare the training of a vision-language model",
        [&]() -> std::unique_ptr<model::VisionLanguageTrainer> {
            return std::make_unique<IdeficsTrainer>(folder, encoderFolder, options);
        });
}

} // namespace fulcrum::engine
