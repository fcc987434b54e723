// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/training.h"

#include "core/demo/model_folders.h"
#include "core/demo/training_data.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <future>
#include <nlohmann/json.hpp>
#include <numbers>

namespace fulcrum::demo {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr int kLogEvery = 25;
constexpr int kValidationDocuments = 96;          ///< for each task and number of demonstrations
constexpr std::array<int, 4> kValidationShots{0, 1, 2, 5};

double seconds(Clock::time_point since) { return std::chrono::duration<double>(Clock::now() - since).count(); }

/// The loss curve and the recipe, kept beside the weights.
class Record
{
public:
    Record(Path folder, Json recipe) : m_folder(std::move(folder)), m_json{{"recipe", std::move(recipe)}, {"seconds", 0.0}, {"curve", Json::array()}} {}

    /// Keeps the points up to `step` of an earlier record of the same recipe.
    Result<void> resume(int step)
    {
        FULCRUM_TRY(const std::string text, readFile(m_folder / "training.json"));
        const Json old = Json::parse(text, nullptr, false);
        if (!old.is_object() || !old.contains("recipe") || old["recipe"] != m_json["recipe"])
            return fail(ErrorCode::Usage, "cannot resume the training", (m_folder / "training.json").string(),
                "it was started with another recipe", "use the same settings, or another folder");
        for (const Json& point : old["curve"])
            if (point.value("step", 0) <= step)
                m_json["curve"].push_back(point);
        m_earlier = old.value("seconds", 0.0);
        return {};
    }
    void add(Json point) { m_json["curve"].push_back(std::move(point)); }
    Result<void> write()
    {
        m_json["seconds"] = std::round(m_earlier + seconds(m_start));
        return writeFileAtomic(m_folder / "training.json", m_json.dump(1) + "\n");
    }

private:
    Path m_folder;
    Json m_json;
    double m_earlier = 0;
    Clock::time_point m_start = Clock::now();
};

/// Where a stage stands on disk: state/NAME.safetensors, whose step count is in state/NAME.json.
struct StateFiles
{
    Path weights, step;
    StateFiles(const Path& folder, const std::string& name)
        : weights(folder / "state" / (name + ".safetensors")), step(folder / "state" / (name + ".json"))
    {
    }
    Result<int> readStep() const
    {
        FULCRUM_TRY(const std::string text, readFile(step));
        const Json json = Json::parse(text, nullptr, false);
        if (!json.is_object() || !json.contains("step") || !json["step"].is_number_integer())
            return fail(ErrorCode::Malformed, "cannot resume the training", step.string(), "no step count");
        return json["step"].get<int>();
    }
    /// Two state files in turn: the step file names the one that is whole, whenever the program dies.
    Path slot(int at) const { return Path(weights).replace_extension(fmt::format(".{}.safetensors", at % 2)); }
    template <class Trainer>
    Result<void> save(Trainer& trainer, int at, int saves) const
    {
        FULCRUM_CHECK(trainer.saveState(slot(saves)));
        return writeFileAtomic(step, Json{{"step", at}, {"slot", saves % 2}}.dump() + "\n");
    }
    template <class Trainer>
    Result<void> load(Trainer& trainer) const
    {
        FULCRUM_TRY(const std::string text, readFile(step));
        const Json json = Json::parse(text, nullptr, false);
        return trainer.loadState(slot(json.value("slot", 0)));
    }
};

/// Linear warm-up, constant to half-way, then linear down to 2 %.
double trapezoid(int step, int steps, double rate, int warmup)
{
    const double rise = std::min(1.0, (step + 1.0) / warmup);
    const double half = 0.5 * steps;
    const double fall = step < half ? 1.0 : 1.0 - 0.98 * (step - half) / (steps - half);
    return rate * std::min(rise, fall);
}

double cosine(int step, int steps, double rate, int warmup)
{
    const double rise = std::min(1.0, (step + 1.0) / warmup);
    return rate * rise * (0.51 + 0.49 * std::cos(std::numbers::pi * step / steps));
}

/// The dense labels teach the attributes quickly; at the end the contrast alone shapes the embedding.
double denseWeight(int step, int steps) { return step < 0.7 * steps ? 1.0 : 0.3; }

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

/// What the training loops of both models share; the functions are the stage's own. Steps count from 0.
template <class Batch>
struct Loop
{
    const char* model; ///< "the encoder", for people
    int first = 0, steps = 0, saveEvery = 1;
    Path folder;
    std::function<Batch(int step)> draw; ///< on another thread, one step ahead
    std::function<Result<void>(const Batch& batch, int step)> train;
    std::function<void(int done, double stepsPerSecond)> log;   ///< every kLogEvery steps
    std::function<Result<void>(int done, int saves)> save;      ///< every saveEvery steps and after the last one
};

template <class Batch>
Result<void> runLoop(const Loop<Batch>& loop, std::stop_token stop)
{
    auto next = std::async(std::launch::async, loop.draw, loop.first);
    int saves = loop.first / loop.saveEvery;
    const Clock::time_point start = Clock::now();
    for (int step = loop.first; step < loop.steps; ++step) {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, fmt::format("the training of {} was stopped", loop.model),
                loop.folder.string(), "", "go on with --resume");
        const Batch batch = next.get();
        next = std::async(std::launch::async, loop.draw, step + 1);
        FULCRUM_CHECK(loop.train(batch, step));
        const int done = step + 1;
        if (done % kLogEvery == 0)
            loop.log(done, (done - loop.first) / seconds(start));
        if (done % loop.saveEvery == 0 || done == loop.steps)
            FULCRUM_CHECK(loop.save(done, saves++));
    }
    return {};
}

