// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/retriever_factory.h"

#include "core/project/dataset_versions.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::icl {

namespace {

constexpr std::size_t kGoldenItems = 64; // more than any number of shots

tl::unexpected<Error> unavailable(Strategy strategy, std::string why, std::string hint)
{
    return fail(ErrorCode::Usage, fmt::format("strategy {} cannot be used", strategyName(strategy)), "strategies",
        std::move(why), std::move(hint));
}

/// The D_M run that a training run learned from.
Result<std::vector<store::RunId>> dmRunsOf(store::Database& database, store::RunId trainRun)
{
    FULCRUM_TRY(const store::RunRecord record, store::RunRepository(database).get(trainRun));
    if (record.kind != "train")
        return fail(ErrorCode::Usage, "cannot find the demonstration pool", fmt::format("run {}", trainRun),
            "it is not a training run");
    return specIntegers(record, "dm_runs");
}

} // namespace

RetrieverFactory::RetrieverFactory(std::shared_ptr<const project::Project> project, store::Database& database,
    const TaskData& data, FactoryOptions options)
    : m_project(std::move(project)), m_database(database), m_data(data), m_options(std::move(options))
{
}

Result<std::unique_ptr<RetrieverFactory>> RetrieverFactory::create(std::shared_ptr<const project::Project> project,
    store::Database& database, const TaskData& data, store::RunId trainRun, FactoryOptions options)
{
    std::unique_ptr<RetrieverFactory> factory(
        new RetrieverFactory(std::move(project), database, data, std::move(options)));
    if (trainRun != 0 && factory->m_options.dmRuns.empty()) {
        FULCRUM_TRY(factory->m_options.dmRuns, dmRunsOf(database, trainRun));
    }
    if (factory->m_options.dmRuns.empty()) {
        factory->m_pool = Pool::all(data.support);
        return factory;
    }
    factory->m_pool.support = data.support;
    FULCRUM_TRY(const store::RunRecord source, store::RunRepository(database).get(factory->m_options.dmRuns.front()));
    FULCRUM_CHECK(project::checkRefersTo(source, *data.support));
    FULCRUM_TRY(factory->m_pool.items, runIndices(database, factory->m_options.dmRuns.front(), "pool"));
    for (const std::int64_t item : factory->m_pool.items)
        if (item < 0 || static_cast<std::size_t>(item) >= data.support->size())
            return fail(ErrorCode::Malformed, "cannot use the demonstration pool",
                fmt::format("run {}", factory->m_options.dmRuns.front()),
                fmt::format("sample {} is not in the train split", item));
    return factory;
}

Result<Retriever*> RetrieverFactory::get(Strategy strategy, store::RunId trainRun)
{
    const std::pair key(strategy, isLever(strategy) ? trainRun : 0);
    const auto known = m_retrievers.find(key);
    if (known != m_retrievers.end())
        return known->second.get();
    FULCRUM_TRY(std::unique_ptr<Retriever> made, make(strategy, trainRun));
    return m_retrievers.emplace(key, std::move(made)).first->second.get();
}

Result<std::unique_ptr<Retriever>> RetrieverFactory::make(Strategy strategy, store::RunId trainRun)
{
    switch (strategy) {
    case Strategy::ZeroShot:
        return makeZeroShotRetriever();
    case Strategy::Random:
        return makeRandomRetriever(m_pool);
    case Strategy::Fixed:
        return m_options.fixedItems.empty() ? makeFixedRandomRetriever(m_pool)
                                            : makeFixedRetriever(m_pool, m_options.fixedItems);
    case Strategy::Golden:
        return makeGolden();
    case Strategy::Oracle:
        if (m_session == nullptr || !m_session->lvlm)
            return unavailable(strategy, "it needs a vision-language model", "configure one for the project");
        return makeOracleRetriever(m_pool, *m_session->lvlm, m_session->prompts, m_data.queries, m_options.oracle);
    case Strategy::LeverLm:
    case Strategy::LeverLmRandomOrder:
        return makeLever(strategy, trainRun);
    default:
        return makeSimilarity(strategy);
    }
}

