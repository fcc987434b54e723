// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter.h"

#include <QFrame>

class QToolButton;

namespace fulcrum::views {

/// Where a condition stands in a filter.
struct ConditionPlace
{
    int group = 0, item = 0;
    bool operator==(const ConditionPlace&) const = default;
};

/// One condition of a filter as a pill: a click edits it, Alt and a click turn it into its opposite, the eye switches it off,
/// the cross takes it away; dropped on another one both become alternatives. Everything is in the context menu too.
class FilterChip : public QFrame
{
    Q_OBJECT

public:
    FilterChip(const data::Condition& condition, ConditionPlace place, bool inGroup, QWidget* parent = nullptr);

    const data::Condition& condition() const { return m_condition; }
    ConditionPlace place() const { return m_place; }
    QToolButton* label() const { return m_label; }
    QToolButton* eye() const { return m_eye; }
    QToolButton* cross() const { return m_cross; }

Q_SIGNALS:
    void editWanted();
    void changed(const fulcrum::data::Condition& condition);
    void removed();
    void joined(fulcrum::views::ConditionPlace other); ///< `other` was dropped here
    void joinedWithLast();                             ///< becomes an alternative of the group before
    void parted();                                     ///< out of its group

private:
    void negate();
    void showMenu(const QPoint& global);
    void paintEvent(QPaintEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    data::Condition m_condition;
    ConditionPlace m_place;
    bool m_inGroup, m_dropHere = false;
    QToolButton *m_label, *m_eye, *m_cross;
    QPoint m_pressed;
};

} // namespace fulcrum::views
