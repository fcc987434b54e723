// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/set_statistics.h"

#include "core/icl/model_access.h"
#include "core/project/dataset_versions.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace fulcrum::icl {

namespace {

std::size_t wordsOf(std::string_view text)
{
    std::size_t words = 0;
    bool inside = false;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        words += !space && !inside;
        inside = !space;
    }
    return words;
}

std::string shownText(const data::Sample& sample, data::Task task)
{
    const std::string answer = data::shownAnswer(sample, task);
    return task == data::Task::Vqa ? sample.question + " " + answer : answer;
}

/// Strategies whose prompts are the same for every query.
bool isSameForAll(const std::string& strategy) { return strategy == "fixed" || strategy == "golden"; }

/// Whether the prompt is the end of the set: a shorter one leaves out on the left.
bool isEndOf(const std::vector<store::IcdStep>& prompt, std::span<const std::int64_t> members)
{
    return !prompt.empty() && prompt.size() <= members.size()
        && std::equal(prompt.begin(), prompt.end(), members.end() - static_cast<std::ptrdiff_t>(prompt.size()),
            [](const store::IcdStep& step, std::int64_t member) { return step.item == member; });
}

/// The cell's scores when all of its prompts are the set's; a look at one prompt rules most cells out without reading the rest.
Result<std::optional<SetEvaluation>> evaluationIn(store::EvalRepository& repository, const store::EvalCell& cell,
    std::int64_t anyQuery, std::span<const std::int64_t> members)
{
    FULCRUM_TRY(const auto first, repository.prediction(cell.id, anyQuery));
    if (!first || !isEndOf(first->sequence, members))
        return std::optional<SetEvaluation>();
    FULCRUM_TRY(const auto predictions, repository.predictions(cell.id));
    SetEvaluation found{cell, {}, {}, {}};
    for (const store::Prediction& one : predictions) {
        if (!isEndOf(one.sequence, members))
            return std::optional<SetEvaluation>();
        found.queries.push_back(one.query);
        found.scores.push_back(one.score);
    }
    FULCRUM_TRY(found.mean, metrics::bootstrapMean(found.scores));
    return std::optional(std::move(found));
}

} // namespace

Result<std::vector<std::int64_t>> indicesOfIds(const data::Dataset& support, std::span<const std::int64_t> ids)
{
    std::vector<std::int64_t> indices;
    for (const std::int64_t id : ids) {
        indices.push_back(support.indexOfId(id));
        if (indices.back() < 0)
            return fail(ErrorCode::NotFound, "cannot use the set of demonstrations", fmt::format("sample {}", id),
                fmt::format("the {} split for {} has no such sample", data::splitName(support.split()), data::taskName(support.task())),
                "was it made for another data set?");
    }
    return indices;
}

SetTexts setTexts(const data::Dataset& support, std::span<const std::int64_t> members)
{
    SetTexts texts;
    std::map<std::string, std::size_t> types;
    std::size_t sum = 0;
    for (const std::int64_t member : members) {
        const data::Sample sample = support[static_cast<std::size_t>(member)];
        const std::size_t words = wordsOf(shownText(sample, support.task()));
        texts.fewestWords = sum == 0 && texts.mostWords == 0 ? words : std::min(texts.fewestWords, words);
        texts.mostWords = std::max(texts.mostWords, words);
        sum += words;
        if (support.task() == data::Task::Vqa)
            ++types[sample.answerType];
    }
    texts.meanWords = members.empty() ? 0 : static_cast<double>(sum) / static_cast<double>(members.size());
    texts.answerTypes.assign(types.begin(), types.end());
    std::stable_sort(texts.answerTypes.begin(), texts.answerTypes.end(),
        [](const auto& a, const auto& b) { return a.second > b.second; });
    return texts;
}

Result<std::optional<double>> setRedundancy(const embed::Matrix& items, std::span<const std::int64_t> members)
{
    std::vector<std::vector<float>> rows;
    for (const std::int64_t member : members) {
        if (member < 0 || static_cast<std::size_t>(member) >= items.rows())
            return fail(ErrorCode::OutOfRange, "cannot compare the members of a set", fmt::format("sample {}", member),
                fmt::format("there are {} embeddings", items.rows()));
        items.appendRow(static_cast<std::size_t>(member), rows.emplace_back());
    }
    if (rows.size() < 2)
        return std::optional<double>();
    double sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = i + 1; j < rows.size(); ++j)
            sum += static_cast<double>(embed::innerProduct(rows[i], rows[j]));
    return std::optional(2 * sum / (static_cast<double>(rows.size()) * static_cast<double>(rows.size() - 1)));
}

Result<std::vector<float>> setCoverage(const embed::Matrix& queries, const embed::Matrix& items,
    std::span<const std::int64_t> members, std::stop_token stop)
{
    if (members.empty())
        return fail(ErrorCode::Usage, "cannot compute the coverage", {}, "the set has no members");
    embed::TopKRequest request;
    request.parts.push_back({queries, items});
    request.among = members;
    request.k = 1;
    FULCRUM_TRY(const auto nearest, embed::topK(request, stop));
    std::vector<float> distances;
    for (const auto& found : nearest)
        if (!found.empty()) // a row that is no number has no neighbour
            distances.push_back(1 - found.front().similarity);
    return distances;
}

Result<std::vector<SetEvaluation>> setEvaluations(store::Database& database, const data::Dataset& queries,
    const data::Dataset& support, std::span<const std::int64_t> members, std::stop_token stop)
{
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list("eval"));
    store::EvalRepository repository(database);
    std::vector<SetEvaluation> found;
    for (const store::RunRecord& run : runs) {
        if (specText(run, "task") != data::taskName(support.task()) || !project::refersTo(run, queries)
            || !project::refersTo(run, support))
            continue;
        FULCRUM_TRY(auto cells, repository.cells(run.id));
        std::erase_if(cells, [](const store::EvalCell& cell) { return !cell.done || !isSameForAll(cell.strategy); });
        if (cells.empty())
            continue;
        std::stable_sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.shots > b.shots; });
        const auto asked = runIndices(database, run.id, "queries"); // an imported run need not say
        for (const store::EvalCell& cell : cells) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "evaluations of a set");
            FULCRUM_TRY(auto one, evaluationIn(repository, cell, asked && !asked->empty() ? asked->front() : 0, members));
            if (one)
                found.push_back(std::move(*one));
        }
    }
    return found;
}

} // namespace fulcrum::icl
