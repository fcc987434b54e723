// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/problem.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace fulcrum::data {
namespace {

constexpr std::array<const char*, kProblemKinds> kNames = {"unusable", "duplicate-id", "unsafe-name", "no-image",
    "no-question", "no-caption", "no-answers", "answer-count", "other-image", "control-characters"};

} // namespace

const char* problemKindName(ProblemKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<ProblemKind> problemKindFromName(std::string_view name)
{
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    return found == kNames.end() ? std::nullopt : std::optional(static_cast<ProblemKind>(found - kNames.begin()));
}

std::string Problem::text() const
{
    return byte ? fmt::format("{}, byte {}: {}: {}", file, *byte, record, what) : fmt::format("{}: {}: {}", file, record, what);
}

void ProblemList::add(Problem problem)
{
    std::size_t& ofKind = m_counts[static_cast<std::size_t>(problem.kind)];
    if (m_kept.size() < kKept || ofKind < kKeptOfKind)
        m_kept.push_back(std::move(problem));
    ++ofKind;
}

void ProblemList::append(const ProblemList& other)
{
    for (const Problem& one : other.m_kept)
        if (m_kept.size() < kKept || count(one.kind) < kKeptOfKind)
            m_kept.push_back(one);
    for (std::size_t i = 0; i < kProblemKinds; ++i)
        m_counts[i] += other.m_counts[i];
}

ProblemList ProblemList::restored(const std::array<std::size_t, kProblemKinds>& counts, std::vector<Problem> kept)
{
    ProblemList list;
    list.m_counts = counts;
    list.m_kept = std::move(kept);
    return list;
}

std::size_t ProblemList::count() const { return std::accumulate(m_counts.begin(), m_counts.end(), std::size_t{0}); }

} // namespace fulcrum::data
