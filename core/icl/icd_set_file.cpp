// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/icd_set_file.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::icl {

namespace {

using IcdSet = store::WorkspaceRepository::IcdSet;
using nlohmann::json;

constexpr const char* kWhat = "cannot read an ICD set";
constexpr const char* kMark = "fulcrum_icd_set";
constexpr std::uint64_t kLargestFile = 1 << 20;
constexpr std::size_t kLongestText = 4096;

tl::unexpected<Error> malformed(const std::string& origin, std::string why)
{
    return fail(ErrorCode::Malformed, kWhat, origin, std::move(why),
        "a set is a JSON list of sample ids, or a file that Fulcrum has exported");
}

Result<std::vector<std::int64_t>> idsFrom(const json& list, const std::string& origin)
{
    if (!list.is_array() || list.empty())
        return malformed(origin, "there are no ids in it");
    if (list.size() > kMostSetItems)
        return malformed(origin, fmt::format("it has {} ids, and a set at most {}", list.size(), kMostSetItems));
    std::vector<std::int64_t> ids;
    for (const json& one : list) {
        const auto place = fmt::format("id {} of {}", ids.size() + 1, list.size());
        if (!one.is_number_integer() || (one.is_number_unsigned() && one.get<std::uint64_t>() > INT64_MAX))
            return malformed(origin, place + " is no whole number: " + one.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 40));
        const auto id = one.get<std::int64_t>();
        if (std::find(ids.begin(), ids.end(), id) != ids.end())
            return malformed(origin, fmt::format("{} occurs twice: {}", place, id));
        ids.push_back(id);
    }
    return ids;
}

Result<std::string> textOf(const json& document, const char* key, const std::string& origin)
{
    const auto found = document.find(key);
    if (found == document.end())
        return std::string();
    if (!found->is_string() || found->get_ref<const std::string&>().size() > kLongestText)
        return malformed(origin, fmt::format("\"{}\" is no short text", key));
    return found->get<std::string>();
}

} // namespace

std::string icdSetText(const IcdSet& set)
{
    nlohmann::ordered_json document;
    document[kMark] = 1;
    document["name"] = set.name;
    document["task"] = data::taskName(set.task);
    document["note"] = set.note;
    document["ids"] = set.items;
    return document.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Result<IcdSet> parseIcdSet(std::string_view text, const std::string& origin, data::Task task)
{
    const json document = json::parse(text.begin(), text.end(), nullptr, false);
    if (document.is_discarded())
        return malformed(origin, "it is no JSON");
    IcdSet set;
    set.task = task;
    if (document.is_array()) {
        FULCRUM_TRY(set.items, idsFrom(document, origin));
        return set;
    }
    if (!document.is_object() || !document.contains("ids"))
        return malformed(origin, "there are no ids in it");
    if (const auto mark = document.find(kMark); mark != document.end() && (!mark->is_number_integer() || *mark != 1))
        return fail(ErrorCode::TooNew, kWhat, origin, "it was written by a newer Fulcrum", "update Fulcrum");
    FULCRUM_TRY(const std::string taskText, textOf(document, "task", origin));
    if (!taskText.empty()) {
        const auto named = data::taskFromName(taskText);
        if (!named)
            return malformed(origin, fmt::format("there is no task \"{}\"", taskText));
        set.task = *named;
    }
    FULCRUM_TRY(set.name, textOf(document, "name", origin));
    FULCRUM_TRY(set.note, textOf(document, "note", origin));
    FULCRUM_TRY(set.items, idsFrom(document["ids"], origin));
    return set;
}

Result<IcdSet> readIcdSet(const Path& file, data::Task task)
{
    FULCRUM_TRY(const std::string text, readFile(file, kLargestFile));
    FULCRUM_TRY(IcdSet set, parseIcdSet(text, file.string(), task));
    if (set.name.empty())
        set.name = file.stem().string();
    return set;
}

} // namespace fulcrum::icl
