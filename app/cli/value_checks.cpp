// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/value_checks.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::cli {
namespace {

using Check = std::function<std::string(const std::string&)>;

std::string wholeNumber(const std::string& text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = read.ptr == text.data() + text.size();
    if (read.ec == std::errc::result_out_of_range)
        return fmt::format("'{}' is too large", text.substr(0, 40));
    return read.ec == std::errc() && all ? std::string() : fmt::format("'{}' is not a whole number", text.substr(0, 40));
}

std::string countingNumber(const std::string& text)
{
    return text.starts_with('-') ? fmt::format("'{}' is negative", text.substr(0, 40)) : wholeNumber(text);
}

std::string finiteNumber(const std::string& text)
{
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = read.ec == std::errc() && read.ptr == text.data() + text.size();
    return all && std::isfinite(number) ? std::string() : fmt::format("'{}' is not a finite number", text.substr(0, 40));
}

} // namespace

std::string notEmpty(const std::string& text) { return text.empty() ? "it is empty" : std::string(); }

void checkNumbers(CLI::App& app)
{
    for (CLI::Option* option : app.get_options()) {
        const std::string type = option->get_type_name();
        if (type.starts_with("INT"))
            option->check(Check(wholeNumber));
        else if (type.starts_with("UINT"))
            option->check(Check(countingNumber));
        else if (type.starts_with("FLOAT"))
            option->check(Check(finiteNumber));
    }
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        checkNumbers(*command);
}

} // namespace fulcrum::cli
