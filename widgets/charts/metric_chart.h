// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/figure.h"

#include <QHash>
#include <QSet>
#include <QWidget>

class QCPAbstractPlottable;
class QCPAxisRect;
class QCPGraph;
class QCPItemStraightLine;
class QCustomPlot;
class QLabel;

namespace fulcrum::charts {

/// Draws the panels of a figure side by side: metric over shots with confidence bands. Wheel zooms, dragging moves, double
/// click resets, hovering shows every series' value at that number of shots.
class MetricChart : public QWidget
{
    Q_OBJECT

public:
    explicit MetricChart(QWidget* parent = nullptr);

    void setFigure(const chart::Figure& figure);
    /// Series keys that are not drawn.
    void setHidden(const QSet<QString>& keys);
    int panelCount() const { return static_cast<int>(m_panels.size()); }
    /// Curves drawn in all panels, bands not counted.
    int curveCount() const;
    /// What hovering over panel `panel` at `shots` shows.
    QString readout(int panel, double shots) const;

private:
    struct Panel
    {
        QCPAxisRect* axes = nullptr;
        QCPItemStraightLine* cursor = nullptr;
    };
    void rebuild();
    void addPanel(const chart::Panel& panel, int column);
    void addSeries(const chart::Series& series, QCPAxisRect* axes);
    void fitRange(const chart::Panel& panel, QCPAxisRect* axes) const;
    void showReadout(const QPoint& at);
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    chart::Figure m_figure;
    QSet<QString> m_hidden;
    QVector<Panel> m_panels;
    QCustomPlot* m_plot;
    QLabel* m_readout;
};

} // namespace fulcrum::charts
