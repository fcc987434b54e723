// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/longest_match.h"

#include "core/text/code_points.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <stdexcept>

namespace fulcrum::text {
namespace {

constexpr char32_t kLastCodePoint = 0x10ffff;
constexpr char32_t kBeyond = 0x10000; ///< code points from here on share one symbol
constexpr std::size_t kMostStates = 20000;
constexpr std::size_t kShortOvershoot = 24; ///< failures within this many code points are not worth remembering

} // namespace

CodePointSet& CodePointSet::add(char32_t first, char32_t last)
{
    m_ranges.push_back({first, last});
    merge();
    return *this;
}

CodePointSet& CodePointSet::add(const CodePointSet& other)
{
    m_ranges.insert(m_ranges.end(), other.m_ranges.begin(), other.m_ranges.end());
    merge();
    return *this;
}

void CodePointSet::merge()
{
    const auto byFirst = [](const Range& a, const Range& b) { return a.first < b.first; };
    if (!std::is_sorted(m_ranges.begin(), m_ranges.end(), byFirst))
        std::sort(m_ranges.begin(), m_ranges.end(), byFirst);
    std::size_t kept = 0;
    for (const Range& range : m_ranges) {
        if (kept > 0 && range.first <= m_ranges[kept - 1].last + 1)
            m_ranges[kept - 1].last = std::max(m_ranges[kept - 1].last, range.last);
        else
            m_ranges[kept++] = range;
    }
    m_ranges.resize(kept);
}

CodePointSet CodePointSet::without(char32_t c) const
{
    return inverted().add(c, c).inverted();
}

CodePointSet CodePointSet::inverted() const
{
    CodePointSet result;
    char32_t next = 0;
    for (const Range& range : m_ranges) {
        if (range.first > next)
            result.m_ranges.push_back({next, range.first - 1});
        next = range.last + 1;
    }
    if (next <= kLastCodePoint)
        result.m_ranges.push_back({next, kLastCodePoint});
    return result;
}

bool CodePointSet::contains(char32_t c) const
{
    const auto after = std::upper_bound(
        m_ranges.begin(), m_ranges.end(), c, [](char32_t value, const Range& range) { return value < range.first; });
    return after != m_ranges.begin() && c <= std::prev(after)->last;
}

/// Pattern texts to a graph: a parser that emits nodes directly. A part that is repeated is parsed again, and a
/// definition is parsed at each use, so no syntax tree is needed.
struct LongestMatchRules::Builder
{
    struct Part
    {
        int begin, end;
    };

    std::map<std::string, CodePointSet> sets;
    std::map<std::string, std::u32string> definitions;
    std::vector<CodePointSet> usedSets;
    std::map<std::vector<CodePointSet::Range>, int> setIds; ///< so that equal sets are stored once
    std::vector<Node>& nodes;
    std::u32string_view pattern;
    std::size_t at = 0;

    explicit Builder(std::vector<Node>& target)
        : nodes(target)
    {
    }

    [[noreturn]] void mistake(const char* why) const
    {
        throw std::logic_error("pattern " + toUtf8(pattern) + " at " + std::to_string(at) + ": " + why);
    }
    int node()
    {
        nodes.emplace_back();
        return static_cast<int>(nodes.size()) - 1;
    }
    void link(int from, int to) { nodes[static_cast<std::size_t>(from)].free.push_back(to); }
    bool more() const { return at < pattern.size(); }
    char32_t take()
    {
        if (!more())
            mistake("ends too early");
        return pattern[at++];
    }

    Part ofSet(CodePointSet set)
    {
        const Part part{node(), node()};
        const auto known = setIds.try_emplace(set.ranges(), static_cast<int>(usedSets.size()));
        if (known.second)
            usedSets.push_back(std::move(set));
        nodes[static_cast<std::size_t>(part.begin)].symbolSet = known.first->second;
        nodes[static_cast<std::size_t>(part.begin)].next = part.end;
        return part;
    }
    Part ofCharacter(char32_t c)
    {
        CodePointSet set;
        set.add(c, c);
        if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'))
            set.add(c ^ 32, c ^ 32);
        return ofSet(std::move(set));
    }

    Part alternatives()
    {
        const Part whole{node(), node()};
        for (;;) {
            const Part one = sequence();
            link(whole.begin, one.begin);
            link(one.end, whole.end);
            if (!more() || pattern[at] != U'|')
                return whole;
            ++at;
        }
    }

    Part sequence()
    {
        Part whole{node(), 0};
        whole.end = whole.begin;
        while (more() && pattern[at] != U'|' && pattern[at] != U')') {
            const Part one = repeated();
            link(whole.end, one.begin);
            whole.end = one.end;
        }
        return whole;
    }

