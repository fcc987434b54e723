// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QStyledItemDelegate>
#include <QTimer>

namespace fulcrum::bridge {
class ThumbnailProvider;
}

namespace fulcrum::delegates {

/// Draws a sample of the grid as a card: picture with badges (star, tags, times used, missing file), one line of text, one
/// quiet line. Also the picture column of the table.
/// Pictures beyond the rows it has painted are made ahead; a picture that cannot be shown says why in a tool tip.
class SampleDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    SampleDelegate(bridge::ThumbnailProvider* thumbnails, QObject* parent = nullptr);

    static constexpr int kSmallest = 96, kLargest = 320;
    int side() const { return m_side; }
    void setSide(int side); ///< logical pixels of the picture's edge
    /// Paler: what is shown is about to be replaced.
    void setDimmed(bool dimmed) { m_dimmed = dimmed; }
    /// Of a cell with a square picture. The view may make cells wider; the picture keeps its height.
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
        const QModelIndex& index) override;

private:
    /// A row of the table: the picture alone.
    void paintSmall(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintBadges(QPainter* painter, const QRectF& picture, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    /// The picture, or its colour while it is on its way, or the sign that it cannot be shown.
    void paintSample(QPainter* painter, const QRectF& rect, const QModelIndex& index, const QPalette& palette, double radius) const;
    void noteRow(const QModelIndex& index, const QSize& box) const;
    void prefetchNext();

    bridge::ThumbnailProvider* m_thumbnails;
    int m_side = 152;
    bool m_dimmed = false;

    /// Rows painted since the last prefetch, and where they began then.
    struct PaintedRows
    {
        QPointer<const QAbstractItemModel> model;
        int column = 0, first = -1, last = -1, before = -1;
        QSize box;
    };
    mutable PaintedRows m_painted;
    mutable QTimer m_prefetch;
};

} // namespace fulcrum::delegates
