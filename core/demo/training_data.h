// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/demo/documents.h"
#include "core/image/image_processor.h"
#include "core/model/encoder.h"
#include "core/model/vision_language_model.h"
#include "core/text/prompt_template.h"

#include <stop_token>

namespace fulcrum::demo {

/// Scenes with their pixels as the models' processors see them (8 bit, 64 x 64).
class TrainingImages
{
public:
    /// Draws every scene; seconds to a minute for 10,000 on two threads.
    static Result<TrainingImages> render(std::uint64_t seed, int count, std::stop_token stop);

    const SceneBank& bank() const { return m_bank; }
    /// Normalised by `processor` (immutable, any thread).
    model::Pixels pixels(int scene, const image::ImageProcessor& processor) const;

private:
    SceneBank m_bank;
    std::vector<std::vector<std::uint8_t>> m_rgb;
};

/// Classes of the dense heads that the encoder learns from for a while: is there an object, its colour, shape, size, and
/// the background.
inline constexpr std::array<int, 5> kDenseHeads{2, kColors, kShapes, 2, kBackgrounds};
model::DenseLabels denseLabels(const Scene& scene);

/// An image with a caption, a question or a question and its answer, in a random style.
model::EncoderExample encoderExample(const TrainingImages& images, const image::ImageProcessor& processor,
    const text::Tokenizer& tokenizer, std::size_t textLength, Rng& rng);

/// How much predicting a token counts. An answer of VQA is one token where a caption has ten: it counts more, or in-context
/// learning on VQA would start much later than on captions.
struct LossWeights
{
    float caption = 1, answer = 3, lineBreak = 0.5F, end = 0.5F, question = 0.05F, rest = 0.01F;
};

/// Turns documents into token ids in the prompt form of IDEFICS. Immutable, thread-safe.
class DocumentEncoder
{
public:
    static Result<DocumentEncoder> create(std::shared_ptr<const text::Tokenizer> tokenizer);
    model::TrainDocument encode(const Document& document, const LossWeights& weights) const;
    /// The loss counts on the answer of the last pair only.
    model::TrainDocument encodeLast(const Document& document) const;

private:
    DocumentEncoder(text::PromptBuilder caption, text::PromptBuilder vqa) : m_caption(std::move(caption)), m_vqa(std::move(vqa)) {}
    text::PromptBuilder m_caption, m_vqa;
};

} // namespace fulcrum::demo
