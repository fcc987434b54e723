// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/train_job.h"

#include "core/dm/dm_job.h"
#include "core/icl/isolate.h"
#include "core/icl/prompt_builder.h"
#include "core/lever/encoder_inputs.h"
#include "core/lever/lever_spec.h"
#include "core/lever/origin.h"
#include "core/project/dataset_versions.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <set>

namespace fulcrum::lever {

namespace {

constexpr const char* kCheckpointUnit = "checkpoints";
constexpr const char* kPartialParam = "partial_epoch";
constexpr const char* kWithoutEmbedding = "without_embedding";
constexpr const char* kEncoderFolder = "encoder_folder"; ///< of a run that trains the encoder: where it started

std::string unitKey(std::int64_t epoch)
{
    return fmt::format("epoch-{:04}", epoch);
}

class TrainJob : public jobs::Job
{
public:
    explicit TrainJob(jobs::JobSpec spec) : m_spec(std::move(spec)) {}

    Result<void> run(jobs::JobContext& context) override
    {
        FULCRUM_CHECK(prepare(context));
        const std::int64_t epochs = m_spec.integer("epochs");
        FULCRUM_CHECK(context.setTotalUnits(epochs + 1)); // and the final checkpoints
        if (context.isDone(kCheckpointUnit)) { // only the tidying up was missing
            FULCRUM_TRY(const Path folder, context.checkpointFolder());
            removeStates(folder, -1);
            return {};
        }
        FULCRUM_CHECK(restore(context));
        while (m_epoch < epochs && !exhausted(m_epoch)) {
            FULCRUM_CHECK(context.checkpoint());
            FULCRUM_CHECK(doEpoch(context, m_epoch + 1));
            ++m_epoch;
        }
        return finish(context);
    }

private:
    /// Where an epoch was interrupted. The state file holds the model and the optimiser after that many of its batches.
    struct Partial
    {
        std::int64_t epoch = 0; ///< 0 = between epochs
        double rate = 0;        ///< learning rate of the epoch's first step
        std::vector<double> losses; ///< of the batches that are done
    };

    struct Best
    {
        std::int64_t epoch = 0;
        double value = std::numeric_limits<double>::quiet_NaN();
    };

    Result<void> prepare(jobs::JobContext& context)
    {
        context.phase("reading D_M");
        FULCRUM_TRY(m_origin, readOrigin(context.database(), m_spec.integers("dm_runs")));
        FULCRUM_TRY(m_data, icl::TaskData::open(context, m_origin.task));
        FULCRUM_TRY(m_encoderHash, icl::encoderHashOf(*context.project(), context.database(), m_origin.task));
        FULCRUM_TRY(m_features, icl::openFeatures(*context.project(), *m_data.support, m_encoderHash,
                                    m_spec.flag("query_image") || m_spec.flag("icd_image"),
                                    m_spec.flag("query_text") || m_spec.flag("icd_text"), asProjected(m_spec)));
        FULCRUM_CHECK(makeSet(context));
        FULCRUM_TRY(m_loadOptions, icl::loadOptions(m_spec.text("device"), m_spec.integer("threads"), m_spec.text("dtype")));
        FULCRUM_TRY(model::Backend* const backend, model::openBackend());
        const std::size_t projection =
            m_features.image.empty() ? m_features.text.dimensions : m_features.image.dimensions;
        FULCRUM_TRY(m_model, backend->createLeverModel(leverConfig(m_spec, m_origin.pool.size(), projection),
                                 static_cast<std::uint64_t>(m_spec.integer("seed")), m_loadOptions));
        if (m_spec.flag("train_encoder")) {
            FULCRUM_CHECK(unfreeze(context));
        } else {
            FULCRUM_TRY(const icl::GatheredFeatures items, icl::gather(m_features, m_origin.pool));
            FULCRUM_CHECK(m_model->setItems(items.view()));
        }
        const auto batches = epochBatches(m_set.train, batchSize(), 0, 0);
        return m_model->beginTraining(trainOptions(m_spec, static_cast<std::int64_t>(batches.size())));
    }

