// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

namespace fulcrum::bridge {

/// Numbers and durations for people, in the user's locale.
QString number(double value, int decimals);
QString count(std::int64_t value);
/// ".31": a probability or similarity on a card; empty for NaN.
QString share(double value);
/// "+.041", "−.008"; empty for NaN.
QString gain(double value);
/// "+12.3", "−0.4": a difference of scores; empty for NaN.
QString difference(double value, int decimals);
/// "8 s", "3 min", "1 h 20 min".
QString duration(double seconds);
QString fileSize(std::uint64_t bytes);
/// "today 14:02", "12 May 2026".
QString when(std::int64_t unixMilliseconds);

} // namespace fulcrum::bridge
