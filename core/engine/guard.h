// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error_exception.h"

#include <ATen/ATen.h>
#include <new>

namespace fulcrum::engine {

/// `guarded` turns it back into a value.
using EngineError = ErrorException;

/// LibTorch reports an exhausted device or heap as a c10::Error with one of these texts.
inline bool isOutOfMemory(const std::exception& exception)
{
    const std::string_view text = exception.what();
    return dynamic_cast<const std::bad_alloc*>(&exception) || text.find("out of memory") != std::string_view::npos
        || text.find("not enough memory") != std::string_view::npos || text.find("can't allocate") != std::string_view::npos;
}

/// Runs `body` (returning a value or a Result) and turns every exception into an Error: none may leave the engine.
template <class Body>
auto guarded(const char* what, Body&& body)
{
    using Raw = decltype(body());
    using Out = decltype([] {
        if constexpr (requires(Raw r) { r.error(); })
            return static_cast<Raw*>(nullptr);
        else
            return static_cast<Result<Raw>*>(nullptr);
    }());
    using Returned = std::remove_pointer_t<Out>;
    try {
        if constexpr (std::is_void_v<Raw>) {
            body();
            return Returned{};
        } else {
            return Returned(body());
        }
    } catch (const EngineError& exception) {
        return Returned(tl::unexpect, exception.error());
    } catch (const c10::Error& exception) {
        const bool memory = isOutOfMemory(exception);
        return Returned(tl::unexpect,
            Error{memory ? ErrorCode::OutOfMemory : ErrorCode::Internal, what, "LibTorch",
                exception.what_without_backtrace(), memory ? "use a smaller batch or another device" : ""});
    } catch (const std::exception& exception) {
        return Returned(tl::unexpect,
            Error{isOutOfMemory(exception) ? ErrorCode::OutOfMemory : ErrorCode::Internal, what, "engine",
                exception.what(), ""});
    }
}

} // namespace fulcrum::engine