    /// The encoder that the run began with stays its own, whatever the project's is when it is resumed.
    Result<void> unfreeze(jobs::JobContext& context)
    {
        const project::Project& project = *context.project();
        store::RunRepository runs(context.database());
        FULCRUM_TRY(auto begun, runs.param(context.run(), kEncoderFolder));
        if (!begun) {
            begun = project.stored(project.resolve(project.config().encoder));
            FULCRUM_CHECK(context.database().transaction([&] { return runs.setParam(context.run(), kEncoderFolder, *begun); }));
        }
        m_encoderFolder = project.resolve(*begun);
        FULCRUM_TRY(const model::EncoderInfo info, m_model->trainEncoder(m_encoderFolder, !asProjected(m_spec)));
        const SeenParts parts{m_spec.flag("query_image"), m_spec.flag("query_text"), m_spec.flag("icd_image"), m_spec.flag("icd_text")};
        FULCRUM_TRY(m_raw, EncoderInputs::open(m_encoderFolder, m_data.support, m_origin.pool, parts, info.textLength, m_loadOptions.threads));
        return {};
    }

    Result<void> makeSet(jobs::JobContext& context)
    {
        FULCRUM_CHECK(leaveOut(context));
        FULCRUM_TRY(m_set, makeTrainingSet(m_origin.sequences, m_origin.pool, trainingSetOptions(m_spec)));
        context.log(LogLevel::Info, fmt::format("{} sequences to train on, {} to validate with, {} below the threshold",
                                        m_set.train.size(), m_set.validation.size(), m_set.dropped));
        if (m_spec.text("select_by") != "last" && m_set.validation.empty())
            return fail(ErrorCode::Usage, "cannot train", "train_ratio",
                fmt::format("no anchor is left to select by {}", m_spec.text("select_by")), "use more anchors");
        return {};
    }

    /// Sequences with a sample that has no embedding are not learned from. Which samples that are is kept with the run: it does not
    /// change between two parts of it.
    Result<void> leaveOut(jobs::JobContext& context)
    {
        store::RunRepository runs(context.database());
        FULCRUM_TRY(const auto known, runs.param(context.run(), kWithoutEmbedding));
        if (known) {
            FULCRUM_TRY(m_withoutEmbedding, icl::runIndices(context.database(), context.run(), kWithoutEmbedding));
        } else {
            std::set<std::int64_t> missing;
            const auto look = [&](std::int64_t sample) {
                if (!m_features.has(sample))
                    missing.insert(sample);
            };
            std::ranges::for_each(m_origin.pool, look);
            for (const SourceSequence& one : m_origin.sequences)
                look(one.anchor);
            m_withoutEmbedding.assign(missing.begin(), missing.end());
            FULCRUM_CHECK(context.database().transaction(
                [&] { return runs.setParam(context.run(), kWithoutEmbedding, icl::indicesText(m_withoutEmbedding)); }));
        }
        const auto isMissing = [&](std::int64_t sample) { return std::ranges::binary_search(m_withoutEmbedding, sample); };
        const std::size_t left = std::erase_if(m_origin.sequences, [&](const SourceSequence& one) {
            return isMissing(one.anchor) || std::ranges::any_of(one.items, isMissing);
        });
        if (!m_withoutEmbedding.empty())
            context.log(LogLevel::Warning, fmt::format("{} samples have no embedding (an image that could not be read): {} sequences with "
                                                       "them are left out; mend them and resume the embed run with --retry-failed",
                                               m_withoutEmbedding.size(), left));
        return {};
    }

    std::size_t batchSize() const { return static_cast<std::size_t>(m_spec.integer("batch")); }

    static Path encoderFolder(const Path& folder, const std::string& label) { return folder / ("encoder-" + label); }

    Path stateFile(const Path& folder, std::int64_t epoch) const
    {
        return folder / fmt::format("state-{:04}.safetensors", epoch);
    }

    Path partialFile(const Path& folder, std::int64_t epoch, std::size_t batches) const
    {
        return folder / fmt::format("partial-{:04}-{:06}.safetensors", epoch, batches);
    }

