// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/published.h"

#include "core/chart/palette.h"
#include "core/icl/published_overlay.h"

#include <QCoreApplication>

namespace fulcrum::bridge {

namespace {

struct PublishedTexts
{
    Q_DECLARE_TR_FUNCTIONS(Published)
};

/// The legend's text in the user's language, from a key as icl::publishedSeries makes it: "published LVLM METHOD".
std::string legendOf(const std::string& key)
{
    const QString words = QString::fromStdString(key);
    const std::string method = words.section(u' ', -1).toStdString();
    return PublishedTexts::tr("%1, %2 (published)")
        .arg(QString::fromStdString(chart::displayName(method)), words.section(u' ', 1, -2))
        .toStdString();
}

} // namespace

Result<PublishedOverlay> readPublished()
{
    FULCRUM_TRY(const std::vector<store::PublishedTable> tables, icl::shippedPublishedResults());
    PublishedOverlay overlay;
    overlay.series = icl::publishedSeries(tables);
    for (auto& [task, list] : overlay.series)
        for (chart::Series& series : list)
            series.name = legendOf(series.key);
    if (!tables.empty())
        overlay.source = PublishedTexts::tr("Published: %1 (%2); other data and models than this project's")
                             .arg(QString::fromStdString(tables.front().sourceTitle),
                                 QString::fromStdString(tables.front().sourceReference));
    return overlay;
}

} // namespace fulcrum::bridge
