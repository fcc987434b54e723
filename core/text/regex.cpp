// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace fulcrum::text {

namespace {

constexpr std::size_t kLongestPattern = 16384;
constexpr std::uint32_t kMatchLimit = 10'000'000;
constexpr std::uint32_t kHeapLimitKiB = 256 * 1024;

/// Oniguruma's spelling to PCRE2's: only `\s` and `\S` differ among what tokenizer files use; `\h` (hexadecimal digit
/// there, horizontal space here) is refused.
Result<std::string> translated(std::string_view pattern, const std::string& where)
{
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '\\' || i + 1 == pattern.size()) {
            out.push_back(pattern[i]);
            continue;
        }
        const char escaped = pattern[++i];
        if (escaped == 's')
            out += "\\p{White_Space}";
        else if (escaped == 'S')
            out += "\\P{White_Space}";
        else if (escaped == 'h' || escaped == 'H')
            return fail(ErrorCode::Unsupported, "cannot use tokenizer pattern", where, "\\h is not supported");
        else
            out.append({'\\', escaped});
    }
    return out;
}

} // namespace

Result<Regex> Regex::compile(std::string_view pattern, const std::string& where)
{
    if (pattern.size() > kLongestPattern)
        return fail(ErrorCode::Malformed, "cannot use tokenizer pattern", where, "longer than 16384 bytes");
    FULCRUM_TRY(const std::string own, translated(pattern, where));
    int error = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(own.data()), own.size(),
        PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr);
    if (!code) {
        PCRE2_UCHAR message[256] = {};
        pcre2_get_error_message(error, message, sizeof message);
        return fail(ErrorCode::Malformed, "cannot use tokenizer pattern", where,
            std::string(reinterpret_cast<const char*>(message)) + " at byte " + std::to_string(offset) + " of " + own);
    }
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); // where it fails, pcre2_match interprets
    Regex regex;
    regex.m_code = std::shared_ptr<const void>(code, [](const void* p) {
        pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(p)));
    });
    return regex;
}

std::vector<std::pair<std::size_t, std::size_t>> Regex::findAll(std::string_view text) const
{
    const auto* code = static_cast<const pcre2_code*>(m_code.get());
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data(
        pcre2_match_data_create_from_pattern(code, nullptr), &pcre2_match_data_free);
    const std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context(
        pcre2_match_context_create(nullptr), &pcre2_match_context_free);
    if (!data || !context)
        throw std::bad_alloc();
    pcre2_set_match_limit(context.get(), kMatchLimit);
    pcre2_set_heap_limit(context.get(), kHeapLimitKiB);

    std::vector<std::pair<std::size_t, std::size_t>> matches;
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    for (std::size_t position = 0; position < text.size();) {
        const auto match = [&](std::uint32_t options) {
            return pcre2_match(code, subject, text.size(), position, options | PCRE2_NO_UTF_CHECK, data.get(), context.get());
        };
        int found = match(0);
        if (found == PCRE2_ERROR_JIT_STACKLIMIT)
            found = match(PCRE2_NO_JIT);
        if (found < 0)
            break;
        const PCRE2_SIZE* range = pcre2_get_ovector_pointer(data.get());
        if (range[1] > range[0]) {
            matches.emplace_back(range[0], range[1]);
            position = range[1];
            continue;
        }
        position = range[1] + 1; // an empty match: go on behind the next character
        while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80)
            ++position;
    }
    return matches;
}

} // namespace fulcrum::text
