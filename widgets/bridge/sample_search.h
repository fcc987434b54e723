// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/dataset.h"
#include "core/data/filter.h"
#include "core/project/project.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <stop_token>

namespace fulcrum::bridge {

/// What a person typed into the search box.
struct SearchText
{
    enum class Kind { All, Filter };
    Kind kind = Kind::All;
    data::Filter filter;
    QStringList words; ///< to mark in results
};
/// The filter of the text as far as it goes (data::parseTyped); All when it leaves nothing out.
SearchText parseSearch(const QString& typed);

/// Sample indices that match, in index order. Runs on a worker; errors as of store::rowOrder.
Result<QVector<std::int64_t>> search(const project::Project& project, const data::Dataset& dataset,
    const SearchText& what, std::stop_token stop);

} // namespace fulcrum::bridge
