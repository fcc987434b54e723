// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file.h"

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace fulcrum::cli {

/// Data files of a benchmark: those that were named, or full-size ones made into a temporary folder.
struct BenchInput
{
    Path folder; ///< temporary, removed with removeBenchInput
    Path captions, questions, annotations;
    bool generated = false;
};

/// A new folder below TMPDIR, for the caller to remove.
Result<Path> makeBenchFolder();

/// Files in the layout and size of captions_train2017 and VQAv2 train, the same bytes every time. `scale` shrinks them.
Result<BenchInput> makeBenchInput(const BenchInput& given, double scale);
void removeBenchInput(const BenchInput& input);

/// Wall seconds of a call.
double secondsOf(const std::function<void()>& call);
double medianOf(std::vector<double> values);
/// Largest resident size of this process so far.
double peakRssMib();
/// Bytes per second of reading these files front to back, out of the page cache or from the disk.
Result<double> readBandwidth(const std::vector<Path>& files, bool cold);
/// Asks the system to forget a file's pages, so that the next read comes from the disk.
void dropFromCache(const Path& file);

/// The keys that every part of a benchmark has: `seconds` of each repeat, `median_s`, `bytes`, `limit_s` (bytes over
/// bandwidth) and `ratio` (median over limit).
nlohmann::json against(const std::vector<double>& seconds, double bytes, double bandwidth);

} // namespace fulcrum::cli
