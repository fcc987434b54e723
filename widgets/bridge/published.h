// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/chart/figure.h"

#include <QString>
#include <map>

namespace fulcrum::bridge {

/// Published numbers as curves to lay over one's own. An average over shots is drawn as a level line over these shots.
struct PublishedOverlay
{
    std::map<std::string, std::vector<chart::Series>> series; ///< by task
    QString source; ///< title and reference, for the note below the chart
};

/// Of the tables that Fulcrum ships (icl::shippedPublishedResults).
Result<PublishedOverlay> readPublished();

} // namespace fulcrum::bridge
