// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <exception>
#include <type_traits>
#include <utility>

namespace fulcrum {

/// How code deep inside a module reports an error. The module's border turns it back into a value: none may leave it
/// (ARCHITECTURE.md rule 6).
class ErrorException : public std::exception
{
public:
    explicit ErrorException(Error error) : m_error(std::move(error)), m_text(m_error.text()) {}
    ErrorException(ErrorCode code, std::string what, std::string where = {}, std::string why = {}, std::string hint = {})
        : ErrorException(Error{code, std::move(what), std::move(where), std::move(why), std::move(hint)})
    {
    }
    const Error& error() const { return m_error; }
    const char* what() const noexcept override { return m_text.c_str(); }

private:
    Error m_error;
    std::string m_text;
};

/// The value of a Result, or its error as an exception.
template <class T>
T orThrow(Result<T> result)
{
    if (!result)
        throw ErrorException(std::move(result.error()));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace fulcrum
