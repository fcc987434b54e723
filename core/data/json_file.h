// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/json_scanner.h"
#include "core/data/readers.h"

#include <simdjson.h>

namespace fulcrum::data {

using JsonObject = simdjson::ondemand::object;
using JsonValue = simdjson::ondemand::value;

/// What is wrong with a record; empty when all is well.
struct Wrong
{
    Wrong() = default;
    Wrong(std::string text, ProblemKind of = ProblemKind::Unusable) : what(std::move(text)), kind(of) {}
    Wrong(const char* text, ProblemKind of = ProblemKind::Unusable) : what(text), kind(of) {}
    bool empty() const { return what.empty(); }

    std::string what;
    ProblemKind kind = ProblemKind::Unusable;
};

/// A list of records.
struct RecordList
{
    std::string_view key; ///< "images"; not used for lists that are the whole file
    std::string_view record; ///< "image", for messages
    /// Takes one record, which begins at this byte of the file. May throw simdjson_error for broken JSON.
    std::function<Wrong(JsonObject& object, std::uint64_t byte)> take;
    bool required = true;
    bool seen = false;
};

/// A data file, walked once, front to back, record by record: memory does not grow with the file. A record that is not
/// usable goes to `problems` with its number; broken JSON is an Error with the byte where reading stopped. Used on one
/// thread.
class JsonFile
{
public:
    static Result<std::unique_ptr<JsonFile>> open(const Path& path, const ReadOptions& options);
    JsonFile(const Path& path, const ReadOptions& options, JsonScanner scanner);

    /// An object with lists in it. Text members named in `texts` (key -> where to put it) are optional.
    Result<void> walk(std::vector<RecordList>& lists, const std::vector<std::pair<std::string, std::string*>>& texts,
        ProblemList& problems);
    /// A file that is one list.
    Result<void> walkList(RecordList& list, ProblemList& problems);
    /// A file with one record a line.
    Result<void> walkLines(RecordList& list, ProblemList& problems);

    /// What was read, once a walk has succeeded.
    SourceHash hash();

private:
    template <class Body>
    Result<void> guarded(Body&& body);
    Result<void> members(std::vector<RecordList>& lists,
        const std::vector<std::pair<std::string, std::string*>>& texts, ProblemList& problems);
    Result<void> elements(RecordList& list, ProblemList& problems);
    Result<void> record(RecordList& list, std::string_view text, ProblemList& problems);
    Wrong taken(RecordList& list, std::string_view text);
    Error broken(const std::string& why, std::optional<std::uint64_t> byte) const;

    Path m_path;
    std::string m_name;
    const ReadOptions& m_options;
    JsonScanner m_scanner;
    simdjson::ondemand::parser m_parser;
    std::size_t m_number = 0; ///< of the record in its list
};

/// Calls `take(i, value)` for each member of `object` that is called keys[i]. Returns what to complain about when one of
/// them is there twice: one of the two would win silently.
template <std::size_t N, class Take>
std::string eachMember(JsonObject& object, const std::array<std::string_view, N>& keys, Take&& take)
{
    std::array<bool, N> seen{};
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        for (std::size_t i = 0; i < N; ++i) {
            if (key != keys[i])
                continue;
            if (std::exchange(seen[i], true))
                return "its member '" + std::string(key) + "' is there twice";
            JsonValue value = field.value();
            take(i, value);
            break;
        }
    }
    return {};
}

/// A whole number in [0, 2^53]; anything else is false.
bool takeInteger(JsonValue& value, std::int64_t& out);
bool takeText(JsonValue& value, std::string& out);
/// Replaces control characters that could not be stored or shown (NUL, U+001F) by spaces; true when there were any.
bool cleanText(std::string& text);
/// Offset of the first byte that is not valid UTF-8, or npos.
std::size_t firstInvalidUtf8(std::string_view text);

} // namespace fulcrum::data
