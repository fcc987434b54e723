// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace fulcrum {

std::string Error::text() const
{
    std::string line = what;
    for (const std::string& part : {where, why})
        if (!part.empty())
            line += (line.empty() ? "" : ": ") + part;
    if (!hint.empty())
        line += " (" + hint + ")";
    return line;
}

Error Error::within(const std::string& outer) const
{
    Error error = *this;
    error.what = outer + ": " + what;
    return error;
}

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return 2;
    case ErrorCode::NotFound:
    case ErrorCode::Malformed:
    case ErrorCode::OutOfRange:
    case ErrorCode::Unsupported:
        return 3;
    case ErrorCode::DeviceUnavailable:
    case ErrorCode::ModelUnavailable:
        return 4;
    case ErrorCode::Locked:
        return 5;
    case ErrorCode::TooNew:
        return 6;
    case ErrorCode::Cancelled:
        return 130;
    case ErrorCode::Failed:
    case ErrorCode::Io:
    case ErrorCode::OutOfMemory:
    case ErrorCode::Numeric:
    case ErrorCode::Internal:
        break;
    }
    return 1;
}

const char* errorCodeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Failed: return "failed";
    case ErrorCode::Usage: return "usage";
    case ErrorCode::NotFound: return "not-found";
    case ErrorCode::Malformed: return "malformed";
    case ErrorCode::Io: return "io";
    case ErrorCode::Unsupported: return "unsupported";
    case ErrorCode::OutOfRange: return "out-of-range";
    case ErrorCode::DeviceUnavailable: return "device-unavailable";
    case ErrorCode::ModelUnavailable: return "model-unavailable";
    case ErrorCode::OutOfMemory: return "out-of-memory";
    case ErrorCode::Locked: return "locked";
    case ErrorCode::TooNew: return "too-new";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::Numeric: return "numeric";
    case ErrorCode::Internal: return "internal";
    }
    return "unknown";
}

} // namespace fulcrum
