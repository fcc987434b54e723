// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/nearest_name.h"
#include "core/data/filter_parts.h"
#include "core/data/filter_reader.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::data {

namespace {

constexpr std::size_t kMostConditions = 100, kMostProblems = 20;
constexpr int kDeepestBracket = 2; // (a | -(some words))
constexpr std::string_view kStops = "()|";

/// Groups, brackets and words; conditions themselves are read by ConditionReader.
class Parser
{
public:
    Parser(std::string_view text, bool typing) : m_text(text), m_typing(typing), m_reader(text) {}

    TypedFilter parse()
    {
        for (skipSpace(); m_at < m_text.size(); skipSpace()) {
            const Flags flags = takeFlags();
            if (is('('))
                takeBrackets(flags);
            else if (is(')') || is('|'))
                skipStray();
            else if (is('~') && !m_similar)
                beginSimilar(flags);
            else
                takePart(flags);
        }
        finishSimilar();
        return {std::move(m_filter), std::move(m_problems)};
    }

private:
    struct Flags
    {
        bool negated = false, disabled = false;
    };
    /// What stands between two | so far.
    struct Alternative
    {
        std::vector<Condition> conditions; // one at most
        std::vector<SearchTerm> terms;
        bool disabled = false;
        bool isEmpty() const { return conditions.empty() && terms.empty(); }
    };

    bool is(char c) const { return m_at < m_text.size() && m_text[m_at] == c; }
    void skipSpace()
    {
        while (m_at < m_text.size() && parts::isSpace(m_text[m_at]))
            ++m_at;
    }
    void problem(FilterProblem what)
    {
        if (m_problems.size() < kMostProblems)
            m_problems.push_back(std::move(what));
    }
    void skipStray()
    {
        problem({m_at, 1, fmt::format("'{}' stands alone", m_text[m_at]), "alternatives are written (a | b)"});
        ++m_at;
    }

    /// Signs in front of something; a dash or question mark before white space is punctuation.
    Flags takeFlags()
    {
        Flags flags;
        while ((is('-') || is('?')) && m_at + 1 < m_text.size() && !parts::isSpace(m_text[m_at + 1])) {
            (m_text[m_at] == '-' ? flags.negated : flags.disabled) = true;
            ++m_at;
        }
        return flags;
    }

    /// A condition at the present place. Nothing when there are words, or something that was no filter and is dealt with.
    std::optional<Condition> takeCondition(bool& dealtWith)
    {
        const std::size_t begin = m_at;
        ConditionReader::Read read = m_reader.take(m_at);
        dealtWith = read.outcome == ConditionReader::Outcome::Incomplete;
        if (read.outcome == ConditionReader::Outcome::Words)
            return std::nullopt;
        if (read.outcome == ConditionReader::Outcome::Condition) {
            if (isRoomFor(begin))
                return std::move(read.condition);
            dealtWith = true;
            return std::nullopt;
        }
        problem(std::move(read.problem));
        return std::nullopt;
    }

    /// Counts a condition; one too many ends the filter.
    bool isRoomFor(std::size_t begin)
    {
        if (++m_conditions <= kMostConditions)
            return true;
        problem({begin, std::max(m_at, begin + 1) - begin, fmt::format("there are more than {} conditions", kMostConditions), {}});
        m_at = m_text.size();
        return false;
    }

    std::optional<SearchTerm> takeWord(Flags flags, std::size_t known)
    {
        const std::size_t begin = m_at;
        std::optional<SearchTerm> term = parts::takeTerm(m_text, m_at, kStops, m_typing && !flags.negated);
        if (!term)
            return std::nullopt;
        if (known >= parts::kMostTerms) {
            problem({begin, m_at - begin, fmt::format("there are more than {} words", parts::kMostTerms), {}});
            return std::nullopt;
        }
        term->excluded = term->excluded || flags.negated;
        return term;
    }

    static Condition wordsCondition(std::span<const SearchTerm> terms, bool disabled)
    {
        Condition condition;
        condition.text = formatWords(terms);
        condition.disabled = disabled;
        return condition;
    }

    void takePart(Flags flags)
    {
        bool dealtWith = false;
        if (std::optional<Condition> condition = takeCondition(dealtWith)) {
            condition->negated = flags.negated;
            condition->disabled = flags.disabled;
            m_filter.groups.push_back({std::move(*condition)});
            return;
        }
        if (dealtWith)
            return;
        if (m_similar) {
            takeSimilarWord();
        } else if (flags.disabled) {
            const std::size_t begin = m_at;
            if (const auto term = takeWord(flags, 0); term && isRoomFor(begin))
                m_filter.groups.push_back({wordsCondition({{*term}}, true)});
        } else if (auto term = takeWord(flags, m_words.size())) {
            if (m_words.empty()) {
                m_wordsGroup = m_filter.groups.size();
                m_filter.groups.emplace_back();
            }
            m_words.push_back(std::move(*term));
            m_filter.groups[m_wordsGroup] = {wordsCondition(m_words, false)};
        }
    }

