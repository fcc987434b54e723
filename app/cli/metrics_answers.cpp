// SPDX-License-Identifier: GPL-3.0-or-later
// `metrics exact-match`, `metrics sst2` and `metrics compare`.
#include "app/cli/commands.h"
#include "app/cli/metrics_flags.h"
#include "core/metrics/comparison.h"
#include "core/metrics/metric_files.h"

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using namespace fulcrum::metrics;

struct AnswerFlags
{
    std::string annotations, results;
    bool digitsOnly = false, intervals = false;
    BootstrapOptions bootstrap;
};

/// Adds `items`, `annotated_items`, `per_item` and, when asked for, `ci95`.
Result<void> addItems(json& document, const std::vector<AnswerScore>& perItem, std::size_t annotated, CliContext& context,
    const AnswerFlags& flags)
{
    json items = json::array();
    std::vector<double> values;
    for (const AnswerScore& one : perItem) {
        items.push_back({{"id", json::parse(one.id)}, {"match", one.score > 0}});
        values.push_back(one.score);
    }
    document.update({{"items", perItem.size()}, {"annotated_items", annotated}, {"per_item", std::move(items)}});
    if (perItem.size() < annotated)
        context.progress().say(
            fmt::format("{} of {} annotated items have a prediction; the others do not count", perItem.size(), annotated));
    if (flags.intervals) {
        FULCRUM_TRY(const Estimate estimate, bootstrapMean(values, flags.bootstrap));
        document["ci95"] = {{"accuracy", intervalJson(estimate)}};
    }
    return {};
}

std::string accuracyText(const json& document)
{
    return fmt::format("accuracy {:.2f} %{} of {} items\n", 100 * document["accuracy"].get<double>(),
        document.contains("ci95") ? intervalText(document["ci95"]["accuracy"], 100) : "", document["items"].get<std::size_t>());
}

Result<void> runExactMatch(CliContext& context, const AnswerFlags& flags)
{
    FULCRUM_TRY(const auto truths, readVlIclAnswers(flags.annotations));
    FULCRUM_TRY(const auto predictions, readAnswerResults(flags.results));
    FULCRUM_TRY(const ExactMatchEvaluation scores, scoreExactMatch(truths, predictions, flags.digitsOnly));
    json document = {{"accuracy", scores.accuracy}, {"digits_only", flags.digitsOnly}};
    FULCRUM_CHECK(addItems(document, scores.perItem, truths.size(), context, flags));
    context.result(document, [&] { return accuracyText(document); });
    return {};
}

Result<void> runSst2(CliContext& context, const AnswerFlags& flags)
{
    FULCRUM_TRY(const auto truths, readSst2Labels(flags.annotations));
    FULCRUM_TRY(const auto predictions, readAnswerResults(flags.results));
    FULCRUM_TRY(const Sst2Evaluation scores, scoreSst2(truths, predictions));
    json document = {{"accuracy", scores.accuracy}, {"macro_precision", scores.macro.precision},
        {"macro_recall", scores.macro.recall}, {"macro_f1", scores.macro.f1}, {"confusion", scores.confusion}};
    FULCRUM_CHECK(addItems(document, scores.perItem, truths.size(), context, flags));
    if (flags.intervals) {
        const CorpusStatistic f1 = [&](std::span<const std::uint32_t> drawn) {
            Confusion confusion{};
            for (const std::uint32_t item : drawn)
                ++confusion[scores.labels[item][0]][scores.labels[item][1]];
            return macroScores(confusion).f1;
        };
        FULCRUM_TRY(const Estimate estimate, bootstrapStatistic(scores.labels.size(), f1, flags.bootstrap));
        document["ci95"]["macro_f1"] = intervalJson(estimate);
    }
    context.result(document, [&] {
        return accuracyText(document)
            + fmt::format("macro precision {:.4f}, recall {:.4f}, F1 {:.4f}{}\n", scores.macro.precision, scores.macro.recall,
                scores.macro.f1, flags.intervals ? intervalText(document["ci95"]["macro_f1"], 1) : "");
    });
    return {};
}

struct CompareFlags
{
    std::string metric, parity, annotations, questions, results, against;
    CompareOptions options;
};

/// The parities have different names for captions and for VQA, as in the commands that score one file.
Result<void> setParity(CompareFlags& flags)
{
    const bool vqa = flags.options.metric == ComparedMetric::Vqa;
    const bool captions = flags.options.metric == ComparedMetric::Cider || flags.options.metric == ComparedMetric::Bleu4
        || flags.options.metric == ComparedMetric::RougeL;
    if (flags.parity.empty())
        return {};
    if ((flags.parity == "alone" && !captions) || (flags.parity == "leverlm" && !vqa)
        || (flags.parity == "official" && !captions && !vqa))
        return fail(ErrorCode::Usage, "cannot compare results", "--parity",
            fmt::format("{} has no parity \"{}\"", flags.metric, flags.parity));
    flags.options.text = flags.parity == "official" ? CaptionText::RawOneFile : CaptionText::Raw;
    flags.options.parity = flags.parity == "leverlm" ? VqaParity::LeverLm : VqaParity::Official;
    return {};
}

