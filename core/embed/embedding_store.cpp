// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/embedding_store.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fmt/format.h>

namespace fulcrum::embed {

namespace {

constexpr const char* kTensor = "embeddings";
constexpr std::size_t kShortHash = 16; // 64 bits of each hash in the name; the full ones are in the metadata
constexpr std::size_t kMaxDimensions = 1U << 16;
constexpr float kTooLargeForHalf = 65520.0F; // rounds to infinity

std::map<std::string, std::string> metadataOf(const EmbeddingKey& key)
{
    return {{"encoder", key.encoderHash}, {"dataset", key.datasetFingerprint}, {"part", key.part}, {"format", "1"}};
}

Result<void> writeTable(const Path& path, const EmbeddingKey& key, const Matrix& matrix)
{
    TensorToWrite tensor;
    tensor.name = kTensor;
    tensor.type = matrix.halves.empty() ? DType::F32 : DType::F16;
    tensor.shape = {static_cast<std::int64_t>(matrix.rows()), static_cast<std::int64_t>(matrix.dimensions)};
    tensor.bytes = matrix.halves.empty() ? std::as_bytes(matrix.values) : std::as_bytes(matrix.halves);
    return writeSafetensors(path, {tensor}, metadataOf(key));
}

/// The matrix after checking type, shape and key.
Result<TensorView> checkedTensor(const SafetensorsFile& file, const EmbeddingKey& key)
{
    const std::string what = "cannot read embeddings";
    const TensorView* tensor = file.find(kTensor);
    if (tensor == nullptr || (tensor->type != DType::F32 && tensor->type != DType::F16) || tensor->shape.size() != 2 ||
        tensor->shape[1] <= 0 || tensor->shape[1] > static_cast<std::int64_t>(kMaxDimensions))
        return fail(ErrorCode::Malformed, what, file.path().string(), "there is no F32 or F16 matrix \"embeddings\" in it",
            "delete the file and embed again");
    for (const auto& [name, value] : metadataOf(key)) {
        const auto found = file.metadata().find(name);
        if (found == file.metadata().end() || found->second != value)
            return fail(ErrorCode::Malformed, what, file.path().string(),
                fmt::format("its {} is not the expected one", name), "delete the file and embed again");
    }
    return *tensor;
}

/// The tensor's numbers where they lie, or a copy when another tool wrote them without alignment.
template <class Number>
std::span<const Number> numbersOf(const TensorView& tensor, std::shared_ptr<const void>& owner)
{
    const std::size_t count = tensor.bytes.size() / sizeof(Number);
    if (reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % alignof(Number) == 0)
        return {reinterpret_cast<const Number*>(tensor.bytes.data()), count};
    auto copy = std::make_shared<std::vector<Number>>(count);
    std::memcpy(copy->data(), tensor.bytes.data(), tensor.bytes.size());
    const std::span<const Number> numbers = *copy;
    owner = std::move(copy);
    return numbers;
}

} // namespace

std::string lengthPart(const std::string& part) { return part + "-length"; }

const char* storageName(Storage storage) { return storage == Storage::Float16 ? "float16" : "float32"; }

std::optional<Storage> storageFromName(std::string_view name)
{
    for (const Storage storage : {Storage::Float32, Storage::Float16})
        if (name == storageName(storage))
            return storage;
    return std::nullopt;
}

Path EmbeddingStore::file(const EmbeddingKey& key) const
{
    return m_folder / fmt::format("{}-{}-{}.safetensors", key.part, key.datasetFingerprint.substr(0, kShortHash),
                          key.encoderHash.substr(0, kShortHash));
}

bool EmbeddingStore::has(const EmbeddingKey& key) const
{
    std::error_code error;
    return std::filesystem::is_regular_file(file(key), error);
}

Result<EmbeddingTable> EmbeddingStore::open(const EmbeddingKey& key) const
{
    if (!has(key))
        return fail(ErrorCode::NotFound, "no embeddings", file(key).string(),
            fmt::format("the {} part of this data set was not embedded with this encoder", key.part),
            "run fulcrum-cli embed");
    FULCRUM_TRY(const SafetensorsFile opened, SafetensorsFile::open(file(key)));
    FULCRUM_TRY(const TensorView tensor, checkedTensor(opened, key));
    EmbeddingTable table;
    table.m_owner = opened.owner();
    table.m_matrix.dimensions = static_cast<std::size_t>(tensor.shape[1]);
    if (tensor.type == DType::F16)
        table.m_matrix.halves = numbersOf<std::uint16_t>(tensor, table.m_owner);
    else
        table.m_matrix.values = numbersOf<float>(tensor, table.m_owner);
    return table;
}

Path EmbeddingStore::blockFile(const Build& build, std::size_t block) const
{
    Path folder = file(build.key);
    folder.replace_extension(".blocks");
    return folder / fmt::format("{:06}-of-{}.safetensors", block, build.blockRows);
}

bool EmbeddingStore::hasBlock(const Build& build, std::size_t block) const
{
    std::error_code error;
    return std::filesystem::is_regular_file(blockFile(build, block), error);
}

Result<void> EmbeddingStore::writeBlock(const Build& build, std::size_t block, std::span<const float> values) const
{
    const std::string where = fmt::format("{} block {}", file(build.key).string(), block);
    const std::size_t begin = block * build.blockRows;
    if (build.dimensions == 0 || begin >= build.rows ||
        values.size() != std::min(build.blockRows, build.rows - begin) * build.dimensions)
        return fail(ErrorCode::Internal, "cannot store embeddings", where, "wrong number of values");
    for (std::size_t row = 0; row * build.dimensions < values.size(); ++row) {
        const auto numbers = values.subspan(row * build.dimensions, build.dimensions);
        const bool missing = std::ranges::all_of(numbers, [](float value) { return std::isnan(value); });
        if (!missing && !std::ranges::all_of(numbers, [](float value) { return std::isfinite(value); }))
            return fail(ErrorCode::Numeric, "cannot store embeddings", where,
                fmt::format("sample {} has a value that is not a number", begin + row), "check the image and the encoder's weights");
    }
    return writeTable(blockFile(build, block), build.key, {values, build.dimensions});
}

bool EmbeddingStore::isFinished(const Build& build) const
{
    if (!has(build.key))
        return false;
    const auto table = open(build.key);
    return table && table->storage() == build.storage;
}

Result<void> EmbeddingStore::finish(const Build& build) const
{
    if (!isFinished(build))
        FULCRUM_CHECK(join(build));
    std::error_code ignored; // left-over blocks (also those of a run that was killed right here) cost space only
    std::filesystem::remove_all(blockFile(build, 0).parent_path(), ignored);
    return {};
}

Result<void> EmbeddingStore::join(const Build& build) const
{
    std::vector<float> all;
    all.reserve(build.rows * build.dimensions);
    for (std::size_t block = 0; block < build.blocks(); ++block) {
        FULCRUM_TRY(const SafetensorsFile file, SafetensorsFile::open(blockFile(build, block)));
        FULCRUM_CHECK(checkedTensor(file, build.key));
        FULCRUM_TRY(const std::vector<float> values, file.floats(kTensor));
        all.insert(all.end(), values.begin(), values.end());
    }
    if (all.size() != build.rows * build.dimensions)
        return fail(ErrorCode::Malformed, "cannot join embeddings", file(build.key).string(),
            "the blocks do not add up to the table", "delete the folder of blocks and embed again");
    return writeWhole(build, all);
}

Result<void> EmbeddingStore::writeWhole(const Build& build, std::span<const float> all) const
{
    if (build.storage == Storage::Float32)
        return writeTable(file(build.key), build.key, {all, build.dimensions});
    std::vector<std::uint16_t> halves(all.size());
    std::transform(all.begin(), all.end(), halves.begin(), floatToHalf);
    const auto large = std::ranges::find_if(all, [](float value) { return std::abs(value) >= kTooLargeForHalf; });
    if (large != all.end())
        return fail(ErrorCode::Numeric, "cannot store embeddings", file(build.key).string(),
            fmt::format("{} of sample {} is too large for float16", *large,
                static_cast<std::size_t>(large - all.begin()) / build.dimensions), "store them as float32");
    return writeTable(file(build.key), build.key, {{}, build.dimensions, halves});
}

Result<std::vector<std::size_t>> EmbeddingStore::missingRows(const Build& build, std::size_t block) const
{
    const std::size_t begin = block * build.blockRows, end = std::min(build.rows, begin + build.blockRows);
    std::vector<std::size_t> missing;
    const auto look = [&](const Matrix& matrix, std::size_t first) -> Result<void> {
        if (matrix.rows() < end - first || matrix.dimensions != build.dimensions)
            return fail(ErrorCode::Malformed, "cannot read embeddings", file(build.key).string(), "it has not the expected shape",
                "delete it and embed again");
        for (std::size_t row = begin; row < end; ++row)
            if (!matrix.has(row - first))
                missing.push_back(row);
        return {};
    };
    if (isFinished(build)) {
        FULCRUM_TRY(const EmbeddingTable table, open(build.key));
        FULCRUM_CHECK(look(table.matrix(), 0));
        return missing;
    }
    FULCRUM_TRY(const SafetensorsFile opened, SafetensorsFile::open(blockFile(build, block)));
    FULCRUM_TRY(const TensorView tensor, checkedTensor(opened, build.key));
    FULCRUM_TRY(const std::vector<float> values, opened.floats(kTensor));
    FULCRUM_CHECK(look({values, static_cast<std::size_t>(tensor.shape[1])}, begin));
    return missing;
}

Result<void> EmbeddingStore::replaceRows(const Build& build, const std::map<std::size_t, std::vector<float>>& rows) const
{
    FULCRUM_TRY(const EmbeddingTable table, open(build.key));
    if (table.dimensions() != build.dimensions)
        return fail(ErrorCode::Malformed, "cannot change embeddings", file(build.key).string(), "it has not the expected shape");
    std::vector<float> all;
    all.reserve(table.rows() * build.dimensions);
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto found = rows.find(row);
        if (found == rows.end()) {
            table.matrix().appendRow(row, all);
            continue;
        }
        if (found->second.size() != build.dimensions)
            return fail(ErrorCode::Internal, "cannot change embeddings", file(build.key).string(), "wrong number of values");
        all.insert(all.end(), found->second.begin(), found->second.end());
    }
    return writeWhole(build, all);
}

} // namespace fulcrum::embed
