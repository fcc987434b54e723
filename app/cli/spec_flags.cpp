// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/spec_flags.h"

#include "app/cli/context.h"
#include "app/cli/value_checks.h"
#include "core/jobs/runner.h"

#include <charconv>
#include <condition_variable>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <thread>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

constexpr std::uint64_t kLargestSpec = 4ULL << 20;
constexpr int kDeepestSpec = 16; // lists of numbers are two deep
constexpr std::chrono::milliseconds kLook{500};       // between two looks at the run of --after
constexpr std::chrono::milliseconds kHandOver{10'000}; // how long its program may take to let go of the project

std::string flagName(const jobs::Field& field)
{
    std::string name = "--" + field.name;
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

tl::unexpected<Error> badFlag(const jobs::Field& field, const std::string& text, const char* expected)
{
    return fail(ErrorCode::Usage, "cannot use a flag", flagName(field),
        fmt::format("'{}' is not {}", text, expected));
}

Result<json> numberFrom(const jobs::Field& field, const std::string& text, bool whole)
{
    const char* end = text.data() + text.size();
    if (whole) {
        std::int64_t number = 0;
        const auto read = std::from_chars(text.data(), end, number);
        if (read.ec != std::errc() || read.ptr != end)
            return badFlag(field, text, "a whole number");
        return json(number);
    }
    double number = 0;
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end)
        return badFlag(field, text, "a number");
    return json(number);
}

std::vector<std::string> listFrom(const std::string& text)
{
    std::vector<std::string> items;
    std::size_t begin = 0;
    while (begin <= text.size() && !text.empty()) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        items.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return items;
}

std::string shownValue(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string helpOf(const jobs::Field& field)
{
    std::string help = field.description;
    if (!field.choices.empty())
        help += fmt::format(" [{}]", fmt::join(field.choices, ", "));
    if (!field.defaultValue.is_null() && field.defaultValue != "")
        help += " (default " + field.defaultValue.dump() + ")";
    return help;
}

/// A spec file. Its nesting is limited before anything looks at it: printing and copying JSON go as deep as it does.
Result<json> readSpec(const std::string& file)
{
    FULCRUM_TRY(const std::string text, readFile(file, kLargestSpec));
    bool tooDeep = false;
    const auto shallow = [&](int depth, json::parse_event_t, const json&) {
        tooDeep = tooDeep || depth > kDeepestSpec;
        return depth <= kDeepestSpec;
    };
    const json spec = json::parse(text, shallow, false, true);
    if (tooDeep)
        return fail(ErrorCode::Malformed, "cannot read the spec", file,
            fmt::format("it is nested more than {} deep", kDeepestSpec));
    if (spec.is_discarded())
        return fail(ErrorCode::Malformed, "cannot read the spec", file, "it is not JSON");
    if (!spec.is_object())
        return fail(ErrorCode::Malformed, "cannot read the spec", file, "it is not a JSON object",
            R"(write settings as {"task": "vqa", "shots": 2})");
    return spec;
}

/// "3" or "last", the newest resumable run of the kind.
Result<store::RunRecord> runToResume(project::Project& project, const std::string& kind, const std::string& wanted)
{
    FULCRUM_TRY(store::Database database, project.connect());
    store::RunRepository runs(database);
    if (wanted != "last") {
        store::RunId id = 0;
        const auto read = std::from_chars(wanted.data(), wanted.data() + wanted.size(), id);
        if (read.ec != std::errc() || read.ptr != wanted.data() + wanted.size())
            return fail(ErrorCode::Usage, "cannot use a flag", "--resume", fmt::format("'{}' is not a run id", wanted));
        FULCRUM_TRY(store::RunRecord run, runs.get(id));
        if (run.kind != kind)
            return fail(ErrorCode::Usage, fmt::format("run {} is not of this kind", id), "--resume",
                fmt::format("it is '{}', not '{}'", run.kind, kind));
        return run;
    }
    FULCRUM_TRY(const std::vector<store::RunRecord> all, runs.list(kind));
    for (const store::RunRecord& run : all)
        if (store::isResumable(run.state) || run.state == store::RunState::Queued)
            return run;
    return fail(ErrorCode::NotFound, "there is nothing to resume", "--resume",
        fmt::format("no '{}' run is paused, interrupted, failed or cancelled", kind));
}

std::string progressText(const jobs::JobEvent& event)
{
    std::string text = event.phase;
    if (event.unitsTotal > 0)
        text += fmt::format("{}{}/{} ({}%)", text.empty() ? "" : ": ", event.unitsDone, event.unitsTotal,
            100 * event.unitsDone / event.unitsTotal);
    if (event.unitsTotal > event.unitsDone && event.unitsDone > 0)
        text += ", " + jobs::etaText(event.eta) + (event.eta ? " left" : "");
    else if (event.phaseTotal > 0)
        text += fmt::format(" {}/{}", event.phaseDone, event.phaseTotal);
    return text;
}

void showEvents(CliContext& context, jobs::JobEventQueue& events)
{
    for (const jobs::JobEvent& event : events.drain()) {
        if (event.type == jobs::JobEvent::Type::Progress)
            context.progress().show(progressText(event));
        else if (event.type == jobs::JobEvent::Type::Log && event.level >= LogLevel::Warning)
            context.progress().say(event.message);
    }
}

Result<void> pauseFor(CliContext& context, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, context.stopToken(), time, [] { return false; });
    if (context.stopToken().stop_requested())
        return fail(ErrorCode::Cancelled, "the wait was stopped", "--after");
    return {};
}

Result<void> waitFor(CliContext& context, store::RunId run)
{
    FULCRUM_TRY(const auto project, context.openProject(project::Access::ReadOnly));
    FULCRUM_TRY(store::Database database, project->connect());
    while (true) {
        FULCRUM_TRY(const store::RunRecord other, store::RunRepository(database).get(run));
        FULCRUM_TRY(const jobs::Turn turn, jobs::turnAfter(database, run));
        if (turn == jobs::Turn::Ready)
            break;
        if (turn == jobs::Turn::Never)
            return fail(ErrorCode::Failed, "the job cannot start", fmt::format("run {}", run),
                fmt::format("it is {}", store::runStateName(other.state)), "resume it, or start without --after");
        context.progress().show(fmt::format("waiting for run {}: {} {}/{}", run, store::runStateName(other.state),
            other.unitsDone, other.unitsTotal));
        FULCRUM_CHECK(pauseFor(context, kLook));
    }
    context.progress().finish();
    return {};
}

} // namespace

