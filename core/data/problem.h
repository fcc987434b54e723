// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fulcrum::data {

enum class ProblemKind {
    Unusable,     ///< something that a record needs is missing or of the wrong type, or is there twice
    DuplicateId,  ///< the first one counts
    UnsafeName,   ///< a file name that is missing or leaves the image folder
    NoImage,      ///< an annotation of an image that is not there
    NoQuestion,   ///< answers to a question that is not there
    NoCaption,    ///< an image without captions
    NoAnswers,    ///< a question without answers
    AnswerCount,  ///< not ten answers; the question is used
    OtherImage,   ///< questions and annotations name different images
    ControlCharacters ///< replaced by spaces; the record is used
};
inline constexpr std::size_t kProblemKinds = static_cast<std::size_t>(ProblemKind::ControlCharacters) + 1;

const char* problemKindName(ProblemKind kind); ///< "unusable", "duplicate-id", ...
std::optional<ProblemKind> problemKindFromName(std::string_view name);

/// Something wrong with one record of an otherwise readable file. The record was left out, or used as `what` says.
struct Problem
{
    std::string file;
    std::string record; ///< "annotation 17"; "question 4711" where only the id is known
    std::string what;
    ProblemKind kind = ProblemKind::Unusable;
    std::optional<std::uint64_t> byte; ///< of the file, where the record begins

    /// One line: "captions.json, byte 123: annotation 17: what".
    std::string text() const;
    bool operator==(const Problem&) const = default;
};

/// Counts every problem and keeps the first kKept of them, and of each kind the first kKeptOfKind, so that a hostile file
/// cannot fill the memory and no kind hides another.
class ProblemList
{
public:
    static constexpr std::size_t kKept = 200, kKeptOfKind = 5;

    void add(Problem problem);
    void append(const ProblemList& other);
    /// A list that was stored: its counts by kind and what was kept.
    static ProblemList restored(const std::array<std::size_t, kProblemKinds>& counts, std::vector<Problem> kept);

    std::size_t count() const;
    std::size_t count(ProblemKind kind) const { return m_counts[static_cast<std::size_t>(kind)]; }
    const std::vector<Problem>& kept() const { return m_kept; }

private:
    std::array<std::size_t, kProblemKinds> m_counts{};
    std::vector<Problem> m_kept;
};

} // namespace fulcrum::data