Result<std::unique_ptr<Retriever>> RetrieverFactory::makeSimilarity(Strategy strategy)
{
    const bool sttr = strategy == Strategy::Sttr || strategy == Strategy::SttrFull;
    const bool sitr = strategy == Strategy::Sitr || strategy == Strategy::SitrFull;
    if (m_data.task == data::Task::Caption && sttr && !m_options.captionSttrOracle)
        return unavailable(
            strategy, "for captions it would look at the query's true caption", "allow it with sttr_oracle");
    if (m_data.task == data::Task::Caption && strategy == Strategy::Iq2iq)
        return unavailable(strategy, "captions have no question", "use siir");
    if (m_encoderHash.empty()) {
        FULCRUM_TRY(m_encoderHash, encoderHashOf(*m_project, m_database, m_data.task));
    }
    const bool queryImage = !sttr;
    const bool queryText = sttr || strategy == Strategy::Iq2iq;
    const bool itemImage = !sttr && !sitr;
    const bool itemText = sttr || sitr || strategy == Strategy::Iq2iq;
    FULCRUM_TRY(const FeatureTables queries,
        openFeatures(*m_project, *m_data.queries, m_encoderHash, queryImage, queryText));
    FULCRUM_TRY(
        const FeatureTables items, openFeatures(*m_project, *m_data.support, m_encoderHash, itemImage, itemText));
    std::vector<SimilarityPart> parts;
    if (queryImage)
        parts.push_back({queries.image, sitr ? items.text : items.image});
    if (queryText)
        parts.push_back({queries.text, items.text});
    auto owner = std::make_shared<std::pair<FeatureTables, FeatureTables>>(queries, items);
    Pool pool = isFullSplit(strategy) ? Pool::all(m_data.support) : m_pool;
    return makeSimilarityRetriever(std::move(pool), std::move(parts), m_options.order, std::move(owner));
}

Result<std::unique_ptr<Retriever>> RetrieverFactory::makeLever(Strategy strategy, store::RunId trainRun)
{
    if (trainRun == 0)
        return unavailable(strategy, "no training run is given", "name one with train_runs");
    auto trained = m_trained.find(trainRun);
    if (trained == m_trained.end()) {
        FULCRUM_TRY(lever::TrainedLever loaded,
            lever::loadTrained(*m_project, m_database, trainRun, m_options.checkpoint, m_options.load, m_data));
        trained = m_trained.emplace(trainRun, std::move(loaded)).first;
    }
    LeverRetrieverOptions options;
    options.reversed = trained->second.reversed;
    options.officialBatchMask = m_options.officialBatchMask;
    options.excluded = trained->second.withoutEmbedding;
    auto retriever =
        makeLeverRetriever(trained->second.pool, *trained->second.model, trained->second.queries, options);
    return strategy == Strategy::LeverLm ? std::move(retriever) : makeShuffledRetriever(std::move(retriever));
}

Result<std::unique_ptr<Retriever>> RetrieverFactory::makeGolden()
{
    if (m_options.dmRuns.empty())
        return unavailable(Strategy::Golden, "no D_M run is given", "name one with dm_runs");
    FULCRUM_TRY(const auto entries, store::DmRepository(m_database).entries(m_options.dmRuns.front()));
    std::vector<std::int64_t> items = goldenItems(entries);
    for (const std::int64_t item : items)
        if (!std::binary_search(m_pool.items.begin(), m_pool.items.end(), item))
            return fail(ErrorCode::Malformed, "cannot use the golden set",
                fmt::format("run {}", m_options.dmRuns.front()), fmt::format("sample {} is not in its pool", item));
    return makeFixedRetriever(m_pool, std::move(items));
}

std::vector<std::int64_t> goldenItems(std::span<const store::DmEntry> entries)
{
    std::map<std::int64_t, double> weight;
    for (const store::DmEntry& entry : entries)
        for (const std::int64_t item : entry.items)
            weight[item] += std::max(0.0, entry.score);
    std::vector<std::pair<double, std::int64_t>> order;
    for (const auto& [item, sum] : weight)
        order.emplace_back(-sum, item);
    std::sort(order.begin(), order.end());
    order.resize(std::min(order.size(), kGoldenItems));
    std::vector<std::int64_t> items;
    for (auto one = order.rbegin(); one != order.rend(); ++one)
        items.push_back(one->second);
    return items;
}

} // namespace fulcrum::icl
