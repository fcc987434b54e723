// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/weight_files.h"

#include <fmt/ranges.h>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

namespace fulcrum::weights {
namespace {

constexpr std::size_t kMostShards = 4096;
constexpr const char* kHowToGet = "download all files of the model as its publisher ships them";

bool isThere(const Path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

Result<std::vector<WeightFile>> readIndex(const Path& path)
{
    FULCRUM_TRY(const std::string text, readFile(path));
    const nlohmann::json index = nlohmann::json::parse(text, nullptr, false);
    const auto malformed = [&](const std::string& why) {
        return fail(ErrorCode::Malformed, "cannot read the index of the weights", path.string(), why, "download the file again");
    };
    if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
        return malformed("no object 'weight_map'");
    std::map<std::string, std::set<std::string>> shards;
    for (const auto& [name, shard] : index["weight_map"].items()) {
        if (!shard.is_string())
            return malformed("the shard of '" + name + "' is not a text");
        const std::string file = shard.get<std::string>();
        // A shard lies beside its index: an index from outside must not make us read other files.
        if (file.empty() || file == "." || file == ".." || file.find_first_of(std::string_view("/\0", 2)) != std::string::npos)
            return malformed("the shard name '" + file + "' is not a plain file name");
        shards[file].insert(name);
        if (shards.size() > kMostShards)
            return malformed("more than " + std::to_string(kMostShards) + " shards");
    }
    if (shards.empty())
        return malformed("'weight_map' is empty");
    std::vector<WeightFile> files;
    for (auto& [file, names] : shards)
        files.push_back({path.parent_path() / file, std::move(names)});
    return files;
}

} // namespace

Result<std::vector<WeightFile>> findWeights(const Path& folder)
{
    for (const char* single : {"model.safetensors", "pytorch_model.bin"}) {
        if (isThere(folder / single))
            return std::vector<WeightFile>{{folder / single, {}}};
        if (const Path index = folder / (std::string(single) + ".index.json"); isThere(index))
            return readIndex(index);
    }
    return fail(ErrorCode::ModelUnavailable, "no weights", folder.string(),
        "there is neither model.safetensors (or model.safetensors.index.json) nor pytorch_model.bin (or its index)", kHowToGet);
}

Result<std::vector<WeightFile>> findOneFile(const Path& folder, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (isThere(folder / name))
            return std::vector<WeightFile>{{folder / name, {}}};
    return fail(ErrorCode::ModelUnavailable, "no weights", folder.string(),
        fmt::format("there is none of {}", fmt::join(names, ", ")), kHowToGet);
}

bool isOpenFlamingo(const Path& folder)
{
    return isThere(folder / "flamingo_config.json") || (isThere(folder / "lang_encoder") && !isThere(folder / "config.json"));
}

Result<std::vector<WeightFile>> findFlamingoCheckpoint(const Path& folder)
{
    return findOneFile(folder, {"checkpoint.pt", "checkpoint.safetensors"});
}

Result<std::vector<WeightFile>> findFlamingoVision(const Path& folder)
{
    return findOneFile(folder / "vision_encoder",
        {"open_clip_visual.safetensors", "open_clip_model.safetensors", "model.safetensors", "open_clip_pytorch_model.bin"});
}

bool isCheckpoint(const Path& file)
{
    char start[2] = {};
    std::ifstream(file, std::ios::binary).read(start, 2);
    return (start[0] == 'P' && start[1] == 'K') || file.extension() != ".safetensors";
}

} // namespace fulcrum::weights
