// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/lever_lm.h"

#include "core/base/rng.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <numbers>

namespace fulcrum::engine {
namespace {

using namespace model;

constexpr const char* kConfigKey = "fulcrum_lever_config";

nlohmann::json toJson(const LeverConfig& c)
{
    return {{"architecture", c.architecture == LeverConfig::Architecture::Gpt2 ? "gpt2" : "lstm"}, {"items", c.items},
        {"projection", c.projection}, {"width", c.width}, {"heads", c.heads}, {"layers", c.layers},
        {"adapter", c.adapter}, {"normalize", c.normalize}, {"query_image", c.queryImage}, {"query_text", c.queryText},
        {"icd_image", c.icdImage}, {"icd_text", c.icdText}, {"dropout", c.dropout}};
}

LeverConfig fromJson(const nlohmann::json& json)
{
    LeverConfig c;
    const auto architecture = json.at("architecture").get<std::string>();
    if (architecture != "lstm" && architecture != "gpt2")
        throw EngineError(ErrorCode::Malformed, "the configuration of a Lever-LM is damaged", "architecture",
            fmt::format("'{}', gpt2 and lstm are known", architecture));
    c.architecture = architecture == "lstm" ? LeverConfig::Architecture::Lstm : LeverConfig::Architecture::Gpt2;
    json.at("items").get_to(c.items);
    json.at("projection").get_to(c.projection);
    json.at("width").get_to(c.width);
    json.at("heads").get_to(c.heads);
    json.at("layers").get_to(c.layers);
    json.at("adapter").get_to(c.adapter);
    json.at("normalize").get_to(c.normalize);
    json.at("query_image").get_to(c.queryImage);
    json.at("query_text").get_to(c.queryText);
    json.at("icd_image").get_to(c.icdImage);
    json.at("icd_text").get_to(c.icdText);
    json.at("dropout").get_to(c.dropout);
    return c;
}

/// One step of one row: the chosen item with its probability among `allowed`, the best alternatives and the entropy.
LeverStep describeStep(const float* logits, const std::vector<char>& allowed, const std::vector<char>& choosable,
    int alternatives)
{
    const auto items = static_cast<int>(allowed.size());
    float highest = -std::numeric_limits<float>::infinity();
    int chosen = -1;
    for (int i = 0; i < items; ++i) {
        if (allowed[static_cast<std::size_t>(i)])
            highest = std::max(highest, logits[i]);
        if (choosable[static_cast<std::size_t>(i)] && (chosen < 0 || logits[i] > logits[chosen]))
            chosen = i;
    }
    if (chosen < 0)
        throw EngineError(ErrorCode::OutOfRange, "no item is left to choose", "Lever-LM", "",
            "ask for fewer shots or use a larger pool");
    if (!std::isfinite(logits[chosen]))
        throw EngineError(ErrorCode::Numeric, "a Lever-LM score is not a number", fmt::format("item {}", chosen));
    double total = 0, weighted = 0;
    LeverStep step;
    step.item = chosen;
    for (int i = 0; i < items; ++i) {
        if (!allowed[static_cast<std::size_t>(i)])
            continue;
        const double shifted = static_cast<double>(logits[i]) - highest, weight = std::exp(shifted);
        total += weight;
        weighted += weight * shifted;
        step.rank += logits[i] > logits[chosen] ? 1 : 0;
        step.alternatives.emplace_back(i, weight);
    }
    const auto kept = std::min(step.alternatives.size(), static_cast<std::size_t>(std::max(0, alternatives)));
    std::partial_sort(step.alternatives.begin(), step.alternatives.begin() + static_cast<std::ptrdiff_t>(kept),
        step.alternatives.end(), [](const auto& a, const auto& b) { return a.second != b.second ? a.second > b.second : a.first < b.first; });
    step.alternatives.resize(kept);
    for (auto& [item, weight] : step.alternatives)
        weight /= total;
    step.probability = std::exp(static_cast<double>(logits[chosen]) - highest) / total;
    step.entropyBits = (std::log(total) - weighted / total) / std::numbers::ln2;
    return step;
}

/// The name of the first option that no training can have; empty where all are possible. Written so that NaN is refused.
std::string impossibleOption(const LeverTrainOptions& options)
{
    const auto share = [](double value) { return value >= 0 && value <= 1; };
    const auto amount = [](double value) { return value >= 0 && std::isfinite(value); };
    const std::pair<const char*, bool> checks[] = {{"steps", options.totalSteps >= 1},
        {"learning rate", amount(options.learningRate)}, {"weight decay", amount(options.weightDecay)},
        {"warm-up", share(options.warmup)}, {"beta1", share(options.beta1)}, {"beta2", share(options.beta2)},
        {"epsilon", amount(options.epsilon)}, {"gradient clip", amount(options.gradientClip)},
        {"query noise", amount(options.queryNoise)}};
    for (const auto& [name, possible] : checks)
        if (!possible)
            return name;
    return {};
}

} // namespace

double cosineLearningRate(const LeverTrainOptions& options, std::int64_t step)
{
    const auto total = static_cast<double>(options.totalSteps), now = static_cast<double>(step);
    const double warm = options.warmup * total;
    if (now < warm)
        return options.learningRate * now / std::max(1.0, warm);
    const double progress = (now - warm) / std::max(1.0, total - warm);
    return options.learningRate * std::max(0.0, 0.5 * (1 + std::cos(std::numbers::pi * progress)));
}

LeverLm::LeverLm(const LeverConfig& config, LeverWeights weights, at::Device device, at::ScalarType products)
    : m_config(config), m_weights(std::move(weights)), m_device(device), m_products(products)
{
    visitLever(m_weights, m_config, [&](at::Tensor& tensor, const std::string&, const std::vector<std::int64_t>&, LeverStart, double) {
        tensor = tensor.to(m_device);
    });
}

std::int64_t LeverLm::parameters() const
{
    std::int64_t total = 0;
    visitLever(const_cast<LeverWeights&>(m_weights), m_config, // visiting changes nothing once the lists have their size
        [&](at::Tensor& tensor, const std::string&, const std::vector<std::int64_t>&, LeverStart, double) {
            total += tensor.numel();
        });
    return total;
}

LeverEmbeddings LeverLm::embeddings(const LeverFeatures& features, bool image, bool text) const
{
    const auto rows = static_cast<std::int64_t>(features.rows), width = std::int64_t{m_config.projection};
    const auto tensor = [&](std::span<const float> values, const char* part) {
        if (values.size() != features.rows * static_cast<std::size_t>(width))
            throw EngineError(ErrorCode::Malformed, "embeddings do not fit Lever-LM", part,
                fmt::format("{} numbers for {} rows of {}", values.size(), rows, width),
                "build the embeddings of this part with the encoder that Lever-LM was trained with");
        // Torch has no view of const data.
        return at::from_blob(const_cast<float*>(values.data()), {rows, width}).clone().to(m_device);
    };
    LeverEmbeddings out;
    if (image)
        out.image = tensor(features.image, "image");
    if (text)
        out.text = tensor(features.text, "text");
    return out;
}

Result<void> LeverLm::setItems(const LeverFeatures& items)
{
    return guarded("cannot set the items of Lever-LM", [&]() -> Result<void> {
        if (items.rows != static_cast<std::size_t>(m_config.items))
            return fail(ErrorCode::Malformed, "embeddings do not fit Lever-LM", "items",
                fmt::format("it expects {} items, there are {}", m_config.items, items.rows),
                "use the pool that it was trained on");
        m_items = embeddings(items, m_config.icdImage, m_config.icdText);
        m_embedded.assign(items.rows, 1);
        for (at::Tensor* part : {&m_items.image, &m_items.text})
            if (part->defined()) {
                const at::Tensor missing = part->isnan().any(1), here = missing.to(at::kCPU);
                for (std::size_t row = 0; row < items.rows; ++row)
                    if (here.data_ptr<bool>()[row])
                        m_embedded[row] = 0;
                part->masked_fill_(missing.unsqueeze(1), 0); // `ids` refuses these items, but the end of a sequence reads some row
            }
        m_itemRows = m_config.items;
        return {};
    });
}

at::Tensor LeverLm::ids(const LeverBatch& batch, bool withEnd) const
{
    if (batch.sequences.size() != batch.query.rows)
        throw EngineError(ErrorCode::Malformed, "a Lever-LM batch is not consistent", "",
            fmt::format("{} sequences for {} queries", batch.sequences.size(), batch.query.rows));
    if (m_itemRows == 0)
        throw EngineError(ErrorCode::Usage, "Lever-LM has no items yet", "", "setItems comes first");
    return ids(batch.sequences, m_embedded, withEnd);
}

/// `usable`, by item: it may be in a sequence.
at::Tensor LeverLm::ids(std::span<const std::vector<int>> sequences, std::span<const char> usable, bool withEnd) const
{
    if (sequences.empty())
        throw EngineError(ErrorCode::Malformed, "a Lever-LM batch is not consistent", "", "it is empty");
    const std::size_t shots = sequences.front().size();
    const auto length = static_cast<std::int64_t>(shots) + 2 + (withEnd ? 1 : 0);
    if (m_weights.positions.defined() && length > m_weights.positions.size(0))
        throw EngineError(ErrorCode::OutOfRange, "a sequence is longer than Lever-LM's positions", "",
            fmt::format("{} tokens, {} positions", length, m_weights.positions.size(0)));
    std::vector<std::int64_t> flat;
    for (std::size_t row = 0; row < sequences.size(); ++row) {
        if (sequences[row].size() != shots)
            throw EngineError(ErrorCode::Malformed, "a Lever-LM batch is not consistent", fmt::format("row {}", row),
                "its length differs");
        flat.push_back(m_config.items + 1);
        flat.push_back(m_config.items + 2);
        for (const int item : sequences[row]) {
            if (item < 0 || item >= m_config.items)
                throw EngineError(ErrorCode::OutOfRange, "an item is not in Lever-LM's vocabulary",
                    fmt::format("row {}", row), fmt::format("item {} of {}", item, m_config.items));
            if (!usable[static_cast<std::size_t>(item)])
                throw EngineError(ErrorCode::Usage, "an item of a Lever-LM sequence has no embedding", fmt::format("row {}", row),
                    fmt::format("item {}", item));
            flat.push_back(item);
        }
        if (withEnd)
            flat.push_back(m_config.items);
    }
    return at::tensor(flat).view({static_cast<std::int64_t>(sequences.size()), -1}).to(m_device);
}

LeverLm::Inputs LeverLm::inputs(const LeverBatch& batch) const
{
    return {ids(batch, true), embeddings(batch.query, m_config.queryImage, m_config.queryText), m_items};
}

LeverLm::Inputs LeverLm::inputs(const LeverRawBatch& batch) const
{
    if (!m_towers)
        throw EngineError(ErrorCode::Usage, "Lever-LM has no encoder to train", "", "trainEncoder comes first");
    std::vector<std::int64_t> rowOf(static_cast<std::size_t>(m_config.items)), queryOf(batch.queryOf.begin(), batch.queryOf.end());
    std::vector<char> usable(rowOf.size(), 0);
    for (std::size_t row = 0; row < batch.itemIds.size(); ++row) {
        const int item = batch.itemIds[row];
        if (item < 0 || item >= m_config.items)
            throw EngineError(ErrorCode::OutOfRange, "an item is not in Lever-LM's vocabulary", fmt::format("item {}", item));
        rowOf[static_cast<std::size_t>(item)] = static_cast<std::int64_t>(row);
        usable[static_cast<std::size_t>(item)] = 1;
    }
    const auto queries = static_cast<std::int64_t>(batch.queries.rows);
    if (batch.queryOf.size() != batch.sequences.size() || batch.itemIds.size() != batch.items.rows
        || std::ranges::any_of(queryOf, [&](std::int64_t row) { return row < 0 || row >= queries; }))
        throw EngineError(ErrorCode::Malformed, "a Lever-LM batch is not consistent");
    Inputs made{ids(batch.sequences, usable, true), {}, {}};
    made.items = m_towers->embed(batch.items, m_config.icdImage, m_config.icdText);
    made.items.rowOf = onto(at::tensor(rowOf), m_device);
    made.query = m_towers->embed(batch.queries, m_config.queryImage, m_config.queryText);
    for (at::Tensor* part : {&made.query.image, &made.query.text})
        if (part->defined())
            *part = part->index_select(0, onto(at::tensor(queryOf), m_device));
    return made;
}

void LeverLm::chooseStep(
    const at::Tensor& logits, const LeverGenerateOptions& options, std::vector<LeverSequence>& sequences) const
{
    const auto items = static_cast<std::size_t>(m_config.items);
    std::vector<char> anyRow(items, 0);
    for (const LeverSequence& sequence : sequences)
        for (const LeverStep& step : sequence)
            anyRow[static_cast<std::size_t>(step.item)] = 1;
    for (std::size_t row = 0; row < sequences.size(); ++row) {
        std::vector<char> allowed(items, 1);
        for (const LeverStep& step : sequences[row])
            allowed[static_cast<std::size_t>(step.item)] = 0;
        if (row < options.excluded.size())
            for (const int item : options.excluded[row])
                if (item >= 0 && static_cast<std::size_t>(item) < items)
                    allowed[static_cast<std::size_t>(item)] = 0;
        std::vector<char> choosable = allowed;
        if (options.officialBatchMask)
            for (std::size_t i = 0; i < items; ++i)
                choosable[i] = static_cast<char>(choosable[i] && !anyRow[i]);
        const float* scores = logits.data_ptr<float>() + static_cast<std::int64_t>(row) * logits.size(1);
        sequences[row].push_back(describeStep(scores, allowed, choosable, options.alternatives));
    }
}

Result<std::vector<LeverSequence>> LeverLm::generate(
    const LeverFeatures& queries, const LeverGenerateOptions& options, std::stop_token stop)
{
    return guarded("Lever-LM cannot generate", [&]() -> Result<std::vector<LeverSequence>> {
        const c10::NoGradGuard noGradient;
        // The last of the queries' own two tokens and all items but the last are read.
        const bool fits = !m_weights.positions.defined() || options.shots + 1 <= m_weights.positions.size(0);
        if (options.shots < 0 || options.shots > m_config.items || !fits)
            return fail(ErrorCode::OutOfRange, "Lever-LM cannot generate", "shots",
                fmt::format("{} of {} items", options.shots, m_config.items));
        std::vector<LeverSequence> sequences(queries.rows);
        const LeverEmbeddings query = embeddings(queries, m_config.queryImage, m_config.queryText);
        LeverBatch batch{queries, std::vector<std::vector<int>>(queries.rows)};
        for (int shot = 0; shot < options.shots && queries.rows > 0; ++shot) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "stopped while Lever-LM was generating");
            const at::Tensor logits = leverLogits(m_weights, m_config, ids(batch, false), query, m_items);
            chooseStep(logits.select(1, logits.size(1) - 1).to(at::kCPU).contiguous(), options, sequences);
            for (std::size_t row = 0; row < sequences.size(); ++row)
                batch.sequences[row].push_back(sequences[row].back().item);
        }
        return sequences;
    });
}

