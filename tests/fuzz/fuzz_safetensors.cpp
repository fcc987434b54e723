// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a safetensors file: what `open` hands out can be read, and written again.
#include "core/base/safetensors.h"
#include "tests/fuzz/fuzz_input.h"

using namespace fulcrum;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::MemoryFile input({reinterpret_cast<const char*>(data), size});
    const auto file = SafetensorsFile::open(input.path());
    if (!fuzz::isClear(file))
        return 0;
    std::size_t stored = 0;
    std::vector<TensorToWrite> again;
    for (const auto& [name, view] : file->tensors()) {
        fuzz::require(static_cast<std::size_t>(view.numel()) * dtypeSize(view.type) == view.bytes.size());
        stored += view.bytes.size();
        fuzz::isClear(file->floats(name));
        fuzz::isClear(file->integers(name));
        again.push_back({name, view.type, view.shape, view.bytes});
    }
    fuzz::require(stored + 8 <= size);
    fuzz::require(writeSafetensors(fuzz::Folder::path() / "again.safetensors", again, file->metadata()).has_value());
    const auto copy = SafetensorsFile::open(fuzz::Folder::path() / "again.safetensors");
    fuzz::require(copy.has_value() && copy->tensors().size() == file->tensors().size() && copy->metadata() == file->metadata());
    return 0;
}
