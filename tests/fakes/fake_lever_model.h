// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rng.h"
#include "core/base/safetensors.h"
#include "core/model/lever_model.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace fulcrum::test {

/// A bigram table over items that really learns: weights [items + 1, items] (row 0 follows the query), gradient steps with
/// momentum and seeded noise, so that a trajectory that is not restored exactly shows.
class FakeLeverModel : public model::LeverModel
{
public:
    FakeLeverModel(const model::LeverConfig& config, std::uint64_t seed) : m_config(config)
    {
        Rng rng(seed);
        m_weights.resize(static_cast<std::size_t>(config.items + 1) * static_cast<std::size_t>(config.items));
        for (float& weight : m_weights)
            weight = static_cast<float>(0.01 * rng.normal());
        m_momentum.assign(m_weights.size(), 0.0F);
    }
    const model::LeverConfig& config() const override { return m_config; }
    std::int64_t parameters() const override { return static_cast<std::int64_t>(m_weights.size()); }
    Result<void> setItems(const model::LeverFeatures& items) override
    {
        if (items.rows != static_cast<std::size_t>(m_config.items))
            return fail(ErrorCode::Usage, "wrong number of items");
        return {};
    }

    Result<std::vector<model::LeverSequence>> generate(
        const model::LeverFeatures& queries, const model::LeverGenerateOptions& options, std::stop_token) override
    {
        std::vector<model::LeverSequence> result;
        for (std::size_t row = 0; row < queries.rows; ++row) {
            std::vector<int> blocked = row < options.excluded.size() ? options.excluded[row] : std::vector<int>{};
            model::LeverSequence sequence;
            for (int step = 0, before = -1; step < options.shots; ++step) {
                model::LeverStep best;
                best.probability = -1;
                for (int item = 0; item < m_config.items; ++item)
                    if (std::find(blocked.begin(), blocked.end(), item) == blocked.end() &&
                        probability(before, item) > best.probability) {
                        best.item = item;
                        best.probability = probability(before, item);
                    }
                best.alternatives = {{best.item, best.probability}};
                blocked.push_back(best.item);
                before = best.item;
                sequence.push_back(best);
            }
            result.push_back(std::move(sequence));
        }
        return result;
    }
    Result<std::vector<std::vector<double>>> score(const model::LeverBatch& batch) override
    {
        std::vector<std::vector<double>> result;
        for (const auto& sequence : batch.sequences) {
            std::vector<double> row;
            for (std::size_t i = 0; i < sequence.size(); ++i)
                row.push_back(std::log(probability(i == 0 ? -1 : sequence[i - 1], sequence[i])));
            result.push_back(std::move(row));
        }
        return result;
    }
    /// One head that looks at all that came before alike.
    Result<model::LeverAttention> attention(const model::LeverFeatures&, std::span<const int> items) override
    {
        const int positions = static_cast<int>(items.size()) + 2;
        model::LeverAttention attention {1, 1, positions, {}};
        for (int from = 0; from < positions; ++from)
            for (int to = 0; to < positions; ++to)
                attention.weights.push_back(to <= from ? 1.0F / static_cast<float>(from + 1) : 0.0F);
        return attention;
    }
    Result<void> beginTraining(const model::LeverTrainOptions& options) override
    {
        m_options = options;
        return {};
    }
    /// FULCRUM_FAKE_FAIL_STEP=N: step N (from 0) fails, as if the program had been killed there.
    Result<double> trainStep(const model::LeverBatch& batch) override
    {
        if (const char* text = std::getenv("FULCRUM_FAKE_FAIL_STEP"); text && m_step == std::strtoull(text, nullptr, 10))
            return fail(ErrorCode::Internal, "the fake model was told to fail");
        FULCRUM_TRY(const double loss, evaluate(batch));
        Rng noise(m_options.seed, {m_step++});
        for (float& one : m_momentum)
            one *= 0.9F;
        for (const auto& sequence : batch.sequences)
            for (std::size_t i = 0; i < sequence.size(); ++i)
                m_momentum[at(i == 0 ? -1 : sequence[i - 1], sequence[i])] +=
                    static_cast<float>(0.05 + 0.01 * noise.normal());
        for (std::size_t i = 0; i < m_weights.size(); ++i)
            m_weights[i] += m_momentum[i];
        return loss;
    }
    Result<double> evaluate(const model::LeverBatch& batch) override
    {
        double sum = 0, count = 0;
        for (const auto& sequence : batch.sequences)
            for (std::size_t i = 0; i < sequence.size(); ++i, ++count)
                sum -= std::log(probability(i == 0 ? -1 : sequence[i - 1], sequence[i]));
        return sum / std::max(1.0, count);
    }
    /// Steps as from stored embeddings; the encoder is a counter of its steps.
    Result<model::EncoderInfo> trainEncoder(const Path&, bool) override
    {
        model::EncoderInfo info;
        info.textLength = 32;
        return info;
    }
    Result<double> trainRawStep(const model::LeverRawBatch& batch) override
    {
        if (batch.queryOf.size() != batch.sequences.size() || batch.itemIds.size() != batch.items.rows)
            return fail(ErrorCode::Malformed, "the raw batch is not consistent");
        return trainStep({{}, batch.sequences});
    }
    Result<double> evaluateRaw(const model::LeverRawBatch& batch) override { return evaluate({{}, batch.sequences}); }
    Result<model::LeverEncoded> encode(const model::LeverInputs& inputs, bool image, bool text) override
    {
        const std::size_t count = inputs.rows * static_cast<std::size_t>(m_config.projection);
        return model::LeverEncoded{std::vector<float>(image ? count : 0, 0.5F), std::vector<float>(text ? count : 0, 0.5F)};
    }
    Result<void> saveEncoder(const Path& folder) override { return write(folder / "model.safetensors", true); }

    double learningRate() const override { return m_options.learningRate; }
    Result<void> save(const Path& file) override { return write(file, false); }
    Result<void> saveState(const Path& file) override { return write(file, true); }
    Result<void> loadState(const Path& file) override
    {
        FULCRUM_TRY(const SafetensorsFile opened, SafetensorsFile::open(file));
        FULCRUM_TRY(m_weights, opened.floats("weights"));
        if (opened.find("momentum") != nullptr) {
            FULCRUM_TRY(m_momentum, opened.floats("momentum"));
            m_step = std::stoull(opened.metadata().at("step"));
        }
        return {};
    }

private:
    std::size_t at(int before, int item) const
    {
        return static_cast<std::size_t>(before + 1) * static_cast<std::size_t>(m_config.items) +
               static_cast<std::size_t>(item);
    }
    double probability(int before, int item) const
    {
        double sum = 0;
        for (int other = 0; other < m_config.items; ++other)
            sum += std::exp(static_cast<double>(m_weights[at(before, other)]));
        return std::exp(static_cast<double>(m_weights[at(before, item)])) / sum;
    }
    Result<void> write(const Path& file, bool state) const
    {
        const std::vector<std::int64_t> shape = {static_cast<std::int64_t>(m_weights.size())};
        std::vector<TensorToWrite> tensors = {{"weights", DType::F32, shape, std::as_bytes(std::span(m_weights))}};
        if (state)
            tensors.push_back({"momentum", DType::F32, shape, std::as_bytes(std::span(m_momentum))});
        return writeSafetensors(file, std::move(tensors), {{"step", state ? std::to_string(m_step) : "0"}});
    }

    model::LeverConfig m_config;
    model::LeverTrainOptions m_options;
    std::vector<float> m_weights, m_momentum;
    std::uint64_t m_step = 0;
};

} // namespace fulcrum::test
