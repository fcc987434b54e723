// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <stop_token>
#include <string>

namespace fulcrum::cli {

/// Lines of standard input for commands that answer each as it comes. A blocked std::getline would hear Ctrl+C only with the
/// next line (CliContext::Signals); this one looks at the stop token ten times a second. One thread.
class LineReader
{
public:
    /// `longest`: bytes of a line, without its end.
    LineReader(std::stop_token stop, std::size_t longest) : m_stop(std::move(stop)), m_longest(longest) {}

    /// False at the end of the input. Cancelled when told to stop, OutOfRange for a longer line, Io.
    Result<bool> next(std::string& line);
    /// "standard input, line 3": that of the last line given out.
    std::string where() const;

private:
    Result<void> fill();

    const std::stop_token m_stop;
    const std::size_t m_longest;
    std::string m_buffer;
    std::size_t m_begin = 0;  ///< of what has not been given out
    std::size_t m_searched = 0; ///< no line end before here
    std::size_t m_number = 0;
    bool m_ended = false;
};

} // namespace fulcrum::cli
