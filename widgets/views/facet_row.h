// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row_order.h"

#include <QAbstractButton>

namespace fulcrum::views {

/// One value of a facet: a check box, the value, a bar for its share and the number of samples.
class FacetRow : public QAbstractButton
{
    Q_OBJECT

public:
    explicit FacetRow(QWidget* parent = nullptr);
    /// `most`: the largest count of the facet, for the bar.
    void show(const store::FacetValue& value, std::int64_t most, bool asked, bool excluded);
    const data::Condition& condition() const { return m_value.condition; }
    std::int64_t count() const { return m_value.count; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void toggleWanted(bool opposite); ///< with Alt

private:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

    store::FacetValue m_value;
    std::int64_t m_most = 1;
    bool m_excluded = false;
};

} // namespace fulcrum::views
