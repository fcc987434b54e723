// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/embed_job.h"

#include "core/embed/embedding_store.h"
#include "core/icl/model_access.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::embed {

namespace {

using jobs::Field;

/// One table of the job.
struct Table
{
    data::Split split;
    std::string part;
    EmbeddingStore::Build build;
    bool finished = false; ///< an earlier run made it

    std::string unit(std::size_t block) const
    {
        return fmt::format("{}/{}/{:06}", data::splitName(split), part, block);
    }
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
            for (std::size_t block = 0; block < table.build.blocks(); ++block) {
                FULCRUM_CHECK(context.checkpoint());
                FULCRUM_CHECK(doBlock(context, store, table, block));
            }
            FULCRUM_CHECK(store.finish(table.build));
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
                table.finished = store.isFinished(table.build);
                tables.push_back(std::move(table));
            }
        return tables;
    }

    Result<void> doBlock(jobs::JobContext& context, const EmbeddingStore& store, const Table& table, std::size_t block)
    {
        // A block counts as done only with its file: somebody may have emptied the folder since.
        const bool there = table.finished || store.hasBlock(table.build, block);
        if (!there) {
            FULCRUM_TRY(const std::vector<float> values, encode(context, table, block));
            FULCRUM_CHECK(store.writeBlock(table.build, block, values));
        }
        return context.commitUnit(table.unit(block), [](store::Database&) { return Result<void>(); });
    }

    Result<std::vector<float>> encode(jobs::JobContext& context, const Table& table, std::size_t block)
    {
        const data::Dataset& dataset = *m_data.split(table.split);
        const std::size_t begin = block * table.build.blockRows;
        const std::size_t end = std::min(table.build.rows, begin + table.build.blockRows);
        return table.part == "image" ? encodeImages(context, dataset, begin, end)
                                     : encodeTexts(context, dataset, begin, end);
    }

    Result<std::vector<float>> encodeImages(
        jobs::JobContext& context, const data::Dataset& dataset, std::size_t begin, std::size_t end)
    {
        // The questions of one image stand together in VQAv2, so each image is encoded once a block.
        std::vector<model::Pixels> images;
        std::unordered_map<std::int64_t, std::size_t> rowOfImage;
        std::vector<std::size_t> rows;
        for (std::size_t i = begin; i < end; ++i) {
            const data::Sample& sample = dataset[i];
            const auto [known, isNew] = rowOfImage.try_emplace(sample.imageId, images.size());
            if (isNew) {
                FULCRUM_TRY(model::Pixels pixels, m_input->pixels(dataset, sample));
                images.push_back(std::move(pixels));
            }
            rows.push_back(known->second);
        }
        FULCRUM_TRY(const std::vector<float> distinct, m_encoder->encodeImages(images, context.stopToken()));
        const auto width = static_cast<std::size_t>(m_encoder->info().dimensions);
        std::vector<float> values;
        values.reserve(rows.size() * width);
        for (const std::size_t row : rows)
            values.insert(values.end(), distinct.begin() + static_cast<std::ptrdiff_t>(row * width),
                distinct.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
        return values;
    }

    Result<std::vector<float>> encodeTexts(
        jobs::JobContext& context, const data::Dataset& dataset, std::size_t begin, std::size_t end)
    {
        std::vector<std::vector<std::int32_t>> texts;
        for (std::size_t i = begin; i < end; ++i)
            texts.push_back(m_input->tokens(icl::embeddedText(dataset[i], dataset.task()),
                static_cast<std::size_t>(m_encoder->info().textLength)));
        return m_encoder->encodeTexts(texts, context.stopToken());
    }

    jobs::JobSpec m_spec;
    std::unique_ptr<model::Encoder> m_encoder;
    std::shared_ptr<const icl::EncoderInput> m_input;
    icl::TaskData m_data;
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