    /// Bounds of the repetition after an atom; {1, 1} when there is none. most = -1: no limit.
    std::pair<int, int> bounds()
    {
        if (!more())
            return {1, 1};
        switch (pattern[at]) {
        case U'*': ++at; return {0, -1};
        case U'+': ++at; return {1, -1};
        case U'?': ++at; return {0, 1};
        case U'{': break;
        default: return {1, 1};
        }
        if (at + 1 >= pattern.size() || pattern[at + 1] < U'0' || pattern[at + 1] > U'9')
            return {1, 1};
        ++at;
        int low = 0, high = 0;
        while (more() && pattern[at] >= U'0' && pattern[at] <= U'9')
            low = low * 10 + static_cast<int>(take() - U'0');
        high = low;
        if (more() && pattern[at] == U',') {
            ++at;
            high = pattern[at] == U'}' ? -1 : 0;
            while (more() && pattern[at] >= U'0' && pattern[at] <= U'9')
                high = high * 10 + static_cast<int>(take() - U'0');
        }
        if (take() != U'}')
            mistake("unclosed repetition");
        return {low, high};
    }

    Part repeated()
    {
        const std::size_t atomBegin = at;
        Part part = atom();
        const std::size_t atomEnd = at;
        const auto [low, high] = bounds();
        if (low == 1 && high == 1)
            return part;
        const std::size_t after = at;
        const Part whole{node(), node()};
        int last = whole.begin;
        if (low == 0)
            link(whole.begin, whole.end);
        const int copies = std::max(high < 0 ? std::max(low, 1) : high, 1);
        for (int i = 0; i < copies; ++i) {
            if (i > 0) {
                at = atomBegin;
                part = atom();
                if (at != atomEnd)
                    mistake("internal");
            }
            link(last, part.begin);
            last = part.end;
            if (i + 1 >= low)
                link(last, whole.end);
        }
        if (high < 0)
            link(last, part.begin);
        at = after;
        return whole;
    }

    Part atom()
    {
        const char32_t c = take();
        if (c == U'(') {
            const Part inner = alternatives();
            if (take() != U')')
                mistake("unclosed group");
            return inner;
        }
        if (c == U'[')
            return ofSet(bracket());
        if (c == U'{')
            return named();
        if (c == U'.')
            return ofSet(CodePointSet().add(0, kLastCodePoint));
        return ofCharacter(c == U'\\' ? escape() : c);
    }

    char32_t escape()
    {
        const char32_t c = take();
        if (c == U'n')
            return U'\n';
        if (c == U't')
            return U'\t';
        if (c != U'u')
            return c;
        if (take() != U'{')
            mistake("expected { after \\u");
        char32_t value = 0;
        for (char32_t digit = take(); digit != U'}'; digit = take())
            value = value * 16 + (digit >= U'a' ? digit - U'a' + 10 : digit - U'0');
        return value;
    }

    CodePointSet bracket()
    {
        const bool inverted = more() && pattern[at] == U'^';
        at += inverted ? 1 : 0;
        CodePointSet set;
        for (char32_t c = take(); c != U']'; c = take()) {
            if (c == U'{') {
                set.add(setNamed(name()));
                continue;
            }
            const char32_t first = c == U'\\' ? escape() : c;
            char32_t last = first;
            if (more() && pattern[at] == U'-' && at + 1 < pattern.size() && pattern[at + 1] != U']') {
                ++at;
                const char32_t end = take();
                last = end == U'\\' ? escape() : end;
            }
            set.add(first, last);
        }
        return inverted ? set.inverted() : set;
    }

    std::string name()
    {
        std::string text;
        for (char32_t c = take(); c != U'}'; c = take())
            appendUtf8(text, c);
        return text;
    }
    const CodePointSet& setNamed(const std::string& wanted)
    {
        const auto found = sets.find(wanted);
        if (found == sets.end())
            mistake("unknown set");
        return found->second;
    }

    Part named()
    {
        const std::string wanted = name();
        const auto found = definitions.find(wanted);
        if (found == definitions.end())
            return ofSet(setNamed(wanted));
        const std::u32string_view outer = pattern;
        const std::size_t outerAt = at;
        const Part part = parse(found->second);
        pattern = outer;
        at = outerAt;
        return part;
    }

