// SPDX-License-Identifier: GPL-3.0-or-later
// Every reader over every input: none may crash, hang or hand out a sample that breaks its promises.
#include "core/data/readers.h"
#include "tests/fuzz/fuzz_input.h"

using namespace fulcrum;
using fuzz::require;

namespace {

void check(const Result<data::ReadResult>& read, bool named)
{
    if (!fuzz::isClear(read))
        return;
    require(!read->samples.empty());
    for (std::size_t i = 0; i < read->samples.size(); ++i) {
        const data::Sample& sample = read->samples[i];
        require(sample.index == static_cast<std::int64_t>(i) && sample.id >= 0 && sample.width >= 0 && sample.height >= 0);
        require(!named || data::isSafeRelativeName(sample.imageFile));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
    const Path path = file.path();
    using data::KarpathyPart;
    check(data::readCocoCaptions(path), true);
    check(data::readKarpathy(path, {KarpathyPart::Train, KarpathyPart::Restval, KarpathyPart::Test}), true);
    data::isKarpathy(path);
    check(data::readVqa(path, {}), false);
    check(data::readVqa(path, path), false);
    check(data::readSst2(path), false);
    check(data::readVlIcl(path), true);
    return 0;
}
