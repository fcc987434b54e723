// SPDX-License-Identifier: GPL-3.0-or-later
// `model info`: what a model folder is, what it needs and whether it fits.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "core/base/machine.h"
#include "core/model/backend.h"
#include "core/weights/model_folder.h"

#ifndef FULCRUM_ENGINE_ONLY
#include "core/image/image_processor.h"
#include "core/text/tokenizer.h"
#endif

#include <algorithm>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;
using weights::FolderReport;

constexpr std::int64_t kPrefix = 1000;                       ///< tokens that "prefix" numbers are given for
constexpr double kLeft = 0.05;                               ///< share of a memory that everything else needs, and
constexpr double kLeftBytes = 512.0 * (1 << 20);             ///< this much
constexpr int kShown = 10;                                   ///< complaints in the text; JSON has all

struct Type
{
    const char* name;
    std::uint64_t size;
};
constexpr Type kTypes[] = {{"float32", 4}, {"bfloat16", 2}};

std::string sizeText(double bytes)
{
    for (const char* unit : {"bytes", "KiB", "MiB", "GiB"}) {
        if (bytes < 1024 || std::string_view(unit) == "GiB")
            return fmt::format("{:.{}f} {}", bytes, std::string_view(unit) == "bytes" ? 0 : 1, unit);
        bytes /= 1024;
    }
    return {};
}

std::string countText(std::int64_t count)
{
    const auto value = static_cast<double>(count);
    if (value >= 1e9)
        return fmt::format("{:.2f} billion", value / 1e9);
    return value >= 1e6 ? fmt::format("{:.1f} million", value / 1e6) : fmt::format("{}", count);
}

/// Everything that was found out about one folder.
class ModelInfo
{
public:
    ModelInfo(Path path, std::string device, std::string type) :
        m_path(std::move(path)), m_device(std::move(device)), m_type(std::move(type))
    {
    }

    Result<void> gather()
    {
        FULCRUM_TRY(m_report, weights::inspectFolder(m_path));
        const bool isModel
            = m_report.layout == FolderReport::Layout::HuggingFace || m_report.layout == FolderReport::Layout::OpenFlamingo;
        FULCRUM_CHECK(listDevices());
        if (isModel && m_report.problems.empty())
            askEngine();
        if (isModel)
            checkSideFiles();
        return {};
    }

    bool isUsable() const { return m_report.problems.empty(); }
    json document() const;
    std::string text() const;

private:
    /// Relative to the folder.
    std::string nameOf(const weights::FileReport& file) const
    {
        return (file.path == m_report.folder ? file.path.filename() : file.path.lexically_relative(m_report.folder)).string();
    }
    bool isAsked(const Type& type) const { return m_type.empty() || m_type == type.name; }

    /// The devices of the engine, or the main memory alone where there is no engine.
    Result<void> listDevices()
    {
        if (m_report.layout == FolderReport::Layout::Nothing)
            return {};
        if (const Result<model::Backend*> backend = model::openBackend(); backend) {
            m_backend = *backend;
            m_devices = m_backend->devices();
        } else {
            m_noEngine = backend.error().text();
            m_devices = {{"cpu", "CPU", machineMemory().total}};
        }
        if (m_device == "auto")
            return {};
        std::erase_if(m_devices, [&](const model::DeviceInfo& one) { return one.id != m_device; });
        if (m_devices.empty())
            return fail(
                ErrorCode::DeviceUnavailable, "cannot use the device", m_device, "the engine does not have it", "use cpu");
        return {};
    }

    void askEngine()
    {
        if (m_backend == nullptr)
            return;
        auto described = m_backend->describe(m_path);
        if (!described) {
            const Error& error = described.error();
            m_report.problems.push_back(
                {fmt::format("{}: {}", error.what, error.where.empty() ? error.why : error.where + ": " + error.why),
                    error.hint});
            return;
        }
        m_model = std::move(*described);
        if (!m_model->complaints.empty())
            m_report.problems.push_back({fmt::format("{} tensors do not fit config.json", m_model->complaints.size()),
                "config.json and the weight files must belong to the same model"});
    }

