// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/project/project.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <stop_token>

namespace fulcrum::bridge {

/// What a person typed into the search box.
struct SearchText
{
    enum class Kind { All, Words, Id, Pattern };
    Kind kind = Kind::All;
    QString text;      ///< words, digits of the id, or the expression between the slashes
    QStringList words; ///< to mark in results
};
/// "id:391895", "/re/", or words. Empty = all.
SearchText parseSearch(const QString& typed);

/// Sample indices that match, in index order. Words go through the store's full-text index; patterns over every text of
/// the data set. Runs on a worker; Usage for an expression that is not valid.
Result<QVector<std::int64_t>> search(const project::Project& project, const data::Dataset& dataset,
    const SearchText& what, std::stop_token stop);

} // namespace fulcrum::bridge
