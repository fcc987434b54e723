// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <tl/expected.hpp>

namespace fulcrum {

/// Closed set of reasons. `exitCode` maps them to the command line contract (ARCHITECTURE.md section 8);
/// widgets map them to translated texts.
enum class ErrorCode {
    Failed,            ///< Something went wrong that fits no other code.
    Usage,             ///< The caller asked for something that is not a valid request (bad flag, unknown strategy).
    NotFound,          ///< A file, folder, table or id that must exist does not.
    Malformed,         ///< Input exists but its content is wrong: truncated, wrong type, contradictory.
    Io,                ///< The operating system refused: permissions, full disk, broken link.
    Unsupported,       ///< Well-formed input of a kind that this build cannot handle.
    OutOfRange,        ///< A number outside its documented range.
    DeviceUnavailable, ///< The asked-for device does not exist here.
    ModelUnavailable,  ///< No engine, or no model folder that fits.
    OutOfMemory,
    Locked,            ///< Another program holds the project.
    TooNew,            ///< Written by a newer Fulcrum.
    Cancelled,         ///< The stop token fired; everything committed so far is kept.
    Numeric,           ///< NaN or infinity where a number was needed.
    Internal           ///< Our own mistake.
};

/// An error has four parts so that a person can act on it. Core texts are English and technical.
struct Error
{
    ErrorCode code = ErrorCode::Failed;
    std::string what;  ///< what failed, e.g. "cannot read COCO captions"
    std::string where; ///< path with line/byte, run and unit, flag name
    std::string why;   ///< cause, e.g. "expected ':'"
    std::string hint;  ///< what to do; may be empty

    /// One line: "what: where: why (hint)".
    std::string text() const;
    /// Same error with an outer "what" in front of the present one.
    Error within(const std::string& outer) const;
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string what, std::string where = {}, std::string why = {},
    std::string hint = {})
{
    return tl::unexpected<Error>(
        Error{code, std::move(what), std::move(where), std::move(why), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// Exit status of fulcrum-cli for an error: 1 failed, 2 usage, 3 input, 4 device or model, 5 locked, 6 too new, 130.
int exitCode(ErrorCode code);
const char* errorCodeName(ErrorCode code);

} // namespace fulcrum

/// Propagates an error: `FULCRUM_TRY(value, expression);` declares `value` or returns the error.
#define FULCRUM_CONCAT_INNER(a, b) a##b
#define FULCRUM_CONCAT(a, b) FULCRUM_CONCAT_INNER(a, b)
#define FULCRUM_TRY_IMPL(temporary, declaration, expression)                                                           \
    auto temporary = (expression);                                                                                     \
    if (!temporary)                                                                                                    \
        return ::fulcrum::fail(std::move(temporary.error()));                                                          \
    declaration = std::move(*temporary)
#define FULCRUM_TRY(declaration, expression)                                                                           \
    FULCRUM_TRY_IMPL(FULCRUM_CONCAT(fulcrumTry, __LINE__), declaration, expression)
/// The same for Result<void>.
#define FULCRUM_CHECK(expression)                                                                                      \
    do {                                                                                                               \
        if (auto fulcrumCheck = (expression); !fulcrumCheck)                                                           \
            return ::fulcrum::fail(std::move(fulcrumCheck.error()));                                                   \
    } while (false)
