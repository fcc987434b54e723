// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/retriever_factory.h"

namespace fulcrum::icl {

/// Where an ICD set comes from, kept with it.
struct SetOrigin
{
    enum class Kind {
        Unknown,
        Hand,    ///< chosen by a person
        Lane,    ///< what a strategy chose for one query
        LeverLm, ///< what a Lever-LM writes most often
        Dm,      ///< the best of a D_M
        File     ///< read from a file
    };
    Kind kind = Kind::Unknown;
    store::RunId run = 0;   ///< evaluation or D_M; 0 = none
    std::string detail;     ///< for people: name of the lane or the file, share of the queries

    std::string text() const;                       ///< JSON, for the store
    static SetOrigin fromText(std::string_view text); ///< damaged = Unknown
    bool operator==(const SetOrigin&) const = default;
};

/// The sequence that a Lever-LM wrote most often over the queries of a finished evaluation.
///
/// A Lever-LM is conditioned on its query in every variant (MODELS.md section 7: the query's embedding is part of the input that it
/// was trained with), so that it cannot be asked without one; what it writes for most queries is what it writes whatever the query
/// (the paper's golden set is a model that writes the same for all of them).
struct FrequentSequence
{
    store::EvalCell cell;
    std::vector<std::int64_t> items; ///< sample indices in prompt order
    std::size_t times = 0, queries = 0;
};
/// For each finished Lever-LM cell of `run` with that many shots, by seed. The most frequent; among equals the one that was
/// written first. Usage when there is none.
Result<std::vector<FrequentSequence>> frequentSequences(store::Database& database, store::RunId run, int shots);

/// The last `shots` of the golden items of a D_M (goldenItems), best next to the query. NotFound when it has no sequence.
Result<std::vector<std::int64_t>> bestOfDm(store::Database& database, store::RunId run, int shots);

} // namespace fulcrum::icl
