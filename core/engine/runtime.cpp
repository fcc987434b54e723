// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/runtime.h"

#include "core/base/machine.h"

#include <ATen/Parallel.h>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>
#include <thread>

namespace fulcrum::engine {
namespace {

thread_local model::WorkCounter* t_counter = nullptr;
thread_local bool t_plain = false;
thread_local std::optional<at::ScalarType> t_mixed;
std::atomic<int> g_threads{1};

/// Calls `symbol(threads)` of whichever BLAS is loaded.
template <class Number>
void callIfPresent(const char* symbol, Number threads)
{
    if (void* address = ::dlsym(RTLD_DEFAULT, symbol))
        reinterpret_cast<void (*)(Number)>(address)(threads);
}

/// OpenMP's own count of the calling thread; the library is the one that LibTorch brought.
struct OpenMp
{
    int (*get)() = nullptr;
    void (*set)(int) = nullptr;

    static const OpenMp& instance()
    {
        static const OpenMp found = [] {
            void* const get = ::dlsym(RTLD_DEFAULT, "omp_get_max_threads");
            void* const set = ::dlsym(RTLD_DEFAULT, "omp_set_num_threads");
            return get && set ? OpenMp{reinterpret_cast<int (*)()>(get), reinterpret_cast<void (*)(int)>(set)} : OpenMp{};
        }();
        return found;
    }
};

/// Memory of a CUDA device in bytes, from the CUDA runtime that LibTorch brought; 0 without one.
std::uint64_t cudaMemory(std::size_t index)
{
    void* address = ::dlsym(RTLD_DEFAULT, "cudaMemGetInfo");
    if (address == nullptr)
        return 0;
    const c10::DeviceGuard onDevice(at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index)));
    std::size_t available = 0, total = 0;
    return reinterpret_cast<int (*)(std::size_t*, std::size_t*)>(address)(&available, &total) == 0 ? total : 0;
}

/// float32 means float32: LibTorch would run convolutions and LSTMs with 10 bits of mantissa. And cuBLAS repeats its results only
/// with a workspace of a fixed size.
void setUpCuda()
{
    static std::once_flag once;
    std::call_once(once, [] {
        ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0);
        at::globalContext().setAllowTF32CuDNN(false);
        at::globalContext().setAllowTF32CuBLAS(false);
    });
}

} // namespace

void applyThreads(int threads)
{
    static std::once_flag once;
    std::call_once(once, [threads] {
        const int cores = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
        const int wanted = std::clamp(threads == 0 ? cores : threads, 1, 1024);
        callIfPresent<int>("openblas_set_num_threads", wanted);
        callIfPresent<long>("bli_thread_set_num_threads", wanted);
        g_threads = wanted;
    });
    thread_local const bool applied = (at::set_num_threads(threadCount()), true); // OpenMP counts by calling thread
    static_cast<void>(applied);
}

int threadCount() { return g_threads; }

SingleThreaded::SingleThreaded() : m_before(OpenMp::instance().get ? OpenMp::instance().get() : 0)
{
    if (m_before > 1)
        OpenMp::instance().set(1);
}

SingleThreaded::~SingleThreaded()
{
    if (m_before > 1)
        OpenMp::instance().set(m_before);
}

Result<at::Device> parseDevice(const std::string& id)
{
    if (id == "cpu" || id.empty())
        return at::Device(at::kCPU);
    int index = 0;
    const bool wellFormed = id == "cuda"
        || (id.starts_with("cuda:") && id.size() > 5 && id.size() <= 8
            && std::all_of(id.begin() + 5, id.end(), [](char c) { return c >= '0' && c <= '9'; }));
    if (!wellFormed)
        return fail(ErrorCode::Usage, "unknown device", id, "devices are 'cpu' and 'cuda:N'");
    if (id.size() > 5)
        index = std::stoi(id.substr(5));
    const auto count = static_cast<int>(at::getNumGPUs());
    if (index >= count)
        return fail(ErrorCode::DeviceUnavailable, "device not available", id,
            "LibTorch sees " + std::to_string(count) + " CUDA devices", "use 'cpu'");
    setUpCuda();
    return at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index));
}

std::vector<model::DeviceInfo> listDevices()
{
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    std::vector<model::DeviceInfo> devices{{"cpu", "CPU, " + std::to_string(cores) + " cores", machineMemory().total}};
    for (std::size_t i = 0; i < at::getNumGPUs(); ++i)
        devices.push_back({"cuda:" + std::to_string(i), "CUDA device " + std::to_string(i), cudaMemory(i)});
    return devices;
}

at::Tensor onto(const at::Tensor& tensor, at::Device device) { return tensor.to(device, /*non_blocking=*/true); }

at::ScalarType scalarType(model::Precision precision)
{
    switch (precision) {
    case model::Precision::BFloat16:
        return at::kBFloat16;
    case model::Precision::Float16:
        return at::kHalf;
    case model::Precision::Float32:
        break;
    }
    return at::kFloat;
}

at::ScalarType activationType(at::Device device, at::ScalarType weights) { return device.is_cpu() ? at::kFloat : weights; }

PlainOperations::PlainOperations() : m_outer(std::exchange(t_plain, true)) {}
PlainOperations::~PlainOperations() { t_plain = m_outer; }
bool PlainOperations::wanted() { return t_plain; }

MixedPrecision::MixedPrecision(at::ScalarType type)
    : m_outer(std::exchange(t_mixed, type == at::kFloat ? std::nullopt : std::optional(type)))
{
}
MixedPrecision::~MixedPrecision() { t_mixed = m_outer; }
std::optional<at::ScalarType> MixedPrecision::type() { return t_mixed; }

Deterministic::Deterministic() : m_before(at::globalContext().deterministicAlgorithms())
{
    at::globalContext().setDeterministicAlgorithms(true, true);
}
Deterministic::~Deterministic() { at::globalContext().setDeterministicAlgorithms(m_before, true); }

WorkScope::WorkScope(model::WorkCounter& counter) : m_outer(std::exchange(t_counter, &counter)) {}
WorkScope::~WorkScope() { t_counter = m_outer; }

model::WorkCounter& currentWork()
{
    static thread_local model::WorkCounter unwatched;
    return t_counter ? *t_counter : unwatched;
}

} // namespace fulcrum::engine
