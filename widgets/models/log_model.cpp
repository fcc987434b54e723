// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/log_model.h"

#include "widgets/theme/theme.h"

#include <QApplication>
#include <QDateTime>

namespace fulcrum::models {

LogModel::LogModel(QObject* parent) : QAbstractTableModel(parent) { }

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString LogModel::levelText(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return tr("Debug");
    case LogLevel::Info: return tr("Info");
    case LogLevel::Warning: return tr("Warning");
    case LogLevel::Error: return tr("Error");
    }
    return {};
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || static_cast<std::size_t>(index.row()) >= m_lines.size())
        return {};
    const bridge::LogLine& line = m_lines[static_cast<std::size_t>(index.row())];
    if (role == LevelRole)
        return static_cast<int>(line.level);
    if (role == RunRole)
        return static_cast<qlonglong>(line.run);
    if (role == Qt::ForegroundRole && index.column() == SourceColumn && line.run > 0 && line.level >= LogLevel::Warning)
        return QApplication::palette().link(); // it leads to the job
    if (role == Qt::ForegroundRole) {
        if (index.column() == MessageColumn && line.level < LogLevel::Warning)
            return {};
        const theme::Tone tone = line.level == LogLevel::Error ? theme::Tone::Bad
            : line.level == LogLevel::Warning                  ? theme::Tone::Warning
                                                               : theme::Tone::Neutral;
        return theme::toneColor(QApplication::palette(), tone);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case TimeColumn:
        return QDateTime::fromMSecsSinceEpoch(line.wallTime).time().toString(QStringLiteral("HH:mm:ss"));
    case LevelColumn: return levelText(line.level);
    case SourceColumn:
        return line.run > 0 ? tr("Run %1").arg(line.run) + (line.unit.isEmpty() ? QString() : u' ' + line.unit)
                            : (line.unit.isEmpty() ? tr("Program") : line.unit);
    case MessageColumn: return line.message;
    default: return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case LevelColumn: return tr("Level");
    case SourceColumn: return tr("Source");
    case MessageColumn: return tr("Message");
    default: return {};
    }
}

void LogModel::append(const QVector<bridge::LogLine>& lines)
{
    if (lines.isEmpty())
        return;
    const std::size_t skip = static_cast<std::size_t>(lines.size()) > kMost ? static_cast<std::size_t>(lines.size()) - kMost : 0;
    const std::size_t added = static_cast<std::size_t>(lines.size()) - skip;
    if (m_lines.size() + added > kMost) {
        const std::size_t drop = m_lines.size() + added - kMost;
        beginRemoveRows({}, 0, static_cast<int>(drop) - 1);
        m_lines.erase(m_lines.begin(), m_lines.begin() + static_cast<std::ptrdiff_t>(drop));
        endRemoveRows();
    }
    beginInsertRows({}, static_cast<int>(m_lines.size()), static_cast<int>(m_lines.size() + added) - 1);
    m_lines.insert(m_lines.end(), lines.begin() + static_cast<std::ptrdiff_t>(skip), lines.end());
    endInsertRows();
}

bool LogModel::hasLinesOf(store::RunId run) const
{
    return std::any_of(m_lines.begin(), m_lines.end(), [run](const bridge::LogLine& line) { return line.run == run; });
}

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

} // namespace fulcrum::models
