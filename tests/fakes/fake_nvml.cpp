// SPDX-License-Identifier: GPL-3.0-or-later
// What jobs::gpuMemory uses of NVML: two devices and three processes, one of which does not say what it holds.

namespace {

struct Process
{
    unsigned pid;
    unsigned long long memory;
    unsigned gpuInstance, computeInstance;
};

char g_devices[2];

} // namespace

extern "C" {

int nvmlInit_v2() { return 0; }
int nvmlShutdown() { return 0; }
int nvmlDeviceGetCount_v2(unsigned* count)
{
    *count = 2;
    return 0;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device)
{
    *device = &g_devices[index];
    return 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(void* device, unsigned* count, Process* processes)
{
    if (device == &g_devices[0]) {
        processes[0] = {71, 3'000'000'000ULL, 0, 0};
        processes[1] = {72, ~0ULL, 0, 0};
        *count = 2;
    } else {
        processes[0] = {71, 1'000'000'000ULL, 0, 0};
        processes[1] = {73, 5, 0, 0};
        *count = 2;
    }
    return 0;
}

} // extern "C"
