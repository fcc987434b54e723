// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/ask_settings.h"
#include "core/icl/explain.h"
#include "core/store/result_repository.h"

#include <map>

namespace fulcrum::icl {

/// What the LVLM says after a sequence.
struct Answer
{
    std::string prediction, rawOutput, promptHash;
    double score = kUnknown; ///< CIDEr x 100 or accuracy in per cent of this query
    double seconds = 0;
};

/// Everything that is known about one prompt.
struct SequenceFindings
{
    std::optional<Answer> answer;
    std::optional<double> probability; ///< P(y|x,S) of the query's true answer
    std::optional<GainTable> gains;
    std::optional<std::vector<double>> leaveOneOut;
    std::optional<std::vector<ScoredOrder>> orders;

    /// Takes over what `newer` knows.
    void add(const SequenceFindings& newer);
    void add(const Explanation& newer);
};
using FindingsByPrompt = std::map<Prompt, SequenceFindings>;

/// What a finding holds for: it is shown only where all of this is the same.
struct FindingsScope
{
    data::Task task{};
    data::Split split{};     ///< of the query
    std::string data;        ///< fingerprints of both data sets: indices mean nothing without
    std::string lvlm;        ///< AskSettings::lvlm
    std::string generation;  ///< AskSettings::generation; counts for answers only
    std::string gate;        ///< counts for likelihoods

    static FindingsScope of(const AskSettings& settings, const data::Dataset& queries, const data::Dataset& support);
    bool operator==(const FindingsScope&) const = default;
};

/// Who found it, for the record.
struct FindingsOrigin
{
    std::string lvlmHash, device;
    store::RunId settingsRun = 0;
};

/// Adds findings to a project, inside the caller's transaction or its own. What is stored is never changed; the newest counts.
Result<void> storeFindings(store::Database& database, const FindingsScope& scope, const IcdSequence& sequence,
    const SequenceFindings& findings, const FindingsOrigin& origin);
/// Everything stored about a query. A damaged record is left out.
Result<FindingsByPrompt> readFindings(store::Database& database, const FindingsScope& scope, std::int64_t query);

/// A sequence that a person made out of another one and kept.
struct KeptWhatIf
{
    std::int64_t id = 0;     ///< icd_sequence
    std::int64_t parent = 0; ///< the sequence it was made from
    std::string name;
    std::string strategy;    ///< of the sequence that it goes back to; empty = not known
    std::int64_t created = 0;
    IcdSequence sequence;
};

/// Keeps `child` under a name. Its parent is stored too unless it is one already (`parentId`). Returns the child's id. Usage when
/// the name is empty.
Result<std::int64_t> keepWhatIf(store::Database& database, const FindingsScope& scope, const std::string& name,
    const IcdSequence& child, const std::string& strategy, const IcdSequence& parent, std::int64_t parentId);
/// The what-ifs of a query, oldest first.
Result<std::vector<KeptWhatIf>> readWhatIfs(store::Database& database, const FindingsScope& scope, std::int64_t query);

} // namespace fulcrum::icl
