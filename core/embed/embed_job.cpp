// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/embed_job.h"

#include "core/embed/embedding_store.h"
#include "core/icl/isolate.h"
#include "core/icl/model_access.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <numeric>

namespace fulcrum::embed {

namespace {

using jobs::Field;

/// One table of the job.
struct Table
{
    data::Split split;
    std::string part;
    EmbeddingStore::Build build, lengths; ///< embeddings, and how long they were before they got length 1
    bool embedded = false;                ///< an earlier run made the embeddings
    bool finished = false;                ///< and their lengths

    std::string unit(std::size_t block) const
    {
        return fmt::format("{}/{}/{:06}", data::splitName(split), part, block);
    }
};

/// Embeddings of some samples, one row each: NaN where there is none.
struct Encoded
{
    std::vector<float> values, lengths;
    std::size_t missing = 0;               ///< rows
    std::map<std::string, Error> failures; ///< by image or sample
};

class EmbedJob : public jobs::Job
{
public:
    explicit EmbedJob(jobs::JobSpec spec) : m_spec(std::move(spec)) {}

    Result<void> run(jobs::JobContext& context) override
    {
        const project::Project& project = *context.project();
        const EmbeddingStore store(project.embeddingsFolder());
        FULCRUM_CHECK(load(context));
        FULCRUM_CHECK(context.database().transaction([&] {
            return store::RunRepository(context.database())
                .setParam(context.run(), "encoder_hash", m_encoder->info().hash);
        }));
        std::vector<Table> tables = plan(store);
        std::int64_t total = 0;
        for (const Table& table : tables)
            total += static_cast<std::int64_t>(table.build.blocks());
        FULCRUM_CHECK(context.setTotalUnits(total));
        for (const Table& table : tables) {
            context.phase(fmt::format("embedding {} {}s", data::splitName(table.split), table.part));
            m_missing = 0;
            if (table.finished)
                FULCRUM_CHECK(fillHoles(context, store, table));
            else
                FULCRUM_CHECK(build(context, store, table));
            if (m_missing > 0)
                context.log(LogLevel::Warning, fmt::format("{} of {} {}s of the {} split have no embedding: those samples are left out "
                                                           "where it is needed", m_missing, table.build.rows, table.part,
                                                   data::splitName(table.split)));
        }
        return {};
    }

private:
    Result<void> load(jobs::JobContext& context)
    {
        context.phase("loading the encoder");
        const Path folder = context.project()->resolve(m_spec.text("encoder"));
        FULCRUM_TRY(model::Backend* const backend, model::openBackend());
        FULCRUM_TRY(const model::LoadOptions options,
            icl::loadOptions(m_spec.text("device"), m_spec.integer("threads")));
        FULCRUM_TRY(m_encoder, backend->loadEncoder(folder, options));
        FULCRUM_TRY(m_input, icl::EncoderInput::load(folder));
        FULCRUM_TRY(m_data, icl::TaskData::open(context, *data::taskFromName(m_spec.text("task"))));
        return {};
    }

    std::vector<Table> plan(const EmbeddingStore& store) const
    {
        std::vector<Table> tables;
        for (const std::string& split : m_spec.texts("splits"))
            for (const std::string& part : m_spec.texts("parts")) {
                Table table;
                table.split = *data::splitFromName(split);
                table.part = part;
                const data::Dataset& dataset = *m_data.split(table.split);
                table.build.key = {m_encoder->info().hash, dataset.fingerprint(), part};
                table.build.rows = dataset.size();
                table.build.dimensions = static_cast<std::size_t>(m_encoder->info().dimensions);
                table.build.blockRows = static_cast<std::size_t>(m_spec.integer("batch"));
                table.build.storage = *storageFromName(m_spec.text("storage"));
                table.lengths = table.build;
                table.lengths.key.part = lengthPart(part);
                table.lengths.dimensions = 1;
                table.lengths.storage = Storage::Float32;
                table.embedded = store.isFinished(table.build);
                table.finished = table.embedded && store.isFinished(table.lengths);
                tables.push_back(std::move(table));
            }
        return tables;
    }

    Result<void> build(jobs::JobContext& context, const EmbeddingStore& store, const Table& table)
    {
        for (std::size_t block = 0; block < table.build.blocks(); ++block) {
            FULCRUM_CHECK(context.checkpoint());
            FULCRUM_CHECK(doBlock(context, store, table, block));
        }
        return finish(store, table);
    }

