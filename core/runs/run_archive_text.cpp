// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_archive_text.h"
#include "core/base/table_text.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace fulcrum::runs {

namespace {

using nlohmann::json;

constexpr std::size_t kMaxItems = 1024;

json numberOrNull(double value) { return std::isfinite(value) ? json(value) : json(nullptr); }
json numberOrNull(const std::optional<double>& value) { return value ? numberOrNull(*value) : json(nullptr); }
double numberOrNan(const json& value)
{
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}
std::optional<double> optionalNumber(const json& value)
{
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

std::int64_t index(const json& value)
{
    const auto number = value.get<std::int64_t>();
    if (!value.is_number_integer() || number < 0)
        throw std::invalid_argument("an index is negative or no whole number");
    return number;
}

std::string line(const json& row) { return row.dump(-1, ' ', false, json::error_handler_t::replace) + "\n"; }

/// A field of a CSV line, with its quotes taken away; `text` is what stands behind it.
std::string takeField(std::string_view& text)
{
    std::string field;
    if (!text.starts_with('"')) {
        const std::size_t end = std::min(text.find(','), text.size());
        field = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return field;
    }
    std::size_t at = 1;
    for (; at < text.size(); ++at) {
        if (text[at] == '"' && at + 1 < text.size() && text[at + 1] == '"')
            ++at;
        else if (text[at] == '"')
            break;
        field += text[at];
    }
    text.remove_prefix(std::min(at + 2, text.size()));
    return field;
}

template <class T>
T numberIn(const std::string& text)
{
    T number{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size())
        throw std::invalid_argument(fmt::format("'{}' is no number", text.substr(0, 40)));
    return number;
}

} // namespace

std::string predictionLine(const store::Prediction& prediction)
{
    json steps = json::array();
    for (const store::IcdStep& step : prediction.sequence)
        steps.push_back({step.item, step.step, numberOrNull(step.probability), numberOrNull(step.similarity),
            numberOrNull(step.gain), step.rank});
    return line({{"query", prediction.query}, {"query_id", prediction.queryId}, {"sequence", std::move(steps)},
        {"raw", prediction.rawOutput}, {"prediction", prediction.prediction}, {"prompt_sha256", prediction.promptHash},
        {"score", numberOrNull(prediction.score)}, {"latency_ms", numberOrNull(prediction.latencyMs)}});
}

store::Prediction predictionFrom(const json& row)
{
    store::Prediction prediction;
    prediction.query = index(row.at("query"));
    prediction.queryId = row.at("query_id").get<std::int64_t>();
    const json& steps = row.at("sequence");
    if (!steps.is_array() || steps.size() > kMaxItems)
        throw std::invalid_argument("a sequence is no list or too long");
    for (const json& step : steps)
        prediction.sequence.push_back({index(step.at(0)), step.at(1).get<int>(), optionalNumber(step.at(2)),
            optionalNumber(step.at(3)), optionalNumber(step.at(4)), step.at(5).get<int>()});
    prediction.rawOutput = row.at("raw").get<std::string>();
    prediction.prediction = row.at("prediction").get<std::string>();
    prediction.promptHash = row.at("prompt_sha256").get<std::string>();
    prediction.score = numberOrNan(row.at("score"));
    const double latency = numberOrNan(row.at("latency_ms"));
    prediction.latencyMs = std::isfinite(latency) ? latency : 0;
    return prediction;
}

std::string dmLine(const store::DmEntry& entry)
{
    return line({{"anchor", entry.anchor}, {"rank", entry.rank}, {"score", entry.score},
        {"base_probability", entry.baseProbability}, {"items", entry.items}, {"steps", entry.steps}, {"gains", entry.gains},
        {"probabilities", entry.probabilities}});
}

store::DmEntry dmFrom(const json& row)
{
    store::DmEntry entry;
    entry.anchor = index(row.at("anchor"));
    entry.rank = static_cast<int>(index(row.at("rank")));
    entry.score = row.at("score").get<double>();
    entry.baseProbability = row.at("base_probability").get<double>();
    for (const json& item : row.at("items"))
        entry.items.push_back(index(item));
    entry.steps = row.at("steps").get<std::vector<int>>();
    entry.gains = row.at("gains").get<std::vector<double>>();
    entry.probabilities = row.at("probabilities").get<std::vector<double>>();
    const auto fits = [&](std::size_t size) { return size == 0 || size == entry.items.size(); };
    if (entry.items.size() > kMaxItems || !fits(entry.steps.size()) || !fits(entry.gains.size()) || !fits(entry.probabilities.size()))
        throw std::invalid_argument("the lists of a beam are not equally long");
    return entry;
}

std::string metricsCsv(const std::vector<store::MetricPoint>& points)
{
    std::string text = "name,step,wall_time,value\n";
    for (const store::MetricPoint& point : points)
        text += fmt::format("{},{},{},{}\n", csvText(point.name), point.step, point.wallTime,
            std::isfinite(point.value) ? fmt::format("{}", point.value) : std::string());
    return text;
}

std::vector<store::MetricPoint> metricsFrom(std::string_view csv)
{
    std::vector<store::MetricPoint> points;
    bool isHeader = true;
    while (!csv.empty()) {
        const std::size_t end = std::min(csv.find('\n'), csv.size());
        std::string_view text = csv.substr(0, end);
        csv.remove_prefix(std::min(end + 1, csv.size()));
        if (std::exchange(isHeader, false) || text.empty())
            continue;
        store::MetricPoint point;
        point.name = takeField(text);
        point.step = numberIn<std::int64_t>(takeField(text));
        point.wallTime = numberIn<std::int64_t>(takeField(text));
        const std::string value = takeField(text);
        point.value = value.empty() ? std::numeric_limits<double>::quiet_NaN() : numberIn<double>(value);
        points.push_back(std::move(point));
    }
    return points;
}

std::string scoresHeader() { return "strategy,shots,seed,query_id,score,prediction\n"; }

std::string scoreLines(const store::EvalCell& cell, const std::vector<store::Prediction>& predictions)
{
    std::string text;
    for (const store::Prediction& one : predictions)
        text += fmt::format("{},{},{},{},{},{}\n", csvText(cell.strategy), cell.shots, cell.seed, one.queryId,
            std::isfinite(one.score) ? fmt::format("{}", one.score) : std::string(), csvText(one.prediction));
    return text;
}

} // namespace fulcrum::runs