std::shared_ptr<JobFlags> addJobFlags(CLI::App& command, const jobs::JobKind& kind)
{
    auto flags = std::make_shared<JobFlags>();
    command.add_option("--spec", flags->specFile, "JSON file with the settings; flags override it")->check(notEmpty);
    command
        .add_option_function<std::string>(
            "--resume", [flags](const std::string& run) { flags->resume = run.empty() ? "last" : run; },
            "go on with this run (alone or 'last': the newest unfinished one)")
        ->expected(0, 1);
    command.add_option("--after", flags->after, "wait until this run has succeeded")->check(CLI::PositiveNumber);
    for (const jobs::Field& field : kind.fields) {
        if (field.name == "device" || field.name == "threads")
            continue; // global flags
        command.add_option_function<std::string>(
            flagName(field), [flags, name = field.name](const std::string& text) { flags->values[name] = text; },
            helpOf(field));
    }
    return flags;
}

Result<json> valueFromText(const jobs::Field& field, const std::string& text)
{
    using jobs::FieldType;
    switch (field.type) {
    case FieldType::Boolean:
        if (text == "true" || text == "yes" || text == "1" || text == "on")
            return json(true);
        if (text == "false" || text == "no" || text == "0" || text == "off")
            return json(false);
        return badFlag(field, text, "true or false");
    case FieldType::Integer: return numberFrom(field, text, true);
    case FieldType::Number: return numberFrom(field, text, false);
    case FieldType::Text:
    case FieldType::Choice: return json(text);
    case FieldType::TextList: return json(listFrom(text));
    case FieldType::IntegerList:
    case FieldType::RunList: {
        json list = json::array();
        for (const std::string& item : listFrom(text)) {
            FULCRUM_TRY(json number, numberFrom(field, item, true));
            list.push_back(std::move(number));
        }
        return list;
    }
    }
    return badFlag(field, text, "of a known type");
}

json globalSettings(const jobs::JobKind& kind, const CliContext& context)
{
    json given = json::object();
    if (context.device != "auto" && kind.field("device"))
        given["device"] = context.device;
    if (context.threads != 0 && kind.field("threads"))
        given["threads"] = context.threads;
    return given;
}

Result<json> givenSpec(const JobFlags& flags, const jobs::JobKind& kind, const CliContext& context)
{
    json given = json::object();
    if (!flags.specFile.empty()) {
        FULCRUM_TRY(given, readSpec(flags.specFile));
    }
    for (const auto& [name, text] : flags.values) {
        const jobs::Field& field = *kind.field(name);
        const bool folder = field.folder && !text.empty();
        std::error_code error;
        const Path absolute = folder ? std::filesystem::absolute(text, error).lexically_normal() : Path();
        if (error)
            return badFlag(field, text, "a path");
        FULCRUM_TRY(given[name], valueFromText(field, folder ? absolute.string() : text));
    }
    given.update(globalSettings(kind, context));
    return given;
}

