// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/training_data.h"

#include "core/demo/model_folders.h"
#include "core/demo/raster.h"
#include "core/image/pillow_resize.h"

#include <atomic>
#include <cmath>
#include <thread>

namespace fulcrum::demo {
namespace {

constexpr int kDrawnSize = 128; ///< shrunk to 64 like the demo project's 256 px images, at a quarter of their cost
constexpr std::int32_t kEndToken = 2;

} // namespace

Result<TrainingImages> TrainingImages::render(std::uint64_t seed, int count, std::stop_token stop)
{
    if (count < kBackgrounds)
        return fail(ErrorCode::OutOfRange, "cannot draw the training scenes", "", "fewer scenes than backgrounds");
    TrainingImages images;
    images.m_bank = makeSceneBank(seed, count);
    images.m_rgb.resize(static_cast<std::size_t>(count));
    std::atomic<int> next{0};
    const auto work = [&] {
        for (int i = next++; i < count && !stop.stop_requested(); i = next++) {
            const auto scene = static_cast<std::size_t>(i);
            images.m_rgb[scene] = image::resizeSamples(demo::render(images.m_bank.scenes[scene], kDrawnSize), kDrawnSize,
                kDrawnSize, 3, kModelImageSize, kModelImageSize, image::Filter::Bicubic);
        }
    };
    {
        const std::jthread helper(work);
        work();
    }
    if (stop.stop_requested())
        return fail(ErrorCode::Cancelled, "stopped while drawing the training scenes");
    return images;
}

model::Pixels TrainingImages::pixels(int scene, const image::ImageProcessor& processor) const
{
    return processor.normalized(
        {kModelImageSize, kModelImageSize, m_rgb[static_cast<std::size_t>(scene)]});
}

model::DenseLabels denseLabels(const Scene& scene)
{
    constexpr int side = kModelImageSize / kModelPatch;
    model::DenseLabels labels;
    labels.heads.assign(kDenseHeads.size(), std::vector<std::int32_t>(side * side, -1));
    for (std::size_t patch = 0; patch < static_cast<std::size_t>(side) * side; ++patch) {
        const double x = (static_cast<double>(patch % side) + 0.5) * kModelPatch;
        const double y = (static_cast<double>(patch / side) + 0.5) * kModelPatch;
        labels.heads[0][patch] = 0;
        labels.heads[4][patch] = static_cast<std::int32_t>(scene.background);
        for (const Object& object : scene.objects) {
            const double distance = std::hypot(x - object.x, y - object.y);
            if (distance > object.radius() + 4)
                continue;
            labels.heads[0][patch] = -1; // partly covered: neither answer is right
            if (distance > object.radius() + 1)
                continue;
            labels.heads[0][patch] = 1;
            labels.heads[1][patch] = static_cast<std::int32_t>(object.color);
            labels.heads[2][patch] = static_cast<std::int32_t>(object.shape);
            labels.heads[3][patch] = object.large ? 1 : 0;
        }
    }
    return labels;
}

model::EncoderExample encoderExample(const TrainingImages& images, const image::ImageProcessor& processor,
    const text::Tokenizer& tokenizer, std::size_t textLength, Rng& rng)
{
    const SceneBank& bank = images.bank();
    const auto index = rng.below(bank.scenes.size());
    const Scene& scene = bank.scenes[index];
    Style style = drawStyle(rng);
    style.web = rng.chance(0.08);
    std::string text;
    if (rng.chance(0.7)) {
        text = caption(scene, style, rng);
    } else {
        std::optional<Question> question;
        while (!question)
            question = drawQuestion(scene, static_cast<QuestionType>(rng.below(kQuestionTypes)), rng);
        text = questionText(*question, style.phrasing);
        if (rng.chance(0.6))
            text += " " + answerText(*question, style);
    }
    model::EncoderExample example;
    example.image = images.pixels(static_cast<int>(index), processor);
    example.text = tokenizer.encodeTruncated(text, textLength);
    example.group = static_cast<std::int64_t>(index);
    example.dense = denseLabels(scene);
    return example;
}

Result<DocumentEncoder> DocumentEncoder::create(std::shared_ptr<const text::Tokenizer> tokenizer)
{
    FULCRUM_TRY(const text::PromptTemplate captionForm, text::promptTemplate("idefics", data::Task::Caption));
    FULCRUM_TRY(const text::PromptTemplate vqaForm, text::promptTemplate("idefics", data::Task::Vqa));
    FULCRUM_TRY(text::PromptBuilder captions, text::PromptBuilder::create(captionForm, tokenizer));
    FULCRUM_TRY(text::PromptBuilder questions, text::PromptBuilder::create(vqaForm, tokenizer));
    return DocumentEncoder(std::move(captions), std::move(questions));
}

model::TrainDocument DocumentEncoder::encode(const Document& document, const LossWeights& weights) const
{
    const bool captions = document.task == data::Task::Caption;
    const text::PromptBuilder& builder = captions ? m_caption : m_vqa;
    model::TrainDocument encoded;
    const auto append = [&](const std::vector<std::int32_t>& ids, std::size_t from, std::size_t to, float weight) {
        encoded.tokens.insert(encoded.tokens.end(), ids.begin() + static_cast<std::ptrdiff_t>(from), ids.begin() + static_cast<std::ptrdiff_t>(to));
        encoded.lossWeights.insert(encoded.lossWeights.end(), to - from, weight);
    };
    const std::vector<std::int32_t> opening = builder.opening();
    append(opening, 0, opening.size(), 0);
    for (const Pair& pair : document.pairs) {
        data::Sample sample;
        sample.captions = {pair.answer};
        sample.question = pair.question;
        sample.answer = pair.answer;
        const std::vector<std::int32_t> ids = builder.demonstration(sample);
        const std::size_t prompt = builder.query(sample).size();
        // What follows a finished answer is only asked for where a document ends: so the model always ends there, and a
        // generation stops behind the line break instead of inventing the next demonstration.
        append(ids, 0, std::min<std::size_t>(1, prompt), 0);
        append(ids, std::min<std::size_t>(1, prompt), prompt, captions ? weights.rest : weights.question);
        append(ids, prompt, ids.size() - 1, captions ? weights.caption : weights.answer);
        append(ids, ids.size() - 1, ids.size(), weights.lineBreak);
        encoded.images.push_back(pair.scene);
    }
    append({kEndToken}, 0, 1, weights.end);
    return encoded;
}

model::TrainDocument DocumentEncoder::encodeLast(const Document& document) const
{
    model::TrainDocument encoded = encode(document, {1, 1, 1, 0, 0, 0});
    Document context = document;
    context.pairs.pop_back();
    // Everything before the last pair has the same ids with and without it; the end token of the context is not there.
    const std::size_t before = encode(context, {}).tokens.size() - 1;
    std::fill_n(encoded.lossWeights.begin(), before, 0.0F);
    return encoded;
}

} // namespace fulcrum::demo
