// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/dm_contents.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace fulcrum::models {

/// The anchors of a D_M with what their best sequences gain.
class AnchorModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { IdColumn, TextColumn, ScoreColumn, ProbabilityColumn, DuplicatesColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole, AnchorRole = Qt::UserRole + 1;

    using QAbstractTableModel::QAbstractTableModel;
    /// Anchors that came since are inserted at their places when it is the same run, so that what is chosen stays chosen.
    void setContents(const std::shared_ptr<const bridge::DmContents>& contents);
    const dm::AnchorSummary* summary(int row) const; ///< nullptr outside

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    bool canGrowTo(const bridge::DmContents& contents) const;
    QVariant text(const dm::AnchorSummary& anchor, int column) const;
    QVariant sortKey(const dm::AnchorSummary& anchor, int column) const;
    QString sampleText(std::int64_t anchor) const;

    std::shared_ptr<const bridge::DmContents> m_contents;
    std::vector<dm::AnchorSummary> m_anchors;
};

/// Some of the anchors, in any order.
class AnchorFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Kind { All, Gain, NoGain, Duplicates, Dropped };

    explicit AnchorFilter(QObject* parent = nullptr);
    void setKind(Kind kind);
    void setThreshold(double threshold); ///< for Dropped
    void setText(const QString& text);   ///< part of the sample's text, or its number

private:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

    Kind m_kind = Kind::All;
    double m_threshold = 0;
    QString m_text;
};

} // namespace fulcrum::models