Result<void> refuseContradictions(
    const project::Project& project, const store::RunRecord& run, const jobs::JobKind& kind, const json& given)
{
    const json stored = json::parse(run.spec, nullptr, false);
    for (const auto& [name, value] : given.items()) {
        const jobs::Field* field = kind.field(name);
        if (!field || !stored.is_object() || !stored.contains(name))
            return fail(ErrorCode::Usage, "cannot resume with other settings", fmt::format("setting '{}'", name),
                fmt::format("run {} has no such setting", run.id));
        json own = name == "name" ? json(run.name) : stored[name];
        json wanted = value;
        if (field->folder)
            for (json* one : {&own, &wanted})
                if (one->is_string())
                    *one = project.stored(project.resolve(one->get<std::string>()));
        if (own != wanted)
            return fail(ErrorCode::Usage, "cannot resume with other settings", flagName(*field),
                fmt::format("run {} has {}, not {}", run.id, shownValue(own), shownValue(wanted)),
                "leave the flag out, or start a new run without --resume");
    }
    return {};
}

Result<void> resumeJobCommand(
    CliContext& context, const std::shared_ptr<project::Project>& project, store::RunId run)
{
    jobs::JobEventQueue events;
    std::mutex mutex;
    jobs::JobContext* running = nullptr; // guarded by mutex
    const std::stop_callback onSignal(context.stopToken(), [&] {
        const std::lock_guard guard(mutex);
        if (running)
            running->stop(jobs::JobContext::End::Quit);
    });
    std::jthread printer([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            showEvents(context, events);
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    });
    Result<void> result = jobs::runJob(project, context.registry, run, &events, [&](jobs::JobContext* job) {
        const std::lock_guard guard(mutex);
        running = job;
        if (job && context.stopToken().stop_requested())
            job->stop(jobs::JobContext::End::Quit);
    });
    printer.request_stop();
    printer.join();
    showEvents(context, events);
    context.progress().finish();
    if (!result && result.error().code == ErrorCode::Cancelled)
        result.error().hint = fmt::format("go on with: fulcrum-cli --project '{}' job resume {}",
            project->folder().string(), run);
    return result;
}

Result<std::shared_ptr<project::Project>> openForJob(
    CliContext& context, const std::string& kindName, const JobFlags& flags)
{
    if (flags.after == 0)
        return context.openProject(project::Access::ReadWrite);
    if (!flags.resume.empty())
        return fail(ErrorCode::Usage, "cannot use a flag", "--after", "a resumed run keeps the one that it was given");
    FULCRUM_TRY(const jobs::JobKind* kind, context.registry.get(kindName));
    FULCRUM_TRY(const json given, givenSpec(flags, *kind, context));
    FULCRUM_CHECK(kind->check(given)); // before an hour of waiting rather than after it
    FULCRUM_CHECK(waitFor(context, flags.after));
    for (auto left = kHandOver / kLook;; --left) {
        auto project = context.openProject(project::Access::ReadWrite);
        if (project || project.error().code != ErrorCode::Locked || left <= 0)
            return project;
        FULCRUM_CHECK(pauseFor(context, kLook)); // the program that ran the other job is about to end
    }
}

Result<store::RunId> runJobCommand(CliContext& context, const std::shared_ptr<project::Project>& project,
    const std::string& kind, const nlohmann::json& given, store::RunId after)
{
    jobs::SubmitOptions options;
    if (after != 0)
        options.after = after;
    FULCRUM_TRY(const store::RunId run, jobs::createRun(*project, context.registry, kind, given, options));
    FULCRUM_CHECK(resumeJobCommand(context, project, run));
    return run;
}

Result<store::RunId> runJobCommand(CliContext& context, const std::shared_ptr<project::Project>& project,
    const std::string& kindName, const JobFlags& flags)
{
    FULCRUM_TRY(const jobs::JobKind* kind, context.registry.get(kindName));
    FULCRUM_TRY(const json given, givenSpec(flags, *kind, context));
    if (!flags.resume.empty()) {
        FULCRUM_TRY(const store::RunRecord run, runToResume(*project, kindName, flags.resume));
        FULCRUM_CHECK(refuseContradictions(*project, run, *kind, given));
        FULCRUM_CHECK(resumeJobCommand(context, project, run.id));
        return run.id;
    }
    return runJobCommand(context, project, kindName, given, flags.after);
}

} // namespace fulcrum::cli
