// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"

#include <QAbstractListModel>
#include <QSet>

namespace fulcrum::models {

/// The series of a figure, each once, with a check box that shows or hides it in every panel, and its name, which can be edited.
class SeriesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Roles {
        KeyRole = Qt::UserRole,
        WearsRole, ///< key of the strategy that it looks like; empty = its own
        GroupRole
    };

    explicit SeriesModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Keeps what is hidden. Groups stand together; within one, series are ordered by their last point, best first (UX.md 5.6).
    void setFigure(const chart::Figure& figure);
    const QSet<QString>& hidden() const { return m_hidden; }
    void setHidden(const QSet<QString>& keys);
    void toggle(const QString& key);
    /// Shows only this series; again, all.
    void solo(const QModelIndex& index);
    void soloKey(const QString& key);
    /// Shows only the series of this group; again, all.
    void soloGroup(const QString& group);
    int rowOf(const QString& key) const; ///< -1 = none
    /// Swatches are drawn in the palette's colours.
    void paletteChanged();

Q_SIGNALS:
    void hiddenChanged();
    void nameEdited(const QString& key, const QString& name); ///< whoever keeps the styles changes it

private:
    struct Entry
    {
        QString key, wears, name, group;
        chart::Mark mark = chart::Mark::Line;
        double last = 0;
        bool operator==(const Entry&) const = default;
    };
    void showOnly(const QSet<QString>& keys);
    QPixmap swatch(const Entry& entry) const;

    QVector<Entry> m_entries;
    chart::StyleBook m_styles;
    QSet<QString> m_hidden;
};

} // namespace fulcrum::models