Result<std::vector<std::vector<double>>> LeverLm::score(const LeverBatch& batch)
{
    return guarded("Lever-LM cannot score", [&] {
        const c10::NoGradGuard noGradient;
        const at::Tensor sequence = ids(batch, false);
        const at::Tensor logits = leverLogits(m_weights, m_config, sequence,
            embeddings(batch.query, m_config.queryImage, m_config.queryText), m_items).to(at::kCPU);
        const std::int64_t width = logits.size(2);
        std::vector<std::vector<double>> scores(batch.sequences.size());
        for (std::size_t row = 0; row < scores.size(); ++row) {
            std::vector<char> allowed(static_cast<std::size_t>(m_config.items), 1);
            for (std::size_t step = 0; step < batch.sequences[row].size(); ++step) {
                const float* at = logits.data_ptr<float>()
                    + (static_cast<std::int64_t>(row) * logits.size(1) + static_cast<std::int64_t>(step) + 1) * width;
                std::vector<char> only(allowed.size(), 0);
                const auto item = static_cast<std::size_t>(batch.sequences[row][step]);
                only[item] = 1;
                allowed[item] = 1;
                scores[row].push_back(std::log(describeStep(at, allowed, only, 0).probability));
                allowed[item] = 0;
            }
        }
        return scores;
    });
}