    /// Jobs need tokenizer and image processor; the model itself loads without.
    void checkSideFiles()
    {
        const bool seesImages = !m_model || m_model->imageSize > 0;
        if (m_report.tokenizerFiles.empty())
            m_warnings.push_back("there is no tokenizer (tokenizer.json, tokenizer.model, or vocab.json with merges.txt)");
        if (m_report.processorFiles.empty() && seesImages)
            m_warnings.push_back("there is no image processor (preprocessor_config.json)");
#ifndef FULCRUM_ENGINE_ONLY
        const auto folderOf = [&](const std::vector<Path>& files) { return m_report.folder / files.front().parent_path(); };
        if (!m_report.tokenizerFiles.empty()) {
            const bool layered = m_report.layout == FolderReport::Layout::OpenFlamingo;
            const auto added = layered ? std::vector<std::string>{"<|endofchunk|>", "<image>"} : std::vector<std::string>{};
            if (const auto tokenizer = text::Tokenizer::load(folderOf(m_report.tokenizerFiles), added); tokenizer)
                m_tokens = (*tokenizer)->vocabularySize();
            else
                m_warnings.push_back(tokenizer.error().text());
            if (m_model && m_tokens > m_model->vocabulary)
                m_warnings.push_back(fmt::format("the tokenizer knows {} tokens, the model {}: it is that of another model",
                    m_tokens, m_model->vocabulary));
        }
        if (!m_report.processorFiles.empty()) {
            if (const auto processor = image::ImageProcessor::load(folderOf(m_report.processorFiles)); processor)
                m_processor = processor->typeName();
            else
                m_warnings.push_back(processor.error().text());
        }
#endif
    }

    std::int64_t parameters() const { return m_model ? m_model->parameters() : m_report.numbers(); }
    std::int64_t prefixNumbers() const { return m_model ? m_model->prefixNumbers : 0; }
    /// Bytes of a number that is kept beside the weights: the CPU keeps float32 whatever these are.
    static std::uint64_t keptSize(const Type& type, const model::DeviceInfo& device) { return device.id == "cpu" ? sizeof(float) : type.size; }
    /// On the device that was asked for, else on the first one.
    std::uint64_t keptSize(const Type& type) const { return m_devices.empty() ? sizeof(float) : keptSize(type, m_devices.front()); }
    /// Weights and a prefix as long as the model can read.
    std::uint64_t needed(const Type& type, std::uint64_t kept) const
    {
        const std::int64_t context = m_model ? m_model->contextLength * m_model->prefixNumbers : 0;
        return static_cast<std::uint64_t>(parameters()) * type.size + static_cast<std::uint64_t>(context) * kept;
    }
    /// Nothing where the memory is not known.
    std::optional<bool> fits(const model::DeviceInfo& device, const Type& type) const
    {
        if (device.memoryBytes == 0)
            return std::nullopt;
        const auto memory = static_cast<double>(device.memoryBytes);
        return static_cast<double>(needed(type, keptSize(type, device))) <= memory * (1 - kLeft) - kLeftBytes;
    }
    std::string kind() const
    {
        if (m_report.layout == FolderReport::Layout::LeverLm)
            return "lever-lm";
        if (!m_model)
            return m_report.modelType == "clip" ? "encoder" : "";
        return m_model->kind == model::ModelDescription::Kind::Encoder ? "encoder" : "lvlm";
    }
    std::string family() const
    {
        return m_model                                              ? m_model->family
            : m_report.layout == FolderReport::Layout::OpenFlamingo ? "open-flamingo"
                                                                    : m_report.modelType;
    }
    /// In the order in which the model asks for them.
    std::vector<model::ModelDescription::Part> parts() const
    {
        if (m_model)
            return m_model->parts;
        std::vector<model::ModelDescription::Part> stored;
        for (const auto& [name, count] : m_report.parts)
            stored.push_back({name, count});
        return stored;
    }
    json filesDocument() const;
    json memoryDocument() const;
    json keysDocument() const;
    std::string filesText() const;
    std::string memoryText() const;
    std::string keysText() const;

    Path m_path;
    std::string m_device, m_type;
    FolderReport m_report;
    model::Backend* m_backend = nullptr;
    std::string m_noEngine;
    std::vector<model::DeviceInfo> m_devices;
    std::optional<model::ModelDescription> m_model;
    std::int64_t m_tokens = 0;
    std::string m_processor;
    std::vector<std::string> m_warnings;
};

std::vector<std::string> texts(const std::vector<Path>& paths)
{
    std::vector<std::string> out;
    for (const Path& path : paths)
        out.push_back(path.string());
    return out;
}

json ModelInfo::filesDocument() const
{
    json files = json::array();
    for (const weights::FileReport& file : m_report.files)
        files.push_back({{"file", nameOf(file)}, {"part", file.part}, {"format", file.format},
            {"present", file.present}, {"shard", file.isShard}, {"bytes", file.bytes}, {"tensors", file.tensors},
            {"numbers", file.numbers}, {"refused_classes", file.refusedClasses}, {"problem", file.problem}});
    return files;
}

json ModelInfo::memoryDocument() const
{
    json memory = json::object();
    for (const Type& type : kTypes)
        if (isAsked(type))
            memory[type.name] = {{"weights", static_cast<std::uint64_t>(parameters()) * type.size},
                {"prefix_per_1000_tokens", static_cast<std::uint64_t>(kPrefix * prefixNumbers()) * keptSize(type)},
                {"image", static_cast<std::uint64_t>(m_model ? m_model->imageNumbers : 0) * keptSize(type)},
                {"needed", needed(type, keptSize(type))}};
    return memory;
}

