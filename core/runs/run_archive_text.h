// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/result_repository.h"

#include <nlohmann/json_fwd.hpp>

namespace fulcrum::runs {

// Rows of an archive as text and back. Reading throws nlohmann::json::exception or std::invalid_argument.

std::string predictionLine(const store::Prediction& prediction);
store::Prediction predictionFrom(const nlohmann::json& row);

std::string dmLine(const store::DmEntry& entry);
store::DmEntry dmFrom(const nlohmann::json& row);

std::string metricsCsv(const std::vector<store::MetricPoint>& points);
std::vector<store::MetricPoint> metricsFrom(std::string_view csv);

/// Header and lines of scores.csv.
std::string scoresHeader();
std::string scoreLines(const store::EvalCell& cell, const std::vector<store::Prediction>& predictions);

} // namespace fulcrum::runs
