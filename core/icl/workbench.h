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

struct Findings
{
    std::vector<SequenceFindings> found; ///< one a sequence
    FindingsScope scope;
    FindingsOrigin origin;
    WorkDone work;
};

/// A sequence that Lever-LM is to write.
struct WriteRequest
{
    store::RunId trainRun = 0;
    std::string checkpoint = "best";
    data::Split split = data::Split::Validation; ///< of the query
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
};

/// Asks a project's models about single sequences of one task. Models are loaded when first needed and kept; what the project
/// says about them is read again at every question. One caller at a time (an engine thread).
class Workbench
{
public:
    /// `phase` is told, on the caller's thread, what takes long ("loading tiny-idefics"); may be empty.
    static Result<std::unique_ptr<Workbench>> create(std::shared_ptr<const project::Project> project, data::Task task,
        std::function<void(const std::string&)> phase = {});

    /// What the LVLM says after each sequence, its score, and P(y|x,S). All sequences have queries of `split`.
    Result<Findings> answer(data::Split split, std::span<const IcdSequence> sequences, std::stop_token stop);
    Result<Findings> explain(data::Split split, const IcdSequence& sequence, const ExplainParts& parts, std::stop_token stop);
    Result<Written> write(const WriteRequest& request, std::stop_token stop);

private:
    Workbench(std::shared_ptr<const project::Project> project, store::Database database, TaskData data);
    /// Loads the LVLM unless the one that the settings name is there.
    Result<void> prepare();
    Result<lever::TrainedLever*> trained(store::RunId run, const std::string& checkpoint);
    Result<const QueryScorer*> scorer(data::Split split, std::int64_t query);
    Result<FeatureTables> queryFeatures(const lever::TrainedLever& lever, store::RunId run, data::Split split);
    Findings findings(data::Split split) const;
    ScorerOptions scorerOptions() const;
    void tell(const std::string& phase) const;

    std::shared_ptr<const project::Project> m_project;
    store::Database m_database;
    TaskData m_data;
    std::function<void(const std::string&)> m_phase;
    AskSettings m_settings;
    std::string m_loaded; ///< AskSettings::lvlm of the session
    std::string m_device;
    LvlmSession m_session;
    std::map<std::pair<store::RunId, std::string>, lever::TrainedLever> m_trained;
    std::map<std::pair<data::Split, std::vector<std::int64_t>>, QueryScorer> m_scorers; ///< by references
};

} // namespace fulcrum::icl