json ModelInfo::keysDocument() const
{
    using Kind = model::TensorComplaint::Kind;
    json keys = {{"checked", m_model.has_value()}, {"missing", json::array()}, {"unexpected", json::array()},
        {"misshapen", json::array()}, {"not_floating", json::array()}};
    if (!m_model)
        return keys;
    for (const model::TensorComplaint& one : m_model->complaints) {
        if (one.kind == Kind::Missing)
            keys["missing"].push_back({{"name", one.name}, {"expected", one.expected}});
        else if (one.kind == Kind::Unexpected)
            keys["unexpected"].push_back({{"name", one.name}, {"file", one.file}, {"stored", one.stored}});
        else
            keys[one.kind == Kind::Misshapen ? "misshapen" : "not_floating"].push_back(
                {{"name", one.name}, {"file", one.file}, {"stored", one.stored}, {"expected", one.expected}});
    }
    return keys;
}

json ModelInfo::document() const
{
    json parameterParts = json::object(), fitting = json::array(), problems = json::array();
    for (const auto& part : parts())
        parameterParts[part.name] = part.parameters;
    for (const model::DeviceInfo& device : m_devices) {
        json one = {{"device", device.id}, {"name", device.name}, {"memory", device.memoryBytes}};
        for (const Type& type : kTypes)
            if (const auto fit = fits(device, type); isAsked(type))
                one[type.name] = fit ? json(*fit) : json();
        fitting.push_back(std::move(one));
    }
    for (const weights::FolderProblem& problem : m_report.problems)
        problems.push_back({{"what", problem.what}, {"hint", problem.hint}});
    json shards = {{"expected", 0}, {"present", 0}, {"missing", json::array()}};
    for (const weights::FileReport& file : m_report.files)
        if (file.isShard) {
            shards["expected"] = shards["expected"].get<int>() + 1;
            shards["present"] = shards["present"].get<int>() + (file.present ? 1 : 0);
            if (!file.present)
                shards["missing"].push_back(file.path.filename().string());
        }
    const auto number = [&](std::int64_t model::ModelDescription::*field) { return m_model ? json((*m_model).*field) : json(); };
    using Model = model::ModelDescription;
    return {{"folder", m_report.folder.string()}, {"usable", isUsable()}, {"kind", kind()}, {"family", family()},
        {"layout", weights::layoutName(m_report.layout)}, {"model_type", m_report.modelType},
        {"architecture", m_model ? m_model->architecture : m_report.architecture},
        {"parameters", {{"total", parameters()}, {"parts", parameterParts}, {"from", m_model ? "configuration" : "files"}}},
        {"bytes", m_report.bytes()}, {"files", filesDocument()}, {"shards", shards},
        {"tokenizer", {{"files", texts(m_report.tokenizerFiles)}, {"tokens", m_tokens > 0 ? json(m_tokens) : json()}}},
        {"processor", {{"files", texts(m_report.processorFiles)}, {"type", m_processor}}},
        {"vocabulary", number(&Model::vocabulary)}, {"context_length", number(&Model::contextLength)},
        {"layers", number(&Model::layers)}, {"image_size", number(&Model::imageSize)},
        {"image_features", number(&Model::imageFeatures)}, {"embedding", number(&Model::embedding)},
        {"memory", memoryDocument()}, {"fits", fitting}, {"keys", keysDocument()}, {"lever", m_report.lever},
        {"engine", m_noEngine.empty() ? json() : json(m_noEngine)}, {"problems", problems}, {"warnings", m_warnings}};
}

std::string ModelInfo::filesText() const
{
    std::map<std::string, std::int64_t> types;
    for (const weights::FileReport& file : m_report.files)
        for (const auto& [type, count] : file.numbers)
            types[type] += count;
    std::string dtypes;
    for (const auto& [type, count] : types)
        dtypes += fmt::format("{}{} {}", dtypes.empty() ? "" : ", ", countText(count), type);
    std::string out = fmt::format(
        "files       {}, {}: {}\n", m_report.files.size(), sizeText(static_cast<double>(m_report.bytes())), dtypes);
    for (const weights::FileReport& file : m_report.files)
        if (m_report.files.size() <= kShown || !file.problem.empty())
            out += fmt::format("            {} ({}{}){}\n", nameOf(file), file.part == "model" ? "" : file.part + ", ",
                file.present ? sizeText(static_cast<double>(file.bytes)) : "missing",
                file.problem.empty() || !file.present ? "" : ": " + file.problem);
    return out;
}

