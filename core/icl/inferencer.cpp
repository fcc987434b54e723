// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/inferencer.h"

#include "core/icl/isolate.h"

#include <algorithm>
#include <chrono>

namespace fulcrum::icl {

namespace {

std::string hashOf(const std::string& modelHash, const std::vector<std::int32_t>& tokens)
{
    std::string bytes = modelHash;
    bytes.append(reinterpret_cast<const char*>(tokens.data()), tokens.size() * sizeof(std::int32_t));
    return sha256(bytes);
}

} // namespace

model::GenerateOptions officialGeneration(data::Task task, const model::VisionLanguageModelInfo& info)
{
    model::GenerateOptions options;
    options.beams = 3;
    options.lengthPenalty = 0;
    options.maxNewTokens = task == data::Task::Caption ? 20 : 5;
    options.endToken = info.endToken;
    return options;
}

Result<std::vector<Inference>> infer(model::VisionLanguageModel& lvlm,
    const std::shared_ptr<const PromptSource>& source, const std::shared_ptr<const data::Dataset>& support,
    const std::shared_ptr<const data::Dataset>& queries, std::span<const IcdSequence> sequences,
    const InferenceOptions& options, std::stop_token stop)
{
    std::vector<Inference> result(sequences.size());
    const auto ask = [&](std::size_t begin, std::size_t end) -> Result<void> {
        const auto part = sequences.subspan(begin, end - begin);
        const auto start = std::chrono::steady_clock::now();
        PromptForestBuilder builder(source, support, queries);
        std::vector<int> leaves;
        for (const IcdSequence& sequence : part) {
            FULCRUM_TRY(const int leaf, builder.addQuestion(promptOf(sequence)));
            leaves.push_back(leaf);
        }
        FULCRUM_TRY(const auto generations, lvlm.generate(builder.forest(), leaves, options.generate, stop));
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        for (std::size_t i = 0; i < part.size(); ++i) {
            Inference& one = result[begin + i];
            one.rawOutput = source->text(generations[i].tokens);
            one.prediction = source->prediction(one.rawOutput);
            one.promptHash = hashOf(lvlm.info().hash, builder.path(leaves[i]));
            one.seconds = took.count() / static_cast<double>(part.size());
        }
        return {};
    };
    const auto failed = [&](std::size_t i, const Error& why) -> Result<void> {
        result[i].error = why;
        return {};
    };
    const auto step = static_cast<std::size_t>(std::max(1, options.queriesPerCall));
    for (std::size_t begin = 0; begin < sequences.size(); begin += step) {
        const std::size_t end = std::min(begin + step, sequences.size());
        FULCRUM_CHECK(options.keepGoing ? isolateFailures(begin, end, ask, failed) : ask(begin, end));
    }
    return result;
}

} // namespace fulcrum::icl
