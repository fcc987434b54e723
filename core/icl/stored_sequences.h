// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/sequence_figure.h"
#include "core/project/project.h"
#include "core/store/result_repository.h"

namespace fulcrum::icl {

struct StoredSequencesRequest
{
    data::Task task{};
    std::int64_t queryId = 0; ///< published id: image id (captions) or question id (VQA)
    int shots = 4;
    std::vector<std::string> strategies; ///< empty = all that the evaluations have for this query
};

/// The qualitative figure of a query from what evaluations have stored: for each strategy the newest run that has it. NotFound when the
/// query does not exist, when a named strategy has no stored prediction for it with that number of shots, or when none has.
Result<chart::SequenceFigure> storedSequenceFigure(
    const project::Project& project, store::Database& database, const StoredSequencesRequest& request);

/// A sample as a card: its picture, its question or caption, its answer.
chart::SequenceCard sequenceCard(const data::Dataset& dataset, const data::Sample& sample);
/// The query: the question, and what is true of it (all different captions, or the answer).
chart::SequenceCard queryCard(const data::Dataset& dataset, const data::Sample& sample);
/// "CIDEr 112.3", "accuracy 60.0".
std::string scoreText(data::Task task, double score);

} // namespace fulcrum::icl
