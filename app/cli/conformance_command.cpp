// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/model/backend.h"

#ifndef FULCRUM_ENGINE_ONLY
#include "core/image/preprocess_conformance.h"
#include "core/metrics/conformance.h"
#include "core/text/tokenizer_conformance.h"
#endif

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

bool has(const Path& folder, const char* name)
{
    std::error_code ignored;
    return std::filesystem::exists(folder / name, ignored);
}

/// An object, or an empty one where the file is missing or broken: the case's own reader reports that.
json readObject(const Path& path)
{
    const auto text = readFile(path);
    json value = text ? json::parse(*text, nullptr, false) : json();
    return value.is_object() ? value : json::object();
}

/// Sub-folders and plain files of a folder, each in name order. Notes for people (*.md) do not count as files.
struct Listing
{
    std::vector<Path> folders, files;
};

Result<Listing> list(const Path& folder)
{
    Listing listing;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored))
            listing.folders.push_back(entry->path());
        else if (entry->path().extension() != ".md" && !entry->path().filename().string().starts_with('.'))
            listing.files.push_back(entry->path());
    }
    if (error)
        return fail(error == std::errc::no_such_file_or_directory ? ErrorCode::NotFound : ErrorCode::Io,
            "cannot read golden data", folder.string(), error.message());
    std::sort(listing.folders.begin(), listing.folders.end());
    std::sort(listing.files.begin(), listing.files.end());
    return listing;
}

/// Finds golden cases by the files present and runs them. Folders of a recognised case belong to it; whatever else holds files
/// and is recognised by nothing is a failed case, never skipped.
class ConformanceRun
{
public:
    ConformanceRun(CliContext& context, Path root) : m_context(context), m_root(std::move(root)) {}

    Result<ConformanceReport> run()
    {
        FULCRUM_CHECK(list(m_root));
        FULCRUM_CHECK(visit(m_root, 0));
        if (m_report.cases.empty())
            return fail(ErrorCode::NotFound, "cannot run conformance", m_root.string(), "there are no golden cases in it");
        return std::move(m_report);
    }

private:
    static constexpr int kDeepest = 16;

    std::string labelOf(const Path& folder) const
    {
        const std::string relative = folder.lexically_relative(m_root).generic_string();
        return relative.empty() || relative == "." ? std::filesystem::absolute(folder).lexically_normal().filename().string() : relative;
    }

    void add(const std::string& label, Result<ConformanceReport> report)
    {
        if (report)
            m_report.append(std::move(*report));
        else
            m_report.cases.push_back({label, std::numeric_limits<double>::quiet_NaN(), 0, false, report.error().text()});
        m_context.progress().show(fmt::format("{}: {} cases", label, m_report.cases.size()));
    }

    Result<void> visit(const Path& folder, int depth)
    {
        if (m_context.stopToken().stop_requested())
            return fail(ErrorCode::Cancelled, "conformance stopped");
        if (depth > kDeepest)
            return fail(ErrorCode::OutOfRange, "cannot run conformance", folder.string(), "folders nest too deeply");
        FULCRUM_TRY(const Listing listing, list(folder));
        std::set<std::string> owned; // sub-folders that belong to a case of this folder
        bool recognised = false, ownsAll = false;
        if (isModelFolder(folder)) {
            runModel(folder);
            recognised = ownsAll = true;
        }
#ifndef FULCRUM_ENGINE_ONLY
        if (!recognised && isPreprocessFolder(folder)) {
            add(labelOf(folder), image::preprocessConformance(folder, labelOf(folder)));
            recognised = ownsAll = true;
        }
        recognised = runTokenizers(folder, listing, depth, owned) || recognised;
        recognised = runMetrics(folder) || recognised;
#endif
        const bool bare = listing.folders.empty() || std::any_of(listing.files.begin(), listing.files.end(), isGolden);
        if (!recognised && !listing.files.empty() && bare)
            add(labelOf(folder), fail(ErrorCode::Unsupported, "unknown kind of golden data", folder.string(),
                                     "nothing in this build recognises its files"));
        for (const Path& sub : listing.folders)
            if (!ownsAll && !owned.contains(sub.filename().string()))
                FULCRUM_CHECK(visit(sub, depth + 1));
        return {};
    }

    static bool isGolden(const Path& file) { return file.filename().string().starts_with("golden"); }

    /// CLIP, LVLM and Lever-LM folders: weights beside golden.json, or a Lever-LM description in it.
    static bool isModelFolder(const Path& folder)
    {
        if (!has(folder, "golden.json") || !has(folder, "golden.safetensors"))
            return false;
        const json golden = readObject(folder / "golden.json");
        return has(folder, "config.json") || golden.contains("model") || golden.contains("index_ds_size")
               || golden.contains("text_pool");
    }

