// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/run_repository.h"

#include <QVector>

class QMimeData;

namespace fulcrum::bridge {

/// Runs that are dragged within the window: {"runs": [8, 12]}.
inline constexpr const char* kRunMimeType = "application/x-fulcrum-runs";

/// The caller owns it.
QMimeData* runsMime(const QVector<store::RunId>& runs);
/// Each once; empty when there are none, whatever else the content may be.
QVector<store::RunId> runsFrom(const QMimeData* content);

} // namespace fulcrum::bridge
