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
    struct Markers
    {
        QImage plain, pale, chosen;
    };
    QRect clipRect() const override;
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    void makeMarkers(double radius, double ratio);
    void stampAll(QImage& image, const std::vector<int>& rows, double ratio);
    QImage density(const QSize& size, const std::vector<int>& rows) const;
    std::vector<int> rowsInside() const;

    ScatterChart* m_chart;
    QVector<Markers> m_markers;
    std::pair<double, double> m_made; ///< radius and pixel ratio of the markers
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
