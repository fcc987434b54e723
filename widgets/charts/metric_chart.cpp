// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/metric_chart.h"

#include "widgets/bridge/format.h"
#include "widgets/charts/plot_theme.h"
#include "widgets/charts/qcp.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

namespace fulcrum::charts {

namespace {

QCPScatterStyle::ScatterShape shapeOf(chart::Marker marker)
{
    switch (marker) {
    case chart::Marker::None: break;
    case chart::Marker::Circle: return QCPScatterStyle::ssCircle;
    case chart::Marker::Square: return QCPScatterStyle::ssSquare;
    case chart::Marker::TriangleUp: return QCPScatterStyle::ssTriangle;
    case chart::Marker::TriangleDown: return QCPScatterStyle::ssTriangleInverted;
    case chart::Marker::Diamond: return QCPScatterStyle::ssDiamond;
    case chart::Marker::Cross: return QCPScatterStyle::ssCross;
    case chart::Marker::Star: return QCPScatterStyle::ssStar;
    case chart::Marker::Plus: return QCPScatterStyle::ssPlus;
    }
    return QCPScatterStyle::ssNone;
}

QCPScatterStyle scatterOf(const chart::SeriesStyle& style, const QColor& ground)
{
    const QColor color = toColor(style.color);
    const bool lines = style.marker == chart::Marker::Cross || style.marker == chart::Marker::Plus
        || style.marker == chart::Marker::Star;
    const QPen pen = lines ? QPen(color, 2) : QPen(style.outlineMarker ? color.darker(150) : ground, 1.2);
    return QCPScatterStyle(shapeOf(style.marker), pen, QBrush(color), lines ? 8 : 9);
}

QString nameOf(const chart::Series& series)
{
    return QString::fromStdString(series.name.empty() ? chart::displayName(series.key) : series.name);
}

} // namespace

MetricChart::MetricChart(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot), m_readout(new QLabel(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setAccessibleName(tr("Metric over shots"));
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this] {
        for (int i = 0; i < m_panels.size(); ++i)
            fitRange(m_figure.panels[static_cast<std::size_t>(i)], m_panels[i].axes);
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    });
    m_readout->setProperty(theme::kCardProperty, true);
    m_readout->setFrameStyle(QFrame::StyledPanel);
    m_readout->setContentsMargins(10, 8, 10, 8);
    m_readout->setTextFormat(Qt::RichText);
    m_readout->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_readout->hide();
}

void MetricChart::setFigure(const chart::Figure& figure)
{
    m_figure = figure;
    rebuild();
}

void MetricChart::setHidden(const QSet<QString>& keys)
{
    m_hidden = keys;
    rebuild();
}

int MetricChart::curveCount() const
{
    int count = 0;
    for (const chart::Panel& panel : m_figure.panels)
        for (const chart::Series& series : panel.series)
            count += !series.points.empty() && !m_hidden.contains(QString::fromStdString(series.key));
    return count;
}

