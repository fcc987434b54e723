// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/model_access.h"
#include "core/icl/oracle_retriever.h"
#include "core/lever/train_job.h"
#include "core/store/result_repository.h"

#include <map>

namespace fulcrum::icl {

struct FactoryOptions
{
    SimilarityOrder order = SimilarityOrder::MostSimilarLast;
    bool captionSttrOracle = false;   ///< allow STTR for captions, which looks at the query's true caption (UX.md 2.10)
    bool officialBatchMask = false;   ///< parity, Lever-LM generation
    std::string checkpoint = "best";  ///< of training runs: "best" or "last"
    OracleOptions oracle;
    std::vector<store::RunId> dmRuns; ///< for `golden`, and for the pool when no training run gives one
    std::vector<std::int64_t> fixedItems; ///< for `fixed`; empty = a random set from the seed
    model::LoadOptions load;
};

/// Makes the retrievers of a project's task by name and keeps what they share: embeddings, trained models, the pool.
/// One caller at a time. The LVLM session is only used by `oracle` and may be empty.
class RetrieverFactory
{
public:
    /// `trainRun` 0 = none. The demonstration pool is that of the training run's D_M, else that of options.dmRuns, else the
    /// whole train split.
    static Result<std::unique_ptr<RetrieverFactory>> create(std::shared_ptr<const project::Project> project,
        store::Database& database, const TaskData& data, store::RunId trainRun, FactoryOptions options);

    const Pool& pool() const { return m_pool; }
    void setLvlm(LvlmSession* session) { m_session = session; }

    /// Usage error with the reason when the strategy cannot be had (no training run, STTR for captions, ...).
    /// Valid as long as the factory.
    Result<Retriever*> get(Strategy strategy, store::RunId trainRun = 0);

private:
    RetrieverFactory(std::shared_ptr<const project::Project> project, store::Database& database, const TaskData& data,
        FactoryOptions options);
    Result<std::unique_ptr<Retriever>> make(Strategy strategy, store::RunId trainRun);
    Result<std::unique_ptr<Retriever>> makeSimilarity(Strategy strategy);
    Result<std::unique_ptr<Retriever>> makeLever(Strategy strategy, store::RunId trainRun);
    Result<std::unique_ptr<Retriever>> makeGolden();

    std::shared_ptr<const project::Project> m_project;
    store::Database& m_database;
    TaskData m_data;
    FactoryOptions m_options;
    Pool m_pool;
    std::string m_encoderHash; ///< filled on first use
    LvlmSession* m_session = nullptr;
    std::map<store::RunId, lever::TrainedLever> m_trained;
    std::map<std::pair<Strategy, store::RunId>, std::unique_ptr<Retriever>> m_retrievers;
};

/// The items that the sequences of a D_M are made of, by the sum of the (positive) scores of the sequences they stand in;
/// worst first, so that the best stands next to the query.
std::vector<std::int64_t> goldenItems(std::span<const store::DmEntry> entries);

} // namespace fulcrum::icl
