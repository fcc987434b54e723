// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/device.h"
#include "core/model/vision_language_model.h"

#include <ATen/ATen.h>
#include <optional>

namespace fulcrum::engine {

/// Applies the number of threads to LibTorch and to the BLAS behind it (OpenBLAS and BLIS keep their own count, which
/// at::set_num_threads does not reach). 0 = all cores. The first call decides for the process: changing the count while
/// another model runs is not safe. LibTorch 1.13 of Debian starts with one thread (PLATFORM.md section 3).
void applyThreads(int threads);
/// The number that applyThreads applied; 1 before.
int threadCount();

/// OpenMP, and with it LibTorch and oneDNN, use one thread for what the current thread calls while this lives.
class SingleThreaded
{
public:
    SingleThreaded();
    ~SingleThreaded();
    SingleThreaded(const SingleThreaded&) = delete;
    SingleThreaded& operator=(const SingleThreaded&) = delete;

private:
    int m_before;
};

/// "cpu", "cuda:0"; DeviceUnavailable when this LibTorch or this machine has no such device.
Result<at::Device> parseDevice(const std::string& id);
std::vector<model::DeviceInfo> listDevices();

/// A tensor of the CPU on a device, without waiting for what the device is still doing: CUDA takes ordinary memory into a buffer of its
/// own before it returns, so the source may go at once.
at::Tensor onto(const at::Tensor& tensor, at::Device device);

at::ScalarType scalarType(model::Precision precision);
/// Type of activations, stores and tables for weights of a type: float32 on the CPU, where products round them to the weights' type
/// and add up in float32; else that of the weights.
at::ScalarType activationType(at::Device device, at::ScalarType weights);

/// While this lives, the calling thread computes with LibTorch's own operations one by one, as published code does: what our
/// kernels are checked against and measured beside.
class PlainOperations
{
public:
    PlainOperations();
    ~PlainOperations();
    PlainOperations(const PlainOperations&) = delete;
    PlainOperations& operator=(const PlainOperations&) = delete;

    static bool wanted();

private:
    bool m_outer;
};

/// While this lives, the calling thread multiplies float32 activations with float32 weights in a narrower type and goes on in float32:
/// training in mixed precision. Weights, their gradients and everything between the products stay float32; bfloat16 has
/// float32's range, so no loss has to be scaled.
class MixedPrecision
{
public:
    explicit MixedPrecision(at::ScalarType type);
    ~MixedPrecision();
    MixedPrecision(const MixedPrecision&) = delete;
    MixedPrecision& operator=(const MixedPrecision&) = delete;

    static std::optional<at::ScalarType> type();

private:
    std::optional<at::ScalarType> m_outer;
};

/// While this lives, LibTorch takes operations on a GPU whose results do not depend on the order of threads, where it has them.
/// Of the whole process.
class Deterministic
{
public:
    Deterministic();
    ~Deterministic();
    Deterministic(const Deterministic&) = delete;
    Deterministic& operator=(const Deterministic&) = delete;

private:
    bool m_before;
};

/// Adds the work done on this thread to `counter` until the scope ends. Scopes may nest: the inner one wins.
class WorkScope
{
public:
    explicit WorkScope(model::WorkCounter& counter);
    ~WorkScope();
    WorkScope(const WorkScope&) = delete;
    WorkScope& operator=(const WorkScope&) = delete;

private:
    model::WorkCounter* m_outer;
};

/// The counter of the innermost scope on this thread (a throw-away one outside of any scope).
model::WorkCounter& currentWork();

} // namespace fulcrum::engine
