// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace fulcrum {

enum class LogLevel { Debug, Info, Warning, Error };

/// Receives every log line of core. Called from any thread, one call at a time. Categories: "fulcrum.data", "fulcrum.jobs"...
using LogSink = std::function<void(LogLevel, std::string_view category, std::string_view message)>;

/// Replaces the process-wide sink (default: drop everything). Libraries never print by themselves.
void setLogSink(LogSink sink);
void log(LogLevel level, std::string_view category, std::string_view message);

} // namespace fulcrum
