// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <mutex>

namespace fulcrum {
namespace {

std::mutex& sinkMutex()
{
    static std::mutex mutex;
    return mutex;
}

LogSink& currentSink()
{
    static LogSink sink;
    return sink;
}

} // namespace

void setLogSink(LogSink sink)
{
    const std::lock_guard guard(sinkMutex());
    currentSink() = std::move(sink);
}

void log(LogLevel level, std::string_view category, std::string_view message)
{
    const std::lock_guard guard(sinkMutex());
    if (currentSink())
        currentSink()(level, category, message);
}

} // namespace fulcrum
