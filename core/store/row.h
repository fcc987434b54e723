// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/sample_table.h"
#include "core/store/result_repository.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <nlohmann/json.hpp>

namespace fulcrum::store {

/// Unix time in milliseconds.
std::int64_t nowMilliseconds();

/// A list as a JSON array; a stored array as a list. Damaged JSON throws (guarded() makes an Error of it).
template <class T>
std::string arrayText(const std::vector<T>& values)
{
    return nlohmann::json(values).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
template <class T>
std::vector<T> arrayFrom(const std::string& text)
{
    return nlohmann::json::parse(text).get<std::vector<T>>();
}

/// Steps of a sequence as compact JSON: [[item, step, probability, similarity, gain, rank], ...], null where unknown
/// (rank: 0). Rows written before ranks were kept have five members.
std::string stepsText(const std::vector<IcdStep>& steps);
std::vector<IcdStep> stepsFrom(const std::string& text);

/// Columns that may hold NULL: NaN is stored as NULL by SQLite.
double numberOrNan(const SQLite::Column& column);
void bindOptional(SQLite::Statement& statement, int index, const std::optional<double>& value);
std::optional<double> optionalNumber(const SQLite::Column& column);

/// Texts joined by U+001F, which no text may contain, and back. Cheaper than JSON for half a million samples.
void joinTexts(const data::TextList& texts, std::string& joined);
std::vector<std::string> splitTexts(const std::string& joined);

/// As stored; a value that is none of them throws.
data::Task taskFrom(const std::string& text);
data::Split splitFrom(const std::string& text);

inline void bindText(SQLite::Statement& statement, int index, std::string_view text)
{
    statement.bind(index, std::string(text));
}

} // namespace fulcrum::store
