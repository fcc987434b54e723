// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/readers.h"

#include <simdjson.h>

namespace fulcrum::data {

using JsonObject = simdjson::ondemand::object;
using JsonValue = simdjson::ondemand::value;

/// One of a file's top-level lists of records.
struct RecordList
{
    const char* key;    ///< "images"
    const char* record; ///< "image", for messages
    /// Takes one record. Returns what is wrong with it, empty when all is well. May throw simdjson_error for broken JSON.
    std::function<std::string(JsonObject& object)> take;
    bool seen = false;
};

/// Reads a whole file and walks the object at its top once, front to back (simdjson On-Demand: PLATFORM.md section 6).
/// Used on one thread.
class JsonFile
{
public:
    static Result<std::unique_ptr<JsonFile>> open(const Path& path, std::uint64_t sizeLimit);

    /// Every list is required. Text fields named in `texts` (key -> where to put it) are optional. Broken JSON is an Error with
    /// the byte where reading stopped; a bad record goes to `problems`.
    Result<void> walk(std::vector<RecordList>& lists, const std::vector<std::pair<std::string, std::string*>>& texts,
        const ReadOptions& options, ProblemList& problems);

private:
    Result<void> walkList(RecordList& list, JsonValue value, const ReadOptions& options, ProblemList& problems);
    Error broken(const std::string& why, std::optional<std::uint64_t> byte) const;
    std::optional<std::uint64_t> position();

    Path m_path;
    std::string m_name;
    simdjson::padded_string m_text;
    std::size_t m_begin = 0; ///< after a byte order mark
    simdjson::ondemand::parser m_parser;
    simdjson::ondemand::document m_document;
};

/// A whole number in [0, 2^53]; anything else is false.
bool takeInteger(JsonValue value, std::int64_t& out);
bool takeText(JsonValue value, std::string& out);
/// Replaces control characters that could not be stored or shown (NUL, U+001F) by spaces; true when there were any.
bool cleanText(std::string& text);
/// Offset of the first byte that is not valid UTF-8, or npos.
std::size_t firstInvalidUtf8(std::string_view text);

} // namespace fulcrum::data
