// SPDX-License-Identifier: GPL-3.0-or-later
// `bench import`: importing and reopening full-size data sets.
#include "app/cli/bench_input.h"
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/value_checks.h"
#include "core/project/project.h"

#include <chrono>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using data::Split;
using data::Task;

constexpr int kRepeats = 3;
constexpr std::size_t kFirstRows = 200; // a screenful of the grid, and some

struct Options
{
    BenchInput files;
    double scale = 1;
};

struct Times
{
    std::vector<double> captions, vqa, again, reopen;
    std::vector<double> captionsReadable, vqaReadable; ///< from the beginning of the import until its rows can be looked at
};

/// Adds data files to a project and imports them; the seconds of the import alone, and those until rows can be shown.
Result<double> timedImport(
    project::Project& project, const project::SplitFiles& files, CliContext& context, std::vector<double>* readable = nullptr)
{
    project::ImportOptions options;
    options.stop = context.stopToken();
    options.config = project.config();
    options.config->train = files;
    options.progress = [&](const project::ImportProgress& now) { context.progress().show(project::importText(now)); };
    const auto begin = std::chrono::steady_clock::now();
    options.readable = [&](const std::shared_ptr<const data::Dataset>&) {
        if (readable != nullptr)
            readable->push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    };
    Result<project::ImportReport> report;
    const double seconds = secondsOf([&] { report = project.importDatasets(options); });
    if (!report)
        return fail(report.error());
    return seconds;
}

/// What the window does before it can show the first rows, with nothing in the system's cache.
Result<double> timedReopening(const Path& folder, const std::vector<Task>& tasks)
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, ignored))
        if (entry.is_regular_file(ignored))
            dropFromCache(entry.path());
    Result<void> done;
    const double seconds = secondsOf([&] {
        done = [&]() -> Result<void> {
            FULCRUM_TRY(const auto project, project::Project::open(folder, project::Access::ReadWrite));
            for (const Task task : tasks) {
                FULCRUM_TRY(const auto dataset, project->dataset(task, Split::Train));
                for (std::size_t i = 0; i < std::min(dataset->size(), kFirstRows); ++i)
                    if ((*dataset)[i].imageFile.empty())
                        return fail(ErrorCode::Internal, "bench import", folder.string(), "a sample is empty");
            }
            return {};
        }();
    });
    if (!done)
        return fail(done.error());
    return seconds;
}

Result<void> repeat(const BenchInput& input, const Path& folder, CliContext& context, Times& times)
{
    std::vector<Task> tasks;
    {
        FULCRUM_TRY(const auto project, project::Project::create(folder, {}));
        project::SplitFiles files;
        files.images = input.folder.string();
        if (!input.captions.empty()) {
            dropFromCache(input.captions);
            files.captions = input.captions.string();
            FULCRUM_TRY(const double seconds, timedImport(*project, files, context, &times.captionsReadable));
            times.captions.push_back(seconds);
            tasks.push_back(Task::Caption);
        }
        if (!input.questions.empty()) {
            dropFromCache(input.questions);
            dropFromCache(input.annotations);
            files.vqaQuestions = input.questions.string();
            files.vqaAnnotations = input.annotations.string();
            files.vqaImages = input.folder.string();
            FULCRUM_TRY(const double seconds, timedImport(*project, files, context, &times.vqaReadable));
            times.vqa.push_back(seconds);
            tasks.push_back(Task::Vqa);
        }
        FULCRUM_TRY(const double again, timedImport(*project, files, context));
        times.again.push_back(again);
    }
    FULCRUM_TRY(const double reopen, timedReopening(folder, tasks));
    times.reopen.push_back(reopen);
    return {};
}

double sizeOf(const Path& file)
{
    std::error_code ignored;
    const auto size = file.empty() ? 0 : std::filesystem::file_size(file, ignored);
    return ignored ? 0 : static_cast<double>(size);
}

Result<void> measure(CliContext& context, const BenchInput& input)
{
    Times times;
    for (int i = 0; i < kRepeats; ++i) {
        const Path folder = input.folder / fmt::format("{}.fulcrum", i);
        FULCRUM_CHECK(repeat(input, folder, context, times));
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    const double peak = peakRssMib();
    context.progress().finish();
    std::vector<Path> files;
    for (const Path& file : {input.captions, input.questions, input.annotations})
        if (!file.empty())
            files.push_back(file);
    FULCRUM_TRY(const double disk, readBandwidth(files, true));
    FULCRUM_TRY(const double memory, readBandwidth(files, false));
    json document{{"captions_import_s", medianOf(times.captions)}, {"vqa_import_s", medianOf(times.vqa)},
        {"captions_readable_s", medianOf(times.captionsReadable)}, {"vqa_readable_s", medianOf(times.vqaReadable)},
        {"unchanged_import_s", medianOf(times.again)}, {"reopen_s", medianOf(times.reopen)}, {"peak_rss_mib", peak},
        {"disk_bytes_per_s", disk}, {"cache_bytes_per_s", memory}, {"generated", input.generated},
        {"captions", against(times.captions, sizeOf(input.captions), disk)},
        {"vqa", against(times.vqa, sizeOf(input.questions) + sizeOf(input.annotations), disk)}};
    context.result(document, [&] { return document.dump(2); });
    return {};
}

Result<void> run(CliContext& context, const Options& options)
{
    if (options.files.questions.empty() != options.files.annotations.empty())
        return fail(ErrorCode::Usage, "VQA needs both its files", "bench import", {}, "give --questions and --annotations");
    FULCRUM_TRY(const BenchInput input, makeBenchInput(options.files, options.scale));
    const Result<void> done = measure(context, input);
    removeBenchInput(input);
    return done;
}

} // namespace

void addBenchImportCommand(CLI::App& app, CliContext& context)
{
    const auto options = std::make_shared<Options>();
    CLI::App* bench = commandGroup(app, "bench", "benchmarks, as JSON")
                          ->add_subcommand("import", "import and reopen full-size data sets, medians of three");
    bench->add_option("--captions", options->files.captions, "COCO captions file instead of a made one")->check(CLI::ExistingFile);
    bench->add_option("--questions", options->files.questions, "VQAv2 questions")->check(CLI::ExistingFile);
    bench->add_option("--annotations", options->files.annotations, "VQAv2 annotations")->check(CLI::ExistingFile);
    bench->add_option("--scale", options->scale, "size of the made files, 1 = that of the releases")
        ->check(CLI::Range(0.0001, 4.0))->capture_default_str();
    bench->callback([&context, options] { context.setAction([&context, options] { return run(context, *options); }); });
}

} // namespace fulcrum::cli
