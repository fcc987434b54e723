// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/run_catalog.h"

#include "core/base/file.h"
#include "core/icl/retriever.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace fulcrum::runs {

namespace {

using nlohmann::json;

constexpr const char* kImportedFrom = "imported_from";
constexpr std::size_t kShortestPrefix = 3; ///< of a name that an experiment is called by

json objectFrom(const std::string& text)
{
    json value = json::parse(text, nullptr, false);
    return value.is_object() ? value : json::object();
}

std::string textOf(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Zero-shot, oracle and golden are references: they are not what an evaluation is about.
bool isReference(const std::string& strategy)
{
    return strategy == "zero-shot" || strategy == "oracle" || strategy == "golden";
}

struct Mean
{
    double sum = 0;
    int count = 0;
    double value() const { return sum / count; }
};

/// Lever-LM where there is one, else the best strategy that is not a reference, else the best.
std::string headline(const std::map<std::string, Mean>& means)
{
    if (means.contains("lever-lm"))
        return "lever-lm";
    std::string best;
    for (const auto& [strategy, mean] : means) {
        const bool better = best.empty() || (isReference(best) && !isReference(strategy))
            || (isReference(best) == isReference(strategy) && mean.value() > means.at(best).value());
        if (better)
            best = strategy;
    }
    return best;
}

template <class T>
void sortUnique(std::vector<T>& values)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// In the order of icl::Strategy; names of other programs behind, by name.
std::size_t placeOf(const std::string& strategy)
{
    static const std::vector<std::string> known = icl::strategyNames();
    return static_cast<std::size_t>(std::find(known.begin(), known.end(), strategy) - known.begin());
}

void addCells(RunSummary& run, const std::vector<store::EvalCell>& cells)
{
    std::map<std::string, Mean> means;
    for (const store::EvalCell& cell : cells) {
        run.strategies.push_back(cell.strategy);
        run.shots.push_back(cell.shots);
        run.seeds.push_back(cell.seed);
        run.metricName = cell.metricName;
        if (std::isfinite(cell.metric)) {
            means[cell.strategy].sum += cell.metric;
            ++means[cell.strategy].count;
        }
    }
    sortUnique(run.strategies);
    std::stable_sort(run.strategies.begin(), run.strategies.end(),
        [](const std::string& a, const std::string& b) { return placeOf(a) < placeOf(b); });
    sortUnique(run.shots);
    sortUnique(run.seeds);
    if (!means.empty()) {
        run.metricOf = headline(means);
        run.metric = means.at(run.metricOf).value();
    }
}

/// What a run has no results of yet is what its spec asks for.
void addPlan(RunSummary& run, const json& spec)
{
    const auto numbers = [&](const char* key, auto& list) {
        const auto found = spec.find(key);
        if (list.empty() && found != spec.end() && found->is_array())
            for (const json& one : *found)
                if (one.is_number_integer())
                    list.push_back(one.get<std::remove_reference_t<decltype(list.front())>>());
    };
    if (run.record.kind == "eval") {
        numbers("shots", run.shots);
        numbers("seeds", run.seeds);
        if (const auto found = spec.find("strategies"); run.strategies.empty() && found != spec.end() && found->is_array())
            for (const json& one : *found)
                if (one.is_string())
                    run.strategies.push_back(one.get<std::string>());
    } else if (run.record.kind == "dm" && spec.contains("shots") && spec["shots"].is_number_integer()) {
        run.shots = {spec["shots"].get<int>()};
    }
    if (run.record.kind != "eval" && !run.imported)
        run.seeds = {run.record.seed};
}

void addFacts(RunSummary& run, const store::RunFacts& facts)
{
    if (!facts.cells.empty())
        addCells(run, facts.cells);
    run.failures = facts.failures;
    if (run.record.kind == "eval")
        run.count = facts.queries;
    if (facts.best && std::isfinite(facts.best->value)) {
        run.metricName = facts.best->metric;
        run.metric = facts.best->value;
    }
    if (facts.anchors > 0) {
        run.count = facts.anchors;
        run.metricName = "mean best score";
        run.metric = facts.meanBestScore;
    }
}

RunSummary summaryOf(store::RunRecord record, const std::map<store::RunId, store::RunFacts>& facts)
{
    RunSummary run;
    run.imported = isImported(record);
    run.parity = parityFlags(record);
    const json spec = objectFrom(record.spec);
    run.task = textOf(spec, "task");
    const std::string folder = textOf(spec, record.kind == "embed" ? "encoder" : "lvlm");
    run.model = Path(folder).filename().string();
    run.record = std::move(record);
    if (const auto found = facts.find(run.record.id); found != facts.end()) {
        addFacts(run, found->second);
        run.experiment = found->second.experiment;
    }
    addPlan(run, spec);
    return run;
}

/// Tasks and parity flags come down from parents, which are older and so stand behind.
void inherit(std::vector<RunSummary>& runs)
{
    std::map<store::RunId, std::size_t> places;
    for (std::size_t i = 0; i < runs.size(); ++i)
        places[runs[i].record.id] = i;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run)
        for (const store::RunId parent : run->record.parents) {
            const auto found = places.find(parent);
            if (found == places.end())
                continue;
            const RunSummary& made = runs[found->second];
            if (run->task.empty())
                run->task = made.task;
            for (const auto* flags : {&made.parity, &made.inherited})
                for (const ParityFlag& flag : *flags)
                    if (std::find(run->inherited.begin(), run->inherited.end(), flag) == run->inherited.end())
                        run->inherited.push_back(flag);
        }
}

/// Union of sets, by the smallest member.
class Components
{
public:
    explicit Components(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), std::size_t{0}); }
    std::size_t find(std::size_t one)
    {
        while (m_parent[one] != one)
            one = m_parent[one] = m_parent[m_parent[one]];
        return one;
    }
    void join(std::size_t a, std::size_t b) { m_parent[std::max(find(a), find(b))] = std::min(find(a), find(b)); }