    static Result<void> finish(const EmbeddingStore& store, const Table& table)
    {
        FULCRUM_CHECK(store.finish(table.lengths));
        return store.finish(table.build);
    }

    Result<void> doBlock(jobs::JobContext& context, const EmbeddingStore& store, const Table& table, std::size_t block)
    {
        const std::string unit = table.unit(block);
        // A block counts as done only with its file: somebody may have emptied the folder since.
        if ((table.embedded || store.hasBlock(table.build, block)) && store.hasBlock(table.lengths, block)) {
            FULCRUM_TRY(const auto missing, store.missingRows(table.build, block));
            if (missing.empty() || context.isDone(unit)) {
                m_missing += missing.size();
                return commit(context, unit, {});
            }
        }
        const std::size_t begin = block * table.build.blockRows;
        std::vector<std::size_t> rows(std::min(table.build.rows, begin + table.build.blockRows) - begin);
        std::iota(rows.begin(), rows.end(), begin);
        FULCRUM_TRY(const Encoded encoded, encode(context, table, rows));
        if (!table.embedded)
            FULCRUM_CHECK(store.writeBlock(table.build, block, encoded.values));
        FULCRUM_CHECK(store.writeBlock(table.lengths, block, encoded.lengths));
        return commit(context, unit, encoded.failures);
    }

    /// Embeds what an earlier run could not, in a table that is finished otherwise.
    Result<void> fillHoles(jobs::JobContext& context, const EmbeddingStore& store, const Table& table)
    {
        std::map<std::size_t, std::vector<float>> filled, lengths;
        std::map<std::size_t, std::map<std::string, Error>> failures; // by block
        for (std::size_t block = 0; block < table.build.blocks(); ++block) {
            FULCRUM_CHECK(context.checkpoint());
            FULCRUM_TRY(const std::vector<std::size_t> rows, store.missingRows(table.build, block));
            if (context.isDone(table.unit(block)))
                m_missing += rows.size();
            if (rows.empty() || context.isDone(table.unit(block)))
                continue;
            FULCRUM_TRY(Encoded encoded, encode(context, table, rows));
            failures[block] = std::move(encoded.failures);
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const auto first = encoded.values.begin() + static_cast<std::ptrdiff_t>(i * table.build.dimensions);
                filled[rows[i]] = {first, first + static_cast<std::ptrdiff_t>(table.build.dimensions)};
                lengths[rows[i]] = {encoded.lengths[i]};
            }
        }
        if (!filled.empty()) {
            FULCRUM_CHECK(store.replaceRows(table.lengths, lengths));
            FULCRUM_CHECK(store.replaceRows(table.build, filled));
        }
        for (std::size_t block = 0; block < table.build.blocks(); ++block)
            FULCRUM_CHECK(commit(context, table.unit(block), failures[block]));
        return finish(store, table);
    }

    static Result<void> commit(jobs::JobContext& context, const std::string& unit, const std::map<std::string, Error>& failures)
    {
        return context.commitUnit(unit, [&](store::Database&) -> Result<void> {
            for (const auto& [item, why] : failures)
                FULCRUM_CHECK(context.failItem(unit, item, why));
            return {};
        });
    }

    /// Those of some rows of a table. An error once too many of the table have failed: then it is not the samples.
    Result<Encoded> encode(jobs::JobContext& context, const Table& table, const std::vector<std::size_t>& rows)
    {
        const data::Dataset& dataset = *m_data.split(table.split);
        const bool image = table.part == "image";
        // The questions of one image stand together in VQAv2, so each image is encoded once a block.
        std::vector<std::size_t> items, itemOf;
        std::unordered_map<std::int64_t, std::size_t> itemOfImage;
        for (const std::size_t row : rows) {
            const auto known = itemOfImage.try_emplace(image ? dataset.view(row).imageId : static_cast<std::int64_t>(row), items.size());
            if (known.second)
                items.push_back(row);
            itemOf.push_back(known.first->second);
        }
        Encoded encoded;
        std::vector<std::vector<float>> found(items.size());
        std::vector<float> lengths(items.size(), std::numeric_limits<float>::quiet_NaN());
        const auto width = table.build.dimensions;
        const auto work = [&](std::size_t begin, std::size_t end) -> Result<void> {
            const auto some = std::span(items).subspan(begin, end - begin);
            std::vector<float> own;
            FULCRUM_TRY(const std::vector<float> values,
                image ? encodeImages(context, dataset, some, own) : encodeTexts(context, dataset, some, own));
            for (std::size_t i = begin; i < end; ++i) {
                found[i].assign(values.begin() + static_cast<std::ptrdiff_t>((i - begin) * width),
                    values.begin() + static_cast<std::ptrdiff_t>((i - begin + 1) * width));
                lengths[i] = own[i - begin];
            }
            return {};
        };
        FULCRUM_CHECK(icl::isolateFailures(0, items.size(), work, [&](std::size_t i, const Error& why) -> Result<void> {
            found[i].assign(width, std::numeric_limits<float>::quiet_NaN());
            encoded.failures.emplace(image ? fmt::format("image {}", dataset.view(items[i]).imageId)
                                           : fmt::format("sample {}", dataset.id(items[i])), why);
            return {};
        }));
        for (const std::size_t item : itemOf) {
            encoded.missing += std::isnan(found[item].front()) ? 1U : 0U;
            encoded.values.insert(encoded.values.end(), found[item].begin(), found[item].end());
            encoded.lengths.push_back(lengths[item]);
        }
        m_missing += encoded.missing;
        FULCRUM_CHECK(checkFailures(table, encoded));
        return encoded;
    }

