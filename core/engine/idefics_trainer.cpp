// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/idefics_trainer.h"

#include "core/engine/guard.h"
#include "core/engine/idefics_vision.h"
#include "core/engine/runtime.h"
#include "core/engine/seen_images.h"

#include <algorithm>
#include <c10/core/GradMode.h>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <unordered_map>

namespace fulcrum::engine {
namespace {

constexpr std::size_t kImagesAtOnce = 64;
constexpr std::size_t kEvaluatedAtOnce = 64; ///< documents; bounds the memory of evaluate

} // namespace

IdeficsTrainer::IdeficsTrainer(const Path& folder, const Path& encoderFolder, const Options& options)
    : m_config(IdeficsConfig::read(folder))
{
    applyThreads(options.threads);
    const c10::NoGradGuard noGradient;
    std::error_code ignored;
    const bool trained = std::filesystem::exists(folder / "model.safetensors", ignored)
        || std::filesystem::exists(folder / "model.safetensors.index.json", ignored);
    if (trained) {
        m_weights = loadIdefics(folder, m_config, at::kCPU, at::kFloat);
    } else {
        m_weights = randomIdefics(m_config, options.seed);
        if (!encoderFolder.empty())
            loadVisionTower(m_weights, m_config, encoderFolder);
    }
    std::vector<at::Tensor*> trainable;
    visitTensors(m_weights, m_config, [&](at::Tensor& stack, const std::vector<Part>&, bool isVision) {
        if (!isVision)
            trainable.push_back(&stack);
    });
    m_optimizer = std::make_unique<FlatAdamW>(std::move(trainable),
        FlatAdamW::Options{options.beta1, options.beta2, 1e-8, options.weightDecay, options.gradientClip});
    if (m_config.tied)
        m_weights.head = m_weights.embedding;
    m_text = std::make_unique<TextDecoder>(languageModel(m_weights, m_config, at::kCPU, at::kFloat));
}

Result<void> IdeficsTrainer::setImages(std::span<const model::ImageInput> images, std::stop_token stop)
{
    return guarded("cannot encode the training images", [&]() -> Result<void> {
        const c10::NoGradGuard noGradient;
        const std::int64_t width = m_config.vision.width, rows = m_config.vision.patches() + 1;
        at::Tensor vision = at::empty({static_cast<std::int64_t>(images.size()), rows, width});
        for (std::size_t first = 0; first < images.size(); first += kImagesAtOnce) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "stopped while encoding the training images");
            std::vector<at::Tensor> pixels;
            for (const model::ImageInput& image : images.subspan(first, std::min(kImagesAtOnce, images.size() - first))) {
                FULCRUM_TRY(const model::Pixels one, image.load());
                pixels.push_back(squarePixelTensor(one.height, one.width, one.values, m_config.vision.imageSize, image.key));
            }
            const auto count = static_cast<std::int64_t>(pixels.size());
            vision.narrow(0, static_cast<std::int64_t>(first), count)
                .copy_(visionTower(m_weights.vision, m_config.vision, at::cat(pixels, 0)));
        }
        m_vision = vision;
        return {};
    });
}

void IdeficsTrainer::check(const model::TrainDocument& document, std::size_t index) const
{
    const auto refuse = [&](const std::string& why) {
        throw EngineError(ErrorCode::Malformed, "cannot train on a document", fmt::format("document {}", index), why);
    };
    if (const std::string why = refuseSegment(document.tokens, document.images.size(), m_config.forestShape()); !why.empty())
        refuse(why);
    if (document.lossWeights.size() != document.tokens.size())
        refuse(fmt::format("{} loss weights for {} tokens", document.lossWeights.size(), document.tokens.size()));
    if (static_cast<std::int64_t>(document.tokens.size()) > m_config.contextLength)
        refuse(fmt::format("{} tokens, the model takes {}", document.tokens.size(), m_config.contextLength));
    for (const float weight : document.lossWeights)
        if (!std::isfinite(weight) || weight < 0)
            refuse("a loss weight is negative or not a number");
    for (const int image : document.images)
        if (image < 0 || !m_vision.defined() || image >= m_vision.size(0))
            refuse(fmt::format("image {} is not in the image table", image));
}