    // --- ~ some words: all plain words behind it are the text ---
    void beginSimilar(Flags flags)
    {
        m_similarAt = m_at++;
        Condition condition;
        condition.field = Field::Similar;
        condition.negated = flags.negated;
        condition.disabled = flags.disabled;
        m_similar = m_filter.groups.size();
        m_filter.groups.push_back({std::move(condition)});
    }
    void takeSimilarWord()
    {
        const std::size_t begin = m_at;
        parts::takeTerm(m_text, m_at, kStops, false);
        std::string word(m_text.substr(begin, m_at - begin));
        std::erase(word, '"');
        std::string& text = m_filter.groups[*m_similar].front().text;
        text += (text.empty() || word.empty() ? "" : " ") + word;
    }
    void finishSimilar()
    {
        if (!m_similar || !m_filter.groups[*m_similar].front().text.empty())
            return;
        m_filter.groups.erase(m_filter.groups.begin() + static_cast<std::ptrdiff_t>(*m_similar));
        problem({m_similarAt, 1, "no text stands behind ~", "write for example ~ a red bus"});
    }

    // --- brackets ---
    void takeBrackets(Flags flags)
    {
        FilterGroup group = takeAlternatives(1);
        for (Condition& one : group) {
            one.negated = one.negated != flags.negated;
            one.disabled = one.disabled || flags.disabled;
        }
        if (!flags.negated && !group.empty())
            m_filter.groups.push_back(std::move(group));
        else // neither of them: each for itself
            for (Condition& one : group)
                m_filter.groups.push_back({std::move(one)});
    }

    FilterGroup takeAlternatives(int depth)
    {
        const std::size_t open = m_at++;
        FilterGroup found;
        Alternative current;
        for (;;) {
            skipSpace();
            if (m_at >= m_text.size()) {
                problem({open, 1, "the bracket is not closed", "write ) behind the last alternative"});
                break;
            }
            if (is(')') || is('|')) {
                if (current.isEmpty())
                    problem({m_at, 1, "an alternative is empty", "alternatives are written (a | b)"});
                finish(current, found);
                if (m_text[m_at++] == ')')
                    break;
                continue;
            }
            takeAlternativePart(current, found, depth);
        }
        finish(current, found);
        return found;
    }

    void finish(Alternative& current, FilterGroup& found)
    {
        if (!current.terms.empty() && isRoomFor(m_at))
            found.push_back(wordsCondition(current.terms, current.disabled));
        if (!current.conditions.empty())
            found.push_back(std::move(current.conditions.front()));
        current = {};
    }

    /// Two things without a | between them: while typing they count as two alternatives.
    void beginCondition(Alternative& current, FilterGroup& found, std::size_t position)
    {
        if (current.isEmpty())
            return;
        problem({position, 1, "an alternative is one condition, or words", "put | between alternatives"});
        finish(current, found);
    }

    void takeAlternativePart(Alternative& current, FilterGroup& found, int depth)
    {
        const std::size_t begin = m_at;
        const Flags flags = takeFlags();
        if (is('(')) {
            beginCondition(current, found, begin);
            takeInnerBrackets(current, found, flags, depth);
            return;
        }
        bool dealtWith = false;
        if (std::optional<Condition> condition = takeCondition(dealtWith)) {
            beginCondition(current, found, begin);
            condition->negated = flags.negated;
            condition->disabled = flags.disabled;
            current.conditions.push_back(std::move(*condition));
        } else if (!dealtWith && !is(')') && !is('|')) {
            if (!current.conditions.empty())
                beginCondition(current, found, begin);
            if (auto term = takeWord(flags, current.terms.size())) {
                current.terms.push_back(std::move(*term));
                current.disabled = current.disabled || flags.disabled;
            }
        }
    }

    void takeInnerBrackets(Alternative& current, FilterGroup& found, Flags flags, int depth)
    {
        const FilterProblem tooDeep{m_at, 1, "there are brackets within brackets", "write the alternatives beside each other"};
        if (depth >= kDeepestBracket) {
            problem(tooDeep);
            ++m_at;
            return;
        }
        FilterGroup inner = takeAlternatives(depth + 1);
        if (inner.size() > 1)
            problem(tooDeep);
        for (Condition& one : inner) {
            finish(current, found);
            one.negated = one.negated != flags.negated;
            one.disabled = one.disabled || flags.disabled;
            current.conditions.push_back(std::move(one));
        }
    }

    std::string_view m_text;
    bool m_typing;
    ConditionReader m_reader;
    std::size_t m_at = 0, m_conditions = 0, m_wordsGroup = 0, m_similarAt = 0;
    std::vector<SearchTerm> m_words; // the plain ones
    std::optional<std::size_t> m_similar; // group
    Filter m_filter;
    std::vector<FilterProblem> m_problems;
};

} // namespace

Result<Filter> parseFilter(std::string_view text)
{
    const auto refused = [](const FilterProblem& problem) {
        return fail(ErrorCode::Usage, "the filter cannot be read", fmt::format("byte {}", problem.position), problem.why, problem.hint);
    };
    if (const std::string valid = text::toValidUtf8(text); valid != text) {
        const auto at = std::mismatch(text.begin(), text.end(), valid.begin(), valid.end()).first;
        return refused({static_cast<std::size_t>(at - text.begin()), 1, "the text is not valid UTF-8", {}});
    }
    TypedFilter parsed = Parser(text, false).parse();
    if (!parsed.problems.empty())
        return refused(parsed.problems.front());
    return std::move(parsed.filter);
}

TypedFilter parseTyped(std::string_view text)
{
    const std::string valid = text::toValidUtf8(text);
    return Parser(valid, true).parse();
}

} // namespace fulcrum::data
