// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a checkpoint, and as the pickle of a checkpoint whose zip file is sound: every tensor lies within its storage.
#include "core/weights/checkpoint_file.h"
#include "tests/fuzz/fuzz_input.h"

using namespace fulcrum;

namespace {

void put(std::string& out, std::uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i));
}

/// A zip file with a pickle and one storage of 256 bytes.
std::string archive(std::string_view pickle)
{
    std::string file, directory;
    const std::string storage(256, '\1');
    const std::pair<std::string, std::string_view> members[] = {{"a/data.pkl", pickle}, {"a/data/0", storage}, {"a/version", "3\n"}};
    for (const auto& [name, content] : members) {
        std::string common;
        for (const int field : {20, 0, 0, 0, 0})
            put(common, static_cast<std::uint64_t>(field), 2);
        put(common, weights::crc32(std::as_bytes(std::span(content.data(), content.size()))), 4);
        put(common, content.size(), 4);
        put(common, content.size(), 4);
        put(common, name.size(), 2);
        put(common, 0, 2);
        directory += std::string("PK\1\2\24\0", 6) + common + std::string(10, '\0');
        put(directory, file.size(), 4);
        directory += name;
        file += "PK\3\4" + common + name;
        file += content;
    }
    std::string end("PK\5\6\0\0\0\0\3\0\3\0", 12);
    put(end, directory.size(), 4);
    put(end, file.size(), 4);
    put(end, 0, 2);
    return file + directory + end;
}

void check(std::string_view content)
{
    const fuzz::MemoryFile input(content);
    const auto file = weights::CheckpointFile::open(input.path());
    if (!fuzz::isClear(file))
        return;
    fuzz::require(!file->tensors().empty());
    for (const auto& [name, tensor] : file->tensors()) {
        fuzz::isClear(file->verify(tensor.storage));
        fuzz::require(tensor.shape.size() == tensor.strides.size());
        if (tensor.numel() == 0)
            continue;
        std::int64_t last = tensor.offset;
        for (std::size_t i = 0; i < tensor.shape.size(); ++i)
            last += (tensor.shape[i] - 1) * tensor.strides[i];
        const std::size_t width = dtypeSize(tensor.type);
        fuzz::require(tensor.isContiguous() || !tensor.shape.empty());
        fuzz::require(last >= 0 && (static_cast<std::size_t>(last) + 1) * width <= tensor.bytes.size());
        fuzz::require(static_cast<std::size_t>(tensor.numel()) * width <= tensor.bytes.size());
        volatile std::byte read = tensor.bytes[static_cast<std::size_t>(last) * width + width - 1];
        static_cast<void>(read);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view content(reinterpret_cast<const char*>(data), size);
    check(content);
    check(archive(content));
    return 0;
}
