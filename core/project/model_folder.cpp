// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/model_folder.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::project {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLargestConfig = 8ULL << 20;
constexpr std::uint64_t kLargestIndex = 64ULL << 20;

bool holds(const Path& file)
{
    std::error_code error;
    return std::filesystem::is_regular_file(file, error) && std::filesystem::file_size(file, error) > 0 && !error;
}

/// Empty when the file is a JSON object, else what is wrong with it.
std::string jsonComplaint(const Path& file, std::uint64_t limit, json* out = nullptr)
{
    const Result<std::string> text = readFile(file, limit);
    if (!text)
        return text.error().text();
    json document = json::parse(*text, nullptr, false);
    if (!document.is_object())
        return fmt::format("{} is not a JSON object", file.string());
    if (out != nullptr)
        *out = std::move(document);
    return {};
}

/// Every shard that the index promises lies beside it.
std::string shardComplaint(const Path& folder, const Path& index)
{
    json document;
    if (std::string complaint = jsonComplaint(index, kLargestIndex, &document); !complaint.empty())
        return complaint;
    const auto map = document.find("weight_map");
    if (map == document.end() || !map->is_object() || map->empty())
        return fmt::format("{} has no weight_map", index.string());
    std::set<std::string> shards;
    for (const auto& [tensor, shard] : map->items()) {
        if (!shard.is_string())
            return fmt::format("{} names no file for '{}'", index.string(), tensor);
        shards.insert(shard.get<std::string>());
    }
    for (const std::string& shard : shards)
        if (!holds(folder / shard))
            return fmt::format("{} is missing or empty", (folder / shard).string());
    return {};
}

std::string weightsComplaint(const Path& folder)
{
    if (holds(folder / "model.safetensors"))
        return {};
    const Path index = folder / "model.safetensors.index.json";
    if (holds(index))
        return shardComplaint(folder, index);
    return fmt::format("{} holds no model.safetensors (or it is empty) and no model.safetensors.index.json", folder.string());
}

/// OpenFlamingo's layout: its own checkpoint over the folder of a language model (core/engine/open_flamingo_config.cpp).
bool isOpenFlamingo(const Path& folder)
{
    std::error_code error;
    return holds(folder / "flamingo_config.json")
        || (std::filesystem::is_directory(folder / "lang_encoder", error) && !holds(folder / "config.json"));
}

std::string flamingoComplaint(const Path& folder)
{
    if (std::string complaint = jsonComplaint(folder / "lang_encoder" / "config.json", kLargestConfig); !complaint.empty())
        return complaint;
    if (!holds(folder / "checkpoint.pt") && !holds(folder / "checkpoint.safetensors"))
        return fmt::format("{} holds neither checkpoint.pt nor checkpoint.safetensors", folder.string());
    return {};
}

std::string complaintOf(const Path& folder)
{
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return fmt::format("there is no folder {}", folder.string());
    if (isOpenFlamingo(folder))
        return flamingoComplaint(folder);
    std::string complaint = jsonComplaint(folder / "config.json", kLargestConfig);
    return complaint.empty() ? weightsComplaint(folder) : complaint;
}

} // namespace

Result<void> checkModelFolder(const Path& folder, const std::string& role)
{
    std::string complaint = complaintOf(folder);
    if (complaint.empty())
        return {};
    return fail(ErrorCode::ModelUnavailable, fmt::format("the {} cannot be used", role), folder.string(),
        std::move(complaint),
        "give a model folder as its publisher ships it (config.json, *.safetensors, tokenizer files)");
}

} // namespace fulcrum::project
