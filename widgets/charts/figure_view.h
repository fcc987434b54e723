// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/draw_figure.h"

#include <QPixmap>
#include <QWidget>
#include <optional>

class QLabel;

namespace fulcrum::charts {

/// Shows a figure as core/chart draws it, and lets people look into it. Mouse: the wheel zooms x, with Ctrl y; dragging draws a
/// rectangle to zoom into, with Shift or the middle button it moves; double click resets; the legend hides (Alt: shows only) and can
/// be dragged. Keys: arrows move the crosshair, + and - zoom x, Ctrl+Up and Ctrl+Down y, Home resets, Enter tells what is at
/// the crosshair, H hides the series there, Alt+H shows only it.
class FigureView : public QWidget
{
    Q_OBJECT

public:
    explicit FigureView(QWidget* parent = nullptr);

    /// Replaces everything; the zoom stays where the panels are the same.
    void setFigure(const chart::Figure& figure);
    /// Legend, print mode and font family are used; size, text size and colours are the window's.
    void setFormat(const chart::FigureFormat& format);

    /// The figure as it is shown: with the present zoom as ranges of the axes.
    chart::Figure shownFigure() const;
    bool isZoomed() const;
    void resetZoom();
    int panelCount() const { return static_cast<int>(m_figure.panels.size()); }
    /// Series drawn in all panels.
    int curveCount() const;

    /// A point of a series.
    struct Place
    {
        int panel = 0;
        int series = 0;
        int point = 0;
        bool operator==(const Place&) const = default;
    };
    /// What stands at `at` (logical pixels), within some pixels.
    std::optional<Place> placeAt(QPointF at) const;
    /// Where a point is drawn.
    QPointF positionOf(const Place& place) const;
    const chart::Series& seriesAt(const Place& place) const;
    /// Values of all visible series of a panel at `x`, as rich text; empty where there are none.
    QString readout(int panel, double x) const;
    const chart::FigureLayout& layoutOf() const; ///< drawn now if it must be

Q_SIGNALS:
    void seriesToggled(const QString& key);
    void seriesSoloed(const QString& key);
    void placeActivated(const fulcrum::charts::FigureView::Place& place, const QPoint& global);
    void legendMoved(double x, double y); ///< new upper left corner, in shares of the size
    void zoomChanged();

private:
    struct Zoom
    {
        chart::AxisRange x, y;
    };
    enum class Drag { None, Zoom, Pan, Legend };

    // figure_view.cpp
    void render() const;
    void invalidate();
    void describe();
    chart::FigureFormat screenFormat() const;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintCrosshair(QPainter& painter) const;

    // figure_view_input.cpp
    int panelAt(QPointF at) const;
    QString legendKeyAt(QPointF at) const;
    void zoomBy(int panel, bool vertical, double factor, double center);
    void pan(int panel, QPointF by);
    void zoomInto(const QRectF& rect);
    void showReadout(int panel, double x, QPointF at);
    void hideReadout();
    double snapped(int panel, double x) const;
    double hovered(int panel, QPointF at) const;
    QVector<double> stops(int panel) const;
    void walk(int by);
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void click(const QMouseEvent& event);

    chart::Figure m_figure;
    chart::FigureFormat m_format;
    std::vector<Zoom> m_zoom;
    mutable QPixmap m_picture;
    mutable chart::FigureLayout m_layout;
    mutable bool m_stale = true;

    QLabel* m_readout;
    int m_cursorPanel = -1; ///< -1 = no crosshair
    double m_cursorX = 0;
    int m_cursorSeries = 0; ///< of the keyboard
    Drag m_drag = Drag::None;
    bool m_pressed = false;
    QPointF m_pressedAt, m_last;
};

} // namespace fulcrum::charts
