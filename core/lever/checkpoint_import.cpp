// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/checkpoint_import.h"

#include "core/base/version.h"
#include "core/icl/model_access.h"
#include "core/jobs/provenance.h"
#include "core/lever/encoder_inputs.h"
#include "core/lever/lever_spec.h"
#include "core/lever/train_job.h"
#include "core/project/dataset_versions.h"
#include "core/weights/checkpoint_file.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::lever {
namespace {

using nlohmann::json;
using weights::CheckpointFile;

constexpr const char* kWhat = "cannot import a Lever-LM";
constexpr int kPublishedHeads = 8;

/// "query_img_text_icd_img": parts of the query, then of demonstrations; "icd_idx" = nothing but their number.
Result<void> readVariant(const std::string& name, model::LeverConfig& config)
{
    const std::size_t middle = name.find("_icd_");
    const auto parts = [&](const std::string& text, bool& image, bool& words) {
        image = text == "img" || text == "img_text";
        words = text == "text" || text == "img_text";
        return image || words;
    };
    const bool isVariant = name.starts_with("query_") && middle != std::string::npos
        && parts(name.substr(6, middle - 6), config.queryImage, config.queryText)
        && (parts(name.substr(middle + 5), config.icdImage, config.icdText) || name.substr(middle + 5) == "idx");
    if (!isVariant)
        return fail(ErrorCode::Usage, kWhat, "variant " + name, "there is no such variant",
            "query_P_icd_Q, where P is img, text or img_text and Q one of them or idx");
    return {};
}

/// The first of some paths through nested objects that leads to a value of the kind that is asked for.
const json* find(const json& from, std::initializer_list<const char*> names, bool (json::*is)() const noexcept)
{
    for (const char* name : names)
        if (const auto found = from.is_object() ? from.find(name) : from.end(); from.is_object() && found != from.end())
            if (((*found).*is)())
                return &*found;
    return nullptr;
}

/// [rows, columns] of a matrix of the checkpoint, zeros where there is none.
std::array<std::int64_t, 2> matrix(const CheckpointFile& file, const std::string& name)
{
    const weights::CheckpointTensor* tensor = file.find("lever_lm." + name);
    return tensor && tensor->shape.size() == 2 ? std::array{tensor->shape[0], tensor->shape[1]} : std::array<std::int64_t, 2>{};
}

Result<void> readShape(const CheckpointFile& file, model::LeverConfig& config)
{
    using Architecture = model::LeverConfig::Architecture;
    config.architecture = file.find("lever_lm.vocab_embedding.weight") ? Architecture::Lstm : Architecture::Gpt2;
    const bool lstm = config.architecture == Architecture::Lstm;
    const auto tokens = matrix(file, lstm ? "vocab_embedding.weight" : "lm_model.transformer.wte.weight");
    const auto layer = [&](int i) {
        return lstm ? fmt::format("lever_lm.lm_model.weight_ih_l{}", i) : fmt::format("lever_lm.lm_model.transformer.h.{}.ln_1.weight", i);
    };
    config.layers = 0;
    while (config.layers < 128 && file.find(layer(config.layers)))
        ++config.layers;
    constexpr std::int64_t kSpecial = 3, kMostItems = 10'000'000, kMostWidth = 16384;
    if (tokens[0] <= kSpecial || tokens[0] > kMostItems || tokens[1] < 1 || tokens[1] > kMostWidth || config.layers == 0)
        return fail(ErrorCode::Malformed, kWhat, file.path().string(), "its tensors are not those of a Lever-LM",
            "give a .ckpt that the official train.py wrote");
    config.items = static_cast<int>(tokens[0] - kSpecial);
    config.width = static_cast<int>(tokens[1]);
    const auto image = matrix(file, "img_adapter.0.weight"), text = matrix(file, "sen_adapter.0.weight");
    config.adapter = image[1] > 0 || text[1] > 0;
    config.projection = static_cast<int>(std::clamp(config.adapter ? std::max(image[1], text[1]) : tokens[1], std::int64_t{1}, kMostWidth));
    if (config.adapter && (((config.queryImage || config.icdImage) && image[1] == 0) || ((config.queryText || config.icdText) && text[1] == 0)))
        return fail(ErrorCode::Usage, kWhat, file.path().string(),
            fmt::format("it has no adapter of {}, which its variant would need", image[1] == 0 ? "images" : "texts"),
            "name its variant with --variant");
    return {};
}

/// What the callback that keeps the best checkpoint stored: "monitor" and the value of this one.
void readScore(const json& details, CheckpointFacts& facts)
{
    const json* callbacks = find(details, {"callbacks"}, &json::is_object);
    for (const json& one : callbacks ? *callbacks : json::object()) {
        const json* monitor = find(one, {"monitor"}, &json::is_string);
        const json* score = find(one, {"current_score", "best_model_score"}, &json::is_number);
        if (!monitor)
            continue;
        facts.monitor = monitor->get<std::string>();
        if (score && std::isfinite(score->get<double>()))
            facts.score = score->get<double>();
        return;
    }
}

/// Settings of the training: those of the module, else those of the optimiser.
void readSettings(const json& details, CheckpointFacts& facts)
{
    if (const json* stored = find(details, {"hyper_parameters"}, &json::is_object))
        facts.hyperparameters = *stored;
    json group;
    if (const json* optimizers = find(details, {"optimizer_states"}, &json::is_array); optimizers && !optimizers->empty())
        if (const json* groups = find(optimizers->front(), {"param_groups"}, &json::is_array); groups && !groups->empty())
            group = groups->front();
    const auto take = [&](const char* field, std::initializer_list<const char*> names) {
        for (const json* from : std::initializer_list<const json*>{&facts.hyperparameters, &group})
            if (const json* value = find(*from, names, &json::is_number)) {
                facts.known[field] = value->get<double>();
                return;
            }
    };
    take("learning_rate", {"learning_rate", "initial_lr", "lr"});
    take("weight_decay", {"weight_decay"});
    take("warmup", {"warm_steps", "warmup"});
    for (const auto& field : trainFields())
        if (const auto known = facts.known.find(field.name); known != facts.known.end() && !jobs::checkValue(field, *known))
            facts.known.erase(known);
}

template <class Value>
Value told(std::optional<Value> given, const json* stored, Value published, const char* field, std::vector<std::string>& assumed)
{
    if (given)
        return *given;
    if (stored)
        return stored->get<Value>();
    assumed.emplace_back(field);
    return published;
}

/// The spec of an imported run: where it comes from, the fields that are known, and the names of those that are not.
json specOf(const CheckpointImport& options, const CheckpointFacts& facts, const std::string& hash)
{
    const model::LeverConfig& config = facts.config;
    json spec = facts.known;
    spec.update({{"task", data::taskName(options.task)}, {"imported_from", options.file.filename().string()}, {"sha256", hash},
        {"architecture", config.architecture == model::LeverConfig::Architecture::Lstm ? "lstm" : "gpt2"}, {"width", config.width},
        {"heads", config.heads}, {"layers", config.layers}, {"adapter", config.adapter}, {"normalize", config.normalize},
        {"query_image", config.queryImage}, {"query_text", config.queryText}, {"icd_image", config.icdImage},
        {"icd_text", config.icdText}, {"order", options.reversed ? "reversed" : "prompt"}, {"embeddings", "projected"},
        {"train_encoder", facts.encoder == CarriedEncoder::Trained}, {"items", config.items}, {"hyper_parameters", facts.hyperparameters},
        {"lightning_version", facts.lightning}, {"monitor", facts.monitor}});
    spec["epoch"] = facts.epoch ? json(*facts.epoch) : json();
    spec["global_step"] = facts.step ? json(*facts.step) : json();
    spec["monitored_value"] = facts.score ? json(*facts.score) : json();
    if (options.dmRun != 0)
        spec["dm_runs"] = {options.dmRun};
    spec["assumed"] = facts.assumed;
    json unknown = json::array();
    for (const auto& field : trainFields())
        if (field.affectsResult && !spec.contains(field.name))
            unknown.push_back(field.name);
    spec["unknown"] = unknown;
    return spec;
}

/// The weights alone, in our own format; CLIP's towers stay behind.
Result<void> copyWeights(const CheckpointImport& options, const model::LeverConfig& config, const Path& to)
{
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    FULCRUM_TRY(const model::LoadOptions load, icl::loadOptions("cpu", 0));
    FULCRUM_TRY(const auto model, backend->loadLeverModel(options.file, &config, load));
    return model->save(to);
}

Result<void> checkItems(store::Database& database, const CheckpointImport& options, const CheckpointFacts& facts, const icl::TaskData& data)
{
    std::size_t items = data.support->size();
    if (options.dmRun != 0) {
        FULCRUM_TRY(const store::RunRecord source, store::RunRepository(database).get(options.dmRun));
        FULCRUM_CHECK(project::checkRefersTo(source, *data.support));
        FULCRUM_TRY(const auto pool, icl::runIndices(database, options.dmRun, "pool"));
        items = pool.size();
    }
    if (items == static_cast<std::size_t>(facts.config.items))
        return {};
    return fail(ErrorCode::Usage, kWhat, options.file.string(),
        fmt::format("it expects an index of {} samples, {} has {}", facts.config.items,
            options.dmRun != 0 ? fmt::format("the pool of run {}", options.dmRun) : "the train split", items),
        options.dmRun != 0 ? "" : "where it was trained on a part of the split, name the D_M run whose pool that is with --dm-run");
}

Result<void> addCheckpoints(project::Project& project, store::Database& database, store::RunId run, const CheckpointFacts& facts,
    const Path& file)
{
    store::RunRepository runs(database);
    store::CheckpointRecord record;
    record.epoch = facts.epoch.value_or(0);
    record.file = project.stored(file);
    FULCRUM_TRY(record.sha256, sha256File(file));
    record.metric = facts.monitor;
    record.value = facts.score.value_or(0);
    for (const char* label : {"last", "best"}) {
        record.label = label;
        FULCRUM_CHECK(runs.addCheckpoint(run, record));
    }
    if (facts.score && !facts.monitor.empty())
        return runs.addMetric(run, {facts.monitor, record.epoch, 0, *facts.score});
    return {};
}

/// A folder that is gone in the end, whatever happens.
class PassingFolder
{
public:
    explicit PassingFolder(Path path) : m_path(std::move(path)) { remove(); }
    ~PassingFolder() { remove(); }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const Path& path() const { return m_path; }

private:
    void remove() const
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Path m_path;
};

/// One encoder for both labels: an imported run has one file.
Result<void> keepEncoder(store::RunRepository& runs, store::RunId run, const Path& carried, const Path& folder)
{
    std::error_code failed;
    std::filesystem::rename(carried, folder / "encoder-last", failed);
    if (!failed)
        std::filesystem::copy(folder / "encoder-last", folder / "encoder-best", std::filesystem::copy_options::recursive, failed);
    if (failed)
        return fail(ErrorCode::Io, kWhat, folder.string(), failed.message());
    FULCRUM_TRY(const std::string hash, sha256File(folder / "encoder-last" / "model.safetensors"));
    for (const char* label : {"last", "best"})
        FULCRUM_CHECK(runs.setParam(run, trainedEncoderParam(label), hash));
    return {};
}

} // namespace

