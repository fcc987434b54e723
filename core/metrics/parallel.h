// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace fulcrum::metrics {

/// Calls work(begin, end) for contiguous parts of [0, count), one per thread; 0 threads = all cores. Exceptions of a
/// part are rethrown here. Small inputs stay on the calling thread.
template <class Work>
void forEachPart(std::size_t count, unsigned threads, const Work& work, std::size_t smallest = 256)
{
    if (threads == 0)
        threads = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t parts = std::clamp<std::size_t>(count / std::max<std::size_t>(smallest, 1), 1, threads);
    if (parts == 1)
        return work(std::size_t{0}, count);
    std::vector<std::exception_ptr> failures(parts);
    {
        std::vector<std::jthread> running;
        for (std::size_t part = 0; part < parts; ++part) {
            running.emplace_back([&, part] {
                try {
                    work(count * part / parts, count * (part + 1) / parts);
                } catch (...) {
                    failures[part] = std::current_exception();
                }
            });
        }
    }
    for (const std::exception_ptr& failure : failures)
        if (failure)
            std::rethrow_exception(failure);
}

} // namespace fulcrum::metrics
