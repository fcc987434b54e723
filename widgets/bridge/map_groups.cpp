// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/map_groups.h"

#include "core/store/sample_facts.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/project_session.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <map>

namespace fulcrum::bridge {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(MapGroups)
};

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Groups from one name a sample; the most frequent get one of their own.
MapGroups fromNames(const std::vector<QString>& names, const QString& none)
{
    std::map<QString, qint64> counts;
    for (const QString& name : names)
        if (!name.isEmpty())
            ++counts[name];
    std::vector<std::pair<QString, qint64>> order(counts.begin(), counts.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    MapGroups result;
    const bool rest = order.size() > MapGroups::kMostKinds;
    const std::size_t own = rest ? MapGroups::kMostKinds - 1 : order.size();
    std::map<QString, std::uint8_t> numbers;
    for (std::size_t i = 0; i < own; ++i) {
        numbers[order[i].first] = static_cast<std::uint8_t>(i);
        result.groups.append({order[i].first, 0, false});
    }
    if (rest)
        result.groups.append({Texts::tr("%n others", nullptr, static_cast<int>(order.size() - own)), 0, false});
    const auto noneGroup = static_cast<std::uint8_t>(result.groups.size());
    result.groups.append({none, 0, true});
    for (const QString& name : names) {
        const auto found = numbers.find(name);
        result.of.push_back(name.isEmpty() ? noneGroup : found == numbers.end() ? static_cast<std::uint8_t>(own) : found->second);
    }
    return result;
}

QString stepName(double from, double to, bool whole)
{
    const auto text = [whole](double value) { return whole ? count(std::llround(value)) : number(value, 1); };
    return from == to ? text(from) : Texts::tr("%1 to %2").arg(text(from), text(to));
}

/// Groups from one number a sample, in steps.
MapGroups fromNumbers(const std::vector<double>& numbers, const QString& none, bool whole)
{
    const std::vector<double> borders = stepBorders(numbers, MapGroups::kMostSteps);
    MapGroups result;
    result.ordered = true;
    std::vector<double> most(borders.size(), 0);
    const auto noneGroup = static_cast<std::uint8_t>(borders.size());
    for (const double value : numbers) {
        if (!std::isfinite(value)) {
            result.of.push_back(noneGroup);
            continue;
        }
        const auto step = static_cast<std::size_t>(std::upper_bound(borders.begin(), borders.end(), value) - borders.begin() - 1);
        most[step] = std::max(most[step], value);
        result.of.push_back(static_cast<std::uint8_t>(step));
    }
    for (std::size_t i = 0; i < borders.size(); ++i)
        result.groups.append({stepName(borders[i], std::max(borders[i], most[i]), whole), 0, false});
    result.groups.append({none, 0, true});
    return result;
}

void countGroups(MapGroups& groups)
{
    for (const std::uint8_t group : groups.of)
        ++groups.groups[group].count;
}

/// What is known about the samples of each data set of a map.
Result<std::vector<store::SampleFacts>> factsOf(const std::shared_ptr<project::Project>& project, const SampleMap& map,
    const store::FactsWanted& wanted, const std::stop_token& stop)
{
    return withDatabase(project, [&](store::Database& database) -> Result<std::vector<store::SampleFacts>> {
        std::vector<store::SampleFacts> all;
        for (const auto& dataset : map.datasets) {
            FULCRUM_TRY(store::SampleFacts facts, store::loadFacts(database, *dataset, wanted, {}, stop));
            all.push_back(std::move(facts));
        }
        return all;
    });
}

MapGroups bySplit(const SampleMap& map)
{
    MapGroups result;
    for (const auto& dataset : map.datasets) {
        const bool train = dataset->split() == data::Split::Train;
        result.of.insert(result.of.end(), dataset->size(), static_cast<std::uint8_t>(result.groups.size()));
        result.groups.append({train ? Texts::tr("Train") : Texts::tr("Validation"), 0, false});
    }
    return result;
}

Result<MapGroups> byTag(const std::shared_ptr<project::Project>& project, const SampleMap& map, const std::stop_token& stop)
{
    store::FactsWanted wanted;
    wanted.tags = true;
    FULCRUM_TRY(const auto facts, factsOf(project, map, wanted, stop));
    std::map<std::string, qint64> counts; // a sample with several tags goes to the one that is most frequent
    for (std::size_t set = 0; set < facts.size(); ++set)
        for (const std::uint16_t id : facts[set].tags->ids)
            ++counts[facts[set].tags->names[id]];
    std::vector<QString> names;
    bool several = false;
    for (std::size_t set = 0; set < facts.size(); ++set)
        for (std::size_t i = 0; i < map.datasets[set]->size(); ++i) {
            const auto tags = facts[set].tags->of(static_cast<std::int64_t>(i));
            several = several || tags.size() > 1;
            std::string best;
            for (const std::uint16_t id : tags)
                if (const std::string& name = facts[set].tags->names[id]; best.empty() || counts[name] > counts[best])
                    best = name;
            names.push_back(QString::fromStdString(best));
        }
    MapGroups groups = fromNames(names, Texts::tr("No tag"));
    if (several)
        groups.note = Texts::tr("Samples with several tags are shown under the most frequent one.");
    return groups;
}

MapGroups byAnswerType(const SampleMap& map)
{
    std::vector<QString> names;
    for (const auto& dataset : map.datasets)
        for (std::size_t i = 0; i < dataset->size(); ++i) {
            const std::string_view type = dataset->view(i).answerType;
            names.push_back(QString::fromUtf8(type.data(), static_cast<qsizetype>(type.size())));
        }
    return fromNames(names, Texts::tr("No answer type"));
}

Result<MapGroups> byScore(const std::shared_ptr<project::Project>& project, const SampleMap& map, store::RunId run, const std::stop_token& stop)
{
    store::FactsWanted wanted;
    wanted.scores.push_back({"#" + std::to_string(run), {}, 0});
    FULCRUM_TRY(const auto facts, factsOf(project, map, wanted, stop));
    std::vector<double> scores;
    for (const store::SampleFacts& some : facts)
        for (const float value : some.scores.front()->values)
            scores.push_back(static_cast<double>(value));
    MapGroups groups = fromNumbers(scores, Texts::tr("No score"), false);
    groups.note = Texts::tr("A query's score is the mean over the strategies, shots and seeds of the run.");
    return groups;
}

Result<MapGroups> byUse(const std::shared_ptr<project::Project>& project, const SampleMap& map, const std::stop_token& stop)
{
    store::FactsWanted wanted;
    wanted.used.push_back({});
    FULCRUM_TRY(const auto facts, factsOf(project, map, wanted, stop));
    std::vector<double> used;
    for (const store::SampleFacts& some : facts)
        for (const std::int32_t times : some.used.front()->counts)
            used.push_back(times > 0 ? times : kNone);
    return fromNumbers(used, Texts::tr("Never used"), true);
}

} // namespace