Result<CheckpointFacts> readFacts(const CheckpointFile& checkpoint, const CheckpointImport& options)
{
    CheckpointFacts facts;
    const bool caption = options.task == data::Task::Caption;
    std::string variant = options.variant;
    if (variant.empty()) {
        variant = caption ? "query_img_icd_img_text" : "query_img_text_icd_img_text";
        facts.assumed.emplace_back("variant");
    }
    FULCRUM_CHECK(readVariant(variant, facts.config));
    FULCRUM_CHECK(readShape(checkpoint, facts.config));
    const json& details = checkpoint.details();
    readScore(details, facts);
    readSettings(details, facts);
    facts.config.heads = told(options.heads, find(facts.hyperparameters, {"n_head", "heads"}, &json::is_number_integer), kPublishedHeads,
        "heads", facts.assumed);
    facts.config.normalize
        = told(options.normalize, find(facts.hyperparameters, {"norm", "normalize"}, &json::is_boolean), !caption, "normalize", facts.assumed);
    if (const json* epoch = find(details, {"epoch"}, &json::is_number_integer))
        facts.epoch = epoch->get<std::int64_t>();
    if (const json* step = find(details, {"global_step"}, &json::is_number_integer))
        facts.step = step->get<std::int64_t>();
    if (const json* version = find(details, {"pytorch-lightning_version"}, &json::is_string))
        facts.lightning = version->get<std::string>();
    return facts;
}