    /// Brings model, epoch and best-so-far to the last marked epoch, or into the middle of the next one.
    Result<void> restore(jobs::JobContext& context)
    {
        while (context.isDone(unitKey(m_epoch + 1)))
            ++m_epoch;
        FULCRUM_TRY(const Path folder, context.checkpointFolder());
        FULCRUM_CHECK(restorePartial(context, folder));
        if (m_epoch == 0)
            return {};
        if (m_partial.epoch == 0)
            FULCRUM_CHECK(m_model->loadState(stateFile(folder, m_epoch)));
        FULCRUM_TRY(
            const auto points, store::RunRepository(context.database()).metrics(context.run(), selectionMetric()));
        for (const store::MetricPoint& point : points)
            consider(point.step, point.value);
        if (m_spec.text("select_by") == "last")
            m_best.epoch = m_epoch; // without validation anchors there are no points
        return {};
    }

    Result<void> restorePartial(jobs::JobContext& context, const Path& folder)
    {
        FULCRUM_TRY(const auto text, store::RunRepository(context.database()).param(context.run(), kPartialParam));
        const nlohmann::json noted = text ? nlohmann::json::parse(*text, nullptr, false) : nlohmann::json();
        if (!noted.is_object() || noted.value("epoch", std::int64_t{0}) != m_epoch + 1)
            return {};
        Partial partial{m_epoch + 1, noted.value("rate", 0.0), {}};
        for (const nlohmann::json& loss : noted.value("losses", nlohmann::json::array()))
            partial.losses.push_back(loss.is_number() ? loss.get<double>() : 0.0);
        const Path file = partialFile(folder, partial.epoch, partial.losses.size());
        if (std::error_code gone; !std::filesystem::exists(file, gone))
            return {}; // the epoch begins again, with the same result
        FULCRUM_CHECK(m_model->loadState(file));
        context.log(LogLevel::Info, fmt::format("going on after {} batches of epoch {}", partial.losses.size(), partial.epoch));
        m_partial = std::move(partial);
        return {};
    }

    /// Keeps the middle of an epoch: first the file, then the note that it counts.
    Result<void> keepPartial(jobs::JobContext& context, const Partial& partial)
    {
        FULCRUM_TRY(const Path folder, context.checkpointFolder());
        const Path file = partialFile(folder, partial.epoch, partial.losses.size());
        FULCRUM_CHECK(m_model->saveState(file));
        const nlohmann::json noted = {{"epoch", partial.epoch}, {"rate", partial.rate}, {"losses", partial.losses}};
        FULCRUM_CHECK(context.database().transaction([&] {
            return store::RunRepository(context.database()).setParam(context.run(), kPartialParam, noted.dump());
        }));
        removeFiles(folder, "partial-", file);
        return {};
    }

    std::string selectionMetric() const
    {
        return m_spec.text("select_by") == "infoscore" ? "validation infoscore" : "validation loss";
    }

    /// True when the epoch is the best so far.
    bool consider(std::int64_t epoch, double value)
    {
        const bool better = std::isnan(m_best.value) ||
                            (m_spec.text("select_by") == "infoscore" ? value > m_best.value : value < m_best.value);
        if (!better && m_spec.text("select_by") != "last")
            return false;
        m_best = {epoch, value};
        return true;
    }

    bool exhausted(std::int64_t epoch) const
    {
        const std::int64_t patience = m_spec.integer("patience");
        return patience > 0 && m_best.epoch > 0 && epoch - m_best.epoch >= patience;
    }

    model::LeverBatch batchOf(const std::vector<Record>& records, const std::vector<std::size_t>& rows,
        const icl::GatheredFeatures& queries) const
    {
        model::LeverBatch batch;
        batch.query = queries.view();
        for (const std::size_t row : rows)
            batch.sequences.push_back(records[row].items);
        return batch;
    }

    Result<icl::GatheredFeatures> queriesOf(
        const std::vector<Record>& records, const std::vector<std::size_t>& rows) const
    {
        std::vector<std::int64_t> anchors;
        for (const std::size_t row : rows)
            anchors.push_back(records[row].anchor);
        return icl::gather(queryFeatures(), anchors);
    }

    Result<double> trainOn(const std::vector<std::size_t>& rows)
    {
        if (m_raw) {
            FULCRUM_TRY(const model::LeverRawBatch batch, m_raw->batch(m_set.train, rows));
            return m_model->trainRawStep(batch);
        }
        FULCRUM_TRY(const icl::GatheredFeatures queries, queriesOf(m_set.train, rows));
        return m_model->trainStep(batchOf(m_set.train, rows, queries));
    }