Result<LeverAttention> LeverLm::attention(const LeverFeatures& query, std::span<const int> items)
{
    return guarded("Lever-LM cannot say what it looks at", [&]() -> LeverAttention {
        if (m_config.architecture != LeverConfig::Architecture::Gpt2)
            return {};
        const c10::NoGradGuard noGradient;
        const at::Tensor sequence = ids({query, {{items.begin(), items.end()}}}, false);
        std::vector<at::Tensor> layers;
        leverLogits(m_weights, m_config, sequence, embeddings(query, m_config.queryImage, m_config.queryText), m_items, nullptr, &layers);
        const at::Tensor all = at::cat(layers).to(at::kCPU).contiguous();
        LeverAttention attention {static_cast<int>(all.size(0)), static_cast<int>(all.size(1)), static_cast<int>(all.size(2)), {}};
        attention.weights.assign(all.data_ptr<float>(), all.data_ptr<float>() + all.numel());
        return attention;
    });
}

Result<void> LeverLm::beginTraining(const LeverTrainOptions& options)
{
    return guarded("Lever-LM cannot be trained", [&]() -> Result<void> {
        if (const std::string wrong = impossibleOption(options); !wrong.empty())
            return fail(ErrorCode::OutOfRange, "Lever-LM cannot be trained", wrong, "not a possible value");
        m_training = options;
        std::vector<at::Tensor*> parameters;
        visitLever(m_weights, m_config,
            [&](at::Tensor& tensor, const std::string&, const std::vector<std::int64_t>&, LeverStart, double) {
                tensor = tensor.detach();
                parameters.push_back(&tensor);
            });
        if (m_towers)
            std::ranges::copy(m_towers->parameters(), std::back_inserter(parameters));
        FlatAdamW::Options optimizer{options.beta1, options.beta2, options.epsilon, options.weightDecay, options.gradientClip};
        optimizer.decayEverything = true; // one parameter group, biases and norms included, as the official code
        m_optimizer = std::make_unique<FlatAdamW>(std::move(parameters), optimizer);
        return {};
    });
}

