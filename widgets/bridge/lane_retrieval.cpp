// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/lane_retrieval.h"

#include "core/icl/retriever_factory.h"
#include "core/icl/set_statistics.h"

namespace fulcrum::bridge {

Result<icl::IcdSequence> retrieveAgain(const std::shared_ptr<project::Project>& project, store::Database& database, const Lane& lane,
    data::Task task, data::Split split, int shots, std::stop_token stop)
{
    const auto strategy = icl::strategyFromName(lane.strategy.toStdString());
    if (!strategy || icl::isLever(*strategy))
        return fail(ErrorCode::Usage, "the sequence cannot be made now", lane.strategy.toStdString(), "a trained model wrote it");
    FULCRUM_TRY(const icl::TaskData data, icl::TaskData::open(*project, task));
    icl::FactoryOptions options;
    options.captionSttrOracle = true; // it was allowed when the lane was made
    store::RunId training = 0;
    if (lane.run != 0) {
        FULCRUM_TRY(const store::RunRecord run, store::RunRepository(database).get(lane.run));
        const auto trainings = icl::specIntegers(run, "train_runs");
        training = trainings.empty() ? 0 : trainings.front();
        options.dmRuns = icl::specIntegers(run, "dm_runs");
        if (icl::specText(run, "order") == "most-similar-first")
            options.order = icl::SimilarityOrder::MostSimilarFirst;
        FULCRUM_TRY(options.fixedItems, icl::indicesOfIds(*data.support, icl::specIntegers(run, "fixed_set")));
    }
    FULCRUM_TRY(const auto factory, icl::RetrieverFactory::create(project, database, data, training, options));
    FULCRUM_TRY(icl::Retriever* const retriever, factory->get(*strategy));
    const std::int64_t query = lane.sequence.query;
    const auto seed = static_cast<std::uint64_t>(std::max<std::int64_t>(0, lane.seed));
    const icl::RetrieveRequest request {data.split(split).get(), {&query, 1}, shots, seed};
    FULCRUM_TRY(auto sequences, retriever->retrieve(request, stop));
    return std::move(sequences.front());
}

} // namespace fulcrum::bridge
