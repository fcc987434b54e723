// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/slot_pool.h"

#include <algorithm>

namespace fulcrum::engine {
namespace {

constexpr std::size_t kFirstCapacity = 256, kFirstOnGpu = 2048; ///< growing copies, and takes many small launches

} // namespace

SlotPool::SlotPool(std::int64_t layers, std::vector<std::int64_t> row, at::Device device, at::ScalarType type)
    : m_layers(layers), m_row(std::move(row)), m_options(at::TensorOptions().device(device).dtype(type))
{
    clear();
}

void SlotPool::clear()
{
    std::vector<std::int64_t> empty{0};
    empty.insert(empty.end(), m_row.begin(), m_row.end());
    m_tables.keys.assign(static_cast<std::size_t>(m_layers), at::empty(empty, m_options));
    m_tables.values = m_tables.keys;
    m_capacity = 0;
    m_free.clear();
}

double SlotPool::bytesPerSlot() const
{
    double bytes = 2.0 * static_cast<double>(m_layers) * static_cast<double>(m_options.dtype().itemsize());
    for (const std::int64_t extent : m_row)
        bytes *= static_cast<double>(extent);
    return std::max(bytes, 1.0);
}

void SlotPool::grow(std::size_t capacity)
{
    std::vector<std::int64_t> extra{static_cast<std::int64_t>(capacity - m_capacity)};
    extra.insert(extra.end(), m_row.begin(), m_row.end());
    // Zeros, not garbage: padded attention reads unused slots, and 0 times NaN would be NaN.
    KeysAndValues wider;
    for (std::int64_t layer = 0; layer < m_layers; ++layer) {
        const auto at = static_cast<std::size_t>(layer);
        wider.keys.push_back(at::cat({m_tables.keys[at], at::zeros(extra, m_options)}, 0));
        wider.values.push_back(at::cat({m_tables.values[at], at::zeros(extra, m_options)}, 0));
    }
    m_tables = std::move(wider);
    for (std::size_t slot = capacity; slot > m_capacity; --slot)
        m_free.push_back(static_cast<std::int64_t>(slot - 1));
    m_capacity = capacity;
}

void SlotPool::reserve(std::size_t count)
{
    const std::lock_guard lock(m_mutex);
    if (m_free.size() < count)
        grow(std::max({m_options.device().is_cpu() ? kFirstCapacity : kFirstOnGpu, 2 * m_capacity, m_capacity - m_free.size() + count}));
}

std::vector<std::int64_t> SlotPool::allocate(std::size_t count)
{
    reserve(count);
    const std::lock_guard lock(m_mutex);
    std::vector<std::int64_t> slots(m_free.end() - static_cast<std::ptrdiff_t>(count), m_free.end());
    std::reverse(slots.begin(), slots.end());
    m_free.resize(m_free.size() - count);
    return slots;
}

void SlotPool::release(const std::vector<std::int64_t>& slots)
{
    const std::lock_guard lock(m_mutex);
    m_free.insert(m_free.end(), slots.rbegin(), slots.rend());
}

} // namespace fulcrum::engine
