// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/weights/model_folder.h"

#include "core/weights/checkpoint_file.h"
#include "core/weights/weight_files.h"

#include <algorithm>
#include <fmt/ranges.h>
#include <fstream>

namespace fulcrum::weights {
namespace {

using nlohmann::json;
using Layout = FolderReport::Layout;

constexpr std::uint64_t kLargestConfig = 16ULL << 20;
constexpr const char* kWhole = "give a model folder as its publisher ships it (config.json, *.safetensors, tokenizer files)";
constexpr const char* kLeverKey = "fulcrum_lever_config";

bool isThere(const Path& path)
{
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

/// What git leaves in place of a large file that was not fetched.
bool isLfsPointer(const Path& file)
{
    constexpr std::string_view kStart = "version https://git-lfs";
    std::string start(kStart.size(), '\0');
    std::ifstream(file, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
    return start == kStart;
}

std::string textOf(const json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Name, shape and type of every tensor of a file, through whichever reader it needs.
using TensorSeen
    = std::function<void(const std::string& name, const std::vector<std::int64_t>& shape, DType type, std::int64_t count)>;

Result<void> readHeader(FileReport& file, json& metadata, const TensorSeen& seen)
{
    if (isLfsPointer(file.path))
        return fail(ErrorCode::Malformed, "not a weight file", file.path.string(), "it is a Git LFS pointer, not the file itself",
            "run git lfs pull in the model's folder");
    if (isCheckpoint(file.path)) {
        file.format = "pytorch";
        FULCRUM_TRY(const CheckpointFile checkpoint, CheckpointFile::open(file.path));
        file.refusedClasses = checkpoint.refusedClasses();
        for (const auto& [name, tensor] : checkpoint.tensors())
            seen(name, tensor.shape, tensor.type, tensor.numel());
        return {};
    }
    FULCRUM_TRY(const SafetensorsFile safetensors, SafetensorsFile::open(file.path));
    for (const auto& [name, tensor] : safetensors.tensors())
        seen(name, tensor.shape, tensor.type, tensor.numel());
    metadata = safetensors.metadata();
    return {};
}

class Inspector
{
public:
    explicit Inspector(const Path& path) { m_report.folder = path; }

    FolderReport folder()
    {
        const Path& folder = m_report.folder;
        if (isOpenFlamingo(folder))
            openFlamingo();
        else if (isThere(folder / "config.json"))
            huggingFace();
        else if (!leverFiles())
            nothing();
        return std::move(m_report);
    }

    FolderReport file()
    {
        addFile({m_report.folder, {}}, "model", false);
        if (m_leverTensors > 0)
            lever();
        else if (m_report.problems.empty())
            problem("the file is not a Lever-LM", "give the folder that the file lies in");
        return std::move(m_report);
    }

private:
    void problem(std::string what, std::string hint) { m_report.problems.push_back({std::move(what), std::move(hint)}); }
    void problem(const Error& error)
    {
        problem(error.where.empty() ? error.why : fmt::format("{}: {}", error.where, error.why), error.hint);
    }

    json config(const Path& file)
    {
        const Result<std::string> text = readFile(file, kLargestConfig);
        json object = text ? json::parse(*text, nullptr, false) : json();
        if (object.is_object())
            return object;
        if (!text)
            problem(text.error().text(), kWhole);
        else
            problem(fmt::format("{} is not a JSON object", file.string()), "download the file again");
        return json::object();
    }

    void addFile(const WeightFile& source, const char* part, bool isShard)
    {
        FileReport file;
        file.path = source.path;
        file.part = part;
        file.format = source.path.extension() == ".safetensors" ? "safetensors" : "pytorch";
        file.isShard = isShard;
        std::error_code error;
        file.bytes = std::filesystem::file_size(source.path, error);
        file.present = !error;
        if (!file.present) {
            file.bytes = 0;
            file.problem = "it is missing";
            problem(fmt::format("{} is missing", source.path.string()), "download the missing file");
        } else {
            readFileHeader(file, source.promised);
        }
        m_report.files.push_back(std::move(file));
    }

    void readFileHeader(FileReport& file, const std::set<std::string>& promised)
    {
        std::set<std::string> lacking = promised;
        const auto seen = [&](const std::string& name, const std::vector<std::int64_t>& shape, DType type, std::int64_t count) {
            ++file.tensors;
            file.numbers[dtypeName(type)] += count;
            m_report.parts[partOf(name)] += count;
            lacking.erase(name);
            if (name.starts_with("lever_lm.")) {
                ++m_leverTensors;
                m_leverShapes[name] = shape;
            }
        };
        if (auto read = readHeader(file, m_metadata, seen); !read) {
            file.problem = read.error().why;
            problem(read.error());
        } else if (!lacking.empty()) {
            file.problem = fmt::format("it lacks '{}'{}, which the index promises", *lacking.begin(),
                lacking.size() > 1 ? fmt::format(" and {} more tensors", lacking.size() - 1) : "");
            problem(fmt::format("{}: {}", file.path.string(), file.problem), "download the file again");
        }
    }

    void addFiles(const Result<std::vector<WeightFile>>& files, const char* part)
    {
        if (!files)
            return problem(files.error());
        const bool sharded = files->size() > 1 || !files->front().promised.empty();
        for (const WeightFile& file : *files)
            addFile(file, part, sharded);
    }

    /// The first set of tokenizer files that is complete (core/text/tokenizer.h).
    void findTokenizer(const Path& sub = {})
    {
        for (const auto& set : {std::vector<Path>{"tokenizer.json"}, {"tokenizer.model"}, {"vocab.json", "merges.txt"}}) {
            if (!m_report.tokenizerFiles.empty() || !std::all_of(set.begin(), set.end(), [&](const Path& one) {
                    return isThere(m_report.folder / sub / one);
                }))
                continue;
            for (const Path& one : set)
                m_report.tokenizerFiles.push_back(sub / one);
        }
    }

    void findProcessor(std::initializer_list<Path> files)
    {
        for (const Path& file : files)
            if (m_report.processorFiles.empty() && isThere(m_report.folder / file))
                m_report.processorFiles.push_back(file);
    }

    void huggingFace()
    {
        m_report.layout = Layout::HuggingFace;
        const json object = config(m_report.folder / "config.json");
        m_report.modelType = textOf(object, "model_type");
        if (const auto list = object.find("architectures"); list != object.end() && list->is_array() && !list->empty())
            m_report.architecture = list->front().is_string() ? list->front().get<std::string>() : std::string();
        auto files = findWeights(m_report.folder);
        if (!files)
            hintAtOtherWeights(files.error());
        addFiles(files, "model");
        findTokenizer();
        findProcessor({"preprocessor_config.json"});
    }

    void openFlamingo()
    {
        m_report.layout = Layout::OpenFlamingo;
        m_report.architecture = "Flamingo";
        const Path language = m_report.folder / "lang_encoder";
        m_report.modelType = textOf(config(language / "config.json"), "model_type");
        addFiles(findFlamingoCheckpoint(m_report.folder), "checkpoint");
        addFiles(findWeights(language), "language model");
        addFiles(findFlamingoVision(m_report.folder), "vision encoder");
        findTokenizer();
        findTokenizer("lang_encoder");
        findProcessor({"preprocessor_config.json", "open_clip_config.json", "vision_encoder/preprocessor_config.json",
            "vision_encoder/open_clip_config.json"});
    }

    /// A folder of checkpoints of a Lever-LM: the best one, else the first by name.
    bool leverFiles()
    {
        std::vector<Path> files;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(m_report.folder, ignored))
            if (const Path kind = entry.path().extension(); kind == ".safetensors" || kind == ".ckpt")
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const Path& file : files) {
            Inspector one(file);
            FolderReport report = one.file();
            if (report.layout != Layout::LeverLm)
                continue;
            report.folder = m_report.folder;
            m_report = std::move(report);
            return true;
        }
        return false;
    }

    /// Settings: as our own files say them, else what names and shapes tell (MODELS.md 7).
    void lever()
    {
        m_report.layout = Layout::LeverLm;
        m_report.modelType = "lever-lm";
        if (m_metadata.is_object() && m_metadata.contains(kLeverKey))
            m_report.lever = json::parse(m_metadata.at(kLeverKey).get<std::string>(), nullptr, false);
        if (m_report.lever.is_object())
            return;
        const bool lstm = m_leverShapes.contains("lever_lm.vocab_embedding.weight");
        const auto table
            = m_leverShapes.find(lstm ? "lever_lm.vocab_embedding.weight" : "lever_lm.lm_model.transformer.wte.weight");
        std::int64_t layers = 0;
        while (m_leverShapes.contains(lstm ? fmt::format("lever_lm.lm_model.weight_ih_l{}", layers)
                                           : fmt::format("lever_lm.lm_model.transformer.h.{}.ln_1.weight", layers)))
            ++layers;
        m_report.lever = {{"architecture", lstm ? "lstm" : "gpt2"}, {"layers", layers},
            {"adapter",
                m_leverShapes.contains("lever_lm.img_adapter.0.weight")
                    || m_leverShapes.contains("lever_lm.sen_adapter.0.weight")}};
        if (table != m_leverShapes.end() && table->second.size() == 2) {
            m_report.lever["items"] = table->second[0] - 3;
            m_report.lever["width"] = table->second[1];
        }
    }

    /// The weights are there, but only for other programs.
    void hintAtOtherWeights(Error& error) const
    {
        for (const char* other : {"tf_model.h5", "flax_model.msgpack", "model.onnx", "consolidated.00.pth"})
            if (isThere(m_report.folder / other)) {
                error.why += fmt::format("; {} is of no use here", other);
                error.hint = "download model.safetensors (or pytorch_model.bin) of the same model";
            }
    }

    void nothing()
    {
        const Path snapshots = m_report.folder / "snapshots";
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(snapshots, ignored))
            return problem(fmt::format("{} is a cache of Hugging Face, not a model folder", m_report.folder.string()),
                fmt::format("give {}", entry.path().string()));
        findTokenizer();
        findProcessor({"preprocessor_config.json"});
        if (!m_report.tokenizerFiles.empty())
            problem(fmt::format("{} holds a tokenizer, but no config.json", m_report.folder.string()), kWhole);
        else
            problem(fmt::format("{} holds no config.json", m_report.folder.string()), kWhole);
    }

    FolderReport m_report;
    json m_metadata;
    std::int64_t m_leverTensors = 0;
    std::map<std::string, std::vector<std::int64_t>> m_leverShapes;
};

} // namespace

std::int64_t FolderReport::numbers() const
{
    std::int64_t sum = 0;
    for (const auto& [part, count] : parts)
        sum += count;
    return sum;
}

std::uint64_t FolderReport::bytes() const
{
    std::uint64_t sum = 0;
    for (const FileReport& file : files)
        sum += file.bytes;
    return sum;
}

const char* layoutName(FolderReport::Layout layout)
{
    switch (layout) {
    case Layout::HuggingFace: return "hugging-face";
    case Layout::OpenFlamingo: return "open-flamingo";
    case Layout::LeverLm: return "lever-lm";
    case Layout::Nothing: break;
    }
    return "unknown";
}

Result<FolderReport> inspectFolder(const Path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return Inspector(path).folder();
    if (std::filesystem::is_regular_file(path, error))
        return Inspector(path).file();
    return fail(ErrorCode::NotFound, "no model", path.string(), "there is no such folder", kWhole);
}

const char* partOf(std::string_view tensor)
{
    const auto has = [&](std::string_view piece) { return tensor.find(piece) != std::string_view::npos; };
    if (has("gated_cross_attn"))
        return "cross-attention";
    if (has("perceiver") || has("connector."))
        return "resampler";
    if (has("vision_model.") || tensor.starts_with("visual.") || tensor.starts_with("visual_projection"))
        return "vision";
    if (tensor.starts_with("text_model.") || tensor.starts_with("text_projection")
        || tensor.starts_with("transformer.resblocks.") || tensor == "logit_scale" || tensor == "positional_embedding"
        || tensor == "token_embedding.weight" || tensor.starts_with("ln_final."))
        return "text";
    return "language";
}

} // namespace fulcrum::weights