    Part parse(std::u32string_view text)
    {
        pattern = text;
        at = 0;
        const Part part = alternatives();
        if (more())
            mistake("unexpected )");
        return part;
    }
};

LongestMatchRules::LongestMatchRules()
    : m_builder(std::make_unique<Builder>(m_nodes))
{
    m_start = m_builder->node();
}
LongestMatchRules::~LongestMatchRules() = default;

void LongestMatchRules::defineSet(const std::string& name, const CodePointSet& set) { m_builder->sets[name] = set; }

void LongestMatchRules::define(const std::string& name, std::string_view pattern)
{
    m_builder->definitions[name] = toCodePoints(pattern);
}

void LongestMatchRules::addRule(int tag, std::string_view pattern)
{
    const std::u32string text = toCodePoints(pattern);
    const Builder::Part part = m_builder->parse(text);
    m_builder->link(m_start, part.begin);
    m_nodes[static_cast<std::size_t>(part.end)].rule = static_cast<int>(m_tags.size());
    m_tags.push_back(tag);
}

void LongestMatchRules::finish()
{
    // Code points that are in exactly the same sets get one symbol.
    const std::vector<CodePointSet>& sets = m_builder->usedSets;
    std::vector<char32_t> borders = {0, kBeyond};
    for (const CodePointSet& set : sets) {
        for (const CodePointSet::Range& range : set.ranges()) {
            borders.push_back(range.first);
            borders.push_back(range.last + 1);
        }
    }
    std::sort(borders.begin(), borders.end());
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    std::map<std::vector<bool>, std::uint16_t> symbols;
    m_setSymbols.assign(sets.size(), {});
    m_symbols.assign(kBeyond, 0);
    for (std::size_t b = 0; b < borders.size() && borders[b] <= kBeyond; ++b) {
        std::vector<bool> member;
        for (const CodePointSet& set : sets)
            member.push_back(set.contains(borders[b]));
        const auto [place, isNew] = symbols.try_emplace(member, static_cast<std::uint16_t>(symbols.size()));
        for (std::size_t s = 0; isNew && s < sets.size(); ++s)
            m_setSymbols[s].push_back(member[s]);
        if (borders[b] == kBeyond)
            m_beyondSymbol = place->second;
        else
            std::fill(m_symbols.begin() + borders[b], m_symbols.begin() + std::min(borders[b + 1], kBeyond),
                place->second);
    }
    m_symbolCount = symbols.size();
    m_builder.reset();
}

LongestMatchScanner::LongestMatchScanner(const LongestMatchRules& rules)
    : m_rules(rules)
    , m_seen(rules.m_nodes.size(), 0)
{
    reset();
}

void LongestMatchScanner::reset()
{
    m_states.clear();
    m_ids.clear();
    m_failed.clear();
    std::vector<int> nodes;
    ++m_visit;
    closure(m_rules.m_start, nodes);
    stateOf(std::move(nodes));
}

void LongestMatchScanner::closure(int node, std::vector<int>& out)
{
    std::vector<int> open = {node};
    while (!open.empty()) {
        const auto current = static_cast<std::size_t>(open.back());
        open.pop_back();
        if (m_seen[current] == m_visit)
            continue;
        m_seen[current] = m_visit;
        const LongestMatchRules::Node& here = m_rules.m_nodes[current];
        if (here.symbolSet >= 0 || here.rule >= 0)
            out.push_back(static_cast<int>(current));
        open.insert(open.end(), here.free.begin(), here.free.end());
    }
}

std::int32_t LongestMatchScanner::stateOf(std::vector<int> nodes)
{
    std::sort(nodes.begin(), nodes.end());
    const auto [place, isNew] = m_ids.try_emplace(std::move(nodes), static_cast<std::int32_t>(m_states.size()));
    if (!isNew)
        return place->second;
    State state;
    state.nodes = place->first;
    state.next.assign(m_rules.m_symbolCount, kUnknown);
    for (const int node : state.nodes) {
        const int rule = m_rules.m_nodes[static_cast<std::size_t>(node)].rule;
        if (rule >= 0 && (state.rule < 0 || rule < state.rule))
            state.rule = rule;
    }
    m_states.push_back(std::move(state));
    return place->second;
}

std::int32_t LongestMatchScanner::step(std::int32_t state, std::uint16_t symbol)
{
    std::vector<int> target;
    ++m_visit;
    for (const int node : m_states[static_cast<std::size_t>(state)].nodes) {
        const LongestMatchRules::Node& here = m_rules.m_nodes[static_cast<std::size_t>(node)];
        if (here.symbolSet >= 0 && m_rules.m_setSymbols[static_cast<std::size_t>(here.symbolSet)][symbol])
            closure(here.next, target);
    }
    const std::int32_t next = target.empty() ? kDead : stateOf(std::move(target));
    m_states[static_cast<std::size_t>(state)].next[symbol] = next;
    return next;
}

void LongestMatchScanner::begin(std::u32string_view text)
{
    if (m_states.size() > kMostStates)
        reset();
    m_failed.clear();
    m_text.clear();
    m_text.reserve(text.size());
    for (const char32_t c : text)
        m_text.push_back(m_rules.symbolOf(c));
}

LongestMatchScanner::Match LongestMatchScanner::match(std::size_t from)
{
    Match best;
    std::int32_t state = 0;
    std::vector<std::int32_t> path; // states since the last match, kept only for long look-ahead
    for (std::size_t at = from; at < m_text.size(); ++at) {
        const std::int32_t known = m_states[static_cast<std::size_t>(state)].next[m_text[at]];
        state = known == kUnknown ? step(state, m_text[at]) : known;
        if (state == kDead)
            break;
        if (const int rule = m_states[static_cast<std::size_t>(state)].rule; rule >= 0) {
            best = {at + 1 - from, m_rules.m_tags[static_cast<std::size_t>(rule)]};
            path.clear();
            continue;
        }
        const std::uint64_t key = (std::uint64_t{at} << 24) | static_cast<std::uint32_t>(state);
        if (!m_failed.empty() && m_failed.contains(key))
            break;
        path.push_back(state);
    }
    if (path.size() > kShortOvershoot) {
        const std::size_t first = from + best.length;
        for (std::size_t i = 0; i < path.size(); ++i)
            m_failed[(std::uint64_t{first + i} << 24) | static_cast<std::uint32_t>(path[i])] = true;
    }
    return best;
}

} // namespace fulcrum::text
