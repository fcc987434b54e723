// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QWidget>

class QTableView;

namespace fulcrum::models {
class LogModel;
}

namespace fulcrum::views {

/// Keeps lines of at least one level that match an expression.
class LogFilterProxyModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setLowestLevel(int level);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    int m_lowest = 1; // Info
};

/// The log of all jobs and of the program: filter by level and expression, follow, copy, save.
class LogView : public QWidget
{
    Q_OBJECT

public:
    explicit LogView(models::LogModel* model, QWidget* parent = nullptr);
    LogFilterProxyModel* filtered() const { return m_filter; }
    QString selectedText() const;

private:
    QWidget* makeTools();
    void save();
    QSize sizeHint() const override { return {600, 220}; }

    LogFilterProxyModel* m_filter;
    QTableView* m_table;
    bool m_follow = true;
};

} // namespace fulcrum::views
