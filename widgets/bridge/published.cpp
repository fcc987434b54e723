// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/published.h"

#include "core/chart/palette.h"
#include "core/store/published_results.h"
#include "widgets/bridge/project_session.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace fulcrum::bridge {

namespace {

struct PublishedTexts
{
    Q_DECLARE_TR_FUNCTIONS(Published)
};

QString publishedFile()
{
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString& folder : {program.filePath(QStringLiteral("../share/fulcrum/published")),
             QStringLiteral(FULCRUM_RESOURCES "/published")}) {
        const QString file = QDir(folder).filePath(QStringLiteral("lever_lm.json"));
        if (QFileInfo::exists(file))
            return file;
    }
    return program.filePath(QStringLiteral("../share/fulcrum/published/lever_lm.json"));
}

/// The shots that an average of the paper covers (PAPER.md (b)).
std::vector<int> shotsOf(const std::string& column)
{
    if (column == "avg_1_2")
        return {1, 2};
    if (column == "avg_3_8")
        return {3, 4, 6, 8};
    if (column.starts_with("shots_"))
        return {QString::fromStdString(column.substr(6)).toInt()};
    return {};
}

chart::Series seriesOf(const store::PublishedRow& row)
{
    chart::Series series;
    series.key = "published " + row.lvlm + " " + row.method;
    series.name = PublishedTexts::tr("%1, %2 (published)")
                      .arg(QString::fromStdString(chart::displayName(row.method)), QString::fromStdString(row.lvlm))
                      .toStdString();
    for (const auto& [column, value] : row.values)
        for (const int shots : shotsOf(column))
            series.points.push_back({static_cast<double>(shots), value.value, {}, {}});
    if (series.points.empty())
        if (const auto all = row.values.find("avg_1_8"); all != row.values.end())
            for (const double shots : {1.0, 8.0})
                series.points.push_back({shots, all->second.value, {}, {}});
    std::sort(series.points.begin(), series.points.end(),
        [](const chart::Point& a, const chart::Point& b) { return a.x < b.x; });
    return series;
}

} // namespace

Result<PublishedOverlay> readPublished()
{
    FULCRUM_TRY(const std::vector<store::PublishedTable> tables, store::readPublishedResults(toPath(publishedFile())));
    PublishedOverlay overlay;
    for (const store::PublishedTable& table : tables) {
        for (const store::PublishedRow& row : table.rows) {
            if (row.method.empty() || row.lvlm.empty())
                continue;
            chart::Series series = seriesOf(row);
            std::vector<chart::Series>& known = overlay.series[row.task];
            const bool twice = std::any_of(
                known.begin(), known.end(), [&series](const chart::Series& one) { return one.key == series.key; });
            if (!series.points.empty() && !twice)
                known.push_back(std::move(series));
        }
        if (overlay.source.isEmpty() && !overlay.series.empty())
            overlay.source = PublishedTexts::tr("Published: %1 (%2); other data and models than this project's")
                                 .arg(QString::fromStdString(table.sourceTitle), QString::fromStdString(table.sourceReference));
    }
    return overlay;
}

} // namespace fulcrum::bridge
