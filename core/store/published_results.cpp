// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/published_results.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace fulcrum::store {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;

std::optional<PublishedMark> markFrom(const std::string& text)
{
    if (text == "P")
        return PublishedMark::Paper;
    if (text == "D")
        return PublishedMark::Derived;
    return text == "X" ? std::optional(PublishedMark::Elsewhere) : std::nullopt;
}

/// Walks the document; every mistake ends up as one exception with its place, caught at the only entrance.
class Reader
{
public:
    struct Mistake
    {
        std::string where, why;
    };

    std::vector<PublishedTable> read(const json& document) const
    {
        if (!document.is_object() || document.value("format", json()) != kFormat)
            throw Mistake{"/format", "expected 1: the file is of another kind or version"};
        const json& sources = member(document, "sources", "", json::value_t::object);
        std::vector<PublishedTable> tables;
        for (const json& item : member(document, "tables", "", json::value_t::array))
            tables.push_back(table(item, sources, "/tables/" + std::to_string(tables.size())));
        return tables;
    }

private:
    static const json& member(const json& object, const std::string& key, const std::string& at, json::value_t type)
    {
        const auto found = object.is_object() ? object.find(key) : object.end();
        if (!object.is_object() || found == object.end() || found->type() != type)
            throw Mistake{at + "/" + key, std::string("expected a member of type ") + json(type).type_name()};
        return *found;
    }
    static std::string text(const json& object, const std::string& key, const std::string& at)
    {
        return member(object, key, at, json::value_t::string).get<std::string>();
    }

    static PublishedTable table(const json& item, const json& sources, const std::string& at)
    {
        PublishedTable table;
        table.id = text(item, "id", at);
        table.title = text(item, "title", at);
        table.unit = text(item, "unit", at);
        table.source = text(item, "source", at);
        const json& source = member(sources, table.source, "/sources", json::value_t::object);
        table.sourceTitle = text(source, "title", "/sources/" + table.source);
        table.sourceReference = text(source, "reference", "/sources/" + table.source);
        table.sourceNote = source.value("note", std::string());
        if (item.contains("shots"))
            table.shots = member(item, "shots", at, json::value_t::number_unsigned).get<int>();
        for (const json& one : member(item, "rows", at, json::value_t::array))
            table.rows.push_back(row(one, at + "/rows/" + std::to_string(table.rows.size())));
        return table;
    }

    static PublishedRow row(const json& item, const std::string& at)
    {
        PublishedRow row;
        row.task = text(item, "task", at);
        row.lvlm = text(item, "lvlm", at);
        row.label = text(item, "label", at);
        row.method = text(item, "method", at);
        row.note = item.contains("note") ? text(item, "note", at) : std::string();
        for (const auto& [column, value] : member(item, "values", at, json::value_t::object).items()) {
            const std::string place = at + "/values/" + column;
            const std::optional<PublishedMark> mark = markFrom(text(value, "mark", place));
            if (!mark || !value.contains("value") || !value["value"].is_number())
                throw Mistake{place, "expected a number and a mark P, D or X"};
            row.values[column] = {value["value"].get<double>(), *mark};
        }
        return row;
    }
};

} // namespace

const PublishedRow* PublishedTable::find(
    std::string_view task, std::string_view lvlm, std::string_view method) const
{
    for (const PublishedRow& row : rows)
        if (row.task == task && row.lvlm == lvlm && row.method == method)
            return &row;
    return nullptr;
}

Result<std::vector<PublishedTable>> readPublishedResults(const Path& file)
{
    constexpr const char* kWhat = "cannot read the published results";
    FULCRUM_TRY(const std::string content, readFile(file, 16ULL << 20));
    const json document = json::parse(content, nullptr, false);
    if (document.is_discarded())
        return fail(ErrorCode::Malformed, kWhat, file.string(), "it is not JSON");
    try {
        return Reader().read(document);
    } catch (const Reader::Mistake& mistake) {
        return fail(ErrorCode::Malformed, kWhat, file.string() + ": " + mistake.where, mistake.why);
    } catch (const json::exception& exception) {
        return fail(ErrorCode::Malformed, kWhat, file.string(), exception.what());
    }
}

} // namespace fulcrum::store
