// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <map>
#include <string>
#include <ATen/ATen.h>

namespace fulcrum::engine {

/// Named tensors of a PyTorch zip file (.pt, .bin, Lightning .ckpt): the dictionary itself, or the one under "state_dict",
/// "model_state_dict" or "model"; a leading "module." is dropped from names.
///
/// The pickle inside is read by a machine that knows numbers, strings, containers and tensors, and nothing else: every other
/// class becomes an opaque value that is never made, and nothing in the file is executed. Every offset, stride and size is
/// checked against the storage it points into. Malformed names file and reason; Unsupported for the old non-zip format and for
/// an opcode outside this set.
Result<std::map<std::string, at::Tensor>> readCheckpoint(const Path& file);

} // namespace fulcrum::engine
