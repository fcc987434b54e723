// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/sequence_figure.h"
#include "widgets/bridge/lane_source.h"

namespace fulcrum::bridge {

/// The qualitative figure of what stands in the lanes. `withTruth`: the query's reference is shown; a figure gives nothing away that
/// the window hides. Lanes that have no sequence are left out.
chart::SequenceFigure sequenceFigure(const data::Dataset& queries, const data::Sample& query, const QVector<Lane>& lanes, bool withTruth,
    const chart::StyleBook& styles);

} // namespace fulcrum::bridge