std::string compareText(const Comparison& comparison, const CompareFlags& flags)
{
    const auto line = [](const char* name, const Estimate& estimate) {
        return fmt::format("{:10} {:9.4f} [{:.4f}, {:.4f}]\n", name, estimate.value, estimate.low, estimate.high);
    };
    return fmt::format("{} over {} common queries, 95 % intervals\n", flags.metric, comparison.queries)
        + line("results", comparison.results) + line("against", comparison.against)
        + line("difference", comparison.paired.difference) + fmt::format("p {:.4g}\n", comparison.paired.pValue)
        + fmt::format("{} better, {} worse, {} equal\n", comparison.wins, comparison.losses, comparison.ties);
}

Result<void> runCompare(CliContext& context, CompareFlags flags)
{
    flags.options.metric = *comparedMetricFromName(flags.metric);
    FULCRUM_CHECK(setParity(flags));
    flags.options.bootstrap.threads = threadsOf(context);
    FULCRUM_TRY(const Comparison comparison,
        compareResults({flags.annotations, flags.questions, flags.results, flags.against}, flags.options));
    if (comparison.onlyResults + comparison.onlyAgainst > 0)
        context.progress().say(fmt::format("only the {} queries that both files answer count; {} are in the first alone, {} in the second",
            comparison.queries, comparison.onlyResults, comparison.onlyAgainst));
    const auto estimate = [](const Estimate& one) { return json{{"value", one.value}, {"ci95", intervalJson(one)}}; };
    json difference = estimate(comparison.paired.difference);
    difference["p"] = comparison.paired.pValue;
    const json document = {{"metric", flags.metric}, {"results", estimate(comparison.results)},
        {"against", estimate(comparison.against)}, {"difference", std::move(difference)}, {"queries", comparison.queries},
        {"wins", comparison.wins}, {"losses", comparison.losses}, {"ties", comparison.ties},
        {"only_in_results", comparison.onlyResults}, {"only_in_against", comparison.onlyAgainst},
        {"resamples", flags.options.bootstrap.resamples}, {"seed", flags.options.bootstrap.seed}};
    context.result(document, [&] { return compareText(comparison, flags); });
    return {};
}

void addCompareCommand(CLI::App& group, CliContext& context)
{
    const auto flags = std::make_shared<CompareFlags>();
    CLI::App* compare = group.add_subcommand("compare", "two results files: scores, difference and a paired bootstrap test");
    compare->add_option("--metric", flags->metric, "what is compared")->required()->check(
        CLI::IsMember({"cider", "bleu4", "rouge", "vqa", "exact-match", "sst2"}));
    compare->add_option("--annotations", flags->annotations, "annotations, as the command of that metric takes them")->required();
    compare->add_option("--questions", flags->questions, "VQAv2 questions file, to check the annotations against");
    compare->add_option("--results", flags->results, "results file")->required();
    compare->add_option("--against", flags->against, "results file that the first is compared with")->required();
    compare->add_option("--parity", flags->parity, "as in metrics caption and metrics vqa")
        ->check(CLI::IsMember({"alone", "official", "leverlm"}));
    compare->add_flag("--digits-only", flags->options.digitsOnly, "as in metrics exact-match");
    addBootstrapFlags(*compare, flags->options.bootstrap);
    compare->callback([&context, flags] { context.setAction([&context, flags] { return runCompare(context, *flags); }); });
}

} // namespace

void addMetricsAnswersCommands(CLI::App& app, CliContext& context)
{
    const auto flags = std::make_shared<AnswerFlags>();
    CLI::App* group = commandGroup(app, "metrics", "score a results file as the official evaluations do");
    const auto add = [&](const char* name, const char* text, const char* annotations,
                         Result<void> (*run)(CliContext&, const AnswerFlags&)) {
        CLI::App* command = group->add_subcommand(name, text);
        command->add_option("--annotations", flags->annotations, annotations)->required();
        command->add_option("--results", flags->results, "list of {id or index, answer}")->required();
        command->add_flag("--ci", flags->intervals, "95 % intervals, by bootstrap");
        addBootstrapFlags(*command, flags->bootstrap);
        command->callback([&context, flags, run] {
            context.setAction([&context, flags, run] {
                flags->bootstrap.threads = threadsOf(context);
                return run(context, *flags);
            });
        });
        return command;
    };
    add("exact-match", "VL-ICL's exact match, in total and per item", "query.json of a task", runExactMatch)
        ->add_flag("--digits-only", flags->digitsOnly, "compare the first number of an answer, as VL-ICL does for operator_induction");
    add("sst2", "SST-2: accuracy, macro precision, recall and F1", "JSON lines with a label", runSst2);
    addCompareCommand(*group, context);
}

} // namespace fulcrum::cli