std::string ModelInfo::memoryText() const
{
    std::string out;
    for (const Type& type : kTypes) {
        if (!isAsked(type))
            continue;
        const auto bytes = [&](std::int64_t count, std::uint64_t size) {
            return sizeText(static_cast<double>(count) * static_cast<double>(size));
        };
        out += fmt::format("{:<12}{}: weights {}", out.empty() ? "memory" : "", type.name, bytes(parameters(), type.size));
        if (prefixNumbers() > 0)
            out += fmt::format(", {} tokens of a prefix {}", kPrefix, bytes(kPrefix * prefixNumbers(), keptSize(type)));
        if (m_model && m_model->imageNumbers > 0)
            out += fmt::format(", an image {}", bytes(m_model->imageNumbers, keptSize(type)));
        out += '\n';
    }
    for (const model::DeviceInfo& device : m_devices) {
        std::string verdicts;
        for (const Type& type : kTypes)
            if (const auto fit = fits(device, type); isAsked(type))
                verdicts += fmt::format(
                    "{}{} {}", verdicts.empty() ? "" : ", ", type.name, fit ? (*fit ? "fits" : "does not fit") : "unknown");
        out += fmt::format("{:<12}{}: {}\n", device.id,
            device.memoryBytes > 0 ? sizeText(static_cast<double>(device.memoryBytes)) : "memory not known", verdicts);
    }
    return out;
}

std::string ModelInfo::keysText() const
{
    if (!m_model)
        return m_noEngine.empty() ? "" : fmt::format("tensors     not compared with config.json: {}\n", m_noEngine);
    if (m_model->complaints.empty())
        return "tensors     all are as config.json asks\n";
    std::string out = fmt::format("tensors     {} do not fit config.json\n", m_model->complaints.size());
    for (std::size_t i = 0; i < std::min<std::size_t>(kShown, m_model->complaints.size()); ++i)
        out += fmt::format("            {}\n", m_model->complaints[i].text());
    if (m_model->complaints.size() > kShown)
        out += fmt::format("            and {} more (--json lists all)\n", m_model->complaints.size() - kShown);
    return out;
}

std::string ModelInfo::text() const
{
    std::string out
        = fmt::format("{}: {}\n", m_report.folder.string(), family().empty() ? "not a model that Fulcrum knows" : family());
    if (m_model)
        out += m_model->architecture + "\n";
    if (m_report.lever.is_object())
        out += m_report.lever.dump() + "\n";
    if (parameters() > 0) {
        std::vector<std::string> each;
        for (const auto& part : parts())
            each.push_back(part.name + " " + countText(part.parameters));
        out += fmt::format("parameters  {}: {}\n", countText(parameters()), fmt::join(each, ", "));
    }
    if (!m_report.files.empty())
        out += filesText();
    if (!m_report.tokenizerFiles.empty())
        out += fmt::format("tokenizer   {}{}\n", fmt::join(texts(m_report.tokenizerFiles), ", "),
            m_tokens > 0 ? fmt::format(": {} tokens", m_tokens) : "");
    if (!m_report.processorFiles.empty())
        out += fmt::format("processor   {}{}\n", fmt::join(texts(m_report.processorFiles), ", "),
            m_processor.empty() ? "" : ": " + m_processor);
    if (m_model)
        out += fmt::format("context     {} tokens{}\n", m_model->contextLength,
            m_model->imageSize > 0 ? fmt::format("; an image is {} features", m_model->imageFeatures) : "");
    if (parameters() > 0)
        out += memoryText();
    out += keysText();
    for (const std::string& warning : m_warnings)
        out += fmt::format("warning     {}\n", warning);
    for (const weights::FolderProblem& problem : m_report.problems)
        out += fmt::format("problem     {}{}\n", problem.what, problem.hint.empty() ? "" : " (" + problem.hint + ")");
    return out;
}

Result<void> showModel(CliContext& context, const std::string& folder, const std::string& type)
{
    ModelInfo info(folder, context.device, type);
    FULCRUM_CHECK(info.gather());
    context.result(info.document(), [&] { return info.text(); });
    if (!info.isUsable())
        context.exitStatus = exitCode(ErrorCode::Malformed);
    return {};
}

} // namespace

void addModelCommand(CLI::App& app, CliContext& context)
{
    struct Options
    {
        std::string folder, type;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* info = commandGroup(app, "model", "model folders")
                         ->add_subcommand("info", "what a model folder is, what it needs, whether it fits");
    info->add_option("folder", options->folder, "model folder, or a file of a Lever-LM")->required();
    info->add_option("--dtype", options->type, "numbers of the weights (default: both)")
        ->check(CLI::IsMember({"float32", "bfloat16"}));
    info->callback([&context, options] {
        context.setAction([&context, options] { return showModel(context, options->folder, options->type); });
    });
}

} // namespace fulcrum::cli
