// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/architecture.h"

#include <mutex>

namespace fulcrum::engine {

/// Rows of keys and values that are handed out singly, so that paths share their prefixes and beams are reordered by
/// copying indices, never tensors. Grows by doubling; never shrinks before `clear`. Slots may be allocated and released by several
/// threads at once as long as nothing grows: `reserve` before.
class SlotPool
{
public:
    /// `layers` tables of rows of shape `row`.
    SlotPool(std::int64_t layers, std::vector<std::int64_t> row, at::Device device, at::ScalarType type);

    KeysAndValues& tables() { return m_tables; }
    std::vector<std::int64_t> allocate(std::size_t count);
    /// Makes sure that `count` slots are free.
    void reserve(std::size_t count);
    void release(const std::vector<std::int64_t>& slots);
    /// Gives the memory back too.
    void clear();

    double bytesPerSlot() const;

private:
    void grow(std::size_t capacity);

    std::int64_t m_layers;
    std::vector<std::int64_t> m_row;
    at::TensorOptions m_options;
    KeysAndValues m_tables;
    std::size_t m_capacity = 0;
    std::mutex m_mutex;
    std::vector<std::int64_t> m_free; // guarded by m_mutex
};

} // namespace fulcrum::engine
