// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/model_access.h"

#include "core/embed/feature_folder.h"
#include "core/icl/lvlm_prompts.h"
#include "core/image/image_processor.h"
#include "core/jobs/job_context.h"
#include "core/project/dataset_versions.h"
#include "core/store/run_repository.h"
#include "core/text/tokenizer.h"

#include <fmt/format.h>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

namespace fulcrum::icl {

namespace {

class FolderEncoderInput : public EncoderInput
{
public:
    FolderEncoderInput(std::shared_ptr<const text::Tokenizer> tokenizer, image::ImageProcessor processor)
        : m_tokenizer(std::move(tokenizer)), m_processor(std::move(processor))
    {
    }
    Result<model::Pixels> pixels(const data::Dataset& dataset, const data::Sample& sample) const override
    {
        return m_processor.processFile(dataset.imagePath(sample));
    }
    std::vector<std::int32_t> tokens(std::string_view text, std::size_t longest) const override
    {
        return m_tokenizer->encodeTruncated(text, longest);
    }

private:
    std::shared_ptr<const text::Tokenizer> m_tokenizer;
    image::ImageProcessor m_processor;
};

/// One folder, one text: "models/clip", "./models/../models/clip" and the absolute path of the same folder become equal.
std::string storedForm(const project::Project& project, const std::string& folder)
{
    return project.stored(project.resolve(folder));
}

Result<void> completeFolder(
    const project::Project& project, nlohmann::json& values, const char* field, const std::string& own)
{
    const auto given = values.at(field).get<std::string>();
    values[field] = storedForm(project, given.empty() ? own : given);
    return {};
}

Result<LvlmSession> sessionOf(
    const std::shared_ptr<model::EngineWorker>& worker, const Path& folder, data::Task task, model::Priority priority,
    const std::string& templateText = {})
{
    LvlmSession session;
    session.lvlm = model::EngineWorker::client(worker, priority);
    FULCRUM_TRY(session.prompts, makeLvlmPrompts(folder, task, worker->info(), templateText));
    return session;
}

/// The worker of a loaded model; loads it when nobody uses it.
Result<std::shared_ptr<model::EngineWorker>> sharedWorker(const Path& folder, const model::LoadOptions& options)
{
    static std::mutex mutex;
    static std::map<std::string, std::weak_ptr<model::EngineWorker>> workers; // guarded by mutex
    std::error_code ignored;
    if (folder.empty())
        return fail(ErrorCode::ModelUnavailable, "cannot load the vision-language model", "lvlm", "no folder is set",
            "set the project's model folder or give --lvlm");
    const std::string key = fmt::format("{}|{}|{}", std::filesystem::weakly_canonical(folder, ignored).string(),
        options.device, static_cast<int>(options.precision));
    const std::lock_guard lock(mutex);
    if (auto known = workers[key].lock())
        return known;
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    FULCRUM_TRY(auto lvlm, backend->loadVisionLanguageModel(folder, options));
    auto worker = std::make_shared<model::EngineWorker>(std::move(lvlm));
    workers[key] = worker;
    return worker;
}

} // namespace

Result<model::LoadOptions> loadOptions(const std::string& device, std::int64_t threads, const std::string& dtype)
{
    model::LoadOptions options;
    options.precision = dtype == "bfloat16" ? model::Precision::BFloat16
        : dtype == "float16"                ? model::Precision::Float16
                                            : model::Precision::Float32;
    options.threads = static_cast<int>(threads);
    FULCRUM_TRY(model::Backend* const backend, model::openBackend());
    const std::vector<model::DeviceInfo> devices = backend->devices();
    if (device != "auto") {
        for (const model::DeviceInfo& one : devices)
            if (one.id == device) {
                options.device = device;
                return options;
            }
        return fail(ErrorCode::DeviceUnavailable, "cannot use the device", device, "the engine does not have it",
            "use cpu");
    }
    for (const model::DeviceInfo& one : devices)
        if (one.id.starts_with("cuda") && options.device == "cpu")
            options.device = one.id;
    return options;
}

Result<TaskData> TaskData::open(const project::Project& project, data::Task task)
{
    TaskData result;
    result.task = task;
    FULCRUM_TRY(result.support, project.dataset(task, data::Split::Train));
    FULCRUM_TRY(result.queries, project.dataset(task, data::Split::Validation));
    return result;
}

Result<TaskData> TaskData::open(jobs::JobContext& context, data::Task task)
{
    const project::Project& project = *context.project();
    FULCRUM_TRY(const store::RunRecord run, store::RunRepository(context.database()).get(context.run()));
    TaskData result;
    result.task = task;
    for (const data::Split split : {data::Split::Train, data::Split::Validation}) {
        const std::string fingerprint = project::fingerprintOf(run, task, split);
        FULCRUM_TRY((split == data::Split::Train ? result.support : result.queries),
            fingerprint.empty() ? project.dataset(task, split) : project.dataset(task, split, fingerprint));
    }
    return result;
}

Result<LvlmSession> loadLvlm(const Path& folder, data::Task task, const model::LoadOptions& options)
{
    FULCRUM_TRY(const auto worker, sharedWorker(folder, options));
    return sessionOf(worker, folder, task, model::Priority::Job);
}

Result<LvlmSession> loadLvlm(const project::Project& project, const Path& folder, data::Task task,
    const model::LoadOptions& options, model::Priority priority, const std::string& templateText)
{
    FULCRUM_TRY(const auto worker, sharedWorker(folder, options));
    const model::VisionLanguageModelInfo& info = worker->info();
    // The same weights behind another image processor see other pixels.
    std::string identity = fmt::format("{} {}", info.hash, info.featureKind);
    for (const char* file : {"preprocessor_config.json", "open_clip_config.json", "vision_encoder/preprocessor_config.json",
             "vision_encoder/open_clip_config.json"})
        if (const auto content = readFile(folder / file))
            identity += " " + sha256(*content);
    embed::FeatureFolder::Options features;
    features.readOnly = project.access() != project::Access::ReadWrite;
    // A job that writes must not find the store of somebody who only reads.
    const std::string name = identity + project.featuresFolder().string() + (features.readOnly ? " for reading" : "");
    worker->setFeatureStore(name, std::make_shared<embed::FeatureFolder>(
        project.featuresFolder() / fmt::format("{}-{}", info.name, sha256(identity).substr(0, 16)), identity, features));
    return sessionOf(worker, folder, task, priority, templateText);
}

Result<std::shared_ptr<const EncoderInput>> EncoderInput::load(const Path& folder)
{
    FULCRUM_TRY(auto tokenizer, text::Tokenizer::load(folder));
    FULCRUM_TRY(image::ImageProcessor processor, image::ImageProcessor::load(folder));
    return std::make_shared<FolderEncoderInput>(std::move(tokenizer), std::move(processor));
}

std::string embeddedText(const data::Sample& sample, data::Task task)
{
    return task == data::Task::Caption ? data::shownAnswer(sample, task) : sample.question;
}

Result<void> completeEncoder(const project::Project& project, nlohmann::json& values)
{
    return completeFolder(project, values, "encoder", project.config().encoder);
}

Result<void> completeLvlm(const project::Project& project, nlohmann::json& values)
{
    return completeFolder(project, values, "lvlm", project.config().lvlm);
}

Result<std::string> encoderHashOf(const project::Project& project, store::Database& database, data::Task task)
{
    store::RunRepository runs(database);
    FULCRUM_TRY(const auto records, runs.list("embed"));
    const std::string encoder = storedForm(project, project.config().encoder);
    for (const store::RunRecord& record : records) { // newest first
        if (specText(record, "task") != data::taskName(task) 
            || storedForm(project, specText(record, "encoder")) != encoder)
            continue;
        FULCRUM_TRY(const auto hash, runs.param(record.id, "encoder_hash"));
        if (hash)
            return *hash;
    }
    return fail(ErrorCode::NotFound, "no embeddings", fmt::format("task {}", data::taskName(task)),
        "they were not computed with the project's encoder", fmt::format("run fulcrum-cli embed --task {}", data::taskName(task)));
}

Result<FeatureTables> openFeatures(const project::Project& project, const data::Dataset& dataset,
    const std::string& encoderHash, bool image, bool text, bool asProjected)
{
    const embed::EmbeddingStore store(project.embeddingsFolder());
    auto tables = std::make_shared<std::vector<embed::EmbeddingTable>>();
    FeatureTables result;
    const auto open = [&](const std::string& part, embed::Matrix& matrix) -> Result<void> {
        FULCRUM_TRY(embed::EmbeddingTable table, store.open({encoderHash, dataset.fingerprint(), part}));
        if (table.rows() != dataset.size())
            return fail(ErrorCode::Malformed, "cannot use embeddings", part,
                fmt::format("{} rows for {} samples", table.rows(), dataset.size()), "embed again");
        matrix = table.matrix();
        tables->push_back(std::move(table));
        return {};
    };
    if (image)
        FULCRUM_CHECK(open("image", result.image));
    if (text)
        FULCRUM_CHECK(open("text", result.text));
    if (image && asProjected)
        FULCRUM_CHECK(open(embed::lengthPart("image"), result.imageLengths));
    if (text && asProjected)
        FULCRUM_CHECK(open(embed::lengthPart("text"), result.textLengths));
    result.owner = tables;
    return result;
}

std::string specText(const store::RunRecord& run, const char* key)
{
    const nlohmann::json spec = nlohmann::json::parse(run.spec, nullptr, false);
    return spec.is_object() && spec.contains(key) && spec[key].is_string() ? spec[key].get<std::string>() : std::string();
}

std::vector<std::int64_t> specIntegers(const store::RunRecord& run, const char* key)
{
    const nlohmann::json spec = nlohmann::json::parse(run.spec, nullptr, false);
    std::vector<std::int64_t> result;
    if (spec.is_object() && spec.contains(key) && spec[key].is_array())
        for (const nlohmann::json& one : spec[key])
            if (one.is_number_integer())
                result.push_back(one.get<std::int64_t>());
    return result;
}

Result<std::vector<std::int64_t>> runIndices(store::Database& database, store::RunId run, const char* key)
{
    FULCRUM_TRY(const auto text, store::RunRepository(database).param(run, key));
    if (!text)
        return fail(ErrorCode::NotFound, "the run is not complete", fmt::format("run {}", run),
            fmt::format("it has no parameter \"{}\"", key), "resume it");
    const nlohmann::json list = nlohmann::json::parse(*text, nullptr, false);
    std::vector<std::int64_t> result;
    if (list.is_array())
        for (const nlohmann::json& one : list)
            if (one.is_number_integer())
                result.push_back(one.get<std::int64_t>());
    if (!list.is_array() || result.size() != list.size())
        return fail(ErrorCode::Malformed, "cannot read the run", fmt::format("run {}", run),
            fmt::format("its parameter \"{}\" is not a list of numbers", key));
    return result;
}

std::string indicesText(std::span<const std::int64_t> indices)
{
    return nlohmann::json(std::vector<std::int64_t>(indices.begin(), indices.end())).dump();
}

} // namespace fulcrum::icl
