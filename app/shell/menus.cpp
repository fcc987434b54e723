// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/menus.h"

#include "widgets/bridge/action_registry.h"

#include <QCoreApplication>
#include <QMenu>
#include <QMenuBar>

namespace fulcrum::shell {

namespace {

struct MenuTexts
{
    Q_DECLARE_TR_FUNCTIONS(Menus)
};

struct MenuTable
{
    QString title;
    QList<const char*> ids; ///< nullptr = separator
};

QList<MenuTable> tables()
{
    return {
        {MenuTexts::tr("&File"),
            {"file.newProject", "file.openProject", "file.openDemo", nullptr, "file.importResults", "sets.import", nullptr, "file.export", nullptr, "file.reload",
                "file.closeProject", nullptr, "file.quit"}},
        {MenuTexts::tr("&Edit"),
            {"edit.undo", "edit.redo", nullptr, "data.copyIds", "data.copyCsv", nullptr, "data.selectAll", "data.invertSelection",
                nullptr, "data.tag", "data.star", "data.addToSet", nullptr, "edit.find", nullptr, "edit.settings"}},
        {MenuTexts::tr("&View"),
            {"page.welcome", "page.data", "page.sequences", "page.compare", "page.sets", "page.map", "page.runs", "page.charts", "page.dm", nullptr, "dock.filters", "dock.inspector", "dock.step",
                "dock.jobs", "dock.log", "dock.history", "dock.help", nullptr, "view.larger", "view.smaller", "data.toggleTable", "data.both",
                "data.quickLook", nullptr, "theme.system",
                "theme.light", "theme.dark", nullptr, "perspective.explore", "perspective.explain", "perspective.run", "perspective.figure", "perspective.saved", "perspective.save",
                nullptr, "map.fit", "map.again", "map.cancel", "map.showSkipped", nullptr, "view.fullScreen", "view.resetLayout"}},
        {MenuTexts::tr("&Data"),
            {"data.similarImage", "data.similarText", nullptr, "data.saveView", "data.removeLastFilter", "data.clearSearch", nullptr,
                "data.doctor", "data.showMissing", "data.locateImages", "data.reveal", "data.openFolder", nullptr, "page.dm",
                "dm.train", nullptr, "data.import", "data.cancelImport"}},
        {MenuTexts::tr("&Sequence"),
            {"seq.lanes", "seq.columns", "seq.diff", "seq.film", nullptr,
                "data.setQuery", "seq.back", "seq.forward", "seq.previousQuery", "seq.nextQuery", "seq.walk", "seq.compare", nullptr,
                "seq.fewerShots", "seq.moreShots", "seq.order", "seq.reveal", nullptr, "seq.previousLane", "seq.nextLane",
                "seq.showHidden", "seq.sttrOracle", nullptr, "seq.ask", "seq.askAll", "seq.gains", "seq.leaveOneOut",
                "seq.orders", "seq.stop", nullptr, "seq.whatif", "seq.moveLeft", "seq.moveRight", "seq.removeIcd",
                "seq.insertIcd", "seq.editText", "seq.keep", "seq.discard", "seq.saveSet", nullptr, "sets.fromSelection", "sets.fromLever",
                "sets.fromDm", "sets.insertIcd", "sets.removeIcd", "sets.moveLeft", "sets.moveRight", "sets.rename", "sets.duplicate",
                "sets.export", "sets.delete", "sets.evaluate"}},
        {MenuTexts::tr("&Jobs"),
            {"job.embed", "job.dm", "job.train", "job.eval", nullptr, "job.pause", "job.resume", "job.stop", "job.kill", "job.again", "job.log", "job.earlier", "job.later", nullptr,
                "job.pauseAll", "job.resumeInterrupted"}},
        {MenuTexts::tr("&Runs"),
            {"runs.active", "runs.noActive", "runs.addToChart", "runs.showDm", nullptr,
                "runs.rename", "runs.note", "runs.tags", nullptr, "runs.export",
                "runs.openFolder", "runs.copyCommand", nullptr, "runs.archive", "runs.unarchive", "runs.delete", nullptr,
                "runs.showArchived", "runs.trash", nullptr, "runs.published", "runs.copyLatex", "runs.copyMarkdown",
                "runs.copyCsv", "runs.copyTableCommand"}},
        {MenuTexts::tr("&Charts"),
            {"charts.published", "charts.removeRuns", "charts.numbers", "charts.style", "charts.resetZoom", nullptr,
                "charts.copyImage", "charts.copyTable",
                "charts.copyLatex", "charts.copyMarkdown", "charts.copyCsv", nullptr, "compare.nextWin", "compare.nextLoss", "compare.copy"}},
        {MenuTexts::tr("&Help"), {"help.contents", "help.shortcuts", "help.palette", "dock.started", nullptr, "help.computer", "help.report", nullptr, "help.about"}},
    };
}

} // namespace

void fillMenus(QMenuBar* bar, const bridge::ActionRegistry& actions)
{
    for (const MenuTable& table : tables()) {
        QMenu* menu = bar->addMenu(table.title);
        menu->setToolTipsVisible(true);
        for (const char* id : table.ids) {
            if (!id) {
                menu->addSeparator();
                continue;
            }
            if (QAction* action = actions.action(QString::fromLatin1(id)))
                menu->addAction(action);
        }
    }
}

} // namespace fulcrum::shell
