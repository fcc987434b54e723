// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/prompt_builder.h"
#include "core/icl/retriever.h"

namespace fulcrum::icl {

struct OracleOptions
{
    int candidates = 32;   ///< drawn for each query from Rng(seed, {query id})
    int queriesPerCall = 16;
    int maxShots = 0;      ///< the longest sequence that will be asked for; shorter ones are its end and cost nothing more
    ScorerOptions scorer;
};

/// Upper reference: greedy gain of P(y|S,x) with the query's true answer y over a sample of candidates, each new demonstration
/// put in front (construct order left). Fills gain and step. Needs annotated queries. Remembers what it found for each seed
/// and query: being greedy, its sequences of fewer shots are the ends of the longer ones.
/// `lvlm` must outlive it.
std::unique_ptr<Retriever> makeOracleRetriever(Pool pool, model::VisionLanguageModel& lvlm,
    std::shared_ptr<const PromptSource> source, std::shared_ptr<const data::Dataset> queries, const OracleOptions& options);

} // namespace fulcrum::icl
