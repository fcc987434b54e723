// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <sys/auxv.h>
#include <unistd.h>

// Idle threads of OpenMP (LibTorch) and of OpenBLAS spin while they wait for work. Side by side they take the cores from each
// other: an evaluation with the demo's models took 49 s instead of 18 s on two cores. Both libraries read how to wait from the
// environment while the program is loaded (libQt6Core brings OpenMP along, libopencv_core OpenBLAS), so setting it in main is too
// late. The program therefore starts itself once more with a better environment, before any library has been initialised: this
// costs 12 ms. What the user has set stays.
namespace {

constexpr const char* kWaitPolicy = "OMP_WAIT_POLICY=passive";
constexpr const char* kBlasTimeout = "OPENBLAS_THREAD_TIMEOUT=10"; // 2^10 clock ticks
constexpr int kMostVariables = 4096;

void restartWithQuietThreads(int, char** argv, char** environment)
{
    static const char* extended[kMostVariables + 3];
    int count = 0;
    for (; environment[count] && count < kMostVariables; ++count) {
        if (std::strncmp(environment[count], "OMP_WAIT_POLICY=", 16) == 0)
            return;
        extended[count] = environment[count];
    }
    const auto* program = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
    if (environment[count] || !program)
        return;
    extended[count++] = kBlasTimeout; // getenv finds the user's own first
    extended[count] = kWaitPolicy;
    ::execve(program, argv, const_cast<char**>(extended)); // where it fails the program goes on as it is
}

[[gnu::section(".preinit_array"), gnu::used]] void (*const g_beforeLibraries)(int, char**, char**) = &restartWithQuietThreads;

} // namespace
