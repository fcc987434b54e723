// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <future>
#include <optional>
#include <stdexcept>
#include <vector>

namespace fulcrum::data {

/// What is wrong with a file, and where. Thrown inside this folder only; JsonFile makes an Error of it.
class BrokenJson : public std::exception
{
public:
    explicit BrokenJson(std::string why, std::optional<std::uint64_t> byte = std::nullopt)
        : m_why(std::move(why)), m_byte(byte)
    {
    }
    const char* what() const noexcept override { return m_why.c_str(); }
    std::optional<std::uint64_t> byte() const { return m_byte; }

private:
    std::string m_why;
    std::optional<std::uint64_t> m_byte;
};

/// Cuts a JSON file of any size into values, front to back, with a window of a megabyte in memory: a value that is asked
/// for lies in one piece behind the call, everything else only passes by. It looks at brackets and strings; what stands
/// between them is the parser's business. Reads ahead and hashes on a thread of its own. Used by one thread.
class JsonScanner
{
public:
    static constexpr std::size_t kLongestValue = 16U << 20; ///< bytes of one record
    static constexpr std::size_t kDeepest = 1024;           ///< brackets inside each other

    /// Only regular files of at most `sizeLimit` bytes.
    static Result<JsonScanner> open(const Path& path, std::uint64_t sizeLimit);
    JsonScanner(JsonScanner&&) noexcept;
    JsonScanner& operator=(JsonScanner&&) = delete;
    ~JsonScanner();

    // All of these throw BrokenJson.

    /// Next character that is not white space, or NUL at the end of the file.
    char peek();
    /// Takes exactly this character.
    void expect(char wanted);
    /// Takes this character if it is the next one.
    bool take(char wanted);
    /// Takes a value; `value()` is its text until the next call.
    std::string_view value();
    /// Takes a value of any length without keeping it.
    void skip();

    bool atEnd() { return peek() == '\0' && m_at == m_end; }
    /// Byte of the file where the next character, or the last value(), stands.
    std::uint64_t position() const { return m_base + m_at; }
    std::uint64_t valuePosition() const { return m_base + m_kept; }
    std::uint64_t size() const { return m_size; }
    /// SHA-256 of the whole file; once it has been read to its end.
    std::string sha256() { return m_hash.hex(); }
    /// Bytes behind a value that may be read but mean nothing.
    static constexpr std::size_t kPadding = 64;

private:
    JsonScanner() = default;
    bool refill();
    void skipContainer();
    void skipString();
    void skipWord();
    void skipSpace();

    struct Block
    {
        std::vector<char> bytes;
        int error = 0;
    };
    Block readBlock(std::vector<char> bytes);

    int m_fd = -1;
    std::uint64_t m_size = 0, m_base = 0; ///< m_base: where the window begins in the file
    std::vector<char> m_window;
    std::size_t m_at = 0, m_end = 0, m_kept = 0; ///< in the window; a value being read begins at m_kept
    bool m_keeping = false;
    std::future<Block> m_next; ///< being read and hashed while this thread works on the window
    Sha256 m_hash;             ///< touched by m_next's thread while there is one
};

} // namespace fulcrum::data
