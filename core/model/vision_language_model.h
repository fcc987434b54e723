// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"
#include "core/model/feature_store.h"
#include "core/model/prompt_forest.h"

#include <span>
#include <stop_token>

namespace fulcrum::model {

struct VisionLanguageModelInfo
{
    std::string family; ///< "idefics", later "open-flamingo", "idefics2", "qwen2": selects the prompt template
    std::string name;   ///< folder name
    std::string hash;   ///< SHA-256 over the weight files: features and scores are stored under it
    int layers = 0;
    std::int64_t vocabulary = 0;
    int contextLength = 0;
    int imageSize = 0;
    std::int32_t beginToken = 1, endToken = 2, padToken = 0;
    std::int64_t parameters = 0;
    /// What else the bits of image features depend on: type of weights and kind of device ("Float cpu"). Stored features belong to
    /// hash and this.
    std::string featureKind;
};

/// What a call cost, for bench and for estimates. Floating-point operations are counted as 2 x multiply-adds of every matrix product done.
struct WorkCounter
{
    double flops = 0;
    std::int64_t imagesEncoded = 0;
    std::int64_t tokensRun = 0;
    std::int64_t sequences = 0;

    void add(const WorkCounter& other)
    {
        flops += other.flops;
        imagesEncoded += other.imagesEncoded;
        tokensRun += other.tokensRun;
        sequences += other.sequences;
    }
};

/// Lets more urgent calls in between the micro-batches of a running one (EngineWorker).
class Interruption
{
public:
    virtual ~Interruption() = default;
    virtual bool wanted() const = 0; ///< any thread, often
    /// On the thread of the running call, between two micro-batches; may call the model with `interactive` set. Afterwards
    /// `wanted` is false until something new comes.
    virtual void serve() = 0;
};

/// An LVLM. Not thread-safe: one caller at a time (the engine worker). Every call checks `stop` between micro-batches.
class VisionLanguageModel
{
public:
    virtual ~VisionLanguageModel() = default;
    virtual const VisionLanguageModelInfo& info() const = 0;
    /// One score per request, in request order. A NaN or an unreadable image fails the call with the request's node named.
    virtual Result<std::vector<LeafScore>> score(const PromptForest& forest, std::span<const ScoreRequest> requests,
        const ScoreOptions& options, std::stop_token stop) = 0;
    /// One continuation per node of `leaves`, in order.
    virtual Result<std::vector<Generation>> generate(const PromptForest& forest, std::span<const int> leaves,
        const GenerateOptions& options, std::stop_token stop) = 0;
    /// The plain way, for tests and bench: one sequence at a time, every image encoded each time, nothing shared.
    virtual Result<std::vector<LeafScore>> scoreNaively(const PromptForest& forest,
        std::span<const ScoreRequest> requests, const ScoreOptions& options, std::stop_token stop) = 0;
    /// Work done since the last call of takeWork.
    virtual WorkCounter takeWork() = 0;
    /// Forgets shared prefixes. They may round differently with other company, so a job calls this where a resumed run may
    /// begin; image features never depend on company and stay.
    virtual void clearPrefixes() = 0;
    /// Drops cached image features and prefixes.
    virtual void clearCaches() = 0;
    /// Where image features are kept on disk, of this model's hash and featureKind; none by default, and for text models never.
    virtual void setFeatureStore(std::shared_ptr<FeatureStore>) {}
    /// Null = none. It must outlive the calls.
    virtual void setInterruption(Interruption*) {}
};

struct TrainDocument
{
    std::vector<std::int32_t> tokens;
    std::vector<float> lossWeights; ///< weight of predicting tokens[i] from what stands before it; [0] is ignored
    std::vector<int> images;        ///< indices into the trainer's image table, one per placeholder
};

/// Trains the language side, resampler and gated layers of an LVLM folder; the vision tower stays frozen and its outputs are
/// computed once per image. AdamW with gradient clipping. Deterministic given the seed and the sequence of batches.
class VisionLanguageTrainer
{
public:
    struct Options
    {
        double beta1 = 0.9, beta2 = 0.97, weightDecay = 0.05, gradientClip = 1.0;
        std::uint64_t seed = 0;
        int threads = 0;
    };
    virtual ~VisionLanguageTrainer() = default;
    /// `images` are encoded by the frozen vision tower now and kept.
    virtual Result<void> setImages(std::span<const ImageInput> images, std::stop_token stop) = 0;
    /// Weighted mean cross-entropy before the update.
    virtual Result<double> step(std::span<const TrainDocument> batch, double learningRate) = 0;
    /// Loss of each document (weighted mean of -log p over its tokens) without an update.
    virtual Result<std::vector<double>> evaluate(std::span<const TrainDocument> batch) = 0;
    virtual Result<void> saveModel(const Path& folder) = 0; ///< model.safetensors, HF names, float32
    virtual Result<void> saveState(const Path& file) = 0;
    virtual Result<void> loadState(const Path& file) = 0;
};

} // namespace fulcrum::model
