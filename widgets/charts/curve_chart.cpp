// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/curve_chart.h"

#include "widgets/charts/plot_theme.h"
#include "widgets/charts/qcp.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace fulcrum::charts {

namespace {

/// Loss curves get the strong colours, in a fixed order; dashes double the colour.
constexpr const char* kStyleKeys[] = {"lever-lm", "siir", "sttr", "golden", "sitr", "random"};
constexpr Qt::PenStyle kDashes[] = {Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine};

} // namespace

CurveChart::CurveChart(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setAccessibleName(tr("Training curves"));
    m_plot->xAxis->setLabel(tr("Epoch"));
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &CurveChart::rebuild);
    rebuild();
}

QVector<double> CurveChart::smoothed(const QVector<double>& values, double weight)
{
    QVector<double> result;
    result.reserve(values.size());
    double average = 0, correction = 0;
    for (const double value : values) {
        average = weight * average + (1 - weight) * value;
        correction = weight * correction + (1 - weight);
        result.append(average / correction);
    }
    // Dividing can move a constant by one unit in the last place; a flat line has to stay flat.
    if (!values.isEmpty() && std::all_of(values.begin(), values.end(), [&](double v) { return v == values.front(); }))
        return values;
    return result;
}

void CurveChart::setCurves(QVector<Curve> curves)
{
    m_curves = std::move(curves);
    rebuild();
}

void CurveChart::setSmoothing(double weight)
{
    m_smoothing = std::clamp(weight, 0.0, 0.99);
    rebuild();
}

const char* CurveChart::styleKey(qsizetype number) { return kStyleKeys[static_cast<std::size_t>(number) % std::size(kStyleKeys)]; }

void CurveChart::rebuild()
{
    m_plot->clearGraphs();
    applyPlotTheme(m_plot, palette());
    int number = 0;
    for (const Curve& curve : m_curves) {
        const chart::SeriesStyle style
            = chart::styleOf(styleKey(number), themeFor(palette()));
        const QColor color = toColor(style.color);
        const Qt::PenStyle dash = kDashes[static_cast<std::size_t>(number) % std::size(kDashes)];
        if (m_smoothing > 0) {
            QCPGraph* raw = m_plot->addGraph();
            raw->setData(curve.steps, curve.values, true);
            QColor pale = color;
            pale.setAlphaF(0.25F);
            raw->setPen(QPen(pale, 1.5));
            raw->removeFromLegend();
        }
        QCPGraph* graph = m_plot->addGraph();
        graph->setName(curve.name);
        graph->setData(curve.steps, m_smoothing > 0 ? smoothed(curve.values, m_smoothing) : curve.values, true);
        graph->setPen(QPen(color, 2, dash, Qt::RoundCap, Qt::RoundJoin));
        ++number;
    }
    m_plot->legend->setVisible(!m_curves.isEmpty());
    m_plot->legend->setBrush(palette().color(QPalette::Base));
    m_plot->legend->setTextColor(palette().color(QPalette::Text));
    m_plot->legend->setFont(theme::font(theme::Text::Small));
    m_plot->legend->setBorderPen(QPen(palette().color(QPalette::Mid)));
    m_plot->rescaleAxes();
    m_plot->yAxis->scaleRange(1.1, m_plot->yAxis->range().center());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurveChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        rebuild();
}

} // namespace fulcrum::charts
