// SPDX-License-Identifier: GPL-3.0-or-later
// `bench search`: full-text search, filters, orders and facets over full-size data sets.
#include "app/cli/bench_filter.h"
#include "app/cli/bench_input.h"
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/store/sample_repository.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using data::Split;
using data::Task;

constexpr int kRepeats = 3;
constexpr std::size_t kFirstHits = 50;

struct Options
{
    BenchInput files;
    double scale = 1;
};

Result<std::shared_ptr<project::Project>> importInput(const BenchInput& input, CliContext& context)
{
    project::ProjectConfig config;
    config.train.captions = input.captions.string();
    config.train.images = config.train.vqaImages = input.folder.string();
    config.train.vqaQuestions = input.questions.string();
    config.train.vqaAnnotations = input.annotations.string();
    FULCRUM_TRY(auto project, project::Project::create(input.folder / "search.fulcrum", config));
    project::ImportOptions options;
    options.stop = context.stopToken();
    FULCRUM_CHECK(project->importDatasets(options));
    return project;
}

/// What people type: the commonest word, a middling one, a rare one, the first letters of a word, two words, a phrase.
Result<std::vector<std::pair<std::string, std::string>>> queriesOf(store::Database& database)
{
    FULCRUM_TRY(const store::TermStatistics words, store::SampleRepository(database).termStatistics());
    return std::vector<std::pair<std::string, std::string>>{{"common word", words.common},
        {"common word, whole", words.common + " "}, {"middling word", words.middling + " "}, {"rare word", words.rare + " "},
        {"first letters", words.middling.substr(0, 3)},
        {"two words", words.common + " " + words.middling + " "}, {"phrase", "\"" + words.common + " " + words.middling + "\""},
        {"without a word", words.middling + " -" + words.common}};
}

Result<json> measureQuery(const project::Project& project, Task task, const std::string& query)
{
    std::vector<double> filter, ranked;
    std::size_t matches = 0;
    double bytes = 0;
    for (int i = 0; i < kRepeats; ++i) {
        FULCRUM_TRY(store::Database database, project.connect());
        store::SampleRepository repository(database);
        Result<std::vector<std::int64_t>> all;
        filter.push_back(secondsOf([&] { all = repository.searchIndices(task, Split::Train, data::parseWords(query, true)); }));
        if (!all)
            return fail(all.error());
        matches = all->size();
        bytes = static_cast<double>(database.bytesRead());
        Result<std::vector<store::SearchHit>> hits;
        ranked.push_back(secondsOf([&] { hits = repository.search(task, Split::Train, query, kFirstHits); }));
        if (!hits)
            return fail(hits.error());
    }
    FULCRUM_TRY(const double bandwidth, readBandwidth({project.folder() / "project.sqlite"}, false));
    json entry = against(filter, bytes, bandwidth);
    entry.update({{"task", data::taskName(task)}, {"query", query}, {"matches", matches},
        {"ranked_s", medianOf(ranked)}, {"ranked_hits", kFirstHits}});
    return entry;
}

Result<json> measure(const project::Project& project)
{
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_TRY(const auto records, store::SampleRepository(database).datasets());
    FULCRUM_TRY(const auto queries, queriesOf(database));
    json entries = json::array();
    double slowest = 0, slowestRanked = 0;
    json document;
    for (const store::DatasetRecord& record : records) {
        if (record.split != Split::Train)
            continue;
        for (const auto& [name, query] : queries) {
            FULCRUM_TRY(json entry, measureQuery(project, record.task, query));
            entry["name"] = name;
            slowest = std::max(slowest, entry["median_s"].get<double>());
            slowestRanked = std::max(slowestRanked, entry["ranked_s"].get<double>());
            entries.push_back(std::move(entry));
        }
        FULCRUM_CHECK(measureFilters(project, record.task, document));
    }
    document.update({{"search_s", slowest}, {"ranked_search_s", slowestRanked}, {"queries", entries}});
    return document;
}

Result<void> run(CliContext& context, const Options& options)
{
    if (options.files.questions.empty() != options.files.annotations.empty())
        return fail(ErrorCode::Usage, "VQA needs both its files", "bench search", {}, "give --questions and --annotations");
    json document;
    if (!context.projectFlag.empty()) {
        FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
        FULCRUM_TRY(document, measure(*project));
    } else {
        FULCRUM_TRY(const BenchInput input, makeBenchInput(options.files, options.scale));
        const Result<json> measured = [&]() -> Result<json> {
            FULCRUM_TRY(const auto project, importInput(input, context));
            return measure(*project);
        }();
        removeBenchInput(input);
        if (!measured)
            return fail(measured.error());
        document = *measured;
    }
    context.result(document, [&] { return document.dump(2); });
    return {};
}

} // namespace

void addBenchSearchCommand(CLI::App& app, CliContext& context)
{
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("search", "full-text search, filters, orders and facets over the train data of "
                                                     "--project, or full-size files made for it; medians");
    bench->add_option("--captions", options->files.captions, "COCO captions file instead of a made one")->check(CLI::ExistingFile);
    bench->add_option("--questions", options->files.questions, "VQAv2 questions")->check(CLI::ExistingFile);
    bench->add_option("--annotations", options->files.annotations, "VQAv2 annotations")->check(CLI::ExistingFile);
    bench->add_option("--scale", options->scale, "size of the made files, 1 = that of the releases")
        ->check(CLI::Range(0.0001, 4.0))->capture_default_str();
    bench->callback([&context, options] { context.setAction([&context, options] { return run(context, *options); }); });
}

} // namespace fulcrum::cli
