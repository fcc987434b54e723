// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/retriever.h"

#include "core/base/rng.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::icl {

namespace {

// Ids of the units of randomness; part of what a seed means, so never renumber.
constexpr std::uint64_t kRandomUnit = 11;
constexpr std::uint64_t kFixedUnit = 12;
constexpr std::uint64_t kOrderUnit = 13;
constexpr std::size_t kAlternatives = 10;

struct StrategyRow
{
    Strategy strategy;
    const char* name;
};
constexpr StrategyRow kStrategies[] = {
    {Strategy::ZeroShot, "zero-shot"},
    {Strategy::Random, "random"},
    {Strategy::Siir, "siir"},
    {Strategy::Sitr, "sitr"},
    {Strategy::Sttr, "sttr"},
    {Strategy::Iq2iq, "iq2iq"},
    {Strategy::LeverLm, "lever-lm"},
    {Strategy::LeverLmRandomOrder, "lever-lm-random-order"},
    {Strategy::Fixed, "fixed"},
    {Strategy::Golden, "golden"},
    {Strategy::Oracle, "oracle"},
    {Strategy::SiirFull, "siir-full"},
    {Strategy::SitrFull, "sitr-full"},
    {Strategy::SttrFull, "sttr-full"},
};

Result<void> checkRequest(const RetrieveRequest& request, std::size_t available)
{
    if (request.queries == nullptr)
        return fail(ErrorCode::Internal, "cannot retrieve", "queries", "no data set given");
    for (const std::int64_t index : request.indices)
        if (index < 0 || static_cast<std::size_t>(index) >= request.queries->size())
            return fail(ErrorCode::OutOfRange, "cannot retrieve", fmt::format("query {}", index),
                fmt::format("the split has {} samples", request.queries->size()));
    // One item more than asked for, because a query may be in the pool itself.
    if (request.shots < 0 || static_cast<std::size_t>(request.shots) > available)
        return fail(ErrorCode::OutOfRange, "cannot retrieve", fmt::format("{} shots", request.shots),
            fmt::format("the demonstration pool has {} items", available), "ask for fewer shots or a larger pool");
    return {};
}

tl::unexpected<Error> poolTooSmall(const RetrieveRequest& request, std::int64_t query)
{
    return fail(ErrorCode::OutOfRange, "cannot retrieve", fmt::format("query {}, {} shots", query, request.shots),
        "without the query itself the pool is too small", "ask for fewer shots or a larger pool");
}

IcdStep stepOf(const data::Dataset& support, std::int64_t index, int step)
{
    IcdStep icd;
    icd.index = index;
    icd.id = support.id(static_cast<std::size_t>(index));
    icd.step = step;
    return icd;
}

class RandomRetriever : public Retriever
{
public:
    explicit RandomRetriever(Pool pool) : m_pool(std::move(pool)) {}

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) override
    {
        FULCRUM_CHECK(checkRequest(request, m_pool.items.size()));
        std::vector<IcdSequence> result;
        for (const std::int64_t query : request.indices) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "retrieval cancelled");
            const std::int64_t own = m_pool.ownRow(*request.queries, query);
            const std::int64_t id = request.queries->id(static_cast<std::size_t>(query));
            Rng rng(request.seed, {kRandomUnit, static_cast<std::uint64_t>(id)});
            const std::size_t available = m_pool.items.size() - (own >= 0 ? 1 : 0);
            if (static_cast<std::size_t>(request.shots) > available)
                return poolTooSmall(request, query);
            IcdSequence sequence{query, {}};
            for (std::size_t row : rng.sample(available, static_cast<std::size_t>(request.shots))) {
                if (own >= 0 && row >= static_cast<std::size_t>(own))
                    ++row; // rows behind the query's own move up by one
                sequence.icds.push_back(
                    stepOf(*m_pool.support, m_pool.items[row], static_cast<int>(sequence.icds.size())));
            }
            result.push_back(std::move(sequence));
        }
        return result;
    }

private:
    Pool m_pool;
};

class SimilarityRetriever : public Retriever
{
public:
    SimilarityRetriever(
        Pool pool, std::vector<SimilarityPart> parts, SimilarityOrder order, std::shared_ptr<const void> owner)
        : m_pool(std::move(pool)), m_parts(std::move(parts)), m_order(order), m_owner(std::move(owner))
    {
    }

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) override
    {
        FULCRUM_CHECK(checkRequest(request, m_pool.items.size()));
        for (const std::int64_t query : request.indices)
            if (auto why = refusal(*request.queries, query))
                return fail(std::move(*why));
        FULCRUM_TRY(const auto found, search(request, stop));
        std::vector<IcdSequence> result;
        for (std::size_t q = 0; q < found.size(); ++q) {
            if (found[q].size() < static_cast<std::size_t>(request.shots))
                return poolTooSmall(request, request.indices[q]);
            result.push_back(sequence(request.indices[q], found[q], request.shots));
        }
        return result;
    }

    std::optional<Error> refusal(const data::Dataset& queries, std::int64_t query) const override
    {
        for (const SimilarityPart& part : m_parts)
            if (const auto row = static_cast<std::size_t>(query); row < part.queries.rows() && !part.queries.has(row))
                return noEmbedding(queries, query);
        return std::nullopt;
    }

    std::size_t leftOut() const override
    {
        return static_cast<std::size_t>(std::ranges::count_if(m_pool.items, [&](std::int64_t item) {
            return std::ranges::any_of(m_parts, [&](const SimilarityPart& part) {
                const auto row = static_cast<std::size_t>(item);
                return row < part.items.rows() && !part.items.has(row);
            });
        }));
    }

