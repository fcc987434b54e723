// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/encoder_trainer.h"

#include "core/base/rng.h"
#include "core/engine/clip_encoder.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <cmath>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

const double kMaxLogitScale = std::log(100.0); ///< CLIP paper: the factor of the cosines stays at or below 100

} // namespace

ClipTrainer::ClipTrainer(
    const Path& folder, std::uint64_t seed, std::span<const int> heads, double weightDecay, int threads)
    : m_config(ClipConfig::read(folder))
{
    applyThreads(threads);
    std::error_code ignored;
    if (std::filesystem::exists(folder / "model.safetensors", ignored)) {
        Weights tensors = orThrow(Weights::open(folder));
        m_weights = takeClip(tensors, m_config);
    } else {
        m_weights = randomClip(m_config, seed);
    }
    std::vector<at::Tensor*> trainable;
    visitClip(m_weights, m_config,
        [&](at::Tensor& stack, const std::vector<ClipPart>&) { trainable.push_back(&stack); });
    m_heads.reserve(heads.size());
    for (std::size_t i = 0; i < heads.size(); ++i) {
        if (heads[i] < 1 || heads[i] > 10000)
            throw EngineError(ErrorCode::OutOfRange, "a dense head has an absurd number of classes",
                fmt::format("head {}", i), fmt::format("{}", heads[i]));
        at::Generator generator = at::detail::createCPUGenerator(Rng(seed, {stableHash("head"), i}).next());
        m_heads.push_back(at::normal(0.0, 0.02, {heads[i], m_config.vision.width}, generator));
        trainable.push_back(&m_heads.back());
    }
    // A scalar scale has no last dimension for the optimiser to look at.
    m_weights.logitScale = m_weights.logitScale.reshape({1});
    m_optimizer = std::make_unique<FlatAdamW>(
        std::move(trainable), FlatAdamW::Options{0.9, 0.98, 1e-8, weightDecay, 1.0});
}

at::Tensor ClipTrainer::contrastiveLoss(const at::Tensor& image, const at::Tensor& text,
    std::span<const model::EncoderExample> batch, double& accuracy) const
{
    const auto n = static_cast<std::int64_t>(batch.size());
    const at::Tensor cosines = at::mm(unitRows(image), unitRows(text).t());
    at::Tensor same = at::zeros({n, n});
    auto blocked = same.accessor<float, 2>();
    for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j)
            if (i != j && batch[static_cast<std::size_t>(i)].group == batch[static_cast<std::size_t>(j)].group)
                blocked[i][j] = -1e9f;
    const at::Tensor logits = cosines * m_weights.logitScale.exp() + same;
    const at::Tensor target = at::arange(n, at::kLong);
    accuracy = logits.detach().argmax(1).eq(target).to(at::kDouble).mean().item<double>();
    return 0.5 * (at::cross_entropy_loss(logits, target) + at::cross_entropy_loss(logits.t(), target));
}

at::Tensor ClipTrainer::denseLoss(const at::Tensor& patches, std::span<const model::EncoderExample> batch) const
{
    const std::int64_t count = m_config.patches();
    const at::Tensor rows = patches.reshape({-1, m_config.vision.width});
    at::Tensor total = at::zeros({});
    for (std::size_t head = 0; head < m_heads.size(); ++head) {
        at::Tensor target = at::full({static_cast<std::int64_t>(batch.size()) * count}, -1, at::kLong);
        std::int64_t* out = target.data_ptr<std::int64_t>();
        for (const model::EncoderExample& example : batch) {
            if (example.dense.heads.size() != m_heads.size()
                || example.dense.heads[head].size() != static_cast<std::size_t>(count))
                throw EngineError(ErrorCode::Malformed, "dense labels do not fit the encoder", "",
                    fmt::format("{} heads of {} patches are expected", m_heads.size(), count));
            for (const std::int32_t label : example.dense.heads[head]) {
                if (label < -1 || label >= m_heads[head].size(0))
                    throw EngineError(ErrorCode::OutOfRange, "a dense label is not a class",
                        fmt::format("head {}", head), fmt::format("{}", label));
                *out++ = label;
            }
        }
        if (target.ge(0).any().item<bool>())
            total = total + at::cross_entropy_loss(affine(rows, m_heads[head]), target, {}, at::Reduction::Mean, -1);
    }
    return m_heads.empty() ? total : total / static_cast<double>(m_heads.size());
}

Result<model::EncoderTrainer::StepResult> ClipTrainer::step(
    std::span<const model::EncoderExample> batch, double learningRate, double denseWeight)
{
    return guarded("an encoder training step failed", [&]() -> Result<StepResult> {
        if (batch.empty())
            return fail(ErrorCode::Usage, "an encoder training step failed", "", "the batch is empty");
        const c10::AutoGradMode withGradient(true);
        std::vector<const model::Pixels*> images;
        std::vector<const std::vector<std::int32_t>*> texts;
        for (const model::EncoderExample& example : batch) {
            images.push_back(&example.image);
            texts.push_back(&example.text);
        }
        const at::Tensor hidden = clipVisionHidden(m_weights, m_config, clipPixels(images, m_config));
        const at::Tensor image = affine(clipVisionPooled(m_weights, m_config, hidden), m_weights.visualProjection);
        const at::Tensor ids = clipIds(texts, m_config);
        const at::Tensor text = clipTextEmbeddings(m_weights, m_config, ids);
        StepResult result;
        at::Tensor loss = contrastiveLoss(image, text, batch, result.accuracy);
        result.contrastive = loss.item<double>();
        if (denseWeight > 0 && !m_heads.empty()) {
            const at::Tensor dense = denseLoss(hidden.narrow(1, 1, m_config.patches()), batch);
            result.dense = dense.item<double>();
            loss = loss + denseWeight * dense;
        }
        if (!std::isfinite(loss.item<double>()))
            return fail(ErrorCode::Numeric, "the training loss is not a number",
                fmt::format("step {}", m_optimizer->steps()), "", "lower the learning rate");
        m_optimizer->zeroGradients();
        loss.backward();
        m_optimizer->step(learningRate);
        const c10::NoGradGuard noGradient;
        m_weights.logitScale.clamp_max_(kMaxLogitScale);
        return result;
    });
}

Result<void> ClipTrainer::saveModel(const Path& folder)
{
    return guarded("cannot save the encoder", [&] { return writeClip(folder, m_weights, m_config); });
}

} // namespace fulcrum::engine
