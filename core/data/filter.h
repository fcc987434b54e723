// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace fulcrum::data {

/// The tag that a star is.
inline constexpr std::string_view kStarTag = "star";

/// What a condition asks about.
enum class Field {
    Words, ///< full text
    Text,  ///< a pattern over every text of a sample
    Caption,
    Question,
    Answer,
    File,
    AnswerType,
    QuestionType,
    Split,
    Tag,
    Id,
    Image,
    WordCount,
    Width,
    Height,
    CaptionCount,
    AnswerCount, ///< different human answers
    Agreement,   ///< share of the human answers that equal the shown one
    UsedBy,
    Score,
    Similar,
    Starred,
    Untagged,
    Missing
};

/// How a field's condition is written and which members of `Condition` hold it.
enum class FieldKind {
    Words,   ///< `red bus`: text
    Pattern, ///< `/re/`: text, caseSensitive
    Text,    ///< `answer:cat`: text; also `answer~/re/` when `FieldInfo::patterns`
    Ids,     ///< `id:1,2,3`: ids
    Number,  ///< `words:8..14`: number
    Used,    ///< `usedBy(siir,4):>=3`: strategy ("" = any), shots (0 = any), number
    Score,   ///< `score(RUN):<20`, `score(RUN,siir,4):<20`: text is the run (its name, or `#` and its id), strategy, shots, number
    Similar, ///< `similar:"a red bus"`: text
    Flag     ///< `is:starred`
};

struct FieldInfo
{
    Field field{};
    const char* name = ""; ///< as written: "words", "is:starred"; "" for full text and patterns over every text
    FieldKind kind{};
    bool patterns = false; ///< `name~/re/` too
    bool captions = true, vqa = true; ///< tasks whose samples have it; elsewhere no sample matches
    const char* example = "";
    const char* help = ""; ///< one English sentence, also the key of its translation
};
/// Every field, in the order in which people read them.
std::span<const FieldInfo> fieldTable();
const FieldInfo& fieldInfo(Field field);

/// A comparison with a number. NaN (not known) matches nothing.
struct NumberTest
{
    enum class Op { Equal, Between, Less, LessEqual, Greater, GreaterEqual };
    Op op = Op::GreaterEqual;
    double low = 0;  ///< the number itself, save for Between
    double high = 0; ///< Between only: low..high, both included
    bool matches(double value) const;
    bool operator==(const NumberTest&) const = default;
};

struct Condition
{
    Field field = Field::Words;
    bool pattern = false;       ///< `text` is a regular expression (PCRE2)
    bool caseSensitive = false; ///< of a pattern
    std::string text;           ///< words as formatWords writes them, value, pattern without slashes, or run
    std::string strategy;
    int shots = 0;
    std::vector<std::int64_t> ids;
    NumberTest number;
    bool negated = false;
    bool disabled = false; ///< kept, but matches everything
    bool operator==(const Condition&) const = default;
};

/// One or more conditions of which one must hold.
using FilterGroup = std::vector<Condition>;

/// Groups that must all hold; those without an enabled condition hold always.
struct Filter
{
    std::vector<FilterGroup> groups;

    bool isEmpty() const { return groups.empty(); }
    /// False when nothing is left out: empty, or everything disabled.
    bool isActive() const;
    bool operator==(const Filter&) const = default;
};

/// A word or phrase of a full-text condition.
struct SearchTerm
{
    std::string text;      ///< without quotes and NUL; something in it is a letter or a digit
    bool excluded = false; ///< `-word`
    bool prefix = false;   ///< `wor*`
    bool operator==(const SearchTerm&) const = default;
};
/// The terms of a text of plain words. Punctuation is dropped, so every text has a meaning; at most 32 terms are taken (more
/// would only make the index refuse). `typing`: the last word, when nothing stands behind it, is a prefix (from three letters on).
std::vector<SearchTerm> parseWords(std::string_view text, bool typing = false);
/// Canonical: parseWords(formatWords(t)) == t.
std::string formatWords(std::span<const SearchTerm> terms);

/// The text form, one line. Parts stand beside each other and must all hold:
///
///     red bus "stop sign" -dog bus*            full text: all words, a phrase, not a word, beginnings of words
///     /no (cat|dog)s?/   caption~/^two\b/c     PCRE2; case is ignored unless c stands behind; \/ is a slash
///     answer:cat  question_type:"what is the"  equal; in quotes \" and \\ are a quote and a backslash
///     id:391895 (or #391895)  image:42,43      one of these
///     words:8..14  agreement:<0.5  answers:3   numbers
///     usedBy(siir,4)  usedBy(*):>=3            demonstration of that strategy at that many shots in stored predictions
///     score(RunA):<20  score(#12,siir,4):0     score of a query in a stored run, the mean of its cells
///     tag:hard  is:starred  is:untagged  is:missing
///     similar:"a red bus" (or ~ a red bus)     the order by similarity of a text with the images
///     (tag:hard | words:>20 | red bus)         one of these
///     -part  ?part                             not; switched off
///
/// Words that are conditions of their own, apart from the plain ones, stand in brackets: `(red bus)`, `-(red bus)`.
/// For every filter f that a parser gave, parseFilter(formatFilter(f)) == f; the same holds of filters made by hand whose
/// words are canonical, whose patterns compile and end in no lone backslash, and whose lists and groups are not empty.
std::string formatFilter(const Filter& filter);
/// Text of one condition, for a chip.
std::string formatCondition(const Condition& condition);

/// Something in a text that is no filter.
struct FilterProblem
{
    std::size_t position = 0, length = 0; ///< bytes
    std::string why, hint;
};

/// All of `text`, or Usage with the first problem ("byte 12: there is no field 'wrods'", hint "did you mean words:?").
Result<Filter> parseFilter(std::string_view text);

/// What a person is typing. Never fails: a known field whose value is not complete is left out, anything else that is no
/// filter is taken as plain words, and the last word may be the beginning of one. `problems` says what was so treated.
struct TypedFilter
{
    Filter filter;
    std::vector<FilterProblem> problems;
};
TypedFilter parseTyped(std::string_view text);

} // namespace fulcrum::data
