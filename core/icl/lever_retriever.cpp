// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/lever_retriever.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::icl {

namespace {

constexpr int kOfficialBatch = 20; // official lever_lm_bs: with the batch mask the result depends on it
constexpr int kAlternatives = 10;

Result<void> gatherPart(
    const embed::Matrix& table, const embed::Matrix& lengths, std::span<const std::int64_t> indices, std::vector<float>& values)
{
    if (table.empty())
        return {};
    values.reserve(indices.size() * table.dimensions);
    for (const std::int64_t index : indices) {
        if (index < 0 || static_cast<std::size_t>(index) >= table.rows())
            return fail(ErrorCode::OutOfRange, "cannot read embeddings", fmt::format("sample {}", index),
                fmt::format("the table has {} rows", table.rows()), "embed again");
        table.appendRow(static_cast<std::size_t>(index), values);
        if (lengths.empty())
            continue;
        if (static_cast<std::size_t>(index) >= lengths.rows())
            return fail(ErrorCode::Malformed, "cannot read embeddings", fmt::format("sample {}", index), "its length is not stored", "embed again");
        const float length = lengths.values[static_cast<std::size_t>(index)];
        for (auto value = values.end() - static_cast<std::ptrdiff_t>(table.dimensions); value != values.end(); ++value)
            *value *= length;
    }
    return {};
}

class LeverRetriever : public Retriever
{
public:
    LeverRetriever(Pool pool, model::LeverModel& lever, FeatureTables queries, const LeverRetrieverOptions& options)
        : m_pool(std::move(pool)), m_model(lever), m_queries(std::move(queries)), m_options(options)
    {
    }

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) override
    {
        if (request.queries == nullptr || static_cast<std::size_t>(m_model.config().items) != m_pool.items.size())
            return fail(ErrorCode::Malformed, "cannot retrieve with Lever-LM", "checkpoint",
                fmt::format("it has {} items, the pool has {}", m_model.config().items, m_pool.items.size()));
        if (request.shots < 1 || static_cast<std::size_t>(request.shots) + m_options.excluded.size() >= m_pool.items.size())
            return fail(ErrorCode::OutOfRange, "cannot retrieve with Lever-LM", fmt::format("{} shots", request.shots),
                fmt::format("the demonstration pool has {} items", m_pool.items.size()));
        for (const std::int64_t query : request.indices)
            if (auto why = refusal(*request.queries, query))
                return fail(std::move(*why));
        std::vector<IcdSequence> result;
        const auto step = static_cast<std::size_t>(
            m_options.officialBatchMask ? kOfficialBatch : std::max(1, m_options.queriesPerCall));
        for (std::size_t begin = 0; begin < request.indices.size(); begin += step) {
            const auto part = request.indices.subspan(begin, std::min(step, request.indices.size() - begin));
            FULCRUM_CHECK(generate(part, request, stop, result));
        }
        return result;
    }

    std::optional<Error> refusal(const data::Dataset& queries, std::int64_t query) const override
    {
        return m_queries.has(query) ? std::nullopt : std::optional(noEmbedding(queries, query));
    }

    std::size_t leftOut() const override { return m_options.excluded.size(); }

private:
    Result<void> generate(std::span<const std::int64_t> queries, const RetrieveRequest& request, std::stop_token stop,
        std::vector<IcdSequence>& result)
    {
        FULCRUM_TRY(const GatheredFeatures features, gather(m_queries, queries));
        model::LeverGenerateOptions options;
        options.shots = request.shots;
        options.alternatives = kAlternatives;
        options.officialBatchMask = m_options.officialBatchMask;
        for (const std::int64_t query : queries) {
            options.excluded.push_back(excludedRows());
            if (const std::int64_t own = m_pool.ownRow(*request.queries, query); own >= 0)
                options.excluded.back().push_back(static_cast<int>(own));
        }
        FULCRUM_TRY(const auto written, m_model.generate(features.view(), options, stop));
        for (std::size_t q = 0; q < written.size(); ++q)
            result.push_back(sequence(queries[q], written[q]));
        return {};
    }

    std::vector<int> excludedRows() const
    {
        std::vector<int> rows;
        for (const std::int64_t item : m_options.excluded) {
            const auto found = std::lower_bound(m_pool.items.begin(), m_pool.items.end(), item);
            if (found != m_pool.items.end() && *found == item)
                rows.push_back(static_cast<int>(found - m_pool.items.begin()));
        }
        return rows;
    }

    IcdSequence sequence(std::int64_t query, const model::LeverSequence& written) const
    {
        IcdSequence result{query, {}};
        for (std::size_t s = 0; s < written.size(); ++s) {
            const model::LeverStep& step = written[s];
            IcdStep icd;
            icd.index = m_pool.items[static_cast<std::size_t>(step.item)];
            icd.id = m_pool.support->id(static_cast<std::size_t>(icd.index));
            icd.step = static_cast<int>(s);
            icd.probability = step.probability;
            icd.rank = step.rank;
            icd.entropyBits = step.entropyBits;
            for (const auto& [item, probability] : step.alternatives)
                icd.alternatives.emplace_back(m_pool.items[static_cast<std::size_t>(item)], probability);
            result.icds.push_back(std::move(icd));
        }
        if (m_options.reversed)
            std::reverse(result.icds.begin(), result.icds.end());
        return result;
    }

    Pool m_pool;
    model::LeverModel& m_model;
    FeatureTables m_queries;
    LeverRetrieverOptions m_options;
};

} // namespace

bool FeatureTables::has(std::int64_t sample) const
{
    const auto row = static_cast<std::size_t>(sample);
    return (row >= image.rows() || image.has(row)) && (row >= text.rows() || text.has(row));
}

Result<GatheredFeatures> gather(const FeatureTables& tables, std::span<const std::int64_t> indices)
{
    GatheredFeatures result;
    result.rows = indices.size();
    FULCRUM_CHECK(gatherPart(tables.image, tables.imageLengths, indices, result.image));
    FULCRUM_CHECK(gatherPart(tables.text, tables.textLengths, indices, result.text));
    return result;
}

std::unique_ptr<Retriever> makeLeverRetriever(
    Pool pool, model::LeverModel& model, FeatureTables queries, const LeverRetrieverOptions& options)
{
    return std::make_unique<LeverRetriever>(std::move(pool), model, std::move(queries), options);
}

} // namespace fulcrum::icl
