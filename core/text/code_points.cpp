// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/code_points.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <span>

namespace fulcrum::text {
namespace {

struct LowerRow
{
    char32_t first, last, step;
    std::int32_t delta;
};
struct Range
{
    char32_t first, last;
};

#include "core/text/case_table.inc"

constexpr char32_t kReplacement = 0xfffd;
constexpr char32_t kCapitalSigma = 0x3a3, kFinalSigma = 0x3c2;
constexpr char32_t kCapitalDottedI = 0x130;

template <class Row>
const Row* findRow(std::span<const Row> rows, char32_t c)
{
    const auto after = std::upper_bound(
        rows.begin(), rows.end(), c, [](char32_t value, const Row& row) { return value < row.first; });
    if (after == rows.begin())
        return nullptr;
    const Row& row = *std::prev(after);
    return c <= row.last ? &row : nullptr;
}

char32_t simpleLower(char32_t c)
{
    if (c < 0x80)
        return c >= U'A' && c <= U'Z' ? c + 32 : c;
    const LowerRow* row = findRow(std::span<const LowerRow>(kLower), c);
    if (!row || (c - row->first) % row->step != 0)
        return c;
    return static_cast<char32_t>(static_cast<std::int32_t>(c) + row->delta);
}

bool isCased(char32_t c) { return c == kCapitalSigma || findRow(std::span<const Range>(kCased), c); }
bool isCaseIgnorable(char32_t c) { return findRow(std::span<const Range>(kCaseIgnorable), c) != nullptr; }

/// Unicode's Final_Sigma: a cased letter before, none after, case-ignorable characters in between do not count.
/// `casedBefore` is carried along by the caller, so that a text of sigmas stays linear.
bool nothingCasedAfter(std::u32string_view text, std::size_t at)
{
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        if (isCased(text[i]))
            return false;
        if (!isCaseIgnorable(text[i]))
            return true;
    }
    return true;
}

/// Length and value of the sequence at `i`; length 0 when the bytes there are not valid UTF-8.
std::size_t decodeOne(std::string_view utf8, std::size_t i, char32_t& value)
{
    const auto byte = [&](std::size_t k) { return static_cast<std::uint8_t>(utf8[k]); };
    const std::uint8_t lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
    if (length == 0 || i + length > utf8.size() || lead > 0xf7)
        return 0;
    value = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t k = 1; k < length; ++k) {
        if ((byte(i + k) & 0xc0U) != 0x80)
            return 0;
        value = (value << 6) | (byte(i + k) & 0x3fU);
    }
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xd800 && value < 0xe000;
    return value < kSmallest[length] || value > 0x10ffff || surrogate ? 0 : length;
}

} // namespace

std::u32string toCodePoints(std::string_view utf8)
{
    std::u32string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<std::uint8_t>(utf8[i]);
        char32_t value = lead;
        const std::size_t length = lead < 0x80 ? 1 : decodeOne(utf8, i, value);
        out.push_back(length ? value : kReplacement);
        i += length ? length : 1;
    }
    return out;
}

void appendUtf8(std::string& out, char32_t c)
{
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

std::string toUtf8(std::u32string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char32_t c : text)
        appendUtf8(out, c);
    return out;
}

std::u32string toLower(std::u32string_view text, Lowering lowering)
{
    std::u32string out;
    out.reserve(text.size());
    bool casedBefore = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (c == kCapitalDottedI) {
            out.push_back(U'i');
            if (lowering == Lowering::Full)
                out.push_back(0x307);
        } else if (c == kCapitalSigma && lowering == Lowering::Full && casedBefore && nothingCasedAfter(text, i)) {
            out.push_back(kFinalSigma);
        } else {
            out.push_back(simpleLower(c));
        }
        if (c < 0x80 ? ((c | 32) >= U'a' && (c | 32) <= U'z') : isCased(c))
            casedBefore = true;
        else if (!isCaseIgnorable(c))
            casedBefore = false;
    }
    return out;
}

bool isPythonSpace(char32_t c)
{
    if (c < 0x80)
        return c == U' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
    return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029
        || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool isDecimalDigit(char32_t c)
{
    if (c < 0x80)
        return c >= U'0' && c <= U'9';
    const auto after = std::upper_bound(std::begin(kDigitZeros), std::end(kDigitZeros), c);
    return after != std::begin(kDigitZeros) && c - *std::prev(after) < 10;
}

} // namespace fulcrum::text