Result<double> LeverLm::trainStep(const LeverBatch& batch)
{
    return guarded("a Lever-LM training step failed", [&] { return step([&] { return inputs(batch); }); });
}

Result<double> LeverLm::trainRawStep(const LeverRawBatch& batch)
{
    return guarded("a Lever-LM training step failed", [&] { return step([&] { return inputs(batch); }); });
}

Result<double> LeverLm::step(const std::function<Inputs()>& makeInputs)
{
    if (!m_optimizer)
        return fail(ErrorCode::Usage, "Lever-LM is not being trained", "", "beginTraining comes first");
    const c10::AutoGradMode withGradient(true);
    const auto step = static_cast<std::uint64_t>(m_optimizer->steps());
    const double rate = learningRate();
    const MixedPrecision mixed(m_products);
    std::optional<Deterministic> deterministic;
    if (!m_device.is_cpu())
        deterministic.emplace();
    LeverDropout dropout{m_training.dropout ? m_config.dropout : 0, at::globalContext().defaultGenerator(m_device).clone()};
    dropout.generator.set_current_seed(Rng(m_training.seed, {step}).next());
    Inputs in = makeInputs();
    if (m_training.queryNoise > 0)
        for (at::Tensor* part : {&in.query.image, &in.query.text})
            if (part->defined())
                *part = *part + at::empty_like(part->detach()).normal_(0, m_training.queryNoise, dropout.generator);
    const at::Tensor loss = leverLoss(leverLogits(m_weights, m_config, in.ids, in.query, in.items, &dropout), in.ids);
    const double value = loss.item<double>();
    if (!std::isfinite(value))
        return fail(ErrorCode::Numeric, "the training loss is not a number", fmt::format("step {}", step), "",
            "lower the learning rate");
    m_optimizer->zeroGradients();
    loss.backward();
    m_optimizer->step(rate);
    return value;
}