/// The step to go on from: 0, or with `resume` that of the state on disk, which trainer and record are brought to.
template <class Trainer>
Result<int> restore(const TrainingSpec& spec, const StateFiles& state, Trainer& trainer, Record& record)
{
    if (!spec.resume || !std::filesystem::exists(state.step))
        return 0;
    FULCRUM_TRY(const int step, state.readStep());
    FULCRUM_CHECK(state.load(trainer));
    FULCRUM_CHECK(record.resume(step));
    return step;
}

/// State, model and record of a stage, in this order: a kill between them costs nothing that the next save would not redo.
template <class Trainer>
Result<void> saveStage(const StateFiles& state, Trainer& trainer, Record& record, const Path& folder, int done, int saves)
{
    FULCRUM_CHECK(state.save(trainer, done, saves));
    FULCRUM_CHECK(trainer.saveModel(folder));
    return record.write();
}

class ClipStage
{
public:
    ClipStage(model::Backend& backend, const TrainingSpec& spec, const TrainingImages& images)
        : m_backend(backend), m_spec(spec), m_images(images), m_folder(spec.folder / kClipName), m_state(spec.folder, "clip")
    {
    }

    Result<void> run(const TrainingProgress& progress, std::stop_token stop)
    {
        FULCRUM_CHECK(writeClipFolder(m_folder));
        FULCRUM_TRY(m_tokenizer, text::Tokenizer::load(m_folder));
        FULCRUM_TRY(m_processor, image::ImageProcessor::load(m_folder));
        FULCRUM_TRY(const auto trainer,
            m_backend.createEncoderTrainer(m_folder, m_spec.seed, kDenseHeads, m_spec.clipDecay, m_spec.threads));
        Record record(m_folder, recipe());
        FULCRUM_TRY(const int first, restore(m_spec, m_state, *trainer, record));
        double contrast = 0, dense = 0, accuracy = 0; // means since the last line
        Loop<std::vector<model::EncoderExample>> loop{"the encoder", first, m_spec.clipSteps, m_spec.saveEvery, m_folder,
            [this](int step) { return batch(step); }, {}, {}, {}};
        loop.train = [&](const auto& examples, int step) -> Result<void> {
            FULCRUM_TRY(const auto result, trainer->step(examples, cosine(step, m_spec.clipSteps, m_spec.clipRate, 50),
                                               denseWeight(step, m_spec.clipSteps)));
            contrast += result.contrastive / kLogEvery;
            dense += result.dense / kLogEvery;
            accuracy += result.accuracy / kLogEvery;
            return {};
        };
        loop.log = [&](int done, double rate) {
            record.add({{"step", done}, {"contrastive", rounded(contrast)}, {"dense", rounded(dense)}, {"accuracy", rounded(accuracy)}});
            progress(fmt::format("clip {}/{}: contrastive {:.3f}, dense {:.3f}, accuracy {:.2f}, {:.2f} steps/s", done,
                m_spec.clipSteps, contrast, dense, accuracy, rate));
            contrast = dense = accuracy = 0;
        };
        loop.save = [&](int done, int saves) { return saveStage(m_state, *trainer, record, m_folder, done, saves); };
        return runLoop(loop, stop);
    }

private:
    Json recipe() const
    {
        return {{"model", kClipName}, {"seed", m_spec.seed}, {"scenes", m_spec.scenes}, {"steps", m_spec.clipSteps},
            {"batch", m_spec.clipBatch}, {"learning_rate", m_spec.clipRate}, {"weight_decay", m_spec.clipDecay},
            {"schedule", "50 steps of warm-up, cosine to 2 %"}, {"dense_weight", "1, after 70 % of the steps 0.3"}};
    }
    std::vector<model::EncoderExample> batch(int step) const
    {
        std::vector<model::EncoderExample> examples;
        Rng rng(m_spec.seed, {stableHash("clip"), static_cast<std::uint64_t>(step)});
        for (int i = 0; i < m_spec.clipBatch; ++i)
            examples.push_back(encoderExample(m_images, m_processor, *m_tokenizer, 40, rng));
        return examples;
    }

