// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/job_estimate.h"

#include "core/project/project.h"
#include "core/store/result_repository.h"
#include "core/store/sample_repository.h"
#include "core/store/workspace_repository.h"

#include <algorithm>

namespace fulcrum::bridge {

namespace {

using nlohmann::json;

constexpr int kLookBack = 20;              // newest runs of a kind that may tell the pace
constexpr std::int64_t kFewestUnits = 5;
constexpr double kLongestPause = 3;        // times the median of the long gaps: what is longer was a pause
constexpr double kLongGap = 0.2;           // share of the second longest gap
constexpr double kStepOverhead = 2e5;      // what a training sequence costs beside the blocks' weights, in weights
constexpr std::uint64_t kEntryBytes = 160, kItemBytes = 60, kPredictionBytes = 500, kFloat = 4;
constexpr std::uint64_t kEmbeddingWidth = 512; // CLIP ViT-B/32; only for an estimate
constexpr std::uint64_t kCheckpoints = 5;      // best, last, and a state with two moments

std::int64_t whole(const json& values, const char* name, std::int64_t otherwise = 0)
{
    const auto found = values.find(name);
    return found != values.end() && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

std::string text(const json& values, const char* name)
{
    const auto found = values.find(name);
    return found != values.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::int64_t> integers(const json& values, const char* name)
{
    std::vector<std::int64_t> list;
    if (const auto found = values.find(name); found != values.end() && found->is_array())
        for (const json& one : *found)
            if (one.is_number_integer())
                list.push_back(one.get<std::int64_t>());
    return list;
}

std::int64_t length(const json& values, const char* name)
{
    const auto found = values.find(name);
    return found != values.end() && found->is_array() ? static_cast<std::int64_t>(found->size()) : 0;
}

bool contains(const json& values, const char* name, const char* what)
{
    const auto found = values.find(name);
    return found != values.end() && found->is_array() && std::find(found->begin(), found->end(), what) != found->end();
}

/// The folder of the model that does the work, as written.
std::string modelOf(const std::string& kind, const json& values)
{
    return kind == "embed" ? text(values, "encoder") : kind == "train" ? std::string() : text(values, "lvlm");
}

std::string paceKey(const std::string& kind, const json& values)
{
    return "pace/" + kind + '/' + modelOf(kind, values) + '/' + text(values, "device");
}

std::int64_t queriesOf(const json& values, const JobFacts& facts)
{
    if (const std::int64_t named = length(values, "query_ids"); named > 0)
        return named;
    const std::int64_t wanted = whole(values, "queries");
    return wanted == 0 ? facts.validationSamples
        : facts.validationSamples > 0 ? std::min(wanted, facts.validationSamples) : wanted;
}

/// Work that a run has done and the seconds that it took; nullopt when too little is known.
std::optional<double> paceOf(
    store::Database& database, const store::RunRecord& run, const json& values, const JobFacts& facts)
{
    const auto times = store::RunRepository(database).unitTimes(run.id, 100'000);
    if (!times || static_cast<std::int64_t>(times->size()) < kFewestUnits || run.started == 0 || run.unitsTotal <= 0)
        return std::nullopt;
    std::vector<double> gaps;
    std::int64_t before = run.started;
    for (const std::int64_t time : *times) {
        gaps.push_back(static_cast<double>(std::max<std::int64_t>(time - before, 0)) / 1000);
        before = time;
    }
    const double share = static_cast<double>(times->size()) / static_cast<double>(run.unitsTotal);
    const double amount = share * workAmount(run.kind, values, facts), seconds = workingSeconds(std::move(gaps));
    return amount > 0 && seconds > 0 ? std::optional(seconds / amount) : std::nullopt;
}

Result<void> readCounts(store::Database& database, const json& values, JobFacts& facts)
{
    const auto task = data::taskFromName(text(values, "task"));
    if (task) {
        store::SampleRepository samples(database);
        FULCRUM_TRY(const auto train, samples.dataset(*task, data::Split::Train));
        FULCRUM_TRY(const auto validation, samples.dataset(*task, data::Split::Validation));
        facts.trainSamples = train ? train->samples : 0;
        facts.validationSamples = validation ? validation->samples : 0;
    }
    const std::vector<std::int64_t> runs = integers(values, "dm_runs");
    const auto threshold = values.find("score_threshold");
    if (!runs.empty() && threshold != values.end() && threshold->is_number()) {
        store::DmRepository entries(database);
        FULCRUM_TRY(facts.keptSequences, entries.countKept(runs, threshold->get<double>(),
            static_cast<int>(std::clamp<std::int64_t>(whole(values, "sequences_per_anchor"), 0, 1000))));
        FULCRUM_TRY(facts.sequences, entries.countKept(runs, -std::numeric_limits<double>::max(), 0));
    }
    return {};
}

/// The grid of an evaluation, where the spec is good enough to plan one.
Result<void> readCells(store::Database& database, const jobs::JobKind& kind, const json& values, JobFacts& facts)
{
    const Result<jobs::JobSpec> spec = kind.check(values); // fills in fields that a stored spec is older than
    if (kind.name != "eval" || !spec)
        return {};
    std::map<store::RunId, std::int64_t> seeds;
    for (const std::int64_t run : integers(values, "train_runs")) {
        FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(run));
        seeds[run] = record.seed;
    }
    FULCRUM_TRY(facts.cells, icl::planCells(*spec, seeds));
    return {};
}

Result<void> readSame(const project::Project& project, store::Database& database, const jobs::JobKind& kind, json values, JobFacts& facts)
{
    if (!kind.check(values) || (kind.complete && !kind.complete(project, values)))
        return {};
    const std::string hash = jobs::specHash({kind.name, values}, kind.fields);
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list(kind.name));
    for (const store::RunRecord& run : runs) {
        if (run.specHash != hash)
            continue;
        facts.sameRun = run.id;
        facts.sameState = run.state;
        FULCRUM_TRY(const auto units, store::RunRepository(database).doneUnits(run.id));
        facts.doneUnits.insert(units.begin(), units.end());
        break;
    }
    return {};
}

Result<void> readPace(store::Database& database, const jobs::JobKind& kind, const json& values, JobFacts& facts)
{
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list(kind.name));
    const std::string here = store::ProcessIdentity::current().host, model = modelOf(kind.name, values);
    int looked = 0;
    for (const store::RunRecord& run : runs) {
        if (++looked > kLookBack)
            break;
        const json own = json::parse(run.spec, nullptr, false);
        if (!own.is_object() || run.process.host != here || text(own, "device") != text(values, "device")
            || (!model.empty() && modelOf(kind.name, own) != model))
            continue;
        JobFacts theirs;
        FULCRUM_CHECK(readCounts(database, own, theirs));
        if (!readCells(database, kind, own, theirs))
            continue; // made from a run that is gone
        if (const std::optional<double> pace = paceOf(database, run, own, theirs)) {
            facts.pace = JobPace {*pace, JobPace::Source::EarlierRun, run.id};
            return {};
        }
    }
    FULCRUM_TRY(const auto stored, store::WorkspaceRepository(database).setting(paceKey(kind.name, values)));
    const json measured = json::parse(stored.value_or(std::string()), nullptr, false);
    if (measured.is_object() && text(measured, "host") == here && measured.contains("seconds") && measured["seconds"].is_number())
        facts.pace = JobPace {measured["seconds"].get<double>(), JobPace::Source::Probe, 0};
    return {};
}

} // namespace

double workingSeconds(std::vector<double> gaps)
{
    if (gaps.empty())
        return 0;
    std::vector<double> sorted = gaps;
    std::sort(sorted.begin(), sorted.end());
    const double second = sorted.size() > 1 ? sorted[sorted.size() - 2] : sorted.back();
    std::vector<double> longGaps;
    std::copy_if(sorted.begin(), sorted.end(), std::back_inserter(longGaps),
        [second](double gap) { return gap > 0 && gap >= kLongGap * second; });
    const double most = longGaps.empty() ? sorted.back() : kLongestPause * longGaps[longGaps.size() / 2];
    double sum = 0;
    for (const double gap : gaps)
        sum += std::min(gap, most);
    return sum;
}

std::int64_t sequencesPerAnchor(const json& values)
{
    const std::int64_t candidates = whole(values, "candidates"), beam = whole(values, "beam"),
                       shots = std::max(whole(values, "few_shot"), whole(values, "shots"));
    return candidates <= 0 || beam <= 0 || shots <= 0 ? 0 : 1 + candidates + (shots - 1) * beam * (candidates - 1);
}

double workAmount(const std::string& kind, const json& values, const JobFacts& facts)
{
    if (kind == "dm")
        return static_cast<double>(whole(values, "anchors")) * static_cast<double>(sequencesPerAnchor(values));
    if (kind == "train")
        return static_cast<double>(std::max<std::int64_t>(facts.keptSequences, 0)) * static_cast<double>(whole(values, "epochs"))
            * (1 + 12 * static_cast<double>(whole(values, "layers") * whole(values, "width") * whole(values, "width")) / kStepOverhead);
    if (kind == "embed") {
        const std::int64_t samples = (contains(values, "splits", "train") ? facts.trainSamples : 0)
            + (contains(values, "splits", "val") ? facts.validationSamples : 0);
        return static_cast<double>(samples) * static_cast<double>(length(values, "parts"));
    }
    double read = 0;
    for (const icl::PlannedCell& cell : facts.cells)
        read += static_cast<double>(queriesOf(values, facts)) * (1 + cell.shots);
    return read;
}

std::int64_t forwardPasses(const std::string& kind, const json& values, const JobFacts& facts)
{
    if (kind == "eval")
        return static_cast<std::int64_t>(facts.cells.size()) * queriesOf(values, facts);
    if (kind == "train")
        return std::max<std::int64_t>(facts.keptSequences, 0) * whole(values, "epochs");
    return static_cast<std::int64_t>(workAmount(kind, values, facts));
}

std::uint64_t diskBytes(const std::string& kind, const json& values, const JobFacts& facts)
{
    const auto size = [](std::int64_t count) { return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0)); };
    if (kind == "dm")
        return size(whole(values, "anchors")) * size(whole(values, "beam")) * (kEntryBytes + kItemBytes * size(whole(values, "shots")));
    if (kind == "eval")
        return size(forwardPasses(kind, values, facts)) * kPredictionBytes;
    if (kind == "embed")
        return static_cast<std::uint64_t>(workAmount(kind, values, facts)) * kEmbeddingWidth * (text(values, "storage") == "float16" ? 2
            : kFloat);
    const std::uint64_t width = size(whole(values, "width"));
    return kCheckpoints * kFloat * width * width * (12 * size(whole(values, "layers")) + 4);
}

Result<JobFacts> readJobFacts(const project::Project& project, const jobs::JobKind& kind, const json& values)
{
    FULCRUM_TRY(store::Database database, project.connect());
    JobFacts facts;
    FULCRUM_CHECK(readCounts(database, values, facts));
    FULCRUM_CHECK(readCells(database, kind, values, facts));
    FULCRUM_CHECK(readSame(project, database, kind, values, facts));
    json completed = values;
    if (kind.complete && kind.check(completed))
        if (const Result<void> done = kind.complete(project, completed); !done) {
            facts.obstacle = done.error();
            completed = values;
        }
    FULCRUM_CHECK(readPace(database, kind, completed, facts));
    return facts;
}

Result<void> storePace(const project::Project& project, const jobs::JobKind& kind, json values, double secondsPerAmount)
{
    if (kind.complete)
        FULCRUM_CHECK(kind.complete(project, values)); // an empty model is the project's
    FULCRUM_TRY(store::Database database, project.connect());
    return store::WorkspaceRepository(database).setSetting(paceKey(kind.name, values),
        json {{"seconds", secondsPerAmount}, {"host", store::ProcessIdentity::current().host}}.dump(
            -1, ' ', false, json::error_handler_t::replace));
}

} // namespace fulcrum::bridge
