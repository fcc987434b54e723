// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QWidget>

class QComboBox;
class QTableView;

namespace fulcrum::models {
class LogModel;
}

namespace fulcrum::views {

/// Keeps lines of at least one level, of one run or of all, that match an expression.
class LogFilterProxyModel : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setLowestLevel(int level);
    void setRun(qint64 run); ///< 0 = all

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    int m_lowest = 1; // Info
    qint64 m_run = 0;
};

/// The log of all jobs and of the program: filter by level and expression, follow, copy, save.
class LogView : public QWidget
{
    Q_OBJECT

public:
    explicit LogView(models::LogModel* model, QWidget* parent = nullptr);
    LogFilterProxyModel* filtered() const { return m_filter; }
    QString selectedText() const;
    /// Only the lines of this run; 0 = all.
    void showRun(qint64 run);

Q_SIGNALS:
    /// A line of a run was double-clicked or entered: its job is wanted.
    void runActivated(qint64 run);

private:
    QWidget* makeTools();
    void save();
    QSize sizeHint() const override { return {600, 220}; }

    LogFilterProxyModel* m_filter;
    QTableView* m_table;
    QComboBox* m_source = nullptr;
    bool m_follow = true;
};

} // namespace fulcrum::views
