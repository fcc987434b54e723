// SPDX-License-Identifier: GPL-3.0-or-later
// Every reader over every input: none may crash, hang or hand out a sample that breaks its promises.
#include "core/data/readers.h"
#include "tests/fuzz/fuzz_input.h"

using namespace fulcrum;
using fuzz::require;

namespace {

void checkProblems(const data::ProblemList& problems, std::size_t fileSize)
{
    require(problems.count() >= problems.kept().size());
    for (const data::Problem& one : problems.kept()) {
        require(!one.what.empty() && !one.record.empty() && problems.count(one.kind) > 0);
        require(one.byte && *one.byte < fileSize);
    }
}

void check(const Result<data::ReadResult>& read, bool named, std::size_t fileSize)
{
    if (!fuzz::isClear(read))
        return;
    require(!read->samples.empty());
    checkProblems(read->problems, fileSize);
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
    check(data::readCocoCaptions(path), true, size);
    check(data::readKarpathy(path, {KarpathyPart::Train, KarpathyPart::Restval, KarpathyPart::Test}), true, size);
    data::isKarpathy(path);
    data::isVlIcl(path);
    check(data::readVqa(path, {}), false, size);
    check(data::readVqa(path, path), false, size);
    check(data::readSst2(path), false, size);
    check(data::readVlIcl(path), true, size);
    return 0;
}