private:
    std::vector<std::size_t> m_parent;
};

/// What all names begin with, cut at a word; empty when that is too little to be a name.
std::string commonBeginning(std::span<const RunSummary> runs, const std::vector<std::size_t>& members)
{
    std::string prefix = runs[members.front()].record.name;
    for (const std::size_t i : members) {
        const std::string& name = runs[i].record.name;
        const auto differ = std::mismatch(prefix.begin(), prefix.end(), name.begin(), name.end());
        const auto ends = [](auto at, auto end) { return at == end || std::string_view(" ,:-").find(*at) != std::string_view::npos; };
        const bool atWord = ends(differ.first, prefix.end()) && ends(differ.second, name.end());
        prefix.erase(differ.first, prefix.end());
        if (!atWord && !prefix.empty())
            prefix.erase(std::min(prefix.size(), prefix.find_last_of(" ,:-") + 1));
    }
    while (!prefix.empty() && std::string_view(" ,:-").find(prefix.back()) != std::string_view::npos)
        prefix.pop_back();
    return prefix.size() >= kShortestPrefix ? prefix : std::string();
}

Experiment experimentOf(std::span<const RunSummary> runs, std::vector<std::size_t> members)
{
    Experiment experiment;
    experiment.runs = std::move(members);
    for (auto run = experiment.runs.rbegin(); run != experiment.runs.rend() && experiment.name.empty(); ++run)
        experiment.name = runs[*run].experiment; // of the oldest that has one: it stays when experiments grow together
    if (experiment.name.empty())
        experiment.name = commonBeginning(runs, experiment.runs);
    if (experiment.name.empty())
        experiment.name = runs[experiment.runs.front()].record.name;
    experiment.task = runs[experiment.runs.front()].task;
    experiment.key = runs[experiment.runs.back()].record.id;
    return experiment;
}

/// Embeddings beside the oldest experiment of their task that was made after them.
void placeEmbeddings(std::span<const RunSummary> runs, std::vector<Experiment>& all)
{
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].record.kind != "embed")
            continue;
        Experiment* home = nullptr;
        for (Experiment& one : all)
            if (one.task == runs[i].task && !runs[one.runs.front()].imported && runs[one.runs.front()].record.id > runs[i].record.id
                && (!home || one.key < home->key))
                home = &one;
        if (home)
            home->runs.push_back(i);
        else
            all.push_back(experimentOf(runs, {i}));
    }
}

} // namespace

std::vector<ParityFlag> parityFlags(const store::RunRecord& run)
{
    std::vector<ParityFlag> flags;
    const json object = objectFrom(run.parity); // a temporary would be gone while it is walked
    for (const auto& [name, value] : object.items())
        if (value.is_string())
            flags.push_back({name, value.get<std::string>()});
        else if (value.is_number() || (value.is_boolean() && value.get<bool>()))
            flags.push_back({name, value.dump()});
    return flags;
}

bool isImported(const store::RunRecord& run) { return objectFrom(run.spec).contains(kImportedFrom); }

std::vector<std::string> unknownFields(const store::RunRecord& run)
{
    std::vector<std::string> fields;
    const json spec = objectFrom(run.spec);
    if (const auto found = spec.find("unknown"); found != spec.end() && found->is_array())
        for (const json& one : *found)
            if (one.is_string())
                fields.push_back(one.get<std::string>());
    return fields;
}

Result<std::vector<RunSummary>> catalog(store::Database& database)
{
    FULCRUM_TRY(std::vector<store::RunRecord> records, store::RunRepository(database).list());
    FULCRUM_TRY(const auto facts, store::runFacts(database));
    std::vector<RunSummary> runs;
    runs.reserve(records.size());
    for (store::RunRecord& record : records)
        runs.push_back(summaryOf(std::move(record), facts));
    inherit(runs);
    return runs;
}

std::vector<Experiment> experiments(std::span<const RunSummary> runs)
{
    std::map<store::RunId, std::size_t> places;
    for (std::size_t i = 0; i < runs.size(); ++i)
        places[runs[i].record.id] = i;
    Components components(runs.size());
    std::map<std::string, std::size_t> imports;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].imported && runs[i].record.parents.empty())
            components.join(i, imports.emplace(runs[i].task, i).first->second);
        for (const store::RunId parent : runs[i].record.parents)
            if (const auto found = places.find(parent); found != places.end())
                components.join(i, found->second);
    }
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < runs.size(); ++i)
        if (runs[i].record.kind != "embed")
            members[components.find(i)].push_back(i);
    std::vector<Experiment> all;
    for (auto& [root, list] : members)
        all.push_back(experimentOf(runs, std::move(list)));
    placeEmbeddings(runs, all);
    std::stable_sort(all.begin(), all.end(), [&](const Experiment& a, const Experiment& b) {
        return runs[a.runs.front()].record.id > runs[b.runs.front()].record.id;
    });
    return all;
}

} // namespace fulcrum::runs
