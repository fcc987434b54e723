// SPDX-License-Identifier: GPL-3.0-or-later
// Every reader over every input: none may crash, hang or hand out a sample that breaks its promises.
#include "core/data/readers.h"

#include <cstdlib>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace fulcrum;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// A file in memory that readers can open by name.
class MemoryFile
{
public:
    MemoryFile(const std::uint8_t* data, std::size_t size) : m_fd(::memfd_create("fuzz", MFD_CLOEXEC))
    {
        require(m_fd >= 0 && ::write(m_fd, data, size) == static_cast<ssize_t>(size));
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(m_fd); }
    Path path() const { return fmt::format("/proc/self/fd/{}", m_fd); }

private:
    int m_fd;
};

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
    if (!read) {
        require(!read.error().what.empty() && !read.error().why.empty());
        return;
    }
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
    const MemoryFile file(data, size);
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
