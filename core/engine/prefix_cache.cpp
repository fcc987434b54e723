// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/prefix_cache.h"

#include <algorithm>

namespace fulcrum::engine {

std::size_t PrefixKeyHash::operator()(const PrefixKey& key) const
{
    std::size_t hash = key.parent * 0x9e3779b97f4a7c15ULL;
    const auto mix = [&](std::size_t value) { hash = (hash ^ value) * 0x100000001b3ULL + (hash >> 29); };
    for (const std::int32_t token : key.tokens)
        mix(static_cast<std::size_t>(token));
    for (const std::string& image : key.images)
        mix(std::hash<std::string>()(image));
    return hash;
}

Prefix* PrefixCache::find(const PrefixKey& key)
{
    const auto found = m_entries.find(key);
    if (found == m_entries.end())
        return nullptr;
    found->second->used = m_use;
    return found->second.get();
}

Prefix* PrefixCache::insert(
    PrefixKey key, Prefix* parent, const std::vector<std::int64_t>& ownSlots, at::Tensor lastHidden)
{
    auto prefix = std::make_unique<Prefix>();
    prefix->id = ++m_lastId;
    prefix->parent = parent;
    if (parent) {
        prefix->slots = parent->slots;
        ++parent->children;
    }
    prefix->ownFirst = prefix->slots.size();
    prefix->slots.insert(prefix->slots.end(), ownSlots.begin(), ownSlots.end());
    prefix->lastHidden = std::move(lastHidden);
    prefix->used = m_use;
    m_tokens += ownSlots.size();
    return (m_entries[std::move(key)] = std::move(prefix)).get();
}

void PrefixCache::makeRoom(std::size_t tokens)
{
    if (m_tokens + tokens <= m_most)
        return;
    // Down to three quarters, so that the next call need not evict again at once.
    const std::size_t goal = m_most - std::min(m_most, std::max(tokens, m_most / 4));
    for (bool evicted = true; evicted && m_tokens > goal;) {
        evicted = false;
        std::vector<std::pair<std::uint64_t, const PrefixKey*>> old;
        for (const auto& [key, prefix] : m_entries)
            if (prefix->children == 0 && prefix->used < m_keepFrom)
                old.emplace_back(prefix->used, &key);
        std::sort(old.begin(), old.end());
        for (const auto& [used, key] : old) {
            if (m_tokens <= goal)
                break;
            const auto entry = m_entries.find(*key);
            Prefix& prefix = *entry->second;
            if (prefix.parent)
                --prefix.parent->children;
            m_pool.release({prefix.slots.begin() + static_cast<std::ptrdiff_t>(prefix.ownFirst), prefix.slots.end()});
            m_tokens -= prefix.slots.size() - prefix.ownFirst;
            m_entries.erase(entry);
            evicted = true;
        }
    }
}

void PrefixCache::clear()
{
    for (const auto& [key, prefix] : m_entries)
        m_pool.release({prefix->slots.begin() + static_cast<std::ptrdiff_t>(prefix->ownFirst), prefix->slots.end()});
    m_entries.clear();
    m_tokens = 0;
}

} // namespace fulcrum::engine
