// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/bpe_model.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <fmt/format.h>
#include <queue>
#include <unordered_set>

namespace fulcrum::text {

namespace {

/// Ids are distinct and in range.
Result<void> checkVocabulary(const Vocabulary& vocabulary, const std::string& where)
{
    std::unordered_set<std::int32_t> seen;
    for (const auto& [token, id] : vocabulary) {
        if (id < 0 || id > kLargestTokenId)
            return fail(ErrorCode::Malformed, "cannot read vocabulary", where, fmt::format("id {} is out of range", id));
        if (!seen.insert(id).second)
            return fail(ErrorCode::Malformed, "cannot read vocabulary", where, fmt::format("two tokens have the id {}", id));
    }
    if (vocabulary.empty())
        return fail(ErrorCode::Malformed, "cannot read vocabulary", where, "it is empty");
    return {};
}

} // namespace

Result<BpeModel> BpeModel::create(Vocabulary vocabulary, const Merges& merges, Options options, const std::string& where)
{
    FULCRUM_CHECK(checkVocabulary(vocabulary, where));
    BpeModel model;
    model.m_vocabulary = std::move(vocabulary);
    model.m_options = std::move(options);
    const auto idOf = [&model](const std::string& token) {
        const auto found = model.m_vocabulary.find(token);
        return found == model.m_vocabulary.end() ? -1 : found->second;
    };
    const std::string& prefix = model.m_options.continuingPrefix;
    model.m_merges.reserve(merges.size());
    for (std::size_t rank = 0; rank < merges.size(); ++rank) {
        const auto& [left, right] = merges[rank];
        const std::string whole = left + (right.starts_with(prefix) ? right.substr(prefix.size()) : right);
        const std::int32_t ids[] = {idOf(left), idOf(right), idOf(whole)};
        if (ids[0] < 0 || ids[1] < 0 || ids[2] < 0)
            return fail(ErrorCode::Malformed, "cannot read merges", where,
                fmt::format("merge {} (\"{}\" + \"{}\") names a token that is not in the vocabulary", rank, left, right));
        model.m_merges[pairKey(ids[0], ids[1])] = {static_cast<std::int32_t>(rank), ids[2]};
    }
    if (!model.m_options.unknownToken.empty()) {
        model.m_unknown = idOf(model.m_options.unknownToken);
        if (model.m_unknown < 0)
            return fail(ErrorCode::Malformed, "cannot read vocabulary", where,
                "unk_token \"" + model.m_options.unknownToken + "\" is not in it");
    }
    if (model.m_options.byteFallback)
        for (int byte = 0; byte < 256; ++byte)
            model.m_bytes.push_back(idOf(fmt::format("<0x{:02X}>", byte)));
    return model;
}

const BpeModel::Merge* BpeModel::findMerge(std::int32_t left, std::int32_t right) const
{
    const auto found = m_merges.find(pairKey(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

std::vector<std::int32_t> BpeModel::characters(std::string_view stretch) const
{
    std::vector<std::int32_t> ids;
    ids.reserve(stretch.size());
    bool unknownPending = false; // flushed before the next known character, as the reference does
    std::string character;
    for (std::size_t begin = 0; begin < stretch.size();) {
        const std::size_t end = std::min(stretch.size(), begin + codePointLength(stretch[begin]));
        const std::string_view bare = stretch.substr(begin, end - begin);
        character.assign(begin == 0 ? std::string_view() : std::string_view(m_options.continuingPrefix)).append(bare);
        if (end == stretch.size())
            character += m_options.wordEnd;
        begin = end;
        if (const auto known = m_vocabulary.find(character); known != m_vocabulary.end()) {
            if (unknownPending)
                ids.push_back(m_unknown);
            unknownPending = false;
            ids.push_back(known->second);
            continue;
        }
        const auto byteId = [&](char c) { return m_bytes[static_cast<unsigned char>(c)]; };
        if (m_options.byteFallback && std::all_of(character.begin(), character.end(), [&](char c) { return byteId(c) >= 0; })) {
            for (const char c : character)
                ids.push_back(byteId(c));
            continue;
        }
        if (m_unknown < 0)
            continue;
        if (unknownPending && !m_options.fuseUnknown)
            ids.push_back(m_unknown);
        unknownPending = true;
    }
    if (unknownPending)
        ids.push_back(m_unknown);
    return ids;
}

void BpeModel::merge(std::vector<Symbol>& symbols) const
{
    struct Candidate
    {
        std::int32_t rank, position, id;
        bool operator<(const Candidate& other) const // std::priority_queue takes the largest first
        {
            return rank != other.rank ? rank > other.rank : position > other.position;
        }
    };
    std::priority_queue<Candidate> queue;
    const auto offer = [&](std::int32_t left) {
        const Symbol& symbol = symbols[static_cast<std::size_t>(left)];
        if (symbol.next < 0)
            return;
        if (const Merge* found = findMerge(symbol.id, symbols[static_cast<std::size_t>(symbol.next)].id))
            queue.push({found->rank, left, found->id});
    };
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i)
        offer(static_cast<std::int32_t>(i));
    while (!queue.empty()) {
        const Candidate best = queue.top();
        queue.pop();
        Symbol& left = symbols[static_cast<std::size_t>(best.position)];
        if (!left.alive || left.next < 0)
            continue;
        Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        const Merge* present = findMerge(left.id, right.id);
        if (!present || present->id != best.id) // its symbols have changed since it was offered
            continue;
        left.id = best.id;
        left.next = right.next;
        right.alive = false;
        if (left.next >= 0)
            symbols[static_cast<std::size_t>(left.next)].previous = best.position;
        if (left.previous >= 0)
            offer(left.previous);
        offer(best.position);
    }
}

void BpeModel::encode(std::string_view stretch, std::vector<std::int32_t>& ids) const
{
    if (stretch.empty())
        return;
    if (m_options.ignoreMerges) {
        if (const auto whole = m_vocabulary.find(stretch); whole != m_vocabulary.end()) {
            ids.push_back(whole->second);
            return;
        }
    }
    std::vector<Symbol> symbols;
    for (const std::int32_t id : characters(stretch)) {
        const auto position = static_cast<std::int32_t>(symbols.size());
        symbols.push_back({id, position - 1, position + 1, true});
    }
    if (symbols.empty())
        return;
    symbols.back().next = -1;
    merge(symbols);
    for (const Symbol& symbol : symbols)
        if (symbol.alive)
            ids.push_back(symbol.id);
}

} // namespace fulcrum::text
