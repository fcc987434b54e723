// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/models/shortcut_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace fulcrum::dialogs {

/// The table of all keys: search, edit in place, conflicts in red, back to the first ones for one action or for all.
class ShortcutEditor : public QWidget
{
    Q_OBJECT

public:
    ShortcutEditor(bridge::ActionRegistry* actions, bridge::Settings* settings, QWidget* parent = nullptr);
    models::ShortcutModel* model() const { return m_model; }
    QTableView* table() const { return m_table; }

private:
    void update();
    void resetCurrent();

    models::ShortcutModel* m_model;
    QSortFilterProxyModel* m_filter;
    QLineEdit* m_search;
    QTableView* m_table;
    QLabel* m_status;
    QPushButton *m_reset, *m_resetAll;
};

} // namespace fulcrum::dialogs
