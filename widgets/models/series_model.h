// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"

#include <QAbstractListModel>
#include <QSet>

namespace fulcrum::models {

/// The series of a figure, each once, with a check box that shows or hides it in every panel.
class SeriesModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Roles { KeyRole = Qt::UserRole };

    explicit SeriesModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    /// Keeps what is hidden; series are ordered by their last point, best first (UX.md 5.6).
    void setFigure(const chart::Figure& figure);
    const QSet<QString>& hidden() const { return m_hidden; }
    void setHidden(const QSet<QString>& keys);
    /// Shows only this series; again, all.
    void solo(const QModelIndex& index);
    /// Swatches are drawn in the palette's colours.
    void paletteChanged();

Q_SIGNALS:
    void hiddenChanged();

private:
    struct Entry
    {
        QString key, name;
        double last = 0;
    };
    QVector<Entry> m_entries;
    QSet<QString> m_hidden;
};

} // namespace fulcrum::models