Result<store::RunId> importCheckpoint(project::Project& project, const CheckpointImport& options)
{
    FULCRUM_TRY(const CheckpointFile checkpoint, CheckpointFile::open(options.file));
    FULCRUM_TRY(CheckpointFacts facts, readFacts(checkpoint, options));
    FULCRUM_TRY(const std::string hash, sha256File(options.file));
    FULCRUM_TRY(const icl::TaskData data, icl::TaskData::open(project, options.task));
    FULCRUM_TRY(store::Database database, project.connect());
    FULCRUM_CHECK(checkItems(database, options, facts, data));
    FULCRUM_TRY(const std::string encoder, icl::encoderHashOf(project, database, options.task));
    const PassingFolder carried(project.checkpointsFolder() / ("importing-" + hash.substr(0, 16)));
    FULCRUM_TRY(facts.encoder, takeEncoder(checkpoint, project.resolve(project.config().encoder), carried.path()));
    if (facts.encoder == CarriedEncoder::Unknown)
        facts.assumed.emplace_back("train_encoder");
    store::RunRecord record;
    record.kind = "train";
    record.name = fmt::format("imported {}", options.file.filename().string()).substr(0, 80);
    record.spec = specOf(options, facts, hash).dump(-1, ' ', false, json::error_handler_t::replace);
    record.specHash = sha256(record.spec);
    record.appVersion = version();
    record.gitCommit = gitCommit();
    record.libraries = jobs::libraryVersions();
    if (options.dmRun != 0)
        record.parents = {options.dmRun};
    FULCRUM_TRY(record.datasetFingerprint, project::activeFingerprints(database));
    store::RunRepository runs(database);
    FULCRUM_TRY(const store::RunId run, runs.add(std::move(record)));
    const Path folder = project.checkpointsFolder() / fmt::format("run-{}", run);
    const auto fill = [&]() -> Result<void> {
        std::error_code error;
        std::filesystem::create_directories(folder, error);
        if (facts.encoder == CarriedEncoder::Trained)
            FULCRUM_CHECK(keepEncoder(runs, run, carried.path(), folder));
        FULCRUM_CHECK(copyWeights(options, facts.config, folder / "last.safetensors"));
        FULCRUM_CHECK(runs.setParam(run, "encoder_hash", encoder));
        FULCRUM_CHECK(addCheckpoints(project, database, run, facts, folder / "last.safetensors"));
        FULCRUM_CHECK(runs.setState(run, store::RunState::Succeeded));
        FULCRUM_TRY(const model::LoadOptions load, icl::loadOptions("cpu", 0));
        const auto used = loadTrained(project, database, run, "last", load, data); // it can be used
        // Embeddings by a CLIP that came with it cannot be there yet.
        if (!used && !(facts.encoder == CarriedEncoder::Trained && used.error().code == ErrorCode::NotFound))
            return fail(used.error());
        return {};
    };
    if (auto filled = fill(); !filled) {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
        if (auto removed = runs.remove(run); !removed)
            return fail(removed.error());
        return fail(filled.error());
    }
    return run;
}

} // namespace fulcrum::lever
