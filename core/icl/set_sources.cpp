// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/set_sources.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace fulcrum::icl {

namespace {

using Kind = SetOrigin::Kind;
constexpr std::pair<Kind, const char*> kKinds[] = {{Kind::Hand, "hand"}, {Kind::Lane, "lane"}, {Kind::LeverLm, "lever-lm"},
    {Kind::Dm, "dm"}, {Kind::File, "file"}};

FrequentSequence mostFrequent(const store::EvalCell& cell, const std::vector<store::Prediction>& predictions)
{
    struct Count
    {
        std::size_t times = 0, first = 0;
    };
    std::map<std::vector<std::int64_t>, Count> counts;
    for (std::size_t i = 0; i < predictions.size(); ++i) {
        std::vector<std::int64_t> items;
        for (const store::IcdStep& step : predictions[i].sequence)
            items.push_back(step.item);
        const auto [place, isNew] = counts.try_emplace(std::move(items), Count{0, i});
        ++place->second.times;
    }
    const auto best = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
        return a.second.times != b.second.times ? a.second.times < b.second.times : a.second.first > b.second.first;
    });
    return {cell, best->first, best->second.times, predictions.size()};
}

} // namespace

std::string SetOrigin::text() const
{
    const auto known = std::find_if(std::begin(kKinds), std::end(kKinds), [this](const auto& one) { return one.first == kind; });
    if (known == std::end(kKinds))
        return {};
    nlohmann::json document{{"kind", known->second}};
    if (run != 0)
        document["run"] = run;
    if (!detail.empty())
        document["detail"] = detail;
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

SetOrigin SetOrigin::fromText(std::string_view text)
{
    const auto document = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    SetOrigin origin;
    if (!document.is_object() || !document.contains("kind") || !document["kind"].is_string())
        return origin;
    for (const auto& [kind, name] : kKinds)
        if (document["kind"] == name)
            origin.kind = kind;
    if (const auto run = document.find("run"); run != document.end() && run->is_number_integer())
        origin.run = run->get<store::RunId>();
    if (const auto detail = document.find("detail"); detail != document.end() && detail->is_string())
        origin.detail = detail->get<std::string>();
    return origin;
}

Result<std::vector<FrequentSequence>> frequentSequences(store::Database& database, store::RunId run, int shots)
{
    store::EvalRepository repository(database);
    FULCRUM_TRY(const auto cells, repository.cells(run));
    std::vector<FrequentSequence> found;
    for (const store::EvalCell& cell : cells) {
        if (!cell.done || cell.strategy != strategyName(Strategy::LeverLm) || cell.shots != shots || cell.predictions == 0)
            continue;
        FULCRUM_TRY(const auto predictions, repository.predictions(cell.id));
        found.push_back(mostFrequent(cell, predictions));
    }
    if (found.empty())
        return fail(ErrorCode::Usage, "cannot make a set from Lever-LM", fmt::format("run {}", run),
            fmt::format("it has no finished Lever-LM cell with {} shots", shots), "choose another number of shots");
    return found;
}

Result<std::vector<std::int64_t>> bestOfDm(store::Database& database, store::RunId run, int shots)
{
    FULCRUM_TRY(const auto entries, store::DmRepository(database).entries(run));
    std::vector<std::int64_t> items = goldenItems(entries);
    if (items.empty())
        return fail(ErrorCode::NotFound, "cannot make a set from a D_M", fmt::format("run {}", run), "it has no sequences yet");
    const auto count = std::min(items.size(), static_cast<std::size_t>(std::max(1, shots)));
    items.erase(items.begin(), items.end() - static_cast<std::ptrdiff_t>(count));
    return items;
}

} // namespace fulcrum::icl
