// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"

#include <nlohmann/json.hpp>

namespace fulcrum::engine {

Result<nlohmann::json> TorchBackend::bench(const std::string& name, const nlohmann::json& options)
{
    if (name == "dm")
        return benchDm(options);
    if (name == "generate")
        return benchGenerate(options);
    if (name == "interactive")
        return benchInteractive(options);
    if (name == "embed")
        return benchEmbed(options);
    if (name == "train")
        return benchTrain(options);
    return fail(ErrorCode::Usage, "unknown benchmark of the engine", name, "known: dm, generate, interactive, embed, train");
}

} // namespace fulcrum::engine
