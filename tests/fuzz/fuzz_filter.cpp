// SPDX-License-Identifier: GPL-3.0-or-later
// The filter's text form over every input: it never crashes or hangs, and what it read it writes and reads again.
#include "core/data/filter.h"
#include "core/data/filter_highlight.h"

#include <cstdlib>

using namespace fulcrum;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const data::TypedFilter typed = data::parseTyped(text);
    const auto again = data::parseFilter(data::formatFilter(typed.filter));
    require(again && *again == typed.filter);
    if (const auto strict = data::parseFilter(text)) {
        const auto same = data::parseFilter(data::formatFilter(*strict));
        require(same && *same == *strict && typed.problems.empty());
    }
    for (const data::TextRange& range : data::Highlighter(typed.filter).ranges(text.substr(0, 2000), data::Field::Caption))
        require(range.begin < range.end && range.end <= size);
    return 0;
}