IdeficsTrainer::Losses IdeficsTrainer::forward(std::span<const model::TrainDocument> batch) const
{
    Losses losses;
    std::vector<PackedRow> rows;
    std::unordered_map<int, std::int64_t> local; // image table row -> row among the images of this batch
    std::vector<std::int64_t> used, wanted, targets;
    std::int64_t packed = 0;
    std::vector<std::size_t> order(batch.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return batch[a].tokens.size() < batch[b].tokens.size(); });
    for (const std::size_t i : order) {
        const model::TrainDocument& document = batch[i];
        check(document, i);
        std::vector<std::int64_t> images;
        for (const int image : document.images) {
            const auto [entry, fresh] = local.emplace(image, static_cast<std::int64_t>(used.size()));
            if (fresh)
                used.push_back(image);
            images.push_back(entry->second);
        }
        PackedRow& row = rows.emplace_back();
        row.tokens = document.tokens;
        SeenImages().advance(document.tokens, images, m_config.forestShape(), row.imageOf);
        for (std::size_t t = 1; t < document.tokens.size(); ++t)
            if (document.lossWeights[t] > 0) {
                wanted.push_back(packed + static_cast<std::int64_t>(t) - 1);
                targets.push_back(document.tokens[t]);
                losses.weights.push_back(document.lossWeights[t]);
                losses.document.push_back(i);
            }
        packed += static_cast<std::int64_t>(document.tokens.size());
    }
    if (wanted.empty())
        throw EngineError(ErrorCode::Malformed, "cannot train on a batch", "", "no token has a loss weight");
    ImageTable table;
    if (!used.empty())
        table = projectImages(
            m_weights, m_config, resample(m_weights, m_config, m_vision.index_select(0, at::tensor(used))));
    const PackedBatch packedBatch = pack(rows, at::kCPU, at::kFloat);
    const at::Tensor hidden
        = runDecoder(m_weights, m_config, *m_text, packedBatch, table, nullptr, at::tensor(wanted));
    const at::Tensor logits = affine(hidden, m_weights.head);
    losses.entropies = at::cross_entropy_loss(logits, at::tensor(targets), {}, at::Reduction::None);
    return losses;
}

Result<double> IdeficsTrainer::step(std::span<const model::TrainDocument> batch, double learningRate)
{
    return guarded("a training step failed", [&]() -> Result<double> {
        const c10::AutoGradMode withGradient(true);
        const Losses losses = forward(batch);
        const at::Tensor weights = at::tensor(losses.weights);
        const at::Tensor loss = (losses.entropies * weights).sum() / weights.sum();
        const double value = loss.item<double>();
        if (!std::isfinite(value))
            return fail(ErrorCode::Numeric, "the training loss is not a number",
                fmt::format("step {}", m_optimizer->steps()), "", "lower the learning rate");
        m_optimizer->zeroGradients();
        loss.backward();
        const double norm = m_optimizer->step(learningRate);
        if (!std::isfinite(norm))
            return fail(ErrorCode::Numeric, "a gradient is not a number", fmt::format("step {}", m_optimizer->steps()),
                "", "lower the learning rate");
        return value;
    });
}

Result<std::vector<double>> IdeficsTrainer::evaluate(std::span<const model::TrainDocument> batch)
{
    return guarded("the evaluation of a batch failed", [&] {
        const c10::NoGradGuard noGradient;
        std::vector<double> sums(batch.size(), 0.0), weights(batch.size(), 0.0);
        for (std::size_t first = 0; first < batch.size(); first += kEvaluatedAtOnce) {
            const Losses losses = forward(batch.subspan(first, std::min(kEvaluatedAtOnce, batch.size() - first)));
            const at::Tensor entropies = losses.entropies.contiguous();
            for (std::size_t i = 0; i < losses.weights.size(); ++i) {
                const std::size_t document = first + losses.document[i];
                sums[document] += static_cast<double>(losses.weights[i] * entropies.data_ptr<float>()[i]);
                weights[document] += static_cast<double>(losses.weights[i]);
            }
        }
        for (std::size_t i = 0; i < sums.size(); ++i)
            sums[i] = weights[i] > 0 ? sums[i] / weights[i] : 0.0;
        return sums;
    });
}

Result<void> IdeficsTrainer::saveModel(const Path& folder)
{
    return guarded("cannot save the model", [&] {
        return writeTensors(
            folder / "model.safetensors", publishedTensors(m_weights, m_config), {{"format", "pt"}});
    });
}

Result<void> IdeficsTrainer::saveState(const Path& file)
{
    return guarded("cannot save the training state", [&] { return m_optimizer->save(file); });
}

Result<void> IdeficsTrainer::loadState(const Path& file)
{
    return guarded("cannot load the training state", [&] { return m_optimizer->load(file); });
}

} // namespace fulcrum::engine
