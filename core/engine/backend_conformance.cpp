// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/backend.h"
#include "core/engine/config_reader.h"
#include "core/engine/guard.h"
#include "core/engine/open_flamingo_config.h"
#include "core/weights/weight_files.h"

namespace fulcrum::engine {
namespace {

enum class GoldenKind { Unknown, Clip, Lever, Idefics, OpenFlamingo, Qwen2, Idefics2 };

/// What kind of cases a folder holds, by config.json's model_type or, for Lever-LM (which has no config.json), golden.json.
GoldenKind kindOf(const Path& folder)
{
    std::error_code ignored;
    if (weights::isOpenFlamingo(folder))
        return GoldenKind::OpenFlamingo;
    if (std::filesystem::exists(folder / "config.json", ignored)) {
        const std::string type = ConfigReader::open(folder / "config.json").text("model_type", "");
        if (type == "idefics")
            return GoldenKind::Idefics;
        if (type == "idefics2")
            return GoldenKind::Idefics2;
        if (type == "qwen2")
            return GoldenKind::Qwen2;
        if (type == "clip")
            return GoldenKind::Clip;
    }
    if (std::filesystem::exists(folder / "golden.json", ignored)) {
        const ConfigReader golden = ConfigReader::open(folder / "golden.json");
        if (golden.has("index_ds_size"))
            return GoldenKind::Lever;
        if (golden.has("text_pool"))
            return GoldenKind::Clip;
    }
    return GoldenKind::Unknown;
}

} // namespace

Result<ConformanceReport> TorchBackend::conformance(
    const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the golden cases", [&]() -> Result<ConformanceReport> {
        switch (kindOf(folder)) {
        case GoldenKind::Clip:
            return clipConformance(folder, label, options);
        case GoldenKind::Lever:
            return leverConformance(folder, label, options);
        case GoldenKind::Idefics:
            return ideficsConformance(folder, label, options);
        case GoldenKind::OpenFlamingo:
            return openFlamingoConformance(folder, label, options);
        case GoldenKind::Qwen2:
            return qwen2Conformance(folder, label, options);
        case GoldenKind::Idefics2:
            return idefics2Conformance(folder, label, options);
        case GoldenKind::Unknown:
            break;
        }
        return fail(ErrorCode::Unsupported, "unknown kind of golden data", folder.string(),
            "no config.json or golden.json of a model that this build knows");
    });
}

} // namespace fulcrum::engine