    void runModel(const Path& folder)
    {
        const std::string label = labelOf(folder);
        const Result<model::Backend*> backend = model::openBackend();
        const model::LoadOptions options{m_context.device == "auto" ? "cpu" : m_context.device, model::Precision::Float32, m_context.threads};
        add(label, backend ? (*backend)->conformance(folder, label, options) : fail(backend.error()));
#ifndef FULCRUM_ENGINE_ONLY
        if (has(folder, "e2e_images.json"))
            add(label, image::clipPixelsConformance(folder, label));
#endif
    }

#ifndef FULCRUM_ENGINE_ONLY
    static bool isPreprocessFolder(const Path& folder)
    {
        return has(folder, "golden.json") && has(folder, "golden.safetensors")
               && readObject(folder / "golden.json").value("images", json()).is_object();
    }

    /// golden_<name>.json beside the tokenizer folders; at the top also a tokenizer folder whose golden file lies beside it.
    bool runTokenizers(const Path& folder, const Listing& listing, int depth, std::set<std::string>& owned)
    {
        bool any = false;
        for (const Path& file : listing.files) {
            const std::string name = file.filename().string();
            if (!name.starts_with("golden_") || file.extension() != ".json")
                continue;
            const json golden = readObject(file);
            if (!golden.contains("tokenizer") || !golden.at("tokenizer").is_string())
                continue;
            any = true;
            owned.insert(golden.at("tokenizer").get<std::string>());
            const std::string label = labelOf(folder) + "/" + file.stem().string();
            add(label, text::tokenizerConformance(file, label));
        }
        const Path absolute = std::filesystem::absolute(folder).lexically_normal();
        const Path here = absolute.filename().empty() ? absolute.parent_path() : absolute;
        const Path beside = here.parent_path() / ("golden_" + here.filename().string() + ".json");
        if (depth == 0 && !any && readObject(beside).value("tokenizer", json()) == here.filename().string()) {
            any = true;
            add(beside.stem().string(), text::tokenizerConformance(beside, beside.stem().string()));
        }
        return any;
    }

    bool runMetrics(const Path& folder)
    {
        bool any = false;
        const std::string label = labelOf(folder);
        const auto runIf = [&](bool wanted, auto runCase) {
            if (wanted)
                add(label, runCase(folder, label));
            any = any || wanted;
        };
        runIf(metrics::isCaptionMetricFolder(folder), metrics::caseCaptionCorpus);
        runIf(metrics::isPtbFolder(folder), metrics::casePtb);
        runIf(metrics::isVqaMetricFolder(folder), metrics::caseVqa);
        return any;
    }
#endif

    CliContext& m_context;
    const Path m_root;
    ConformanceReport m_report;
};

std::string lineOf(const ConformanceCase& one)
{
    return fmt::format("{}  {:<60}  error {:<12.4g} tolerance {:<9.3g}{}{}\n", one.passed ? "ok    " : "FAILED", one.name,
        one.largestError, one.tolerance, one.note.empty() ? "" : "  ", one.note);
}

Result<void> conformance(CliContext& context, const std::string& folder)
{
    ConformanceRun run(context, folder);
    FULCRUM_TRY(const ConformanceReport report, run.run());
    const auto failed = std::count_if(report.cases.begin(), report.cases.end(), [](const auto& one) { return !one.passed; });
    const std::string summary = fmt::format("{} cases, {} failed\n", report.cases.size(), failed);
    json cases = json::array();
    for (const ConformanceCase& one : report.cases) // infinity and NaN become null
        cases.push_back({{"name", one.name}, {"error", one.largestError}, {"tolerance", one.tolerance}, {"passed", one.passed},
            {"note", one.note}});
    context.progress().finish();
    context.result({{"cases", cases}, {"count", report.cases.size()}, {"failed", failed}}, [&] {
        std::string text;
        for (const ConformanceCase& one : report.cases)
            text += lineOf(one);
        return text + summary;
    });
    if (context.json && !context.quiet)
        std::fputs(summary.c_str(), stderr);
    context.exitStatus = failed == 0 ? 0 : 1;
    return {};
}

} // namespace

void addConformanceCommand(CLI::App& app, CliContext& context)
{
    CLI::App* command = app.add_subcommand("conformance", "run golden data and compare; exit 1 where a case is over its tolerance");
    const auto folder = std::make_shared<std::string>();
    command->add_option("folder", *folder, "golden root, or any folder beneath it")->required();
    command->callback(
        [&context, folder] { context.setAction([&context, folder] { return conformance(context, *folder); }); });
}

} // namespace fulcrum::cli
