// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/isolate.h"

namespace fulcrum::icl {

bool isSampleError(const Error& error)
{
    switch (error.code) {
    case ErrorCode::NotFound:
    case ErrorCode::Malformed:
    case ErrorCode::Io:
    case ErrorCode::Unsupported:
    case ErrorCode::OutOfRange:
    case ErrorCode::Numeric: return true;
    case ErrorCode::Failed:
    case ErrorCode::Usage:
    case ErrorCode::DeviceUnavailable:
    case ErrorCode::ModelUnavailable:
    case ErrorCode::OutOfMemory:
    case ErrorCode::Locked:
    case ErrorCode::TooNew:
    case ErrorCode::Cancelled:
    case ErrorCode::Internal: break;
    }
    return false;
}

Result<void> isolateFailures(std::size_t begin, std::size_t end,
    const std::function<Result<void>(std::size_t, std::size_t)>& work,
    const std::function<Result<void>(std::size_t, const Error&)>& failed)
{
    if (begin == end)
        return {};
    Result<void> done = work(begin, end);
    if (done || !isSampleError(done.error()))
        return done;
    if (end - begin == 1)
        return failed(begin, done.error());
    const std::size_t middle = begin + (end - begin) / 2;
    FULCRUM_CHECK(isolateFailures(begin, middle, work, failed));
    return isolateFailures(middle, end, work, failed);
}

} // namespace fulcrum::icl
