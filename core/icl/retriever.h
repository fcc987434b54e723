// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/embed/similarity.h"
#include "core/icl/icd_sequence.h"

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>

namespace fulcrum::icl {

enum class Strategy {
    ZeroShot,
    Random,
    Siir,
    Sitr,
    Sttr,
    Iq2iq,
    LeverLm,
    LeverLmRandomOrder,
    Fixed,
    Golden,
    Oracle,
    SiirFull,
    SitrFull,
    SttrFull
};
/// Names of ARCHITECTURE.md section 8: "zero-shot", "random", "siir", ..., "siir-full".
const char* strategyName(Strategy strategy);
std::optional<Strategy> strategyFromName(std::string_view name);
std::vector<std::string> strategyNames();
/// True when the result depends on the seed (of the draw, or of the trained model).
bool isStochastic(Strategy strategy);
/// Ranks by similarity of stored embeddings.
bool isSimilarity(Strategy strategy);
/// Draws from the whole train split instead of the run's demonstration pool.
bool isFullSplit(Strategy strategy);
/// Needs a trained Lever-LM.
bool isLever(Strategy strategy);

/// Where most similar demonstrations stand. Last = next to the query (official mmtopk_reversed_order: true).
enum class SimilarityOrder { MostSimilarLast, MostSimilarFirst };

struct RetrieveRequest
{
    const data::Dataset* queries = nullptr;  ///< the queries' split
    std::span<const std::int64_t> indices;   ///< sample indices in `queries`
    int shots = 1;
    std::uint64_t seed = 0;
};

/// Chooses demonstrations. The query itself (same split and id) is never its own demonstration. One caller at a time.
class Retriever
{
public:
    virtual ~Retriever() = default;
    /// One sequence per query, in order. OutOfRange when the pool has fewer items than shots.
    virtual Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) = 0;
    /// Why this query cannot get demonstrations while others can: it has no embedding. `retrieve` fails with the same error.
    virtual std::optional<Error> refusal(const data::Dataset& /*queries*/, std::int64_t /*query*/) const { return std::nullopt; }
    /// Items of the pool that are never chosen because they have no embedding.
    virtual std::size_t leftOut() const { return 0; }
};

/// The error of a sample that has no embedding.
Error noEmbedding(const data::Dataset& dataset, std::int64_t sample);

/// The demonstrations that may be used: rows of the train split. Shared by all retrievers of a run.
struct Pool
{
    std::shared_ptr<const data::Dataset> support;
    std::vector<std::int64_t> items; ///< ascending sample indices

    static Pool all(std::shared_ptr<const data::Dataset> support);
    /// Row of `items` that a query may not use, -1 = none.
    std::int64_t ownRow(const data::Dataset& queries, std::int64_t query) const;
    /// The same as a sample index of `support`.
    std::int64_t ownIndex(const data::Dataset& queries, std::int64_t query) const;
};

/// Fresh draw for every query from Rng(seed, {query id}), in draw order (official RandRetriever without `fixed`).
std::unique_ptr<Retriever> makeRandomRetriever(Pool pool);

/// One term of a similarity; both tables have one row per sample of their split.
struct SimilarityPart
{
    embed::Matrix queries, items;
};
/// Exact nearest neighbours by mean cosine over `parts`. `owner` keeps the matrices alive.
std::unique_ptr<Retriever> makeSimilarityRetriever(
    Pool pool, std::vector<SimilarityPart> parts, SimilarityOrder order, std::shared_ptr<const void> owner);

/// The same sequence for all queries: the last `shots` of `items`, so that a longer prompt only adds on the left. A query that
/// is among them is replaced by the next item before.
std::unique_ptr<Retriever> makeFixedRetriever(Pool pool, std::vector<std::int64_t> items);
/// A fixed set drawn at random from Rng(seed): the same for all queries (paper, Table 12).
std::unique_ptr<Retriever> makeFixedRandomRetriever(Pool pool);

/// The sequences of another retriever in random order, from Rng(seed, {query id}).
std::unique_ptr<Retriever> makeShuffledRetriever(std::unique_ptr<Retriever> inner);

/// No demonstrations.
std::unique_ptr<Retriever> makeZeroShotRetriever();

} // namespace fulcrum::icl
