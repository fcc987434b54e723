// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <exception>
#include <new>
#include <ATen/ATen.h>
#include <utility>

namespace fulcrum::engine {

/// How code inside the engine reports a clear error from deep within a computation; `guarded` turns it back into a value.
class EngineError : public std::exception
{
public:
    explicit EngineError(Error error) : m_error(std::move(error)), m_text(m_error.text()) {}
    EngineError(ErrorCode code, std::string what, std::string where = {}, std::string why = {}, std::string hint = {})
        : EngineError(Error{code, std::move(what), std::move(where), std::move(why), std::move(hint)})
    {
    }
    const Error& error() const { return m_error; }
    const char* what() const noexcept override { return m_text.c_str(); }

private:
    Error m_error;
    std::string m_text;
};

/// The value of a Result, or its error as an exception (for code that runs inside `guarded`).
template <class T>
T orThrow(Result<T> result)
{
    if (!result)
        throw EngineError(std::move(result.error()));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

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
