// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/safetensors.h"
#include "core/weights/zip_file.h"

#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::weights {

/// A tensor of a checkpoint: a view into one of the file's storages, which tensors may share.
struct CheckpointTensor
{
    DType type = DType::F32;
    std::vector<std::int64_t> shape, strides; ///< strides in elements, none negative
    std::int64_t offset = 0;                  ///< in elements
    std::string storage;                      ///< member of the zip file
    std::span<const std::byte> bytes;         ///< of the whole storage, not necessarily aligned to the type

    std::int64_t numel() const;
    /// Row-major without gaps.
    bool isContiguous() const;
};

/// Named tensors of a PyTorch zip file (.pt, .bin, Lightning .ckpt), in place: the dictionary itself, or the one under
/// "state_dict", "model_state_dict" or "model"; a leading "module." is dropped from names.
///
/// The pickle inside is read by a machine that knows numbers, texts, containers and tensors, and nothing else: nothing in the file
/// is made or executed. A value of the dictionary that is anything else is refused by name. `open` checks every offset, stride and
/// size against the storage it points into. Copyable; thread-safe for reading.
class CheckpointFile
{
public:
    /// Malformed names file and reason; Unsupported for the old non-zip format, for compressed members and for an opcode outside
    /// this set.
    static Result<CheckpointFile> open(const Path& path);

    const std::map<std::string, CheckpointTensor>& tensors() const { return m_tensors; }
    const CheckpointTensor* find(const std::string& name) const;
    /// Classes and functions that the pickle asks for beside the tensors (optimiser, settings); none was made or called.
    const std::set<std::string>& refusedClasses() const { return m_refused; }
    /// What the file holds beside its tensors, as far as it is numbers, texts, containers and tensors of one number: of a Lightning
    /// file epoch, global_step, callbacks, hyper_parameters, optimizer_states... An object of a class is the text "<class>"; tensors are
    /// left out. Empty where the file is nothing but named tensors.
    const nlohmann::json& details() const { return m_details; }
    const Path& path() const { return m_zip.path(); }
    std::shared_ptr<const void> owner() const { return m_zip.owner(); }

    /// Compares the checksum of a storage; reads all of it. Malformed when a byte differs. Files written without checksums pass.
    Result<void> verify(const std::string& storage) const;

private:
    ZipFile m_zip;
    bool m_hasChecksums = false;
    std::map<std::string, CheckpointTensor> m_tensors;
    std::set<std::string> m_refused;
    nlohmann::json m_details = nlohmann::json::object();
};

} // namespace fulcrum::weights
