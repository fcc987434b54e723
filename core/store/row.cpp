// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row.h"

#include <chrono>
#include <limits>
#include <stdexcept>

namespace fulcrum::store {
namespace {

nlohmann::json optionalJson(const std::optional<double>& value)
{
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

std::optional<double> optionalFrom(const nlohmann::json& value)
{
    return value.is_null() ? std::nullopt : std::optional<double>(value.get<double>());
}

} // namespace

std::int64_t nowMilliseconds()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string stepsText(const std::vector<IcdStep>& steps)
{
    nlohmann::json out = nlohmann::json::array();
    for (const IcdStep& step : steps)
        out.push_back({step.item, step.step, optionalJson(step.probability), optionalJson(step.similarity),
            optionalJson(step.gain), step.rank});
    return out.dump();
}

std::vector<IcdStep> stepsFrom(const std::string& text)
{
    std::vector<IcdStep> steps;
    for (const nlohmann::json& row : nlohmann::json::parse(text))
        steps.push_back({row.at(0).get<std::int64_t>(), row.at(1).get<int>(), optionalFrom(row.at(2)),
            optionalFrom(row.at(3)), optionalFrom(row.at(4)), row.size() > 5 ? row.at(5).get<int>() : 0});
    return steps;
}

double numberOrNan(const SQLite::Column& column)
{
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

void bindOptional(SQLite::Statement& statement, int index, const std::optional<double>& value)
{
    if (value)
        statement.bind(index, *value);
    else
        statement.bind(index);
}

std::optional<double> optionalNumber(const SQLite::Column& column)
{
    return column.isNull() ? std::nullopt : std::optional<double>(column.getDouble());
}

void joinTexts(const data::TextList& texts, std::string& joined)
{
    joined.clear();
    bool first = true;
    for (const std::string_view text : texts) {
        if (!std::exchange(first, false))
            joined += '\x1f';
        joined += text;
    }
}

std::vector<std::string> splitTexts(const std::string& joined)
{
    std::vector<std::string> texts;
    if (joined.empty())
        return texts;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = joined.find('\x1f', begin);
        texts.push_back(joined.substr(begin, end - begin));
        if (end == std::string::npos)
            return texts;
        begin = end + 1;
    }
}

data::Task taskFrom(const std::string& text)
{
    if (const auto task = data::taskFromName(text))
        return *task;
    throw std::runtime_error("unknown task '" + text + "'");
}

data::Split splitFrom(const std::string& text)
{
    if (const auto split = data::splitFromName(text))
        return *split;
    throw std::runtime_error("unknown split '" + text + "'");
}

} // namespace fulcrum::store
