// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lever/lever_spec.h"

namespace fulcrum::lever {

using jobs::Field;

std::vector<Field> trainFields()
{
    std::vector<Field> fields = jobs::commonFields();
    fields.push_back(Field::runs("dm_runs", "D_M runs of one task that share a pool"));
    fields.push_back(Field::number("score_threshold", 0, -1e6, 1e6, "Sequences with a lower score are dropped"));
    fields.push_back(Field::choice("order", "prompt", {"prompt", "reversed"},
        "Write sequences in prompt order, or the demonstration next to the query first"));
    fields.push_back(Field::boolean("query_image", true, "The query is shown as its image"));
    fields.push_back(Field::boolean("query_text", false, "The query is shown as its question"));
    fields.push_back(Field::boolean("icd_image", true, "Demonstrations are shown as their images"));
    fields.push_back(Field::boolean("icd_text", true, "Demonstrations are shown as their captions or questions"));
    fields.push_back(Field::choice("architecture", "gpt2", {"gpt2", "lstm"},
        "The language model: a transformer, or the paper's LSTM (published with --width 128)"));
    fields.push_back(Field::integer("width", 512, 8, 4096, "Width of the model; of a transformer a multiple of heads"));
    fields.push_back(Field::integer("heads", 8, 1, 64, "Attention heads of a transformer"));
    fields.push_back(Field::integer("layers", 2, 1, 12, "Transformer blocks or LSTM layers"));
    fields.push_back(Field::number("dropout", 0.1, 0, 0.9, "Dropout while training").asAdvanced());
    fields.push_back(Field::choice("embeddings", "unit", {"unit", "projected"},
        "Embeddings of length 1, or as the encoder projects them (as the official code has them)").asAdvanced().asLater());
    fields.push_back(Field::boolean("adapter", true, "An MLP between the embeddings and the model"));
    fields.push_back(Field::boolean("normalize", false, "Scale adapted embeddings to length 1"));
    fields.push_back(Field::boolean("train_encoder", false,
        "Train the project's encoder along, on images and texts in place of stored embeddings (the paper's VQA models). Sequences "
        "need embeddings by the trained encoder afterwards: the job's last line has the command").asLater());
    fields.push_back(Field::integer("epochs", 20, 1, 10'000, "Passes over the data"));
    fields.push_back(Field::integer("batch", 64, 1, 4096, "Sequences a step"));
    fields.push_back(Field::number("learning_rate", 1e-4, 1e-8, 1, "Peak of the cosine schedule"));
    fields.push_back(Field::number("weight_decay", 1e-3, 0, 1, "AdamW"));
    fields.push_back(Field::number("warmup", 0.05, 0, 1, "Share of the steps with a rising learning rate"));
    fields.push_back(Field::number("gradient_clip", 0, 0, 1e6, "Largest gradient norm; 0 = no limit").asAdvanced());
    fields.push_back(Field::choice("dtype", "float32", {"float32", "bfloat16"},
        "Numbers of the products while training; bfloat16 is mixed precision: weights stay float32").asAdvanced().asLater());
    fields.push_back(Field::number("train_ratio", 0.9, 0.5, 0.99, "Share of the anchors to train on; the rest validates"));
    fields.push_back(
        Field::integer("sequences_per_anchor", 0, 0, 32, "Best sequences of each anchor; 0 = all").asAdvanced());
    fields.push_back(Field::number("query_noise", 0, 0, 10,
        "Standard deviation of noise on the query embeddings while training").asAdvanced());
    fields.push_back(Field::choice("select_by", "last", {"last", "loss", "infoscore"},
        "Which epoch is \"best\": the last, that of the lowest validation loss, or that whose sequences for the validation "
        "anchors the vision-language model likes most"));
    fields.push_back(Field::integer("select_every", 1, 1, 1000, "Epochs between two looks at the infoscore").asAdvanced());
    fields.push_back(Field::integer("select_anchors", 64, 1, 100'000, "Validation anchors used for it").asAdvanced());
    fields.push_back(Field::integer("patience", 0, 0, 10'000,
        "Stop when \"best\" is this many epochs old; 0 = train to the end"));
    fields.push_back(Field::number("checkpoint_minutes", 10, 0, 100'000,
        "Minutes between two states that are kept within an epoch, so that a killed run loses little; 0 = at its end only (a run "
        "that is paused or stopped always keeps where it is)").asAdvanced().asIrrelevant());
    fields.push_back(Field::text("lvlm", "", "Model folder for select_by infoscore; empty = that of the D_M").asFolder().asAdvanced());
    return fields;
}

Result<void> trainRule(const nlohmann::json& values)
{
    const auto flag = [&](const char* name) { return values.at(name).get<bool>(); };
    const std::string what = "the training spec cannot be used";
    if (!flag("query_image") && !flag("query_text"))
        return fail(ErrorCode::Usage, what, "query_image, query_text", "at least one query part is needed");
    if (values.at("architecture") == "gpt2" && values.at("width").get<std::int64_t>() % values.at("heads").get<std::int64_t>() != 0)
        return fail(ErrorCode::OutOfRange, what, "width", "it is not a multiple of heads");
    if (values.at("dm_runs").empty())
        return fail(ErrorCode::Usage, what, "dm_runs", "at least one D_M run is needed");
    if (values.at("patience").get<std::int64_t>() > 0 && values.at("select_by") == "last")
        return fail(ErrorCode::Usage, what, "patience", "it needs select_by loss or infoscore");
    return {};
}

model::LeverConfig leverConfig(const jobs::JobSpec& spec, std::size_t items, std::size_t projection)
{
    model::LeverConfig config;
    if (spec.text("architecture") == "lstm")
        config.architecture = model::LeverConfig::Architecture::Lstm;
    config.items = static_cast<int>(items);
    config.projection = static_cast<int>(projection);
    config.width = static_cast<int>(spec.integer("width"));
    config.heads = static_cast<int>(spec.integer("heads"));
    config.layers = static_cast<int>(spec.integer("layers"));
    config.adapter = spec.flag("adapter");
    config.normalize = spec.flag("normalize");
    config.queryImage = spec.flag("query_image");
    config.queryText = spec.flag("query_text");
    config.icdImage = spec.flag("icd_image");
    config.icdText = spec.flag("icd_text");
    config.dropout = spec.number("dropout");
    return config;
}

bool asProjected(const jobs::JobSpec& spec) { return spec.text("embeddings") == "projected"; }

TrainingSetOptions trainingSetOptions(const jobs::JobSpec& spec)
{
    TrainingSetOptions options;
    options.scoreThreshold = spec.number("score_threshold");
    options.trainRatio = spec.number("train_ratio");
    options.reversed = spec.text("order") == "reversed";
    options.sequencesPerAnchor = static_cast<int>(spec.integer("sequences_per_anchor"));
    return options;
}

model::LeverTrainOptions trainOptions(const jobs::JobSpec& spec, std::int64_t stepsPerEpoch)
{
    model::LeverTrainOptions options;
    options.learningRate = spec.number("learning_rate");
    options.weightDecay = spec.number("weight_decay");
    options.warmup = spec.number("warmup");
    options.gradientClip = spec.number("gradient_clip");
    options.totalSteps = stepsPerEpoch * spec.integer("epochs");
    options.queryNoise = spec.number("query_noise");
    options.dropout = spec.number("dropout") > 0;
    options.seed = static_cast<std::uint64_t>(spec.integer("seed"));
    return options;
}

} // namespace fulcrum::lever
