// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/filter_pattern.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace fulcrum::data {

namespace {

constexpr std::size_t kLongestExpression = 16384;
// A caption takes some thousands of steps; an expression that needs a hundred times as many would hold up half a million rows.
constexpr std::uint32_t kMatchLimit = 200'000, kHeapLimitKib = 16 * 1024;

/// What a match works in; one a thread.
struct Workspace
{
    std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> data{pcre2_match_data_create(1, nullptr), &pcre2_match_data_free};
    std::unique_ptr<pcre2_match_context, decltype(&pcre2_match_context_free)> context{
        pcre2_match_context_create(nullptr), &pcre2_match_context_free};

    Workspace()
    {
        if (!data || !context)
            throw std::bad_alloc();
        pcre2_set_match_limit(context.get(), kMatchLimit);
        pcre2_set_heap_limit(context.get(), kHeapLimitKib);
    }
    static Workspace& own()
    {
        thread_local Workspace workspace;
        return workspace;
    }
};

/// PCRE2's result; the range of a match is in the workspace's data.
int search(const std::shared_ptr<const void>& code, std::string_view text, std::size_t position, Workspace& workspace)
{
    const char* subject = text.empty() ? "" : text.data(); // PCRE2 takes no null pointer
    const auto run = [&](std::uint32_t options) {
        return pcre2_match(static_cast<const pcre2_code*>(code.get()), reinterpret_cast<PCRE2_SPTR>(subject), text.size(),
            position, options, workspace.data.get(), workspace.context.get());
    };
    const int found = run(0);
    return found == PCRE2_ERROR_JIT_STACKLIMIT ? run(PCRE2_NO_JIT) : found;
}

bool isAscii(std::string_view text)
{
    std::uint64_t bits = 0;
    for (; text.size() >= sizeof bits; text.remove_prefix(sizeof bits)) {
        std::memcpy(&bits, text.data(), sizeof bits);
        if ((bits & 0x8080808080808080U) != 0)
            return false;
    }
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Nothing, with PCRE2's error, when the expression is not valid.
std::shared_ptr<const void> compiled(std::string_view expression, std::uint32_t options, int& error, PCRE2_SIZE& offset)
{
    pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(),
        options | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr);
    if (!code)
        return nullptr;
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); // where it fails, pcre2_match interprets
    return {code, [](const void* p) { pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(p))); }};
}

std::string messageOf(int error)
{
    PCRE2_UCHAR message[256] = {};
    pcre2_get_error_message(error, message, sizeof message);
    return reinterpret_cast<const char*>(message);
}

} // namespace

Result<FilterPattern> FilterPattern::compile(std::string_view expression, bool caseSensitive)
{
    const auto refused = [&](std::string why) {
        return fail(ErrorCode::Usage, "the expression is not valid", std::string(expression.substr(0, 80)), std::move(why),
            "letters stand for themselves; put \\ in front of . * + ? ( ) [ { ^ $ |");
    };
    if (expression.size() > kLongestExpression)
        return refused(fmt::format("it is longer than {} bytes", kLongestExpression));
    int error = 0;
    PCRE2_SIZE offset = 0;
    const std::uint32_t options = caseSensitive ? 0U : PCRE2_CASELESS;
    FilterPattern pattern;
    pattern.m_code = compiled(expression, options | PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF, error, offset);
    if (!pattern.m_code)
        return refused(fmt::format("{} at byte {} of the expression", messageOf(error), offset));
    // On ASCII the same expression means the same without Unicode's classes, which take three times as long. One that names
    // other characters is not valid there.
    int plainError = 0;
    if (isAscii(expression))
        pattern.m_plain = compiled(expression, options, plainError, offset);
    pattern.m_expression = expression;
    return pattern;
}

FilterPattern::Match FilterPattern::match(std::string_view text) const
{
    const int found = search(m_plain && isAscii(text) ? m_plain : m_code, text, 0, Workspace::own());
    return found >= 0 ? Match::Found : found == PCRE2_ERROR_NOMATCH ? Match::None : Match::TooManySteps;
}

Error FilterPattern::tooManySteps() const
{
    return {ErrorCode::OutOfRange, "the expression takes too long", m_expression.substr(0, 80), "it needs too many steps on some text",
        "avoid a repetition within a repetition, such as (a+)+"};
}

std::vector<std::pair<std::size_t, std::size_t>> FilterPattern::findAll(std::string_view text) const
{
    Workspace& workspace = Workspace::own();
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    for (std::size_t position = 0; position < text.size();) {
        if (search(m_code, text, position, workspace) < 0)
            break;
        const PCRE2_SIZE* range = pcre2_get_ovector_pointer(workspace.data.get());
        if (range[1] > range[0])
            ranges.emplace_back(range[0], range[1]); // \K may move a beginning behind its end
        position = std::max({position + 1, range[1], range[1] > range[0] ? 0 : range[1] + 1});
        while (position < text.size() && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80)
            ++position;
    }
    return ranges;
}

} // namespace fulcrum::data