    model::Backend& m_backend;
    const TrainingSpec& m_spec;
    const TrainingImages& m_images;
    const Path m_folder;
    const StateFiles m_state;
    std::shared_ptr<const text::Tokenizer> m_tokenizer;
    image::ImageProcessor m_processor = image::ImageProcessor::standard(image::ImageProcessor::Kind::Clip);
};

class IdeficsStage
{
public:
    IdeficsStage(model::Backend& backend, const TrainingSpec& spec, const TrainingImages& images)
        : m_backend(backend), m_spec(spec), m_images(images), m_folder(spec.folder / kIdeficsName), m_state(spec.folder, "idefics")
    {
    }

    Result<void> run(const TrainingProgress& progress, std::stop_token stop)
    {
        FULCRUM_CHECK(writeIdeficsFolder(m_folder));
        FULCRUM_TRY(const auto tokenizer, text::Tokenizer::load(m_folder));
        FULCRUM_TRY(const DocumentEncoder encoder, DocumentEncoder::create(tokenizer));
        model::VisionLanguageTrainer::Options options;
        options.weightDecay = m_spec.ideficsDecay;
        options.seed = m_spec.seed;
        options.threads = m_spec.threads;
        FULCRUM_TRY(const auto trainer, m_backend.createVisionLanguageTrainer(m_folder, m_spec.folder / kClipName, options));
        FULCRUM_CHECK(giveImages(*trainer, progress, stop));
        Record record(m_folder, recipe());
        FULCRUM_TRY(const int first, restore(m_spec, m_state, *trainer, record));
        makeValidation(encoder);
        return train(*trainer, encoder, record, first, progress, stop);
    }

private:
    Result<void> train(model::VisionLanguageTrainer& trainer, const DocumentEncoder& encoder, Record& record, int first,
        const TrainingProgress& progress, std::stop_token stop)
    {
        double loss = 0; // mean since the last line
        Loop<std::vector<model::TrainDocument>> loop{"the LVLM", first, m_spec.ideficsSteps, m_spec.saveEvery, m_folder,
            [&](int step) { return batch(encoder, step); }, {}, {}, {}};
        loop.train = [&](const auto& documents, int step) -> Result<void> {
            FULCRUM_TRY(const double one, trainer.step(documents, trapezoid(step, m_spec.ideficsSteps, m_spec.ideficsRate, 100)));
            loss += one / kLogEvery;
            return {};
        };
        loop.log = [&](int done, double rate) {
            progress(fmt::format("idefics {}/{}: loss {:.4f}, {:.2f} steps/s", done, m_spec.ideficsSteps, loss, rate));
            record.add({{"step", done}, {"loss", rounded(loss)}});
            loss = 0;
        };
        loop.save = [&](int done, int saves) -> Result<void> {
            FULCRUM_TRY(Json point, validate(trainer));
            point["step"] = done;
            progress("idefics validation: " + point.dump());
            record.add(std::move(point));
            return saveStage(m_state, trainer, record, m_folder, done, saves);
        };
        return runLoop(loop, stop);
    }

    Json recipe() const
    {
        const LossWeights weights;
        return {{"model", kIdeficsName}, {"seed", m_spec.seed}, {"scenes", m_spec.scenes}, {"steps", m_spec.ideficsSteps},
            {"pairs_per_step", m_spec.ideficsPairs}, {"learning_rate", m_spec.ideficsRate}, {"betas", {0.9, 0.97}},
            {"weight_decay", m_spec.ideficsDecay}, {"gradient_clip", 1.0},
            {"schedule", "100 steps of warm-up, constant to half-way, linear to 2 %"},
            {"loss_weights", {{"caption", weights.caption}, {"answer", weights.answer}, {"line_break", weights.lineBreak},
                {"end", weights.end}, {"question", weights.question}, {"rest", weights.rest}}}};
    }

