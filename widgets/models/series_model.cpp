// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/series_model.h"

#include "widgets/charts/swatch.h"

#include <QApplication>
#include <QIcon>
#include <QPainter>

namespace fulcrum::models {

SeriesModel::SeriesModel(QObject* parent) : QAbstractListModel(parent) { }

int SeriesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const Entry& entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole: return entry.name;
    case Qt::ToolTipRole: return entry.name + u'\n' + tr("Check to show, double-click to show only this one");
    case Qt::CheckStateRole: return m_hidden.contains(entry.key) ? Qt::Unchecked : Qt::Checked;
    case KeyRole: return entry.key;
    case Qt::DecorationRole: {
        const QPalette palette = QApplication::palette();
        const qreal ratio = qApp->devicePixelRatio();
        QPixmap pixmap(QSize(28, 16) * ratio);
        pixmap.setDevicePixelRatio(ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        charts::paintSwatch(&painter, QRectF(1, 0, 26, 16),
            chart::styleOf(entry.key.toStdString(), charts::themeFor(palette)), palette.color(QPalette::Base));
        painter.end();
        return QIcon(pixmap);
    }
    default: return {};
    }
}

bool SeriesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || index.row() >= m_entries.size())
        return false;
    const QString key = m_entries[index.row()].key;
    if (value.toInt() == Qt::Checked)
        m_hidden.remove(key);
    else
        m_hidden.insert(key);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT hiddenChanged();
    return true;
}

Qt::ItemFlags SeriesModel::flags(const QModelIndex& index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::NoItemFlags;
}

void SeriesModel::setFigure(const chart::Figure& figure)
{
    beginResetModel();
    m_entries.clear();
    for (const chart::Panel& panel : figure.panels)
        for (const chart::Series& series : panel.series) {
            const QString key = QString::fromStdString(series.key);
            const auto same = [&key](const Entry& entry) { return entry.key == key; };
            if (series.points.empty() || std::any_of(m_entries.begin(), m_entries.end(), same))
                continue;
            m_entries.append({key,
                QString::fromStdString(series.name.empty() ? chart::displayName(series.key) : series.name),
                series.points.back().y});
        }
    std::stable_sort(
        m_entries.begin(), m_entries.end(), [](const Entry& a, const Entry& b) { return a.last > b.last; });
    endResetModel();
}

void SeriesModel::setHidden(const QSet<QString>& keys)
{
    if (m_hidden == keys)
        return;
    m_hidden = keys;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    Q_EMIT hiddenChanged();
}

void SeriesModel::solo(const QModelIndex& index)
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return;
    QSet<QString> others;
    for (const Entry& entry : m_entries)
        if (entry.key != m_entries[index.row()].key)
            others.insert(entry.key);
    setHidden(m_hidden == others ? QSet<QString>() : others);
}

void SeriesModel::paletteChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
}

} // namespace fulcrum::models