Result<double> LeverLm::evaluate(const LeverBatch& batch)
{
    return guarded("Lever-LM cannot be evaluated", [&] {
        const c10::NoGradGuard noGradient;
        const Inputs in = inputs(batch);
        return leverLoss(leverLogits(m_weights, m_config, in.ids, in.query, in.items), in.ids).item<double>();
    });
}

Result<double> LeverLm::evaluateRaw(const LeverRawBatch& batch)
{
    return guarded("Lever-LM cannot be evaluated", [&] {
        const c10::NoGradGuard noGradient;
        const Inputs in = inputs(batch);
        return leverLoss(leverLogits(m_weights, m_config, in.ids, in.query, in.items), in.ids).item<double>();
    });
}

Result<EncoderInfo> LeverLm::trainEncoder(const Path& folder, bool unit)
{
    return guarded("cannot train the encoder", [&]() -> Result<EncoderInfo> {
        auto towers = std::make_unique<LeverTowers>(
            folder, m_config.queryImage || m_config.icdImage, m_config.queryText || m_config.icdText, unit, m_device);
        if (towers->info().dimensions != m_config.projection)
            return fail(ErrorCode::Malformed, "the encoder does not fit Lever-LM", folder.string(),
                fmt::format("its embeddings have {} numbers, {} are expected", towers->info().dimensions, m_config.projection));
        m_towers = std::move(towers);
        m_optimizer.reset();
        return m_towers->info();
    });
}

