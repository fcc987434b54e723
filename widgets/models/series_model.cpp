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

QPixmap SeriesModel::swatch(const Entry& entry) const
{
    const QPalette palette = QApplication::palette();
    const qreal ratio = qApp->devicePixelRatio();
    QPixmap pixmap(QSize(28, 16) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    charts::paintSwatch(&painter, QRectF(1, 0, 26, 16),
        m_styles.styleOf(entry.key.toStdString(), entry.wears.toStdString(), charts::themeFor(palette)),
        palette.color(QPalette::Base));
    return pixmap;
}

QVariant SeriesModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return {};
    const Entry& entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole: return entry.name;
    case Qt::AccessibleTextRole: return entry.group.isEmpty() ? entry.name : tr("%1, group %2").arg(entry.name, entry.group);
    case Qt::ToolTipRole:
        return (entry.group.isEmpty() ? entry.name : tr("%1 (group %2)").arg(entry.name, entry.group)) + u'\n'
            + tr("Check to show, double-click to show only this one, F2 to rename");
    case Qt::CheckStateRole: return m_hidden.contains(entry.key) ? Qt::Unchecked : Qt::Checked;
    case KeyRole: return entry.key;
    case WearsRole: return entry.wears;
    case GroupRole: return entry.group;
    case Qt::DecorationRole: return QIcon(swatch(entry));
    default: return {};
    }
}

bool SeriesModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (!index.isValid() || index.row() >= m_entries.size())
        return false;
    const QString key = m_entries[index.row()].key;
    if (role == Qt::EditRole) {
        Q_EMIT nameEdited(key, value.toString().trimmed());
        return true;
    }
    if (role != Qt::CheckStateRole)
        return false;
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
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemIsEditable : Qt::NoItemFlags;
}

void SeriesModel::setFigure(const chart::Figure& figure)
{
    QVector<Entry> entries;
    for (const chart::Panel& panel : figure.panels)
        for (const chart::Series& series : panel.series) {
            const QString key = QString::fromStdString(series.key);
            const auto same = [&key](const Entry& entry) { return entry.key == key; };
            if (series.points.empty() || std::any_of(entries.begin(), entries.end(), same))
                continue;
            entries.append({key, QString::fromStdString(series.wears), QString::fromStdString(chart::legendName(figure, series)),
                QString::fromStdString(figure.styles.groupOf(series.key)), series.mark, series.points.back().y});
        }
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.last > b.last; });
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.group < b.group; });
    const auto sameSeries = [](const Entry& a, const Entry& b) { return a.key == b.key; };
    if (std::equal(entries.begin(), entries.end(), m_entries.begin(), m_entries.end(), sameSeries)) {
        // The same rows: what is selected or edited stays.
        m_entries = std::move(entries);
        m_styles = figure.styles;
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_entries = std::move(entries);
    m_styles = figure.styles;
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

void SeriesModel::toggle(const QString& key)
{
    QSet<QString> hidden = m_hidden;
    if (!hidden.remove(key))
        hidden.insert(key);
    setHidden(hidden);
}

void SeriesModel::showOnly(const QSet<QString>& keys)
{
    QSet<QString> others = m_hidden; // hidden series of other figures stay hidden
    bool already = true;
    for (const Entry& entry : m_entries) {
        const bool wanted = keys.contains(entry.key);
        already = already && wanted != m_hidden.contains(entry.key);
        if (wanted)
            others.remove(entry.key);
        else
            others.insert(entry.key);
    }
    if (already)
        for (const Entry& entry : m_entries)
            others.remove(entry.key);
    setHidden(others);
}

void SeriesModel::solo(const QModelIndex& index)
{
    if (index.isValid() && index.row() < m_entries.size())
        showOnly({m_entries[index.row()].key});
}

void SeriesModel::soloKey(const QString& key)
{
    if (rowOf(key) >= 0)
        showOnly({key});
}

void SeriesModel::soloGroup(const QString& group)
{
    QSet<QString> keys;
    for (const Entry& entry : m_entries)
        if (entry.group == group)
            keys.insert(entry.key);
    if (!keys.isEmpty())
        showOnly(keys);
}

int SeriesModel::rowOf(const QString& key) const
{
    for (int row = 0; row < m_entries.size(); ++row)
        if (m_entries[row].key == key)
            return row;
    return -1;
}

void SeriesModel::paletteChanged()
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
}

} // namespace fulcrum::models
