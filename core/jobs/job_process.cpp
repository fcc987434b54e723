// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/job_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <dlfcn.h>
#include <fmt/format.h>
#include <memory>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace fulcrum::jobs {
namespace {

constexpr const char* kWorker = "fulcrum-cli"; // ends with its one run

const char* reason(KillObstacle obstacle)
{
    switch (obstacle) {
    case KillObstacle::None: break;
    case KillObstacle::AtRest: return "nobody works on it";
    case KillObstacle::Gone: return "its process has ended";
    case KillObstacle::OtherComputer: return "its process is on another computer";
    case KillObstacle::Own: return "it is a thread of this process, which cannot be ended safely";
    case KillObstacle::OtherWork: return "its process may do more than this run";
    }
    return "";
}

std::string programOf(std::int64_t pid)
{
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink(fmt::format("/proc/{}/exe", pid), error);
    return error ? std::string() : program.filename().string();
}

/// A descriptor (pidfd; glibc 2.36 declares its calls for C only) that goes on meaning this process, also when its number is used again.
class ProcessHandle
{
public:
    explicit ProcessHandle(std::int64_t pid) : m_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0U))) { }
    ~ProcessHandle()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    ProcessHandle(const ProcessHandle&) = delete;
    ProcessHandle& operator=(const ProcessHandle&) = delete;
    int get() const { return m_descriptor; }

private:
    int m_descriptor;
};

} // namespace

KillObstacle killObstacle(const store::RunRecord& run)
{
    const bool sits = run.state == store::RunState::Paused && run.process.isAlive().value_or(false);
    if ((store::isAtRest(run.state) && !sits) || run.state == store::RunState::Queued)
        return KillObstacle::AtRest;
    const std::optional<bool> alive = run.process.isAlive();
    if (!alive)
        return KillObstacle::OtherComputer;
    if (!*alive)
        return KillObstacle::Gone;
    if (run.process.pid == ::getpid())
        return KillObstacle::Own;
    return programOf(run.process.pid).starts_with(kWorker) ? KillObstacle::None : KillObstacle::OtherWork;
}

Result<void> killProcess(const store::RunRecord& run)
{
    const auto refuse = [&run](ErrorCode code, const std::string& why) {
        return fulcrum::fail(code, fmt::format("the process of run {} cannot be ended", run.id), fmt::format("process {}", run.process.pid), why);
    };
    const ProcessHandle process(run.process.pid);
    if (process.get() < 0 && errno != ESRCH)
        return refuse(ErrorCode::Io, std::strerror(errno));
    if (const KillObstacle obstacle = killObstacle(run); obstacle != KillObstacle::None) // after the handle: it means the same process
        return refuse(ErrorCode::Usage, reason(obstacle));
    if (process.get() < 0 || ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0U) != 0)
        return refuse(ErrorCode::Io, std::strerror(errno));
    return {};
}

namespace {

/// What we use of NVML's interface, which is stable. Versions 2 and 3 of the last call have the same layout.
struct NvmlProcess
{
    unsigned pid;
    unsigned long long memory;
    unsigned gpuInstance, computeInstance;
};
using NvmlCall = int (*)();
using NvmlCount = int (*)(unsigned*);
using NvmlDevice = int (*)(unsigned, void**);
using NvmlProcesses = int (*)(void*, unsigned*, NvmlProcess*);

template <class Function>
Function symbol(void* library, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (void* found = ::dlsym(library, name))
            return reinterpret_cast<Function>(found);
    return nullptr;
}

} // namespace

std::map<std::int64_t, std::int64_t> gpuMemory(const char* library)
{
    constexpr unsigned kMost = 256; // processes of a device
    std::map<std::int64_t, std::int64_t> memory;
    const std::unique_ptr<void, int (*)(void*)> handle(::dlopen(library, RTLD_NOW | RTLD_LOCAL), [](void* open) { return open ? ::dlclose(open) : 0; });
    if (!handle)
        return memory;
    const auto start = symbol<NvmlCall>(handle.get(), {"nvmlInit_v2"}), end = symbol<NvmlCall>(handle.get(), {"nvmlShutdown"});
    const auto count = symbol<NvmlCount>(handle.get(), {"nvmlDeviceGetCount_v2"});
    const auto device = symbol<NvmlDevice>(handle.get(), {"nvmlDeviceGetHandleByIndex_v2"});
    const auto processes = symbol<NvmlProcesses>(
        handle.get(), {"nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2"});
    if (!start || !end || !count || !device || !processes || start() != 0)
        return memory;
    unsigned devices = 0;
    if (count(&devices) != 0)
        devices = 0;
    for (unsigned i = 0; i < devices; ++i) {
        void* one = nullptr;
        std::vector<NvmlProcess> found(kMost);
        unsigned used = kMost;
        if (device(i, &one) != 0 || processes(one, &used, found.data()) != 0)
            continue;
        for (unsigned place = 0; place < std::min(used, kMost); ++place)
            if (found[place].memory != ~0ULL) // not told
                memory[found[place].pid] += static_cast<std::int64_t>(found[place].memory);
    }
    end();
    return memory;
}

} // namespace fulcrum::jobs
