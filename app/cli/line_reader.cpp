// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/line_reader.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace fulcrum::cli {

namespace {

constexpr int kPollMilliseconds = 100;

} // namespace

std::string LineReader::where() const { return fmt::format("standard input, line {}", m_number); }

Result<bool> LineReader::next(std::string& line)
{
    ++m_number;
    while (true) {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Cancelled, "stopped", where());
        const std::size_t end = m_buffer.find('\n', m_searched);
        const bool whole = end != std::string::npos;
        if ((whole ? end : m_buffer.size()) - m_begin > m_longest)
            return fail(ErrorCode::OutOfRange, "cannot read the line", where(),
                fmt::format("it is longer than {} MiB", m_longest >> 20));
        if (whole || (m_ended && m_begin < m_buffer.size())) {
            line = m_buffer.substr(m_begin, whole ? end - m_begin : std::string::npos);
            m_begin = m_searched = whole ? end + 1 : m_buffer.size();
            return true;
        }
        if (m_ended)
            return false;
        m_buffer.erase(0, m_begin);
        m_begin = 0;
        m_searched = m_buffer.size();
        FULCRUM_CHECK(fill());
    }
}

/// Waits for more input; returns without any now and then, so that the caller can look at the stop token.
Result<void> LineReader::fill()
{
    std::fflush(stdout); // who waits for an answer must not wait for our buffer
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (const int ready = ::poll(&input, 1, kPollMilliseconds); ready == 0 || (ready < 0 && errno == EINTR))
        return {};
    std::array<char, 1 << 16> bytes{};
    const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (got > 0)
        m_buffer.append(bytes.data(), static_cast<std::size_t>(got));
    else if (got == 0)
        m_ended = true;
    else if (errno != EINTR && errno != EAGAIN)
        return fail(ErrorCode::Io, "cannot read standard input", where(), std::strerror(errno));
    return {};
}

} // namespace fulcrum::cli
