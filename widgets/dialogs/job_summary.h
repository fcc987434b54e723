// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/jobs/job.h"

#include <QString>
#include <QStringList>

namespace fulcrum::dialogs {

/// What a spec means in work: lines like "400 anchors × 2 steps × 5 beams × 64 candidates = at most 224 000 scorings".
QStringList workOf(const std::string& kind, const nlohmann::json& values);

/// The command line that does the same: only what differs from the defaults.
QString commandLine(const jobs::JobKind& kind, const nlohmann::json& values, const QString& projectFolder);

} // namespace fulcrum::dialogs
