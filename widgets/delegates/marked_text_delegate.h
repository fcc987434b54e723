// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"

#include <QStyledItemDelegate>

namespace fulcrum::delegates {

/// A text of the table of samples, in one line, with what the filter found in it marked.
class MarkedTextDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// `where`: Caption (also for questions), Answer or File.
    MarkedTextDelegate(data::Field where, QObject* parent) : QStyledItemDelegate(parent), m_where(where) { }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    data::Field m_where;
};

} // namespace fulcrum::delegates
