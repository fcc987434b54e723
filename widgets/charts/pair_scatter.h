// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QString>
#include <QVector>
#include <QWidget>
#include <functional>

class QCPCurve;
class QCPGraph;
class QCustomPlot;

namespace fulcrum::charts {

/// Points in a plane, each of one of three groups that differ by colour and shape. A drag marks a rectangle, with Shift a free line;
/// with Ctrl it adds to what is marked. The middle button moves, the wheel zooms, a double click shows everything again.
class PairScatter : public QWidget
{
    Q_OBJECT

public:
    enum Group { First, Second, Neutral };
    static constexpr int kGroups = 3;
    struct Point
    {
        QPointF at;
        Group group = Neutral;
    };

    explicit PairScatter(QWidget* parent = nullptr);

    void setPoints(const QVector<Point>& points);
    int pointCount() const { return static_cast<int>(m_points.size()); }
    void setAxisTitles(const QString& x, const QString& y);
    void setGroupNames(const QString& first, const QString& second, const QString& neutral);
    /// A line where both values are equal, and the same range on both axes.
    void setDiagonal(bool shown);
    /// Marked points (drawn in the accent colour) and the one the keyboard stands on (with a ring); -1 = none.
    void setMarked(const QVector<int>& points);
    const QVector<int>& marked() const { return m_marked; }
    void setCurrent(int point);
    /// What a point says when the mouse is over it.
    void setTip(std::function<QString(int)> tip) { m_tip = std::move(tip); }
    /// Points inside a polygon in axis units.
    QVector<int> pointsInside(const QPolygonF& polygon) const;

Q_SIGNALS:
    void pointsMarked(const QVector<int>& points); ///< by a person; sorted
    void clicked(int point);
    void activated(int point); ///< double click on a point

private:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void rebuild();
    void showMarks();
    void fit();
    void beginMark(const QPointF& at, Qt::KeyboardModifiers modifiers);
    void moveMark(const QPointF& at);
    void endMark(const QPointF& at);
    QPointF toAxes(const QPointF& pixel) const;
    int nearest(const QPointF& pixel) const;

    QCustomPlot* m_plot;
    QVector<Point> m_points;
    QVector<int> m_marked;
    int m_current = -1;
    QString m_names[kGroups];
    QString m_xTitle, m_yTitle;
    bool m_diagonal = false;
    std::function<QString(int)> m_tip;
    QCPGraph *m_markGraph = nullptr, *m_ringGraph = nullptr;
    QCPCurve* m_outline = nullptr;
    QPolygonF m_line; ///< pixels of the mark being drawn
    bool m_drawing = false, m_free = false, m_adding = false;
};

} // namespace fulcrum::charts
