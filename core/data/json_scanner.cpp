// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/json_scanner.h"

#include <bitset>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fulcrum::data {
namespace {

constexpr std::size_t kWindow = 1U << 20;
constexpr const char* kCutOff = "the file ends in the middle of a value";

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

enum class Kind : std::uint8_t { Other, Quote, Open, Close };

constexpr std::array<Kind, 256> kKinds = [] {
    std::array<Kind, 256> kinds{};
    kinds['"'] = Kind::Quote;
    kinds['['] = kinds['{'] = Kind::Open;
    kinds[']'] = kinds['}'] = Kind::Close;
    return kinds;
}();

Error readError(const Path& path, const std::string& why, ErrorCode code)
{
    return {code, "cannot read the data file", path.string(), why, {}};
}

} // namespace

Result<JsonScanner> JsonScanner::open(const Path& path, std::uint64_t sizeLimit)
{
    JsonScanner scanner;
    scanner.m_fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not make us wait
    if (scanner.m_fd < 0)
        return fail(readError(path, std::strerror(errno),
            errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound : ErrorCode::Io));
    struct stat status{};
    if (::fstat(scanner.m_fd, &status) != 0)
        return fail(readError(path, std::strerror(errno), ErrorCode::Io));
    if (!S_ISREG(status.st_mode))
        return fail(readError(path, S_ISDIR(status.st_mode) ? "it is a folder, not a file" : "it is not a regular file",
            ErrorCode::Malformed));
    scanner.m_size = static_cast<std::uint64_t>(status.st_size);
    if (scanner.m_size > sizeLimit)
        return fail(readError(path,
            fmt::format("it has {} bytes, more than the limit of {}", scanner.m_size, sizeLimit), ErrorCode::Malformed));
    ::posix_fadvise(scanner.m_fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    scanner.m_window.resize(std::min<std::size_t>(scanner.m_size, kWindow) + kPadding);
    return scanner;
}

JsonScanner::JsonScanner(JsonScanner&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
    , m_size(other.m_size)
    , m_base(other.m_base)
    , m_window(std::move(other.m_window))
    , m_at(other.m_at)
    , m_end(other.m_end)
    , m_kept(other.m_kept)
    , m_keeping(other.m_keeping)
    , m_hash(other.m_hash)
{
}

JsonScanner::~JsonScanner()
{
    if (m_next.valid())
        m_next.wait();
    if (m_fd >= 0)
        ::close(m_fd);
}

JsonScanner::Block JsonScanner::readBlock(std::vector<char> bytes)
{
    Block block{std::move(bytes), 0};
    block.bytes.resize(std::min<std::size_t>(m_size + 1, kWindow)); // one more than there is, to see that it ends
    ssize_t got = 0;
    while ((got = ::read(m_fd, block.bytes.data(), block.bytes.size())) < 0 && errno == EINTR) {
    }
    block.error = got < 0 ? errno : 0;
    block.bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    m_hash.update(block.bytes.data(), block.bytes.size());
    return block;
}

/// Moves what is still wanted to the front and reads on. False at the end of the file.
bool JsonScanner::refill()
{
    const std::size_t from = m_keeping ? m_kept : m_at;
    std::memmove(m_window.data(), m_window.data() + from, m_end - from);
    m_base += from;
    m_at -= from;
    m_end -= from;
    m_kept = 0;
    Block block = m_next.valid() ? m_next.get() : readBlock({});
    if (block.error != 0)
        throw BrokenJson(std::strerror(block.error), m_base + m_end);
    const std::size_t got = block.bytes.size();
    if (m_end + got + kPadding > m_window.size()) {
        if (m_end > kLongestValue)
            throw BrokenJson(fmt::format("a record is longer than {} MiB", kLongestValue >> 20), m_base);
        m_window.resize(std::max(2 * m_end, m_end + got) + kPadding);
    }
    std::copy(block.bytes.begin(), block.bytes.end(), m_window.begin() + static_cast<std::ptrdiff_t>(m_end));
    m_end += got;
    if (got > 0 && m_base + m_end < m_size) // else there is nothing to read ahead
        m_next = std::async(std::launch::async, [this, bytes = std::move(block.bytes)]() mutable {
            return readBlock(std::move(bytes));
        });
    return got > 0;
}

void JsonScanner::skipSpace()
{
    while (true) {
        while (m_at < m_end && isSpace(m_window[m_at]))
            ++m_at;
        if (m_at < m_end || !refill())
            return;
    }
}

char JsonScanner::peek()
{
    skipSpace();
    return m_at < m_end ? m_window[m_at] : '\0';
}

bool JsonScanner::take(char wanted)
{
    if (peek() != wanted || m_at == m_end)
        return false;
    ++m_at;
    return true;
}

void JsonScanner::expect(char wanted)
{
    if (!take(wanted))
        throw BrokenJson(m_at == m_end ? kCutOff : fmt::format("expected '{}'", wanted), position());
}

std::string_view JsonScanner::value()
{
    skipSpace();
    m_kept = m_at;
    m_keeping = true;
    skip();
    m_keeping = false;
    return {m_window.data() + m_kept, m_at - m_kept};
}

void JsonScanner::skip()
{
    switch (peek()) {
    case '"': return skipString();
    case '{':
    case '[': return skipContainer();
    default: return skipWord();
    }
}

void JsonScanner::skipString()
{
    ++m_at; // the quote
    while (true) {
        while (m_at < m_end && m_window[m_at] != '"' && m_window[m_at] != '\\')
            ++m_at;
        if (m_at < m_end && m_window[m_at] == '"') {
            ++m_at;
            return;
        }
        for (int escape = m_at < m_end ? 2 : 0; escape > 0; --escape) { // the backslash and what it protects
            if (m_at == m_end && !refill())
                throw BrokenJson(kCutOff, position());
            ++m_at;
        }
        if (m_at == m_end && !refill())
            throw BrokenJson(kCutOff, position());
    }
}

void JsonScanner::skipContainer()
{
    std::bitset<kDeepest> curly; // which of the open brackets are braces
    std::size_t depth = 0;
    while (true) {
        if (m_at == m_end && !refill())
            throw BrokenJson(kCutOff, position());
        const char c = m_window[m_at];
        switch (kKinds[static_cast<unsigned char>(c)]) {
        case Kind::Other: ++m_at; break;
        case Kind::Quote: skipString(); break;
        case Kind::Open:
            if (depth == kDeepest)
                throw BrokenJson(fmt::format("it is nested deeper than {} brackets", kDeepest), position());
            curly[depth++] = c == '{';
            ++m_at;
            break;
        case Kind::Close:
            if (curly[--depth] != (c == '}'))
                throw BrokenJson("the brackets do not match", position());
            ++m_at;
            if (depth == 0)
                return;
            break;
        }
    }
}

/// A number, true, false, null, or what somebody took for one.
void JsonScanner::skipWord()
{
    const std::uint64_t begin = position();
    while (true) {
        while (m_at < m_end && !isSpace(m_window[m_at]) && std::strchr(",:]}[{\"", m_window[m_at]) == nullptr)
            ++m_at;
        if (m_at < m_end || !refill())
            break;
    }
    if (position() == begin)
        throw BrokenJson(m_at == m_end ? kCutOff : "expected a value", begin);
}

} // namespace fulcrum::data
