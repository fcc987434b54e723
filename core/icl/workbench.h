// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/query_scorer.h"
#include "core/icl/sequence_results.h"
#include "core/lever/train_job.h"

#include <functional>

namespace fulcrum::icl {

/// What a question to the models took, for estimates of the next one.
struct WorkDone
{
    std::size_t segments = 0; ///< ExplainCost::segments; 0 for answers
    std::size_t answers = 0;
    double seconds = 0;       ///< without loading the models
};

/// What takes long; `name` in PhaseHook says of what.
enum class Phase { LoadingModel, ReadingReferences, Asking, LoadingLever, Writing };
using PhaseHook = std::function<void(Phase phase, const std::string& name)>;

struct Findings
{
    std::vector<SequenceFindings> found; ///< one a sequence
    FindingsScope scope;
    FindingsOrigin origin;
    WorkDone work;
};

/// Where the queries of a question are: a validation sample, or a demonstration looked at as a query.
struct QueryPlace
{
    data::Task task{};
    data::Split split = data::Split::Validation;
};

/// A sequence that Lever-LM is to write.
struct WriteRequest
{
    store::RunId trainRun = 0;
    std::string checkpoint = "best";
    QueryPlace place;
    std::int64_t query = 0;
    int shots = 1;
    std::vector<std::int64_t> excluded; ///< train samples that it may not use
};

struct Written
{
    IcdSequence sequence; ///< with probabilities, ranks, entropies and alternatives
    std::int64_t seed = 0;
    int items = 0;        ///< number of candidates that it chose from
    bool queryImage = false, queryText = false, icdImage = false, icdText = false; ///< what it sees
    model::LeverAttention attention; ///< over BOS, query and the demonstrations in the order they were written
};

/// Asks a project's models about single sequences. Models are loaded when first needed and kept; the LVLM is shared with jobs, which
/// its calls overtake. What the project says about models is read again at every question. One caller at a time (an engine thread).
class Workbench
{
public:
    /// `phase` is told, on the caller's thread, what takes long now; may be empty.
    static Result<std::unique_ptr<Workbench>> create(std::shared_ptr<const project::Project> project, PhaseHook phase = {});

    /// What the LVLM says after each sequence, its score, and P(y|x,S); the latter two only where the query has a true answer.
    Result<Findings> answer(QueryPlace place, std::span<const IcdSequence> sequences, std::stop_token stop);
    Result<Findings> explain(QueryPlace place, const IcdSequence& sequence, const ExplainParts& parts, std::stop_token stop);
    Result<Written> write(const WriteRequest& request, std::stop_token stop);

private:
    /// What belongs to one task.
    struct Side
    {
        TaskData data;
        AskSettings settings;
        LvlmSession session; ///< both tasks share one loaded model
        std::map<std::pair<data::Split, std::vector<std::int64_t>>, QueryScorer> scorers; ///< by references
    };

    Workbench(std::shared_ptr<const project::Project> project, store::Database database);
    Result<Side*> side(data::Task task);
    /// The side with its settings read again and the LVLM that they name in memory.
    Result<Side*> prepare(data::Task task);
    Result<void> load(Side& side);
    Result<lever::TrainedLever*> trained(const Side& side, store::RunId run, const std::string& checkpoint);
    Result<const QueryScorer*> scorer(Side& side, data::Split split, std::int64_t query);
    Result<FeatureTables> queryFeatures(const lever::TrainedLever& lever, data::Split split);
    Findings findings(const Side& side, data::Split split) const;
    void tell(Phase phase, const std::string& name) const;

    std::shared_ptr<const project::Project> m_project;
    store::Database m_database;
    PhaseHook m_phase;
    std::map<data::Task, Side> m_sides;
    std::string m_loaded; ///< AskSettings::model of the sessions
    std::string m_device;
    std::map<std::pair<store::RunId, std::string>, lever::TrainedLever> m_trained;
};

} // namespace fulcrum::icl
