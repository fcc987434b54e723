// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/lever_lm.h"
#include "core/engine/runtime.h"

namespace fulcrum::engine {

Result<std::unique_ptr<model::LeverModel>> TorchBackend::createLeverModel(
    const model::LeverConfig& config, std::uint64_t seed, const model::LoadOptions& options)
{
    return guarded("cannot make a Lever-LM", [&]() -> std::unique_ptr<model::LeverModel> {
        applyThreads(options.threads);
        orThrow(checkLeverConfig(config));
        return std::make_unique<LeverLm>(config, randomLever(config, seed), orThrow(parseDevice(options.device)), scalarType(options.precision));
    });
}

Result<std::unique_ptr<model::LeverModel>> TorchBackend::loadLeverModel(
    const Path& file, const model::LeverConfig* config, const model::LoadOptions& options)
{
    return guarded("cannot load Lever-LM", [&]() -> std::unique_ptr<model::LeverModel> {
        applyThreads(options.threads);
        const model::LeverConfig shape
            = config ? *config : LeverLm::configOf(orThrow(SafetensorsFile::open(file)));
        orThrow(checkLeverConfig(shape));
        Weights tensors = orThrow(Weights::openFile(file));
        return std::make_unique<LeverLm>(shape, takeLever(tensors, shape), orThrow(parseDevice(options.device)), scalarType(options.precision));
    });
}

} // namespace fulcrum::engine
