// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/tensor_io.h"

#include <functional>
#include <set>

namespace fulcrum::engine {

/// The named tensors of a model folder, and an account of which of them were used.
///
/// `take` never fails by itself: it notes what is missing or has the wrong shape, so that one error can list everything
/// (with file and name) after the whole model was asked for; `finish` gives that error.
class Weights
{
public:
    /// model.safetensors, or model.safetensors.index.json with its shards. ModelUnavailable when there is neither.
    static Result<Weights> open(const Path& folder);
    /// One safetensors file.
    static Result<Weights> openFile(const Path& file);
    /// Tensors that are in memory already (a Lightning checkpoint); `source` names them in errors.
    static Weights fromTensors(std::map<std::string, at::Tensor> tensors, std::string source);

    /// Where and as what tensors are handed out. Default: CPU, float32.
    void setTarget(at::Device device, at::ScalarType type);

    bool has(const std::string& name) const { return m_tensors.contains(name); }
    /// Shape as stored; empty when there is no such tensor.
    std::vector<std::int64_t> shape(const std::string& name) const;
    /// The tensor, checked against `shape` and brought to the target; zeros of that shape after a complaint.
    at::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape);
    /// Marks tensors as known though nobody needs them (legacy buffers).
    void ignore(const std::function<bool(const std::string&)>& matches);

    /// Malformed with every complaint, and every tensor that nobody asked for, listed (the first few by name).
    Result<void> finish() const;

    const std::vector<Path>& files() const { return m_files; }
    std::size_t size() const { return m_tensors.size(); }

private:
    struct Entry
    {
        at::Tensor tensor;
        std::size_t file = 0;
    };
    Result<void> addFile(const Path& path, const std::set<std::string>* expected);

    std::vector<Path> m_files;
    std::string m_source;
    std::map<std::string, Entry> m_tensors;
    std::set<std::string> m_used;
    std::vector<std::string> m_complaints;
    at::Device m_device = at::kCPU;
    at::ScalarType m_type = at::kFloat;
};

/// SHA-256 over the SHA-256 of every weight file, in order.
Result<std::string> hashFiles(const std::vector<Path>& files);

} // namespace fulcrum::engine
