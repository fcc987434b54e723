// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/views/filter_chip.h"

#include <QVector>

class QMenu;

namespace fulcrum::bridge {
class ActionRegistry;
class JobMonitor;
class SampleBrowser;
class WorkspaceEdits;
}

namespace fulcrum::views {

struct ConditionChoices;

/// The browser's filter as a row of chips, a menu that adds one, and the saved views.
class FilterChips : public QWidget
{
    Q_OBJECT

public:
    FilterChips(bridge::SampleBrowser* browser, bridge::WorkspaceEdits* edits, bridge::JobMonitor* monitor,
        bridge::ActionRegistry* actions, QWidget* parent = nullptr);

    const QVector<FilterChip*>& chips() const { return m_chips; }
    /// Opens the editor for a new condition of this field; a flag is added at once.
    void addCondition(data::Field field);

private:
    void rebuild();
    QWidget* makeGroup(int group);
    void connectChip(FilterChip* chip);
    void replace(ConditionPlace place, const data::Condition& condition);
    void remove(ConditionPlace place);
    void join(ConditionPlace from, int group);
    void part(ConditionPlace place);
    void edit(FilterChip* chip);
    void fillFields(QMenu* menu);
    void fillViews(QMenu* menu);
    void fillView(QMenu* menu, const QString& name);
    ConditionChoices choicesFor(data::Field field) const;

    bridge::SampleBrowser* m_browser;
    bridge::WorkspaceEdits* m_edits;
    bridge::JobMonitor* m_monitor;
    bridge::ActionRegistry* m_actions;
    QVector<FilterChip*> m_chips;
    QVector<QWidget*> m_groups;
    QToolButton *m_add, *m_views;
};

} // namespace fulcrum::views