private:
    Result<std::vector<std::vector<embed::Match>>> search(const RetrieveRequest& request, std::stop_token stop) const
    {
        // The queries' rows are gathered, so that a search for few queries does not pass over the whole query table.
        std::vector<std::vector<float>> gathered(m_parts.size());
        embed::TopKRequest topK;
        for (std::size_t p = 0; p < m_parts.size(); ++p) {
            const embed::Matrix& queries = m_parts[p].queries;
            if (queries.rows() != request.queries->size() || m_parts[p].items.rows() != m_pool.support->size())
                return fail(ErrorCode::Malformed, "cannot retrieve", "embeddings",
                    "their number of rows is not that of the data set", "embed again");
            gathered[p].reserve(request.indices.size() * queries.dimensions);
            for (const std::int64_t query : request.indices)
                queries.appendRow(static_cast<std::size_t>(query), gathered[p]);
            topK.parts.push_back({{gathered[p], queries.dimensions}, m_parts[p].items});
        }
        std::vector<std::int64_t> excluded;
        for (const std::int64_t query : request.indices)
            excluded.push_back(m_pool.ownIndex(*request.queries, query));
        topK.excluded = excluded;
        topK.among = m_pool.items;
        topK.k = std::max(static_cast<std::size_t>(request.shots), kAlternatives);
        return embed::topK(topK, stop);
    }

    IcdSequence sequence(std::int64_t query, const std::vector<embed::Match>& found, int shots) const
    {
        IcdSequence result{query, {}};
        for (int k = 0; k < shots; ++k) {
            const embed::Match& match = found[static_cast<std::size_t>(k)];
            IcdStep icd = stepOf(*m_pool.support, match.item, k);
            icd.similarity = static_cast<double>(match.similarity);
            icd.rank = k + 1;
            for (std::size_t a = 0; a < std::min(found.size(), kAlternatives); ++a)
                icd.alternatives.emplace_back(found[a].item, static_cast<double>(found[a].similarity));
            result.icds.push_back(std::move(icd));
        }
        if (m_order == SimilarityOrder::MostSimilarLast)
            std::reverse(result.icds.begin(), result.icds.end());
        return result;
    }

    Pool m_pool;
    std::vector<SimilarityPart> m_parts;
    SimilarityOrder m_order;
    std::shared_ptr<const void> m_owner;
};

class FixedRetriever : public Retriever
{
public:
    FixedRetriever(Pool pool, std::vector<std::int64_t> items) : m_pool(std::move(pool)), m_items(std::move(items)) {}

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token) override
    {
        FULCRUM_CHECK(checkRequest(request, m_items.size()));
        std::vector<IcdSequence> result;
        for (const std::int64_t query : request.indices) {
            const std::int64_t own = m_pool.ownIndex(*request.queries, query);
            IcdSequence sequence{query, {}};
            for (auto item = m_items.rbegin(); item != m_items.rend(); ++item)
                if (*item != own && sequence.icds.size() < static_cast<std::size_t>(request.shots))
                    sequence.icds.push_back(stepOf(*m_pool.support, *item, static_cast<int>(sequence.icds.size())));
            if (sequence.icds.size() < static_cast<std::size_t>(request.shots))
                return poolTooSmall(request, query);
            std::reverse(sequence.icds.begin(), sequence.icds.end());
            result.push_back(std::move(sequence));
        }
        return result;
    }

private:
    Pool m_pool;
    std::vector<std::int64_t> m_items;
};

class FixedRandomRetriever : public Retriever
{
public:
    explicit FixedRandomRetriever(Pool pool) : m_pool(std::move(pool)) {}

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) override
    {
        // One more than asked for: a query that is in the set itself takes it.
        Rng rng(request.seed, {kFixedUnit});
        std::vector<std::int64_t> items;
        for (const std::size_t row : rng.sample(m_pool.items.size(), static_cast<std::size_t>(request.shots) + 1))
            items.push_back(m_pool.items[row]);
        std::reverse(items.begin(), items.end()); // the first drawn stands next to the query, for every number of shots
        return FixedRetriever(m_pool, std::move(items)).retrieve(request, stop);
    }

private:
    Pool m_pool;
};

