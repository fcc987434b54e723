// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/charts/qcp.h"

#include <QImage>

namespace fulcrum::charts {

class ScatterChart;

/// The points of a ScatterChart. Markers are painted once each and then stamped pixel by pixel, which is ten times as fast as a
/// path for each point.
class PointLayer : public QCPLayerable
{
    Q_OBJECT

public:
    PointLayer(QCustomPlot* plot, ScatterChart* chart);
    /// Colours or sizes have changed.
    void forgetMarkers() { m_markers.clear(); }

private:
    /// A painted marker, with the part of each of its lines that holds something.
    struct Marker
    {
        QImage image;
        QVector<std::pair<int, int>> spans;
    };
    struct Markers
    {
        Marker plain, pale, chosen;
    };
    struct Placed
    {
        int row = 0;
        float x = 0, y = 0; ///< pixels from the corner of the plot
    };
    QRect clipRect() const override;
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    void makeMarkers(double radius, double ratio);
    static Marker trimmed(const QImage& image);
    static void stamp(QImage& image, const Marker& marker, double x, double y);
    void stampAll(QImage& image, const std::vector<Placed>& points, double ratio) const;
    QImage density(const QSize& size, const std::vector<Placed>& points) const;
    std::vector<Placed> pointsInside() const;

    ScatterChart* m_chart;
    QVector<Markers> m_markers;
    std::tuple<double, double, double> m_made; ///< radius, pixel ratio and opacity of the markers
};

/// What stands on the points: lines to demonstrations, rings, and the trace of a drag.
class ScatterOverlay : public QCPLayerable
{
    Q_OBJECT

public:
    ScatterOverlay(QCustomPlot* plot, ScatterChart* chart);

private:
    QRect clipRect() const override;
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    void drawLinks(QPainter* painter) const;

    ScatterChart* m_chart;
};

} // namespace fulcrum::charts
