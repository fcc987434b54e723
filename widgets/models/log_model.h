// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/job_monitor.h"

#include <QAbstractTableModel>
#include <deque>

namespace fulcrum::models {

/// The newest lines of the log of all jobs and of the program.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Roles { LevelRole = Qt::UserRole, RunRole };
    enum Columns { TimeColumn, LevelColumn, SourceColumn, MessageColumn, ColumnCount };
    static constexpr std::size_t kMost = 20'000;

    explicit LogModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    void append(const QVector<bridge::LogLine>& lines);
    void clear();
    bool hasLinesOf(store::RunId run) const;
    static QString levelText(LogLevel level);

private:
    std::deque<bridge::LogLine> m_lines;
};

} // namespace fulcrum::models