    Result<double> evaluateOn(const std::vector<std::size_t>& rows)
    {
        if (m_raw) {
            FULCRUM_TRY(const model::LeverRawBatch batch, m_raw->batch(m_set.validation, rows));
            return m_model->evaluateRaw(batch);
        }
        FULCRUM_TRY(const icl::GatheredFeatures queries, queriesOf(m_set.validation, rows));
        return m_model->evaluate(batchOf(m_set.validation, rows, queries));
    }

    /// What Lever-LM needs to write sequences for some anchors; an encoder in training embeds the pool as it is now.
    Result<icl::FeatureTables> featuresToWrite(jobs::JobContext& context, const std::vector<std::int64_t>& anchors)
    {
        if (!m_raw)
            return queryFeatures();
        const SeenParts& parts = m_raw->parts();
        std::vector<std::int64_t> pool;
        std::ranges::set_difference(m_origin.pool, m_withoutEmbedding, std::back_inserter(pool));
        FULCRUM_TRY(const icl::FeatureTables items, m_raw->embed(*m_model, pool, parts.icdImage, parts.icdText, context.stopToken()));
        FULCRUM_TRY(const icl::GatheredFeatures rows, icl::gather(items, m_origin.pool));
        FULCRUM_CHECK(m_model->setItems(rows.view()));
        return m_raw->embed(*m_model, anchors, parts.queryImage, parts.queryText, context.stopToken());
    }

    icl::FeatureTables queryFeatures() const
    {
        icl::FeatureTables tables = m_features;
        if (!m_spec.flag("query_image"))
            tables.image = tables.imageLengths = {};
        if (!m_spec.flag("query_text"))
            tables.text = tables.textLengths = {};
        return tables;
    }

    Result<void> doEpoch(jobs::JobContext& context, std::int64_t epoch)
    {
        context.phase(fmt::format("epoch {}", epoch));
        const auto batches = epochBatches(m_set.train, batchSize(),
            static_cast<std::uint64_t>(m_spec.integer("seed")), static_cast<std::uint64_t>(epoch));
        Partial now = std::exchange(m_partial, {});
        if (now.epoch != epoch)
            now = {epoch, m_model->learningRate(), {}};
        FULCRUM_CHECK(trainBatches(context, batches, now));
        FULCRUM_TRY(const double validationLoss, evaluate());
        double selection = validationLoss;
        const bool look = m_spec.text("select_by") == "infoscore";
        const bool select = !look || epoch % m_spec.integer("select_every") == 0 || epoch == m_spec.integer("epochs");
        if (look && select) {
            FULCRUM_TRY(selection, infoScore(context));
        }
        const Best before = m_best;
        const bool isBest = select && consider(epoch, selection);
        auto written = commit(context, epoch, now.losses, now.rate, validationLoss, selection, select, isBest);
        if (!written)
            m_best = before;
        return written;
    }

    /// The batches of an epoch that `now` does not have yet.
    Result<void> trainBatches(
        jobs::JobContext& context, const std::vector<std::vector<std::size_t>>& batches, Partial& now)
    {
        using Clock = std::chrono::steady_clock;
        const std::chrono::duration<double> pause(60 * m_spec.number("checkpoint_minutes"));
        auto kept = Clock::now();
        for (std::size_t i = now.losses.size(); i < batches.size(); ++i) {
            if (const auto goOn = context.checkpoint(); !goOn) {
                // Told to stop: what is done of the epoch is kept. Where that fails the epoch begins again.
                if (const auto stored = i > 0 ? keepPartial(context, now) : Result<void>(); !stored)
                    context.log(LogLevel::Warning, stored.error().text(), unitKey(now.epoch));
                return goOn;
            }
            if (i > 0 && pause.count() > 0 && Clock::now() - kept > pause) {
                FULCRUM_CHECK(keepPartial(context, now));
                kept = Clock::now();
            }
            FULCRUM_TRY(const double loss, trainOn(batches[i]));
            if (!std::isfinite(loss))
                return fail(ErrorCode::Numeric, "training went astray", unitKey(now.epoch), "the loss is not a number",
                    "lower the learning rate");
            now.losses.push_back(loss);
        }
        return {};
    }