void MetricChart::rebuild()
{
    m_plot->clearItems();
    m_plot->clearPlottables();
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->simplify(); // columns of panels that are gone would keep their width
    m_panels.clear();
    m_readout->hide();
    for (std::size_t i = 0; i < m_figure.panels.size(); ++i)
        addPanel(m_figure.panels[i], static_cast<int>(i));
    m_plot->plotLayout()->setColumnSpacing(16);
    applyPlotTheme(m_plot, palette());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void MetricChart::addPanel(const chart::Panel& panel, int column)
{
    auto* title = new QCPTextElement(m_plot, QString::fromStdString(panel.title), theme::font(theme::Text::Heading));
    title->setTextColor(palette().color(QPalette::Text));
    title->setMargins(QMargins(0, 8, 0, 4));
    m_plot->plotLayout()->addElement(0, column, title);
    auto* axes = new QCPAxisRect(m_plot);
    m_plot->plotLayout()->addElement(1, column, axes);
    m_plot->plotLayout()->setRowStretchFactor(0, 0.001);
    QCPAxis* x = axes->axis(QCPAxis::atBottom);
    QCPAxis* y = axes->axis(QCPAxis::atLeft);
    x->setLabel(QString::fromStdString(panel.xLabel));
    y->setLabel(QString::fromStdString(panel.yLabel));
    if (!panel.xTicks.empty()) {
        // Shots are a linear axis with ticks only where something was evaluated (UX.md 5.6).
        QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
        for (const double tick : panel.xTicks)
            ticker->addTick(tick, bridge::number(tick, tick == std::floor(tick) ? 0 : 1));
        x->setTicker(ticker);
    }
    axes->setRangeZoomAxes(x, y);
    m_panels.append({axes, nullptr});
    for (const chart::Series& series : panel.series)
        if (!m_hidden.contains(QString::fromStdString(series.key)))
            addSeries(series, axes);
    auto* cursor = new QCPItemStraightLine(m_plot);
    cursor->setClipAxisRect(axes);
    for (QCPItemPosition* position : cursor->positions()) {
        position->setAxisRect(axes);
        position->setAxes(x, y);
    }
    QColor ink = palette().color(QPalette::PlaceholderText);
    ink.setAlphaF(0.5F);
    cursor->setPen(QPen(ink, 1, Qt::DotLine));
    cursor->setVisible(false);
    m_panels.last().cursor = cursor;
    fitRange(panel, axes);
}

void MetricChart::addSeries(const chart::Series& series, QCPAxisRect* axes)
{
    if (series.points.empty())
        return;
    const chart::SeriesStyle style = chart::styleOf(series.key, themeFor(palette()));
    const QColor color = toColor(style.color);
    QCPAxis* x = axes->axis(QCPAxis::atBottom);
    QCPAxis* y = axes->axis(QCPAxis::atLeft);
    const QPen pen(color, style.width, penStyle(style.dash), Qt::RoundCap, Qt::RoundJoin);
    if (series.horizontal) {
        auto* line = new QCPItemStraightLine(m_plot);
        line->setClipAxisRect(axes);
        line->point1->setAxes(x, y);
        line->point2->setAxes(x, y);
        line->point1->setCoords(0, series.points.front().y);
        line->point2->setCoords(1, series.points.front().y);
        line->setPen(QPen(color, 1, Qt::DashLine));
        return;
    }
    QVector<double> xs, ys, bandX, low, high;
    for (const chart::Point& point : series.points) {
        xs.append(point.x);
        ys.append(point.y);
        if (point.low && point.high) {
            bandX.append(point.x);
            low.append(*point.low);
            high.append(*point.high);
        }
    }
    if (bandX.size() > 1) {
        QCPGraph* upper = m_plot->addGraph(x, y);
        QCPGraph* lower = m_plot->addGraph(x, y);
        upper->setData(bandX, high, true);
        lower->setData(bandX, low, true);
        QColor fill = color;
        fill.setAlphaF(0.18F);
        for (QCPGraph* edge : {upper, lower})
            edge->setPen(Qt::NoPen);
        upper->setBrush(fill);
        upper->setChannelFillGraph(lower);
    }
    QCPGraph* graph = m_plot->addGraph(x, y);
    graph->setName(nameOf(series));
    graph->setData(xs, ys, true);
    graph->setPen(pen);
    graph->setScatterStyle(scatterOf(style, palette().color(QPalette::Base)));
}

void MetricChart::fitRange(const chart::Panel& panel, QCPAxisRect* axes) const
{
    double left = std::numeric_limits<double>::max(), right = std::numeric_limits<double>::lowest();
    double bottom = left, top = right;
    for (const chart::Series& series : panel.series) {
        if (m_hidden.contains(QString::fromStdString(series.key)))
            continue;
        for (const chart::Point& point : series.points) {
            if (!series.horizontal) {
                left = std::min(left, point.x);
                right = std::max(right, point.x);
            }
            bottom = std::min({bottom, point.y, point.low.value_or(point.y)});
            top = std::max({top, point.y, point.high.value_or(point.y)});
        }
    }
    if (left > right) {
        left = panel.xTicks.empty() ? 0 : panel.xTicks.front();
        right = panel.xTicks.empty() ? 1 : panel.xTicks.back();
    }
    if (bottom > top) {
        bottom = 0;
        top = 1;
    }
    if (panel.startAtZero)
        bottom = std::min(0.0, bottom);
    const double padX = std::max(0.3, (right - left) * 0.04), padY = std::max(1e-6, (top - bottom) * 0.07);
    axes->axis(QCPAxis::atBottom)->setRange(left - padX, right + padX);
    axes->axis(QCPAxis::atLeft)->setRange(bottom - padY, top + padY);
}

QString MetricChart::readout(int panelIndex, double shots) const
{
    if (panelIndex < 0 || static_cast<std::size_t>(panelIndex) >= m_figure.panels.size())
        return {};
    const chart::Panel& panel = m_figure.panels[static_cast<std::size_t>(panelIndex)];
    struct Row
    {
        double value;
        QString html;
    };
    QVector<Row> rows;
    for (const chart::Series& series : panel.series) {
        if (m_hidden.contains(QString::fromStdString(series.key)))
            continue;
        for (const chart::Point& point : series.points) {
            if (!series.horizontal && std::abs(point.x - shots) > 0.01)
                continue;
            const QColor color = toColor(chart::styleOf(series.key, themeFor(palette())).color);
            QString value = bridge::number(point.y, 1);
            if (point.low && point.high)
                value += tr(" [%1, %2]").arg(bridge::number(*point.low, 1), bridge::number(*point.high, 1));
            rows.append({point.y,
                QStringLiteral("<tr><td><span style='color:%1'>■</span> %2&nbsp;&nbsp;</td><td align='right'>%3</td></tr>")
                    .arg(color.name(), nameOf(series).toHtmlEscaped(), value)});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.value > b.value; });
    if (rows.isEmpty())
        return {};
    QString html = QStringLiteral("<b>%1</b><table>").arg(tr("%n shots", nullptr, static_cast<int>(std::lround(shots))));
    for (const Row& row : rows)
        html += row.html;
    return html + QStringLiteral("</table>");
}

void MetricChart::showReadout(const QPoint& at)
{
    bool shown = false;
    for (int i = 0; i < m_panels.size(); ++i) {
        const Panel& panel = m_panels[i];
        panel.cursor->setVisible(false);
        const std::vector<double>& ticks = m_figure.panels[static_cast<std::size_t>(i)].xTicks;
        if (shown || ticks.empty() || !panel.axes->rect().contains(at))
            continue;
        const double x = panel.axes->axis(QCPAxis::atBottom)->pixelToCoord(at.x());
        const double nearest = *std::min_element(
            ticks.begin(), ticks.end(), [x](double a, double b) { return std::abs(a - x) < std::abs(b - x); });
        const QString text = readout(i, nearest);
        if (text.isEmpty())
            continue;
        shown = true;
        panel.cursor->point1->setCoords(nearest, 0);
        panel.cursor->point2->setCoords(nearest, 1);
        panel.cursor->setVisible(true);
        m_readout->setText(text);
        m_readout->adjustSize();
        QPoint place = at + QPoint(16, 16);
        if (place.x() + m_readout->width() > width() - 8)
            place.setX(at.x() - 16 - m_readout->width());
        place.setY(std::min(place.y(), height() - m_readout->height() - 8));
        m_readout->move(place);
    }
    m_readout->setVisible(shown);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool MetricChart::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseMove) {
        showReadout(static_cast<QMouseEvent*>(event)->position().toPoint());
    } else if (event->type() == QEvent::Leave) {
        showReadout(QPoint(-1, -1));
    } else if (event->type() == QEvent::Wheel) {
        // Wheel alone zooms shots, with Ctrl the metric (UX.md 5.7).
        const bool vertical = static_cast<QWheelEvent*>(event)->modifiers() & Qt::ControlModifier;
        for (const Panel& panel : m_panels)
            panel.axes->setRangeZoom(vertical ? Qt::Vertical : Qt::Horizontal);
    }
    return QWidget::eventFilter(watched, event);
}

void MetricChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

} // namespace fulcrum::charts
