// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>

namespace fulcrum::icl {

/// Whether an error is one of a single sample (its image cannot be read, its prompt is too long, its likelihood is not a number), so
/// that others may go on; errors of devices, memory, models and programs are not.
bool isSampleError(const Error& error);

/// Does the items [begin, end) together by `work`. Where that fails because of a sample, halves are done by themselves until the sample
/// is alone; `failed` hears of it and may end it all by returning an error. Any other error ends it.
Result<void> isolateFailures(std::size_t begin, std::size_t end,
    const std::function<Result<void>(std::size_t begin, std::size_t end)>& work,
    const std::function<Result<void>(std::size_t item, const Error& why)>& failed);

} // namespace fulcrum::icl
