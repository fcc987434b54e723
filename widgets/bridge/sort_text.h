// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row_order.h"

#include <QString>

namespace fulcrum::bridge {

/// An order as it is stored in sessions and saved views: a JSON list that begins with the column's name. Anything else reads
/// as the official order.
QString sortText(const store::SortKey& key);
store::SortKey sortFromText(const QString& text);

/// The order for people: "Words, descending".
QString sortTitle(const store::SortKey& key);

} // namespace fulcrum::bridge
