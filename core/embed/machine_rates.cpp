// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/machine_rates.h"

#include "core/embed/pair_kernels.h"

#include <algorithm>
#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace fulcrum::embed {
namespace {

constexpr int kRepeats = 3;

/// Where results go, so that the work behind them is not left out.
std::atomic<std::uint64_t> g_sink{0};

/// Least seconds from the first thread's start to the last one's end of work(thread). Each takes its own time: on a busy machine
/// somebody who waits for them hears late that they have begun.
double bestSeconds(std::size_t threads, const std::function<void(std::size_t)>& work)
{
    using Clock = std::chrono::steady_clock;
    double best = 0;
    for (int repeat = 0; repeat < kRepeats; ++repeat) {
        std::barrier start(static_cast<std::ptrdiff_t>(threads));
        std::vector<Clock::time_point> begun(threads), ended(threads);
        std::vector<std::jthread> running;
        for (std::size_t t = 0; t < threads; ++t)
            running.emplace_back([&, t] {
                start.arrive_and_wait();
                begun[t] = Clock::now();
                work(t);
                ended[t] = Clock::now();
            });
        running.clear();
        const double seconds
            = std::chrono::duration<double>(*std::ranges::max_element(ended) - *std::ranges::min_element(begun)).count();
        best = repeat == 0 ? seconds : std::min(best, seconds);
    }
    return std::max(best, 1e-9);
}

} // namespace

std::size_t threadCount(int threads)
{
    return threads > 0 ? static_cast<std::size_t>(threads) : std::max(1U, std::thread::hardware_concurrency());
}

double readRate(std::span<const std::byte> bytes, int threads)
{
    const std::size_t parts = threadCount(threads);
    const double seconds = bestSeconds(parts, [&](std::size_t t) {
        const std::size_t begin = bytes.size() * t / parts, end = bytes.size() * (t + 1) / parts;
        g_sink += pairKernels().sum(bytes.data() + begin, end - begin);
    });
    return static_cast<double>(bytes.size()) / seconds;
}

double multiplyAddRate(int threads)
{
    constexpr std::size_t kRounds = 10'000'000; // about a tenth of a second
    const std::size_t parts = threadCount(threads);
    std::atomic<double> operations{0};
    const double seconds = bestSeconds(parts, [&](std::size_t t) {
        float result = 0;
        operations = pairKernels().multiplyAdd(kRounds, 0.5F, &result);
        g_sink += static_cast<std::uint64_t>(result) + t;
    });
    return operations * static_cast<double>(parts) / seconds;
}

double randomReadRate(std::size_t tableBytes, int threads)
{
    constexpr std::size_t kReads = 4'000'000;
    const std::size_t parts = threadCount(threads), count = std::clamp<std::size_t>(tableBytes / sizeof(std::uint64_t), 1, 1U << 31);
    const std::vector<std::uint64_t> table(count, 1);
    const double seconds = bestSeconds(parts, [&](std::size_t t) {
        std::uint64_t state = t + 1, total = 0;
        for (std::size_t i = 0; i < kReads; ++i) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL; // Knuth's, places do not depend on what was read
            total += table[static_cast<std::size_t>((state >> 32) * count >> 32)];
        }
        g_sink += total;
    });
    return static_cast<double>(kReads * parts) / seconds;
}

} // namespace fulcrum::embed