    Result<double> evaluate()
    {
        double sum = 0;
        double rowsSeen = 0;
        for (const std::vector<std::size_t>& rows : orderedBatches(m_set.validation, batchSize())) {
            FULCRUM_TRY(const double loss, evaluateOn(rows));
            sum += loss * static_cast<double>(rows.size());
            rowsSeen += static_cast<double>(rows.size());
        }
        return rowsSeen > 0 ? sum / rowsSeen : std::numeric_limits<double>::quiet_NaN();
    }

    /// Mean P(y|S,x) of the sequences that Lever-LM writes for validation anchors: what the whole method is after.
    Result<double> infoScore(jobs::JobContext& context)
    {
        if (!m_session.lvlm) {
            context.phase("loading the vision-language model");
            const std::string folder = m_spec.text("lvlm").empty() ? m_origin.lvlm : m_spec.text("lvlm");
            model::LoadOptions options = m_loadOptions;
            options.precision = model::Precision::Float32; // "dtype" is that of the training
            FULCRUM_TRY(m_session, icl::loadLvlm(*context.project(), context.project()->resolve(folder), m_origin.task, options));
        }
        std::vector<std::int64_t> anchors;
        std::size_t shots = 1;
        for (const Record& record : m_set.validation) {
            shots = std::max(shots, record.items.size());
            if ((anchors.empty() || anchors.back() != record.anchor) &&
                anchors.size() < static_cast<std::size_t>(m_spec.integer("select_anchors")))
                anchors.push_back(record.anchor);
        }
        icl::LeverRetrieverOptions options;
        options.reversed = m_spec.text("order") == "reversed";
        std::ranges::set_intersection(m_origin.pool, m_withoutEmbedding, std::back_inserter(options.excluded));
        FULCRUM_TRY(const icl::FeatureTables queries, featuresToWrite(context, anchors));
        const auto retriever = icl::makeLeverRetriever({m_data.support, m_origin.pool}, *m_model, queries, options);
        FULCRUM_TRY(const auto sequences,
            retriever->retrieve({m_data.support.get(), anchors, static_cast<int>(shots), 0}, context.stopToken()));
        std::vector<icl::Prompt> prompts;
        for (const icl::IcdSequence& sequence : sequences)
            prompts.push_back({sequence.indices(), sequence.query});
        m_session.lvlm->clearPrefixes(); // the same scores whether or not the run was resumed
        double sum = 0, count = 0;
        const auto score = [&](std::size_t begin, std::size_t end) -> Result<void> {
            FULCRUM_TRY(const std::vector<double> scores,
                icl::scorePrompts(*m_session.lvlm, m_session.prompts, m_data.support, m_data.support,
                    std::span(prompts).subspan(begin, end - begin), {}, context.stopToken()));
            for (const double one : scores)
                sum += one;
            count += static_cast<double>(scores.size());
            return {};
        };
        Error last;
        FULCRUM_CHECK(icl::isolateFailures(0, prompts.size(), score, [&](std::size_t i, const Error& why) -> Result<void> {
            context.log(LogLevel::Warning, why.text(), fmt::format("validation anchor {}", prompts[i].query));
            last = why;
            return {};
        }));
        if (count == 0)
            return fail(last.within("no validation anchor can be scored"));
        return sum / count;
    }

    Result<void> commit(jobs::JobContext& context, std::int64_t epoch, const std::vector<double>& losses, double rate,
        double validationLoss, double selection, bool selected, bool isBest)
    {
        FULCRUM_TRY(const Path folder, context.checkpointFolder());
        FULCRUM_CHECK(m_model->saveState(stateFile(folder, epoch)));
        if (isBest) {
            FULCRUM_CHECK(m_model->save(folder / "best.safetensors"));
            if (m_raw)
                FULCRUM_CHECK(saveEncoderFolder(*m_model, m_encoderFolder, encoderFolder(folder, "best")));
        }
        const auto write = [&](store::Database& database) -> Result<void> {
            const auto steps = static_cast<std::int64_t>(losses.size());
            for (std::int64_t s = 0; s < steps; ++s)
                FULCRUM_CHECK(context.metric(
                    "train loss", (epoch - 1) * steps + s + 1, losses[static_cast<std::size_t>(s)]));
            FULCRUM_CHECK(context.metric("learning rate", epoch, rate));
            if (std::isfinite(validationLoss))
                FULCRUM_CHECK(context.metric("validation loss", epoch, validationLoss));
            if (selected && m_spec.text("select_by") == "infoscore")
                FULCRUM_CHECK(context.metric("validation infoscore", epoch, selection));
            store::RunRepository runs(database);
            FULCRUM_CHECK(runs.setParam(context.run(), "best_epoch", std::to_string(m_best.epoch)));
            FULCRUM_CHECK(runs.setParam(context.run(), kPartialParam, ""));
            return runs.setParam(context.run(), "encoder_hash", m_encoderHash);
        };
        FULCRUM_CHECK(context.commitUnit(unitKey(epoch), write));
        removeStates(folder, epoch);
        return {};
    }

