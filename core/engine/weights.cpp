// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace fulcrum::engine {
namespace {

constexpr std::size_t kMostShards = 4096;
constexpr std::size_t kListed = 8; ///< names listed in an error before "and N more"

std::string shapeText(const std::vector<std::int64_t>& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

/// Shard name -> names of the tensors that the index promises in it.
Result<std::map<std::string, std::set<std::string>>> readIndex(const Path& path)
{
    FULCRUM_TRY(const std::string text, readFile(path));
    const nlohmann::json index = nlohmann::json::parse(text, nullptr, false);
    const auto malformed = [&](const std::string& why) {
        return fail(ErrorCode::Malformed, "cannot read the index of the weights", path.string(), why,
            "download the file again");
    };
    if (!index.is_object() || !index.contains("weight_map") || !index["weight_map"].is_object())
        return malformed("no object 'weight_map'");
    std::map<std::string, std::set<std::string>> shards;
    for (const auto& [name, shard] : index["weight_map"].items()) {
        if (!shard.is_string())
            return malformed("the shard of '" + name + "' is not a text");
        const std::string file = shard.get<std::string>();
        // A shard lies beside its index: an index from outside must not make us read other files.
        if (file.empty() || file == "." || file == ".." || file.find('/') != std::string::npos)
            return malformed("the shard name '" + file + "' is not a plain file name");
        shards[file].insert(name);
        if (shards.size() > kMostShards)
            return malformed("more than " + std::to_string(kMostShards) + " shards");
    }
    if (shards.empty())
        return malformed("'weight_map' is empty");
    return shards;
}

bool isThere(const Path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

} // namespace

Result<Weights> Weights::open(const Path& folder)
{
    const Path single = folder / "model.safetensors";
    const Path index = folder / "model.safetensors.index.json";
    if (isThere(single))
        return openFile(single);
    if (!isThere(index))
        return fail(ErrorCode::ModelUnavailable, "no weights", folder.string(),
            "there is neither model.safetensors nor model.safetensors.index.json",
            "download the safetensors weights of the model");
    Weights weights;
    weights.m_source = folder.string();
    FULCRUM_TRY(const auto shards, readIndex(index));
    for (const auto& [file, names] : shards)
        FULCRUM_CHECK(weights.addFile(folder / file, &names));
    return weights;
}

Result<Weights> Weights::openFile(const Path& file)
{
    Weights weights;
    weights.m_source = file.string();
    FULCRUM_CHECK(weights.addFile(file, nullptr));
    return weights;
}

Weights Weights::fromTensors(std::map<std::string, at::Tensor> tensors, std::string source)
{
    Weights weights;
    weights.m_source = std::move(source);
    for (auto& [name, tensor] : tensors)
        weights.m_tensors[name] = {std::move(tensor), 0};
    return weights;
}

Result<void> Weights::addFile(const Path& path, const std::set<std::string>* expected)
{
    FULCRUM_TRY(const SafetensorsFile file, SafetensorsFile::open(path));
    m_files.push_back(path);
    for (const auto& [name, view] : file.tensors()) {
        if (m_tensors.contains(name))
            return fail(ErrorCode::Malformed, "two shards hold tensor '" + name + "'", path.string());
        m_tensors[name] = {tensorFromView(view, file.owner()), m_files.size() - 1};
    }
    if (expected)
        for (const std::string& name : *expected)
            if (!file.find(name))
                return fail(ErrorCode::Malformed, "a shard lacks tensor '" + name + "'", path.string(),
                    "the index promises it there", "download the file again");
    return {};
}

void Weights::setTarget(at::Device device, at::ScalarType type)
{
    m_device = device;
    m_type = type;
}

std::vector<std::int64_t> Weights::shape(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? std::vector<std::int64_t>{} : found->second.tensor.sizes().vec();
}

at::Tensor Weights::take(const std::string& name, const std::vector<std::int64_t>& shape)
{
    const auto options = at::TensorOptions().dtype(m_type).device(m_device);
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end()) {
        m_complaints.push_back(fmt::format("'{}' {} is missing", name, shapeText(shape)));
        return at::zeros({1}, options).expand(shape);
    }
    m_used.insert(name);
    const at::Tensor& tensor = found->second.tensor;
    const std::string where = m_files.empty() ? m_source : m_files[found->second.file].filename().string();
    if (tensor.sizes().vec() != shape) {
        m_complaints.push_back(fmt::format(
            "'{}' in {} has shape {}, expected {}", name, where, shapeText(tensor.sizes().vec()), shapeText(shape)));
        return at::zeros({1}, options).expand(shape);
    }
    if (!at::isFloatingType(tensor.scalar_type())) {
        m_complaints.push_back(fmt::format("'{}' in {} is not floating point", name, where));
        return at::zeros({1}, options).expand(shape);
    }
    return tensor.to(options);
}

void Weights::ignore(const std::function<bool(const std::string&)>& matches)
{
    for (const auto& [name, entry] : m_tensors)
        if (matches(name))
            m_used.insert(name);
}

Result<void> Weights::finish() const
{
    std::vector<std::string> complaints = m_complaints;
    for (const auto& [name, entry] : m_tensors)
        if (!m_used.contains(name))
            complaints.push_back(fmt::format("'{}' is not part of this architecture", name));
    if (complaints.empty())
        return {};
    const std::size_t listed = std::min(kListed, complaints.size());
    std::string why = fmt::format("{}", fmt::join(complaints.begin(), complaints.begin() + static_cast<long>(listed), "; "));
    if (complaints.size() > listed)
        why += fmt::format("; and {} more", complaints.size() - listed);
    return fail(ErrorCode::Malformed, "the weights do not fit config.json", m_source, why,
        "config.json and the weight files must belong to the same model");
}

Result<std::string> hashFiles(const std::vector<Path>& files)
{
    std::string all;
    for (const Path& file : files) {
        FULCRUM_TRY(const std::string one, sha256File(file));
        all += one;
    }
    return files.size() == 1 ? all : sha256(all);
}

} // namespace fulcrum::engine