std::vector<double> stepBorders(std::vector<double> numbers, int steps)
{
    std::erase_if(numbers, [](double value) { return !std::isfinite(value); });
    std::sort(numbers.begin(), numbers.end());
    std::vector<double> borders;
    for (int step = 0; step < steps && !numbers.empty(); ++step) {
        const double border = numbers[numbers.size() * static_cast<std::size_t>(step) / static_cast<std::size_t>(steps)];
        if (borders.empty() || border > borders.back())
            borders.push_back(border);
    }
    return borders;
}

Result<MapGroups> groupSamples(const std::shared_ptr<project::Project>& project, const std::shared_ptr<const SampleMap>& map,
    MapColoring coloring, store::RunId run, std::stop_token stop)
{
    const auto make = [&]() -> Result<MapGroups> {
        switch (coloring) {
        case MapColoring::Split: return bySplit(*map);
        case MapColoring::Tag: return byTag(project, *map, stop);
        case MapColoring::AnswerType: return byAnswerType(*map);
        case MapColoring::RunScore: return byScore(project, *map, run, stop);
        case MapColoring::Used: return byUse(project, *map, stop);
        }
        return bySplit(*map);
    };
    FULCRUM_TRY(MapGroups groups, make());
    groups.coloring = coloring;
    countGroups(groups);
    return groups;
}

} // namespace fulcrum::bridge