class ShuffledRetriever : public Retriever
{
public:
    explicit ShuffledRetriever(std::unique_ptr<Retriever> inner) : m_inner(std::move(inner)) {}

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) override
    {
        FULCRUM_TRY(std::vector<IcdSequence> result, m_inner->retrieve(request, stop));
        for (IcdSequence& sequence : result) {
            const std::int64_t id = request.queries->id(static_cast<std::size_t>(sequence.query));
            Rng rng(request.seed, {kOrderUnit, static_cast<std::uint64_t>(id)});
            rng.shuffle(sequence.icds);
        }
        return result;
    }
    std::optional<Error> refusal(const data::Dataset& queries, std::int64_t query) const override
    {
        return m_inner->refusal(queries, query);
    }
    std::size_t leftOut() const override { return m_inner->leftOut(); }

private:
    std::unique_ptr<Retriever> m_inner;
};

class ZeroShotRetriever : public Retriever
{
public:
    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token) override
    {
        std::vector<IcdSequence> result;
        for (const std::int64_t query : request.indices)
            result.push_back({query, {}});
        return result;
    }
};

} // namespace

Error noEmbedding(const data::Dataset& dataset, std::int64_t sample)
{
    return {ErrorCode::NotFound, "a sample has no embedding",
        fmt::format("#{} of the {} split", dataset.id(static_cast<std::size_t>(sample)), data::splitName(dataset.split())),
        "its image or text could not be embedded", "mend the file and resume the embed run with --retry-failed"};
}

const char* strategyName(Strategy strategy)
{
    for (const StrategyRow& row : kStrategies)
        if (row.strategy == strategy)
            return row.name;
    return "unknown";
}

std::optional<Strategy> strategyFromName(std::string_view name)
{
    for (const StrategyRow& row : kStrategies)
        if (name == row.name)
            return row.strategy;
    return std::nullopt;
}

std::vector<std::string> strategyNames()
{
    std::vector<std::string> names;
    for (const StrategyRow& row : kStrategies)
        names.emplace_back(row.name);
    return names;
}

bool isStochastic(Strategy strategy)
{
    return strategy == Strategy::Random || strategy == Strategy::Fixed || strategy == Strategy::Oracle ||
           isLever(strategy);
}

bool isSimilarity(Strategy strategy)
{
    switch (strategy) {
    case Strategy::Siir:
    case Strategy::Sitr:
    case Strategy::Sttr:
    case Strategy::Iq2iq:
        return true;
    default:
        return isFullSplit(strategy);
    }
}

bool isFullSplit(Strategy strategy)
{
    return strategy == Strategy::SiirFull || strategy == Strategy::SitrFull || strategy == Strategy::SttrFull;
}

bool isLever(Strategy strategy)
{
    return strategy == Strategy::LeverLm || strategy == Strategy::LeverLmRandomOrder;
}

Pool Pool::all(std::shared_ptr<const data::Dataset> support)
{
    Pool pool;
    pool.items.resize(support->size());
    for (std::size_t i = 0; i < pool.items.size(); ++i)
        pool.items[i] = static_cast<std::int64_t>(i);
    pool.support = std::move(support);
    return pool;
}

std::int64_t Pool::ownIndex(const data::Dataset& queries, std::int64_t query) const
{
    // Ids are unique within a split only, so a query of another split is never in the pool.
    return queries.split() == support->split() && queries.task() == support->task() ? query : -1;
}

std::int64_t Pool::ownRow(const data::Dataset& queries, std::int64_t query) const
{
    const std::int64_t own = ownIndex(queries, query);
    const auto found = std::lower_bound(items.begin(), items.end(), own);
    return own >= 0 && found != items.end() && *found == own ? found - items.begin() : -1;
}

std::unique_ptr<Retriever> makeRandomRetriever(Pool pool)
{
    return std::make_unique<RandomRetriever>(std::move(pool));
}

std::unique_ptr<Retriever> makeSimilarityRetriever(
    Pool pool, std::vector<SimilarityPart> parts, SimilarityOrder order, std::shared_ptr<const void> owner)
{
    return std::make_unique<SimilarityRetriever>(std::move(pool), std::move(parts), order, std::move(owner));
}

std::unique_ptr<Retriever> makeFixedRetriever(Pool pool, std::vector<std::int64_t> items)
{
    return std::make_unique<FixedRetriever>(std::move(pool), std::move(items));
}

std::unique_ptr<Retriever> makeFixedRandomRetriever(Pool pool)
{
    return std::make_unique<FixedRandomRetriever>(std::move(pool));
}

std::unique_ptr<Retriever> makeShuffledRetriever(std::unique_ptr<Retriever> inner)
{
    return std::make_unique<ShuffledRetriever>(std::move(inner));
}

std::unique_ptr<Retriever> makeZeroShotRetriever()
{
    return std::make_unique<ZeroShotRetriever>();
}

} // namespace fulcrum::icl
