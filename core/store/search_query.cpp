// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_query.h"

namespace fulcrum::store {

std::string ftsQuery(std::span<const data::SearchTerm> terms)
{
    std::string wanted, unwanted;
    for (const data::SearchTerm& term : terms) {
        std::string& side = term.excluded ? unwanted : wanted;
        side += (side.empty() ? "\"" : term.excluded ? " OR \"" : " AND \"") + term.text + (term.prefix ? "\"*" : "\"");
    }
    if (wanted.empty() || unwanted.empty())
        return wanted;
    return "(" + wanted + ") NOT (" + unwanted + ")";
}

} // namespace fulcrum::store
