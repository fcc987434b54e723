// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/cell_list.h"

#include "core/chart/palette.h"
#include "core/icl/model_access.h"
#include "core/icl/retriever.h"
#include "widgets/bridge/format.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct CellTexts
{
    Q_DECLARE_TR_FUNCTIONS(CellList)
};

bool hasSeed(const store::EvalCell& cell)
{
    const auto strategy = icl::strategyFromName(cell.strategy);
    return !strategy || icl::isStochastic(*strategy) || cell.seed != 0;
}

} // namespace

const store::EvalCell* RunCells::find(std::int64_t cell) const
{
    const auto found = std::find_if(cells.begin(), cells.end(), [cell](const store::EvalCell& one) { return one.id == cell; });
    return found == cells.end() ? nullptr : &*found;
}

Result<QVector<RunCells>> readRunCells(const std::shared_ptr<project::Project>& project)
{
    return withDatabase(project, [](store::Database& database) -> Result<QVector<RunCells>> {
        FULCRUM_TRY(const auto runs, store::RunRepository(database).list("eval"));
        store::EvalRepository repository(database);
        QVector<RunCells> list;
        for (const store::RunRecord& run : runs) {
            const auto task = data::taskFromName(icl::specText(run, "task"));
            if (!task)
                continue;
            FULCRUM_TRY(auto cells, repository.cells(run.id));
            std::erase_if(cells, [](const store::EvalCell& cell) { return !cell.done || cell.predictions == 0; });
            if (!cells.empty())
                list.append({run.id, QString::fromStdString(run.name), *task, std::move(cells)});
        }
        return list;
    });
}

std::pair<std::int64_t, std::int64_t> suggestedCells(const QVector<RunCells>& runs, data::Task task)
{
    const auto isOracle = [](const store::EvalCell& cell) { return cell.strategy == "oracle"; };
    for (const RunCells& run : runs) {
        if (run.task != task || run.cells.size() < 2)
            continue;
        const store::EvalCell *first = nullptr, *second = nullptr;
        for (const store::EvalCell& cell : run.cells)
            if (cell.strategy == "lever-lm" && (!first || cell.shots > first->shots))
                first = &cell;
        if (!first)
            first = &run.cells.front();
        for (const store::EvalCell& cell : run.cells) {
            if (cell.strategy == first->strategy || isOracle(cell) || cell.strategy.starts_with("lever-lm"))
                continue;
            const bool sameShots = cell.shots == first->shots, hadSameShots = second && second->shots == first->shots;
            if (!second || (sameShots && !hadSameShots) || (sameShots == hadSameShots && cell.metric > second->metric))
                second = &cell;
        }
        if (!second)
            second = first == &run.cells.front() ? &run.cells.back() : &run.cells.front();
        return {first->id, second->id};
    }
    return {0, 0};
}

QString cellName(const store::EvalCell& cell)
{
    const QString strategy = QString::fromStdString(chart::displayName(cell.strategy));
    const QString shots = CellTexts::tr("%n shots", nullptr, cell.shots);
    return hasSeed(cell) ? CellTexts::tr("%1, %2, seed %3").arg(strategy, shots).arg(cell.seed) : CellTexts::tr("%1, %2").arg(strategy, shots);
}

QString cellText(const store::EvalCell& cell) { return QStringLiteral("%1 · %2").arg(cellName(cell), number(cell.metric, 1)); }

} // namespace fulcrum::bridge