    Result<void> giveImages(model::VisionLanguageTrainer& trainer, const TrainingProgress& progress, std::stop_token stop)
    {
        FULCRUM_TRY(const image::ImageProcessor processor, image::ImageProcessor::load(m_folder));
        progress("idefics: encoding the images");
        std::vector<model::ImageInput> inputs;
        for (int i = 0; i < m_spec.scenes; ++i)
            inputs.push_back({fmt::format("scene {}", i),
                [this, processor, i]() -> Result<model::Pixels> { return m_images.pixels(i, processor); }});
        return trainer.setImages(inputs, stop);
    }

    std::vector<model::TrainDocument> batch(const DocumentEncoder& encoder, int step) const
    {
        Rng rng(m_spec.seed, {stableHash("idefics"), static_cast<std::uint64_t>(step)});
        std::vector<model::TrainDocument> documents;
        int pairs = 0;
        while (pairs < m_spec.ideficsPairs) {
            const data::Task task = documents.size() % 2 == 0 ? data::Task::Caption : data::Task::Vqa;
            const Document document = drawDocument(m_images.bank(), task, DocumentSpec{}, rng);
            pairs += static_cast<int>(document.pairs.size());
            documents.push_back(encoder.encode(document, LossWeights{}));
        }
        return documents;
    }

    void makeValidation(const DocumentEncoder& encoder)
    {
        for (const data::Task task : {data::Task::Caption, data::Task::Vqa})
            for (const int shots : kValidationShots) {
                Rng rng(m_spec.seed, {stableHash("validation"), static_cast<std::uint64_t>(task), static_cast<std::uint64_t>(shots)});
                for (int i = 0; i < kValidationDocuments;) {
                    Document document = drawDocument(m_images.bank(), task, DocumentSpec{}, rng);
                    if (document.pairs.size() <= static_cast<std::size_t>(shots))
                        continue;
                    document.pairs.resize(static_cast<std::size_t>(shots) + 1);
                    m_validation.push_back(encoder.encodeLast(document));
                    ++i;
                }
            }
    }

    /// Mean loss of the last answer by task and number of demonstrations.
    Result<Json> validate(model::VisionLanguageTrainer& trainer) const
    {
        FULCRUM_TRY(const std::vector<double> losses, trainer.evaluate(m_validation));
        Json point;
        std::size_t at = 0;
        for (const char* task : {"caption", "vqa"})
            for (const int shots : kValidationShots) {
                double sum = 0;
                for (int i = 0; i < kValidationDocuments; ++i)
                    sum += losses[at++];
                point[task][std::to_string(shots)] = rounded(sum / kValidationDocuments);
            }
        return point;
    }

    model::Backend& m_backend;
    const TrainingSpec& m_spec;
    const TrainingImages& m_images;
    const Path m_folder;
    const StateFiles m_state;
    std::vector<model::TrainDocument> m_validation;
};

Result<void> refuseOld(const TrainingSpec& spec)
{
    for (const auto& [asked, name] : {std::pair{spec.clip, kClipName}, std::pair{spec.idefics, kIdeficsName}})
        if (asked && !spec.resume && std::filesystem::exists(spec.folder / name / "model.safetensors"))
            return fail(ErrorCode::Usage, "there is a trained model already", (spec.folder / name).string(), "",
                "go on with --resume, or choose another folder");
    return {};
}

} // namespace

Result<void> trainModels(
    model::Backend& backend, const TrainingSpec& spec, const TrainingProgress& progress, std::stop_token stop)
{
    if (spec.clipSteps < 1 || spec.ideficsSteps < 1 || spec.clipBatch < 2 || spec.ideficsPairs < 1 || spec.saveEvery < 1)
        return fail(ErrorCode::OutOfRange, "cannot train the demo models", "", "steps and batch sizes must be positive");
    FULCRUM_CHECK(refuseOld(spec));
    progress("drawing the training scenes");
    FULCRUM_TRY(const TrainingImages images, TrainingImages::render(spec.seed, spec.scenes, stop));
    if (spec.clip)
        FULCRUM_CHECK(ClipStage(backend, spec, images).run(progress, stop));
    if (spec.idefics)
        FULCRUM_CHECK(IdeficsStage(backend, spec, images).run(progress, stop));
    return {};
}

} // namespace fulcrum::demo
