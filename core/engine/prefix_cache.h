// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/slot_pool.h"

#include <memory>
#include <unordered_map>

namespace fulcrum::engine {

/// A prompt prefix that has been run: its keys and values lie in the slots, and its last hidden state predicts what follows.
struct Prefix
{
    std::uint64_t id = 0;
    Prefix* parent = nullptr;
    std::vector<std::int64_t> slots; ///< of the whole path, parents first
    std::size_t ownFirst = 0;        ///< slots[ownFirst..] belong to this node
    at::Tensor lastHidden;           ///< [hidden], after the final norm
    std::uint64_t used = 0;
    int children = 0;
};

/// What makes two segments the same.
struct PrefixKey
{
    std::uint64_t parent = 0; ///< id of the parent, 0 = none
    std::vector<std::int32_t> tokens;
    std::vector<std::string> images;
    friend bool operator==(const PrefixKey&, const PrefixKey&) = default;
};

struct PrefixKeyHash
{
    std::size_t operator()(const PrefixKey& key) const;
};

/// Prefixes kept across calls: the same [instruction, candidate] begins the prompts of every beam and anchor. Least recently
/// used ones go first, children before parents; those used since `beginUse` stay.
class PrefixCache
{
public:
    PrefixCache(SlotPool& pool, std::size_t mostTokens) : m_pool(pool), m_most(mostTokens) {}

    /// `nested`: inside of a unit of work that goes on; what that one uses stays.
    void beginUse(bool nested)
    {
        ++m_use;
        if (!nested)
            m_keepFrom = m_use;
    }
    Prefix* find(const PrefixKey& key);
    /// Takes over `ownSlots`, which hold the node's keys and values.
    Prefix* insert(PrefixKey key, Prefix* parent, const std::vector<std::int64_t>& ownSlots, at::Tensor lastHidden);
    /// Evicts until `tokens` more fit into the bound, as far as possible.
    void makeRoom(std::size_t tokens);
    std::size_t mostTokens() const { return m_most; }
    /// Forgets everything and gives the slots back.
    void clear();

private:
    SlotPool& m_pool;
    std::size_t m_most, m_tokens = 0;
    std::uint64_t m_use = 0, m_keepFrom = 0, m_lastId = 0;
    std::unordered_map<PrefixKey, std::unique_ptr<Prefix>, PrefixKeyHash> m_entries;
};

} // namespace fulcrum::engine
