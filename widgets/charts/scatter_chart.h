// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/palette.h"

#include <QPolygonF>
#include <QVector>
#include <QWidget>
#include <memory>
#include <vector>

class QCPItemStraightLine;
class QCustomPlot;

namespace fulcrum::charts {

class PointLayer;
class ScatterOverlay;

/// Points that look alike.
struct PointGroup
{
    QString name;
    chart::SeriesStyle style;
    double size = 1; ///< of the marker, beside that of other groups
    bool shown = true;
};

/// A line from the marked point to another one.
struct PointLink
{
    int to = 0;
    QString styleKey;  ///< of the strategy: colour and dash
    QString label;     ///< "1": its place in the prompt
    bool operator==(const PointLink&) const = default;
};

/// Many points in a plane, both axes in one scale. Up to kMostDrawn markers are drawn one by one, more of them as a density in the
/// colours of their groups. Drag chooses a rectangle, Shift and drag what a line goes around, Ctrl adds; the middle button moves the
/// picture, the wheel enlarges it. Keys: arrows go to the next point that way (Shift adds it), Ctrl and arrows move the picture,
/// + and − enlarge and shrink, Home shows all, Ctrl+A chooses what is in view, Escape nothing, Enter activates.
/// Rows are numbers of points; what is not a finite place, or of a group that is not shown, is not there.
class ScatterChart : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kMostDrawn = 50'000;

    explicit ScatterChart(QWidget* parent = nullptr);

    /// `fitted`: the view shows all of them afterwards; otherwise it stays.
    void setPoints(std::vector<float> x, std::vector<float> y, bool fitted);
    /// One group number a row.
    void setGroups(std::vector<std::uint8_t> groups, const QVector<PointGroup>& styles);
    void setChosen(const std::vector<int>& rows, int primary);
    /// The point that lines start from; -1 = none.
    void setLinks(int from, const QVector<PointLink>& links);
    /// For who cannot see the card beside a point: what is looked at.
    void describe(const QString& text);
    void setAxisLabels(const QString& x, const QString& y);
    /// Both axes measure the same: numbers, a grid, and a line where they are equal. Off at first: a map has no units.
    void setMeasured(bool measured);

    int pointCount() const { return static_cast<int>(m_shown.size()); } ///< that are there
    bool isDensity() const { return m_density; }                          ///< in the last picture
    const std::vector<int>& chosen() const { return m_chosen; }
    int primary() const { return m_primary; }
    const QVector<PointLink>& links() const { return m_links; }
    void fit();
    void zoom(double factor);
    /// The nearest point that is not further than some pixels; -1 = none.
    int pointAt(const QPointF& place) const;
    QPointF placeOf(int row) const; ///< in this widget
    std::vector<int> rowsInside(const QPolygonF& area) const;
    std::vector<int> rowsInView() const;
    /// The next point in a direction (Qt::Key_Left and so on); -1 = none.
    int next(int from, Qt::Key way) const;
    /// Draws at once; for measurements.
    void drawNow();

Q_SIGNALS:
    void picked(const std::vector<int>& rows, bool add); ///< by a person
    void activated(int row);
    void hovered(int row, const QPoint& place); ///< -1 = nothing is there; place in this widget

private:
    friend class PointLayer;
    friend class ScatterOverlay;

    bool eventFilter(QObject* object, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool keyPressed(QKeyEvent* event);
    bool moveByKey(QKeyEvent* event);
    void mousePressed(QMouseEvent* event);
    void mouseMoved(QMouseEvent* event);
    void mouseReleased(QMouseEvent* event);
    void applyView();
    void fitView();
    void collectShown();
    void retheme();
    void replotSoon();
    QRectF plotArea() const;
    QPointF toPixels(int row) const;

    QCustomPlot* m_plot;
    PointLayer* m_layer;
    ScatterOverlay* m_overlay;
    std::vector<float> m_x, m_y;
    std::vector<std::uint8_t> m_groupOf;
    QVector<PointGroup> m_groups;
    std::vector<int> m_shown;  ///< rows that are there, ascending
    std::vector<int> m_chosen; ///< ascending
    std::vector<char> m_isChosen;
    int m_primary = -1, m_from = -1;
    QVector<PointLink> m_links;
    bool m_density = false, m_measured = false;
    QCPItemStraightLine* m_diagonal = nullptr;

    QString m_xLabel, m_yLabel;
    QPointF m_centre;     ///< of the view
    double m_scale = 1;   ///< units a pixel
    bool m_fitted = true; ///< the view follows the size of the widget

    enum class Drag { None, Pressed, Rectangle, Lasso, Pan } m_drag = Drag::None;
    QPolygonF m_trace; ///< of the drag, in pixels
};

} // namespace fulcrum::charts