Result<LeverEncoded> LeverLm::encode(const LeverInputs& inputs, bool image, bool text)
{
    return guarded("cannot embed with the encoder in training", [&]() -> Result<LeverEncoded> {
        if (!m_towers)
            return fail(ErrorCode::Usage, "Lever-LM has no encoder to train", "", "trainEncoder comes first");
        const c10::NoGradGuard noGradient;
        const LeverEmbeddings made = m_towers->embed(inputs, image, text);
        const auto values = [](const at::Tensor& part) {
            if (!part.defined())
                return std::vector<float>();
            const at::Tensor here = part.to(at::kCPU).contiguous();
            return std::vector<float>(here.data_ptr<float>(), here.data_ptr<float>() + here.numel());
        };
        return LeverEncoded{values(made.image), values(made.text)};
    });
}

Result<void> LeverLm::saveEncoder(const Path& folder)
{
    if (!m_towers)
        return fail(ErrorCode::Usage, "Lever-LM has no encoder to train", folder.string());
    return guarded("cannot save the encoder", [&] { return m_towers->save(folder); });
}

double LeverLm::learningRate() const
{
    return m_optimizer ? cosineLearningRate(m_training, m_optimizer->steps()) : 0.0;
}

Result<void> LeverLm::save(const Path& file)
{
    return guarded("cannot save Lever-LM", [&] {
        return writeTensors(file, publishedLever(m_weights, m_config), {{kConfigKey, toJson(m_config).dump()}});
    });
}

Result<void> LeverLm::saveState(const Path& file)
{
    if (!m_optimizer)
        return fail(ErrorCode::Usage, "Lever-LM is not being trained", file.string());
    return guarded("cannot save the training state of Lever-LM", [&] { return m_optimizer->save(file); });
}

Result<void> LeverLm::loadState(const Path& file)
{
    if (!m_optimizer)
        return fail(ErrorCode::Usage, "Lever-LM is not being trained", file.string());
    return guarded("cannot load the training state of Lever-LM", [&] { return m_optimizer->load(file); });
}

LeverConfig LeverLm::configOf(const SafetensorsFile& file)
{
    const auto found = file.metadata().find(kConfigKey);
    if (found == file.metadata().end())
        throw EngineError(ErrorCode::Malformed, "not a Lever-LM written by Fulcrum", file.path().string(),
            "its header has no configuration", "give the model's shape");
    try {
        return fromJson(nlohmann::json::parse(found->second));
    } catch (const nlohmann::json::exception& exception) {
        throw EngineError(
            ErrorCode::Malformed, "the configuration of a Lever-LM is damaged", file.path().string(), exception.what());
    }
}

} // namespace fulcrum::engine
