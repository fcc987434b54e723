// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/results.h"

#include "core/icl/evaluation_figure.h"
#include "core/icl/evaluation_job.h"
#include "core/runs/run_catalog.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <QSet>
#include <array>
#include <charconv>

namespace fulcrum::bridge {

namespace {

struct ResultTexts
{
    Q_DECLARE_TR_FUNCTIONS(Results)
};

QString taskTitle(const std::string& task)
{
    return task == data::taskName(data::Task::Vqa) ? ResultTexts::tr("VQA") : ResultTexts::tr("Captions");
}

/// "Captions: run 8, 200 queries, 3 seeds", for each task.
QString provenanceOf(const EvaluationResults& results)
{
    QStringList parts;
    for (std::size_t i = 0; i < results.tasks.size(); ++i) {
        std::int64_t queries = 0;
        QSet<qint64> seeds;
        for (const icl::StrategySummary& row : results.rows) {
            if (row.task != results.tasks[i])
                continue;
            queries = std::max(queries, row.queries);
            for (const std::int64_t seed : row.seeds)
                seeds.insert(seed);
        }
        parts.append(ResultTexts::tr("%1: run %2, %3 queries, %n seeds", nullptr, static_cast<int>(seeds.size()))
                         .arg(taskTitle(results.tasks[i]))
                         .arg(results.runs[static_cast<qsizetype>(i)])
                         .arg(count(queries)));
    }
    parts.append(ResultTexts::tr("bands: 95 % bootstrap over seeds and queries"));
    return parts.join(QStringLiteral(" · "));
}

} // namespace

Result<EvaluationResults> readEvaluation(
    const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& preferred, std::stop_token stop)
{
    return withDatabase(project, [&](store::Database& database) -> Result<EvaluationResults> {
        EvaluationResults results;
        FULCRUM_TRY(std::vector<store::RunRecord> runs, store::RunRepository(database).list("eval"));
        const auto place = [&preferred](const store::RunRecord& run) { // what was put aside or made elsewhere comes last
            const qsizetype at = preferred.indexOf(run.id);
            return at >= 0 ? at : preferred.size() + (run.archived || runs::isImported(run) ? 1 : 0);
        };
        std::stable_sort(runs.begin(), runs.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
        std::vector<icl::CellResult> cells;
        std::map<std::string, store::RunId> runOf;
        for (const store::RunRecord& run : runs) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "evaluation results");
            FULCRUM_TRY(std::vector<icl::CellResult> found, icl::cellResults(database, run.id));
            // Cells of different runs may have been asked of different queries: they are never mixed within a task.
            if (found.empty() || runOf.contains(found.front().task))
                continue;
            runOf[found.front().task] = run.id;
            cells.insert(cells.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
        }
        if (cells.empty())
            return results;
        std::stable_sort(
            cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.task < b.task; });
        FULCRUM_TRY(results.rows, icl::summarize(cells));
        results.figure = icl::evaluationFigure(results.rows);
        for (const icl::StrategySummary& row : results.rows) // panels stand in order of first appearance
            if (std::find(results.tasks.begin(), results.tasks.end(), row.task) == results.tasks.end()) {
                results.tasks.push_back(row.task);
                results.runs.append(runOf[row.task]);
            }
        std::erase_if(runs, [&](const store::RunRecord& run) { return !results.runs.contains(run.id); });
        results.figure.metadata = icl::figureProvenance(runs);
        results.provenance = provenanceOf(results);
        return results;
    });
}

std::string addedKey(const std::string& strategy, store::RunId run) { return strategy + " @" + std::to_string(run); }

std::pair<std::string, store::RunId> partsOfKey(const std::string& key)
{
    const std::size_t at = key.rfind(" @");
    store::RunId run = 0;
    if (at == std::string::npos)
        return {key, 0};
    const char* const end = key.data() + key.size();
    const auto read = std::from_chars(key.data() + at + 2, end, run);
    return read.ec == std::errc() && read.ptr == end && run > 0 ? std::pair {key.substr(0, at), run} : std::pair {key, store::RunId(0)};
}

Result<QVector<AddedEvaluation>> readAdded(
    const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& runs, std::stop_token stop)
{
    return withDatabase(project, [&](store::Database& database) -> Result<QVector<AddedEvaluation>> {
        QVector<AddedEvaluation> all;
        for (const store::RunId id : runs) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "evaluation results");
            FULCRUM_TRY(const store::RunRecord run, store::RunRepository(database).get(id));
            FULCRUM_TRY(const std::vector<icl::CellResult> cells, icl::cellResults(database, id));
            AddedEvaluation added {id, QString::fromStdString(run.name), {}, icl::figureProvenance(std::array {run})};
            if (!cells.empty()) {
                FULCRUM_TRY(added.rows, icl::summarize(cells));
            }
            for (icl::StrategySummary& row : added.rows)
                row.strategy = addedKey(row.strategy, id);
            all.append(std::move(added));
        }
        return all;
    });
}

void translate(chart::Figure& figure)
{
    const auto put = [](std::string& text, const char* english, const QString& translated) {
        if (text == english)
            text = translated.toStdString();
    };
    for (chart::Panel& panel : figure.panels) {
        put(panel.title, "Captions", ResultTexts::tr("Captions"));
        put(panel.title, "VQA", ResultTexts::tr("Visual question answering"));
        put(panel.xLabel, "shots", ResultTexts::tr("shots"));
        put(panel.yLabel, "CIDEr x 100", ResultTexts::tr("CIDEr × 100"));
        put(panel.yLabel, "accuracy in %", ResultTexts::tr("accuracy in %"));
        put(panel.xLabel, "epoch", ResultTexts::tr("epoch"));
        put(panel.xLabel, "step", ResultTexts::tr("step"));
        put(panel.xLabel, "score of a sequence", ResultTexts::tr("score of a sequence"));
        put(panel.yLabel, "sequences", ResultTexts::tr("sequences"));
        put(panel.yLabel, "gain in P(y|x,S)", ResultTexts::tr("gain in P(y|x,S)"));
        put(panel.yLabel, "loss", ResultTexts::tr("loss"));
        put(panel.yLabel, "learning rate", ResultTexts::tr("learning rate"));
    }
}

} // namespace fulcrum::bridge
