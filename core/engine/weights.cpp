// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/weights.h"

#include "core/engine/guard.h"

#include <fmt/ranges.h>

namespace fulcrum::engine {
namespace {

constexpr std::size_t kListed = 8; ///< complaints in an error before "and N more"

bool isFloating(DType type) { return at::isFloatingType(scalarType(type)); }

} // namespace

const std::vector<std::int64_t>& Weights::Entry::shape() const
{
    return std::visit([](const auto& one) -> const std::vector<std::int64_t>& { return one.shape; }, stored);
}

DType Weights::Entry::type() const
{
    return std::visit([](const auto& one) { return one.type; }, stored);
}

Result<Weights> Weights::open(const Path& folder)
{
    FULCRUM_TRY(const auto files, weights::findWeights(folder));
    return open(files, files.size() == 1 ? files.front().path.string() : folder.string());
}

Result<Weights> Weights::open(const std::vector<weights::WeightFile>& files, std::string source)
{
    Weights weights;
    weights.m_source = std::move(source);
    for (const weights::WeightFile& file : files)
        FULCRUM_CHECK(weights.addFile(file));
    return weights;
}

Result<Weights> Weights::openFile(const Path& file) { return open({{file, {}}}, file.string()); }

Result<void> Weights::addFile(const weights::WeightFile& source)
{
    const std::size_t index = m_files.size();
    m_files.push_back(source.path);
    if (weights::isCheckpoint(source.path)) {
        FULCRUM_TRY(weights::CheckpointFile file, weights::CheckpointFile::open(source.path));
        for (const auto& [name, tensor] : file.tensors())
            FULCRUM_CHECK(addTensor(name, {tensor, index}));
        m_owners.push_back(file.owner());
        m_checkpoints.emplace(index, std::move(file));
    } else {
        FULCRUM_TRY(const SafetensorsFile file, SafetensorsFile::open(source.path));
        for (const auto& [name, view] : file.tensors())
            FULCRUM_CHECK(addTensor(name, {view, index}));
        m_owners.push_back(file.owner());
    }
    for (const std::string& name : source.promised)
        if (const auto found = m_tensors.find(name); found == m_tensors.end() || found->second.file != index)
            return fail(ErrorCode::Malformed, "a shard lacks tensor '" + name + "'", source.path.string(),
                "the index promises it there", "download the file again");
    return {};
}

Result<void> Weights::addTensor(const std::string& name, Entry entry)
{
    const Path& file = m_files[entry.file];
    if (!m_tensors.emplace(name, std::move(entry)).second)
        return fail(ErrorCode::Malformed, "two shards hold tensor '" + name + "'", file.string());
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
    return found == m_tensors.end() ? std::vector<std::int64_t>{} : found->second.shape();
}

at::Tensor Weights::read(const Entry& entry)
{
    const std::shared_ptr<const void>& owner = m_owners[entry.file];
    if (const auto* view = std::get_if<TensorView>(&entry.stored))
        return tensorFromView(*view, owner);
    const auto& tensor = std::get<weights::CheckpointTensor>(entry.stored);
    if (m_verified.insert({entry.file, tensor.storage}).second)
        orThrow(m_checkpoints.at(entry.file).verify(tensor.storage));
    return tensorFromCheckpoint(tensor, owner);
}

at::Tensor Weights::take(const std::string& name, const std::vector<std::int64_t>& shape)
{
    using Kind = model::TensorComplaint::Kind;
    const auto options = at::TensorOptions().dtype(m_type).device(m_device);
    const auto complain = [&](Kind kind, std::string file, std::vector<std::int64_t> stored) {
        m_complaints.push_back({kind, name, std::move(file), shape, std::move(stored)});
        return at::zeros({1}, options).expand(shape);
    };
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        return complain(Kind::Missing, {}, {});
    m_used.insert(name);
    const Entry& entry = found->second;
    if (entry.shape() != shape)
        return complain(Kind::Misshapen, fileOf(entry), entry.shape());
    if (!isFloating(entry.type()))
        return complain(Kind::NotFloating, fileOf(entry), entry.shape());
    return m_device.is_meta() ? at::empty(shape, options) : read(entry).to(options);
}

void Weights::ignore(const std::function<bool(const std::string&)>& matches)
{
    for (const auto& [name, entry] : m_tensors)
        if (matches(name))
            m_used.insert(name);
}

std::vector<model::TensorComplaint> Weights::complaints() const
{
    std::vector<model::TensorComplaint> all = m_complaints;
    for (const auto& [name, entry] : m_tensors)
        if (!m_used.contains(name))
            all.push_back({model::TensorComplaint::Kind::Unexpected, name, fileOf(entry), {}, entry.shape()});
    return all;
}

Result<void> Weights::finish() const
{
    const std::vector<model::TensorComplaint> all = complaints();
    if (all.empty())
        return {};
    std::vector<std::string> listed;
    for (std::size_t i = 0; i < std::min(kListed, all.size()); ++i)
        listed.push_back(all[i].text());
    if (all.size() > kListed)
        listed.push_back(fmt::format("and {} more", all.size() - kListed));
    return fail(ErrorCode::Malformed, "the weights do not fit config.json", m_source, fmt::format("{}", fmt::join(listed, "; ")),
        "config.json and the weight files must belong to the same model; fulcrum-cli model info lists everything");
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
