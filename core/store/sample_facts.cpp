// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sample_facts.h"

#include "core/base/nearest_name.h"
#include "core/project/dataset_versions.h"
#include "core/project/missing_images.h"
#include "core/store/row.h"
#include "core/store/run_repository.h"
#include "core/store/sqlite_error.h"
#include "core/store/workspace_repository.h"

#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace fulcrum::store {
namespace {

constexpr std::size_t kStopCheckEvery = 1024;

tl::unexpected<Error> cancelled() { return fail(ErrorCode::Cancelled, "the samples were not read to the end"); }

Result<std::shared_ptr<const TagFacts>> loadTags(Database& database, const data::Dataset& dataset)
{
    using Entry = std::pair<std::int64_t, std::string>;
    FULCRUM_TRY(std::vector<Entry> entries, WorkspaceRepository(database).tags(dataset.task(), dataset.split()));
    for (auto& [sample, tag] : entries)
        sample = dataset.indexOfId(sample);
    std::erase_if(entries, [](const Entry& entry) { return entry.first < 0; }); // of a sample that the data no longer have
    std::sort(entries.begin(), entries.end());
    auto facts = std::make_shared<TagFacts>();
    for (const auto& [sample, tag] : entries)
        facts->names.push_back(tag);
    std::sort(facts->names.begin(), facts->names.end());
    facts->names.erase(std::unique(facts->names.begin(), facts->names.end()), facts->names.end());
    if (facts->names.size() > std::numeric_limits<std::uint16_t>::max())
        return fail(ErrorCode::OutOfRange, "cannot read tags", database.file().string(), "there are more than 65,535 different tags");
    facts->begin.assign(dataset.size() + 1, 0);
    for (const auto& [sample, tag] : entries) {
        ++facts->begin[static_cast<std::size_t>(sample) + 1];
        facts->ids.push_back(static_cast<std::uint16_t>(facts->idOf(tag)));
    }
    for (std::size_t i = 1; i < facts->begin.size(); ++i)
        facts->begin[i] += facts->begin[i - 1];
    return std::shared_ptr<const TagFacts>(std::move(facts));
}

/// The items of a stored sequence, [[item, step, ...], ...], without building a document of it.
template <class Use>
void forEachItem(std::string_view steps, const Use& use)
{
    for (std::size_t at = steps.find('['); at != std::string_view::npos; at = steps.find('[', at + 1)) {
        std::int64_t item = 0;
        const char* begin = steps.data() + at + 1;
        if (std::from_chars(begin, steps.data() + steps.size(), item).ec == std::errc())
            use(item);
    }
}

/// Cells of a task's evaluation runs; `run` 0 = of all.
std::vector<EvalCell> cellsOf(SQLite::Database& db, data::Task task, RunId run)
{
    SQLite::Statement statement(db,
        "SELECT eval_cell.id, run, strategy, shots FROM eval_cell JOIN run ON run.id = eval_cell.run AND run.trashed = 0 "
        "WHERE json_valid(spec) AND json_extract(spec, '$.task') = ?1 AND (?2 = 0 OR run = ?2) ORDER BY eval_cell.id");
    statement.bind(1, data::taskName(task));
    statement.bind(2, run);
    std::vector<EvalCell> cells;
    while (statement.executeStep()) {
        EvalCell& cell = cells.emplace_back();
        cell.id = statement.getColumn(0).getInt64();
        cell.run = statement.getColumn(1).getInt64();
        cell.strategy = statement.getColumn(2).getString();
        cell.shots = statement.getColumn(3).getInt();
    }
    return cells;
}

/// Runs whose demonstrations are rows of this version of the train data; not those made with another.
Result<std::set<RunId>> runsWith(Database& database, const data::Dataset& dataset)
{
    FULCRUM_TRY(const std::vector<RunRecord> runs, RunRepository(database).list("eval"));
    std::set<RunId> ids;
    for (const RunRecord& run : runs)
        if (project::refersTo(run, dataset))
            ids.insert(run.id);
    return ids;
}

bool equalIgnoringCase(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

bool covers(const std::string& strategy, int shots, const EvalCell& cell)
{
    return (strategy.empty() || equalIgnoringCase(strategy, cell.strategy)) && (shots == 0 || shots == cell.shots);
}

/// Uses for several keys in one walk over the predictions.
Result<void> loadUsed(Database& database, const data::Dataset& dataset, std::span<const UsedKey> keys, SampleFacts& facts,
    std::stop_token stop)
{
    std::vector<std::shared_ptr<SampleFacts::Used>> counted;
    for (const UsedKey& key : keys)
        counted.push_back(std::make_shared<SampleFacts::Used>(SampleFacts::Used{key, std::vector<std::int32_t>(dataset.size())}));
    if (dataset.split() == data::Split::Train) { // demonstrations come from there
        FULCRUM_TRY(const std::set<RunId> runs, runsWith(database, dataset));
        SQLite::Statement sequences(database.handle(), "SELECT sequence FROM prediction WHERE cell = ?");
        for (const EvalCell& cell : cellsOf(database.handle(), dataset.task(), 0)) {
            std::vector<std::int32_t*> counts;
            for (const auto& one : counted)
                if (runs.contains(cell.run) && covers(one->key.strategy, one->key.shots, cell))
                    counts.push_back(one->counts.data());
            if (counts.empty())
                continue;
            sequences.reset();
            sequences.bind(1, cell.id);
            for (std::size_t row = 0; sequences.executeStep(); ++row) {
                if (row % kStopCheckEvery == 0 && stop.stop_requested())
                    return cancelled();
                forEachItem(sequences.getColumn(0).getText(), [&](std::int64_t item) {
                    if (item >= 0 && static_cast<std::size_t>(item) < dataset.size())
                        for (std::int32_t* count : counts)
                            ++count[item];
                });
            }
        }
    }
    facts.used.insert(facts.used.end(), counted.begin(), counted.end());
    return {};
}

Result<RunId> runNamed(Database& database, const std::string& name)
{
    FULCRUM_TRY(const std::vector<RunRecord> runs, RunRepository(database).list("eval"));
    RunId id = 0;
    const bool byId = name.starts_with('#')
        && std::from_chars(name.data() + 1, name.data() + name.size(), id).ptr == name.data() + name.size();
    std::vector<std::string> names;
    for (const RunRecord& run : runs) { // newest first
        if (byId ? run.id == id : run.name == name)
            return run.id;
        names.push_back(run.name);
    }
    const std::string nearest = nearestName(names, name);
    return fail(ErrorCode::NotFound, "there is no such evaluation run", name, {},
        nearest.empty() ? "runs are named as on the Runs page, or # and their number" : fmt::format("did you mean {}?", nearest));
}

Result<void> loadScores(Database& database, const data::Dataset& dataset, const ScoreKey& key, SampleFacts& facts, std::stop_token stop)
{
    FULCRUM_TRY(const RunId run, runNamed(database, key.run));
    auto scores = std::make_shared<SampleFacts::Scores>();
    scores->key = key;
    std::vector<double> sums(dataset.size());
    std::vector<int> counts(dataset.size());
    if (dataset.split() == data::Split::Validation) { // queries come from there
        SQLite::Statement rows(database.handle(), "SELECT query_id, score FROM prediction WHERE cell = ? AND score IS NOT NULL");
        for (const EvalCell& cell : cellsOf(database.handle(), dataset.task(), run)) {
            if (!covers(key.strategy, key.shots, cell))
                continue;
            rows.reset();
            rows.bind(1, cell.id);
            for (std::size_t row = 0; rows.executeStep(); ++row) {
                if (row % kStopCheckEvery == 0 && stop.stop_requested())
                    return cancelled();
                const std::int64_t index = dataset.indexOfId(rows.getColumn(0).getInt64());
                if (index < 0)
                    continue;
                sums[static_cast<std::size_t>(index)] += rows.getColumn(1).getDouble();
                ++counts[static_cast<std::size_t>(index)];
            }
        }
    }
    for (std::size_t i = 0; i < sums.size(); ++i)
        scores->values.push_back(counts[i] > 0 ? static_cast<float>(sums[i] / counts[i]) : std::numeric_limits<float>::quiet_NaN());
    facts.scores.push_back(std::move(scores));
    return {};
}

Result<std::shared_ptr<const std::vector<bool>>> findMissing(const data::Dataset& dataset, std::stop_token stop)
{
    FULCRUM_TRY(const project::MissingImages found, project::findMissingImages(dataset, stop));
    auto missing = std::make_shared<std::vector<bool>>(dataset.size());
    for (const std::int64_t sample : found.samples)
        (*missing)[static_cast<std::size_t>(sample)] = true;
    return std::shared_ptr<const std::vector<bool>>(std::move(missing));
}

template <class Key>
void addNew(std::vector<Key>& keys, const Key& key)
{
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
        keys.push_back(key);
}

} // namespace

UsedKey usedKey(const data::Condition& condition) { return {condition.strategy, condition.shots}; }
ScoreKey scoreKey(const data::Condition& condition) { return {condition.text, condition.strategy, condition.shots}; }

std::span<const std::uint16_t> TagFacts::of(std::int64_t index) const
{
    const auto at = static_cast<std::size_t>(index);
    return at + 1 < begin.size() ? std::span(ids).subspan(begin[at], begin[at + 1] - begin[at]) : std::span<const std::uint16_t>();
}

int TagFacts::idOf(std::string_view name) const
{
    const auto found = std::lower_bound(names.begin(), names.end(), name);
    return found != names.end() && *found == name ? static_cast<int>(found - names.begin()) : -1;
}

const std::vector<std::int32_t>* SampleFacts::usedCounts(const UsedKey& key) const
{
    for (const auto& one : used)
        if (one->key == key)
            return &one->counts;
    return nullptr;
}

const std::vector<float>* SampleFacts::scoresOf(const ScoreKey& key) const
{
    for (const auto& one : scores)
        if (one->key == key)
            return &one->values;
    return nullptr;
}

const std::vector<float>* SampleFacts::similaritiesOf(std::string_view text) const
{
    for (const auto& one : similarities)
        if (one->text == text)
            return &one->values;
    return nullptr;
}

void FactsWanted::add(const UsedKey& key) { addNew(used, key); }
void FactsWanted::add(const ScoreKey& key) { addNew(scores, key); }

void FactsWanted::add(const data::Filter& filter)
{
    for (const data::FilterGroup& group : filter.groups)
        for (const data::Condition& condition : group) {
            if (condition.disabled)
                continue;
            switch (condition.field) {
            case data::Field::Tag:
            case data::Field::Starred:
            case data::Field::Untagged: tags = true; break;
            case data::Field::Missing: missing = true; break;
            case data::Field::UsedBy: add(usedKey(condition)); break;
            case data::Field::Score: add(scoreKey(condition)); break;
            default: break;
            }
        }
}

Result<SampleFacts> loadFacts(Database& database, const data::Dataset& dataset, const FactsWanted& wanted,
    const SampleFacts& known, std::stop_token stop)
{
    return guarded(database, "cannot read what is known of the samples", [&]() -> Result<SampleFacts> {
        SampleFacts facts = known;
        if (wanted.tags && !facts.tags) {
            FULCRUM_TRY(facts.tags, loadTags(database, dataset));
        }
        if (wanted.missing && !facts.missing) {
            FULCRUM_TRY(facts.missing, findMissing(dataset, stop));
        }
        std::vector<UsedKey> uncounted;
        for (const UsedKey& key : wanted.used)
            if (!facts.usedCounts(key))
                uncounted.push_back(key);
        if (!uncounted.empty())
            FULCRUM_CHECK(loadUsed(database, dataset, uncounted, facts, stop));
        for (const ScoreKey& key : wanted.scores)
            if (!facts.scoresOf(key))
                FULCRUM_CHECK(loadScores(database, dataset, key, facts, stop));
        return facts;
    });
}

} // namespace fulcrum::store
