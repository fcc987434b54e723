// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/runs/run_catalog.h"

#include <QStringList>

namespace fulcrum::bridge {

// What is said about runs, for people.

/// What a parity flag means for the results: "Official batch mask: ...".
QString parityText(const runs::ParityFlag& flag);
/// All flags of a run, its own and those of what it was made from, one a line; empty = corrected throughout.
QString parityExplanation(const runs::RunSummary& run);
/// What official results do not say, in words: "seed", "LVLM"...
QStringList unknownText(const std::vector<std::string>& fields);
/// "1, 2, 4, 8"; "1–8" for a run of numbers without a gap.
template <class T>
QString listText(const std::vector<T>& numbers)
{
    QStringList parts;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t end = i;
        while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1)
            ++end;
        if (end >= i + 2) {
            parts.append(QStringLiteral("%1–%2").arg(numbers[i]).arg(numbers[end]));
        } else {
            for (std::size_t k = i; k <= end; ++k)
                parts.append(QString::number(numbers[k]));
        }
        i = end + 1;
    }
    return parts.join(QStringLiteral(", "));
}
/// Names for legends, joined; at most `most`, then how many more.
QString strategiesText(const std::vector<std::string>& strategies, int most = 3);
/// Name of a stored metric: "CIDEr", "accuracy in %", "validation InfoScore".
QString metricText(const std::string& name);

} // namespace fulcrum::bridge
