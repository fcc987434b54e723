// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fulcrum::data {

/// Something wrong with one record of an otherwise readable file. The record was left out, or used as `what` says.
struct Problem
{
    std::string file;
    std::string record; ///< e.g. "annotation 17 (id 4711)"
    std::string what;

    std::string text() const { return file + ": " + record + ": " + what; }
};

/// Counts every problem and keeps the first kKept of them, so that a hostile file cannot fill the memory.
class ProblemList
{
public:
    static constexpr std::size_t kKept = 200;

    void add(Problem problem)
    {
        ++m_count;
        if (m_kept.size() < kKept)
            m_kept.push_back(std::move(problem));
    }
    void append(const ProblemList& other)
    {
        m_count += other.m_count;
        for (const Problem& one : other.m_kept)
            if (m_kept.size() < kKept)
                m_kept.push_back(one);
    }
    std::size_t count() const { return m_count; }
    const std::vector<Problem>& kept() const { return m_kept; }

private:
    std::size_t m_count = 0;
    std::vector<Problem> m_kept;
};

} // namespace fulcrum::data