    Result<void> checkFailures(const Table& table, const Encoded& encoded) const
    {
        if (encoded.failures.empty()
            || static_cast<double>(m_missing) <= m_spec.number("failed_share") * static_cast<double>(table.build.rows))
            return {};
        const auto& [item, why] = *encoded.failures.begin();
        return fail(why.code, "too many samples cannot be embedded", fmt::format("{} {}s", data::splitName(table.split), table.part),
            fmt::format("{} of {} so far, the last ones from {}: {}", m_missing, table.build.rows, item, why.text()),
            "mend what is wrong and resume, or allow more with --failed-share");
    }

    Result<std::vector<float>> encodeImages(
        jobs::JobContext& context, const data::Dataset& dataset, std::span<const std::size_t> samples, std::vector<float>& lengths)
    {
        std::vector<model::Pixels> images;
        for (const std::size_t i : samples) {
            FULCRUM_TRY(model::Pixels pixels, m_input->pixels(dataset, dataset[i]));
            images.push_back(std::move(pixels));
        }
        return m_encoder->encodeImages(images, context.stopToken(), &lengths);
    }

    Result<std::vector<float>> encodeTexts(
        jobs::JobContext& context, const data::Dataset& dataset, std::span<const std::size_t> samples, std::vector<float>& lengths)
    {
        std::vector<std::vector<std::int32_t>> texts;
        for (const std::size_t i : samples)
            texts.push_back(m_input->tokens(icl::embeddedText(dataset[i], dataset.task()),
                static_cast<std::size_t>(m_encoder->info().textLength)));
        return m_encoder->encodeTexts(texts, context.stopToken(), &lengths);
    }

    jobs::JobSpec m_spec;
    std::unique_ptr<model::Encoder> m_encoder;
    std::shared_ptr<const icl::EncoderInput> m_input;
    icl::TaskData m_data;
    std::size_t m_missing = 0; ///< rows of the table at hand without embedding
};

} // namespace

jobs::JobKind embedJobKind()
{
    jobs::JobKind kind;
    kind.name = "embed";
    kind.title = "Embed";
    kind.fields = jobs::commonFields();
    kind.fields.push_back(Field::choice("task", "caption", {"caption", "vqa"}, "Task whose samples are embedded"));
    kind.fields.push_back(Field::text("encoder", "", "Folder of the encoder; empty = the project's").asFolder());
    kind.fields.push_back(
        Field::texts("parts", {"image", "text"}, {"image", "text"}, "What is embedded: images, captions or questions"));
    kind.fields.push_back(Field::texts("splits", {"train", "val"}, {"train", "val"}, "Which splits"));
    kind.fields.push_back(Field::integer("batch", 64, 1, 512, "Samples a block").asAdvanced());
    kind.fields.push_back(jobs::failedShareField("samples"));
    kind.fields.push_back(Field::choice("storage", "float32", {"float32", "float16"}, "Numbers of the stored embeddings").asAdvanced());
    kind.complete = icl::completeEncoder;
    kind.suggestName = [](const nlohmann::json& values) {
        return fmt::format("embed {}", values.at("task").get<std::string>());
    };
    kind.create = [](const jobs::JobSpec& spec) -> Result<std::unique_ptr<jobs::Job>> {
        return std::make_unique<EmbedJob>(spec);
    };
    return kind;
}

} // namespace fulcrum::embed
