// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/chart_source.h"

#include "core/dm/dm_figures.h"
#include "core/icl/model_access.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>
#include <set>

namespace fulcrum::bridge {

namespace {

struct ChartTexts
{
    Q_DECLARE_TR_FUNCTIONS(ChartSource)
};

QString cellText(const icl::CellChoice& cell)
{
    return ChartTexts::tr("%1, %n shots, seed %2 (run %3)", nullptr, cell.shots)
        .arg(QString::fromStdString(chart::displayName(cell.strategy)))
        .arg(cell.seed)
        .arg(cell.run);
}

Result<QVector<RunChoice>> choicesOf(store::Database& database, std::string_view kind)
{
    FULCRUM_TRY(const auto runs, store::RunRepository(database).list(kind));
    QVector<RunChoice> choices;
    for (const store::RunRecord& run : runs)
        choices.append({run.id, QString::fromStdString(run.name)});
    return choices;
}

} // namespace

Result<ChartChoices> readChartChoices(const std::shared_ptr<project::Project>& project, std::stop_token stop)
{
    return withDatabase(project, [&](store::Database& database) -> Result<ChartChoices> {
        ChartChoices choices;
        FULCRUM_TRY(choices.dmRuns, choicesOf(database, "dm"));
        FULCRUM_TRY(choices.trainings, choicesOf(database, "train"));
        FULCRUM_TRY(const auto runs, store::RunRepository(database).list("eval"));
        for (const store::RunRecord& run : runs) {
            if (stop.stop_requested())
                return fail(ErrorCode::Cancelled, "charts");
            FULCRUM_TRY(const auto cells, icl::finishedCells(database, run.id));
            for (const icl::CellChoice& cell : cells)
                choices.cells.append({cell, cellText(cell), icl::specText(run, "task")});
        }
        return choices;
    });
}

Result<NotedFigure> readScatter(const std::shared_ptr<project::Project>& project, const icl::CellChoice& a, const icl::CellChoice& b)
{
    return withDatabase(project, [&](store::Database& database) -> Result<NotedFigure> {
        FULCRUM_TRY(const icl::CellScores scoresA, icl::cellScores(database, a));
        FULCRUM_TRY(const icl::CellScores scoresB, icl::cellScores(database, b));
        NotedFigure noted;
        FULCRUM_TRY(noted.figure, icl::scatterFigure(scoresA, scoresB));
        std::vector<store::RunRecord> runs;
        for (const store::RunId id : std::set<store::RunId> {a.run, b.run}) {
            FULCRUM_TRY(store::RunRecord run, store::RunRepository(database).get(id));
            runs.push_back(std::move(run));
        }
        noted.figure.metadata = icl::figureProvenance(runs);
        std::size_t shared = 0;
        for (const chart::Series& series : noted.figure.panels.front().series)
            shared += series.points.size();
        noted.note = ChartTexts::tr("A point is a query that both cells were asked (%1 of them), a larger "
                                    "one several. Click one to look at it.")
                         .arg(count(static_cast<std::int64_t>(shared)));
        return noted;
    });
}

Result<NotedFigure> readDmFigure(const std::shared_ptr<project::Project>& project, const DmChartRequest& request)
{
    return withDatabase(project, [&](store::Database& database) -> Result<NotedFigure> {
        std::vector<dm::NamedDm> named;
        std::vector<store::RunRecord> runs;
        QStringList notes;
        for (const store::RunId id : request.runs) {
            FULCRUM_TRY(store::RunRecord run, store::RunRepository(database).get(id));
            FULCRUM_TRY(auto entries, store::DmRepository(database).entries(id));
            std::set<std::int64_t> anchors;
            for (const store::DmEntry& entry : entries)
                anchors.insert(entry.anchor);
            notes.append(ChartTexts::tr("%1 (run %2): %3 anchors, %4 sequences")
                             .arg(QString::fromStdString(run.name))
                             .arg(id)
                             .arg(count(static_cast<std::int64_t>(anchors.size())), count(static_cast<std::int64_t>(entries.size()))));
            named.push_back({id, run.name, std::move(entries)});
            runs.push_back(std::move(run));
        }
        NotedFigure noted;
        noted.figure = request.gains ? dm::gainFigure(named, request.boxes, request.bestBeams)
                                     : dm::scoreFigure(named, request.bins, request.bestBeams);
        noted.figure.metadata = icl::figureProvenance(runs);
        noted.note = notes.join(QStringLiteral(" · "));
        return noted;
    });
}

Result<TrainingCurves> readCurves(const std::shared_ptr<project::Project>& project, const QVector<store::RunId>& runs)
{
    return withDatabase(project, [&](store::Database& database) -> Result<TrainingCurves> {
        store::RunRepository repository(database);
        TrainingCurves curves;
        std::vector<store::RunRecord> records;
        for (const store::RunId id : runs) {
            FULCRUM_TRY(store::RunRecord run, repository.get(id));
            FULCRUM_TRY(auto points, repository.metrics(id));
            curves.runs.push_back({id, run.name, std::move(points)});
            records.push_back(std::move(run));
        }
        curves.metadata = icl::figureProvenance(records);
        return curves;
    });
}

} // namespace fulcrum::bridge
