// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/safetensors.h"
#include "core/weights/checkpoint_file.h"

#include <ATen/ATen.h>
#include <utility>
#include <vector>

namespace fulcrum::engine {

at::ScalarType scalarType(DType type);

/// A tensor over the view's bytes. Zero-copy where the bytes are aligned for the type (the tensor then keeps `owner`, and
/// with it the mapping, alive); a copy otherwise. Writing into it changes private pages only, never the file.
at::Tensor tensorFromView(const TensorView& view, std::shared_ptr<const void> owner);

/// The same for a tensor of a checkpoint; one that is not row-major is copied.
at::Tensor tensorFromCheckpoint(const weights::CheckpointTensor& tensor, std::shared_ptr<const void> owner);

/// Tensor `name` of the file on the CPU as stored; an error naming file and tensor when it is missing.
Result<at::Tensor> readTensor(const SafetensorsFile& file, const std::string& name);

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

/// Writes the tensors (any device, made contiguous) atomically; `metadata` goes into the header.
Result<void> writeTensors(
    const Path& path, const NamedTensors& tensors, const std::map<std::string, std::string>& metadata = {});

} // namespace fulcrum::engine
