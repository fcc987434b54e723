// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/tensor_io.h"
#include "core/model/model_description.h"
#include "core/weights/checkpoint_file.h"
#include "core/weights/weight_files.h"

#include <functional>
#include <set>
#include <variant>

namespace fulcrum::engine {

/// The named tensors of a model's files, and an account of which of them were used.
///
/// `take` never fails for what a file lacks: it notes what is missing or has the wrong shape, so that one error can list
/// everything (with file and name) after the whole model was asked for; `finish` gives that error. Opening reads headers only;
/// a weight is read when it is taken.
class Weights
{
public:
    /// A folder in Hugging Face layout (weights::findWeights).
    static Result<Weights> open(const Path& folder);
    static Result<Weights> open(const std::vector<weights::WeightFile>& files, std::string source);
    /// One file: safetensors, or a PyTorch zip file (.pt, .bin, .ckpt).
    static Result<Weights> openFile(const Path& file);

    /// Where and as what tensors are handed out. Default: CPU, float32. On at::kMeta tensors are checked, but not read.
    void setTarget(at::Device device, at::ScalarType type);

    bool has(const std::string& name) const { return m_tensors.contains(name); }
    /// Shape as stored; empty when there is no such tensor.
    std::vector<std::int64_t> shape(const std::string& name) const;
    /// The tensor, checked against `shape` and brought to the target; zeros of that shape after a complaint. Throws EngineError
    /// when its checksum is wrong.
    at::Tensor take(const std::string& name, const std::vector<std::int64_t>& shape);
    /// Marks tensors as known though nobody needs them (legacy buffers).
    void ignore(const std::function<bool(const std::string&)>& matches);

    /// All that was wrong with what was asked for, then every tensor that nobody asked for.
    std::vector<model::TensorComplaint> complaints() const;
    /// Malformed when there are complaints, listed (the first few by name).
    Result<void> finish() const;

    const std::vector<Path>& files() const { return m_files; }
    std::size_t size() const { return m_tensors.size(); }

private:
    struct Entry
    {
        std::variant<TensorView, weights::CheckpointTensor> stored;
        std::size_t file = 0;
        const std::vector<std::int64_t>& shape() const;
        DType type() const;
    };
    Result<void> addFile(const weights::WeightFile& source);
    Result<void> addTensor(const std::string& name, Entry entry);
    std::string fileOf(const Entry& entry) const { return m_files[entry.file].filename().string(); }
    at::Tensor read(const Entry& entry);

    std::vector<Path> m_files;
    std::string m_source;
    std::vector<std::shared_ptr<const void>> m_owners;           ///< of each file's mapping
    std::map<std::size_t, weights::CheckpointFile> m_checkpoints; ///< by file
    std::set<std::pair<std::size_t, std::string>> m_verified;     ///< storages whose checksum was looked at
    std::map<std::string, Entry> m_tensors;
    std::set<std::string> m_used;
    std::vector<model::TensorComplaint> m_complaints;
    at::Device m_device = at::kCPU;
    at::ScalarType m_type = at::kFloat;
};

/// SHA-256 over the SHA-256 of every weight file, in order.
Result<std::string> hashFiles(const std::vector<Path>& files);

} // namespace fulcrum::engine