    /// Older states are of no use once a newer one is marked.
    void removeStates(const Path& folder, std::int64_t keep) const
    {
        removeFiles(folder, "state-", stateFile(folder, keep));
        removeFiles(folder, "partial-", {});
    }

    static void removeFiles(const Path& folder, std::string_view start, const Path& keep)
    {
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
            if (entry.path().filename().string().starts_with(start) && entry.path() != keep)
                std::filesystem::remove(entry.path(), ignored);
    }

    Result<void> finish(jobs::JobContext& context)
    {
        FULCRUM_TRY(const Path folder, context.checkpointFolder());
        FULCRUM_CHECK(m_model->save(folder / "last.safetensors"));
        if (m_raw)
            FULCRUM_CHECK(saveEncoderFolder(*m_model, m_encoderFolder, encoderFolder(folder, "last")));
        const auto write = [&](store::Database& database) -> Result<void> {
            store::RunRepository runs(database);
            for (const std::string label : {"last", "best"}) {
                const Path file = folder / (label + ".safetensors");
                store::CheckpointRecord record;
                record.epoch = label == "best" ? m_best.epoch : m_epoch;
                record.label = label;
                record.file = context.project()->stored(file);
                FULCRUM_TRY(record.sha256, sha256File(file));
                record.metric = selectionMetric();
                record.value = std::isnan(m_best.value) ? 0 : m_best.value;
                FULCRUM_CHECK(runs.addCheckpoint(context.run(), record));
                if (m_raw) {
                    FULCRUM_TRY(const std::string hash, sha256File(encoderFolder(folder, label) / "model.safetensors"));
                    FULCRUM_CHECK(runs.setParam(context.run(), trainedEncoderParam(label), hash));
                }
            }
            return {};
        };
        FULCRUM_CHECK(context.commitUnit(kCheckpointUnit, write));
        removeStates(folder, -1);
        if (m_raw)
            context.log(LogLevel::Info, "before its sequences are asked for: " + embedCommand(m_origin.task, encoderFolder(folder, "best")));
        return {};
    }

    jobs::JobSpec m_spec;
    Origin m_origin;
    TrainingSet m_set;
    icl::TaskData m_data;
    std::string m_encoderHash;
    icl::FeatureTables m_features; ///< of the train split
    std::vector<std::int64_t> m_withoutEmbedding; ///< samples of its D_M runs, ascending
    model::LoadOptions m_loadOptions;
    std::unique_ptr<model::LeverModel> m_model;
    Path m_encoderFolder;               ///< that is trained along
    std::optional<EncoderInputs> m_raw; ///< only then
    icl::LvlmSession m_session; ///< only for select_by infoscore
    Best m_best;
    std::int64_t m_epoch = 0; ///< epochs trained and marked
    Partial m_partial;        ///< what was kept of the next one
};

} // namespace

jobs::JobKind trainJobKind()
{
    jobs::JobKind kind;
    kind.name = "train";
    kind.title = "Train Lever-LM";
    kind.fields = trainFields();
    kind.rule = trainRule;
    kind.suggestName = [](const nlohmann::json& values) {
        return fmt::format("Lever-LM seed {}", values.at("seed").get<std::int64_t>());
    };
    kind.create = [](const jobs::JobSpec& spec) -> Result<std::unique_ptr<jobs::Job>> {
        return std::make_unique<TrainJob>(spec);
    };
    return kind;
}

} // namespace fulcrum::lever
