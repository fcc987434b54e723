// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/pair_scatter.h"

#include "widgets/charts/plot_theme.h"
#include "widgets/charts/qcp.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace fulcrum::charts {

namespace {

constexpr double kReach = 8;      // pixels around a point that belong to it
constexpr double kSmallestDrag = 4;
constexpr double kPadding = 0.06; // of the range
/// Keys of the palette whose colours the groups have; the shapes differ too.
constexpr const char* kKeys[] = {"lever-lm", "siir", "random"};
constexpr QCPScatterStyle::ScatterShape kShapes[] = {QCPScatterStyle::ssDisc, QCPScatterStyle::ssSquare, QCPScatterStyle::ssCircle};

QCPGraph* pointGraph(QCustomPlot* plot, const QCPScatterStyle& style)
{
    QCPGraph* graph = plot->addGraph();
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(style);
    return graph;
}

} // namespace

PairScatter::PairScatter(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iRangeZoom);
    m_plot->setMouseTracking(true);
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->installEventFilter(this);
    m_plot->setAccessibleName(tr("Scatter plot"));
    setFocusProxy(m_plot);
    setMinimumSize(220, 200);
    rebuild();
}

void PairScatter::setPoints(const QVector<Point>& points)
{
    m_points = points;
    m_marked.clear();
    m_current = -1;
    rebuild();
    fit();
}

void PairScatter::setAxisTitles(const QString& x, const QString& y)
{
    m_xTitle = x;
    m_yTitle = y;
    rebuild();
}

void PairScatter::setGroupNames(const QString& first, const QString& second, const QString& neutral)
{
    m_names[First] = first;
    m_names[Second] = second;
    m_names[Neutral] = neutral;
    rebuild();
}

void PairScatter::setDiagonal(bool shown)
{
    m_diagonal = shown;
    rebuild();
    fit();
}

void PairScatter::setMarked(const QVector<int>& points)
{
    m_marked = points;
    showMarks();
}

void PairScatter::setCurrent(int point)
{
    m_current = point >= 0 && point < m_points.size() ? point : -1;
    showMarks();
}

QVector<int> PairScatter::pointsInside(const QPolygonF& polygon) const
{
    QVector<int> inside;
    for (int i = 0; i < m_points.size(); ++i)
        if (polygon.containsPoint(m_points[i].at, Qt::OddEvenFill))
            inside.append(i);
    return inside;
}

void PairScatter::rebuild()
{
    m_plot->clearPlottables();
    m_plot->clearItems();
    applyPlotTheme(m_plot, palette());
    m_plot->xAxis->grid()->setVisible(true);
    m_plot->xAxis->setLabel(m_xTitle);
    m_plot->yAxis->setLabel(m_yTitle);
    const chart::Theme theme = themeFor(palette());
    if (m_diagonal) {
        auto* line = new QCPItemStraightLine(m_plot);
        line->point1->setCoords(0, 0);
        line->point2->setCoords(1, 1);
        line->setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DashLine));
    }
    for (int group = kGroups - 1; group >= 0; --group) { // the neutral ones lie below
        QVector<double> x, y;
        for (const Point& point : qAsConst(m_points))
            if (point.group == group) {
                x.append(point.at.x());
                y.append(point.at.y());
            }
        QColor color = toColor(chart::styleOf(kKeys[group], theme).color);
        QColor fill = color;
        fill.setAlphaF(0.55F);
        const bool open = kShapes[group] == QCPScatterStyle::ssCircle;
        QCPGraph* graph = pointGraph(m_plot, QCPScatterStyle(kShapes[group], QPen(color, 1.2), open ? QBrush(Qt::NoBrush) : QBrush(fill), 7));
        graph->setName(m_names[group]);
        graph->setData(x, y);
        if (m_names[group].isEmpty() || x.isEmpty())
            graph->removeFromLegend();
    }
    m_markGraph = pointGraph(m_plot, QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(palette().color(QPalette::Text), 1.6), QBrush(Qt::NoBrush), 10));
    m_ringGraph = pointGraph(m_plot, QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(palette().color(QPalette::Highlight), 2.4), QBrush(Qt::NoBrush), 17));
    m_markGraph->removeFromLegend();
    m_ringGraph->removeFromLegend();
    m_outline = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
    m_outline->removeFromLegend();
    QColor shade = palette().color(QPalette::Highlight);
    m_outline->setPen(QPen(shade, 1.5));
    shade.setAlphaF(0.12F);
    m_outline->setBrush(shade);
    m_plot->legend->setVisible(!m_points.isEmpty() && !m_names[First].isEmpty());
    m_plot->legend->setBrush(palette().color(QPalette::Base));
    m_plot->legend->setTextColor(palette().color(QPalette::Text));
    m_plot->legend->setFont(theme::font(theme::Text::Small));
    m_plot->legend->setBorderPen(Qt::NoPen);
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
    showMarks();
}

void PairScatter::showMarks()
{
    QVector<double> x, y;
    for (const int i : qAsConst(m_marked))
        if (i >= 0 && i < m_points.size()) {
            x.append(m_points[i].at.x());
            y.append(m_points[i].at.y());
        }
    m_markGraph->setData(x, y);
    if (m_current >= 0)
        m_ringGraph->setData({m_points[m_current].at.x()}, {m_points[m_current].at.y()});
    else
        m_ringGraph->setData({}, {});
    setAccessibleDescription(tr("%n points", nullptr, pointCount()) + QStringLiteral(", ")
        + tr("%n marked", nullptr, static_cast<int>(m_marked.size())));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PairScatter::fit()
{
    if (m_points.isEmpty())
        return;
    QCPRange x(m_points.first().at.x(), m_points.first().at.x()), y(m_points.first().at.y(), m_points.first().at.y());
    for (const Point& point : qAsConst(m_points)) {
        x.expand(point.at.x());
        y.expand(point.at.y());
    }
    if (m_diagonal) {
        x.expand(y);
        y = x;
    }
    const auto padded = [](const QCPRange& range) {
        const double pad = std::max(1e-6, range.size() * kPadding);
        return range.size() > 0 ? QCPRange(range.lower - pad, range.upper + pad) : QCPRange(range.lower - 1, range.upper + 1);
    };
    m_plot->xAxis->setRange(padded(x));
    m_plot->yAxis->setRange(padded(y));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QPointF PairScatter::toAxes(const QPointF& pixel) const
{
    return {m_plot->xAxis->pixelToCoord(pixel.x()), m_plot->yAxis->pixelToCoord(pixel.y())};
}

int PairScatter::nearest(const QPointF& pixel) const
{
    int best = -1;
    double reach = kReach * kReach;
    for (int i = 0; i < m_points.size(); ++i) {
        const double dx = m_plot->xAxis->coordToPixel(m_points[i].at.x()) - pixel.x();
        const double dy = m_plot->yAxis->coordToPixel(m_points[i].at.y()) - pixel.y();
        if (const double distance = dx * dx + dy * dy; distance <= reach) {
            reach = distance;
            best = i;
        }
    }
    return best;
}

void PairScatter::beginMark(const QPointF& at, Qt::KeyboardModifiers modifiers)
{
    m_drawing = m_plot->axisRect()->rect().contains(at.toPoint());
    m_free = modifiers & Qt::ShiftModifier;
    m_adding = modifiers & Qt::ControlModifier;
    m_line = QPolygonF() << at;
}

void PairScatter::moveMark(const QPointF& at)
{
    if (!m_drawing)
        return;
    if (m_free)
        m_line.append(at);
    else
        m_line = QPolygonF({m_line.first(), {at.x(), m_line.first().y()}, at, {m_line.first().x(), at.y()}});
    QVector<double> x, y;
    for (const QPointF& pixel : qAsConst(m_line)) {
        const QPointF place = toAxes(pixel);
        x.append(place.x());
        y.append(place.y());
    }
    x.append(x.first());
    y.append(y.first());
    m_outline->setData(x, y);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void PairScatter::endMark(const QPointF& at)
{
    if (!m_drawing)
        return;
    m_drawing = false;
    m_outline->setData(QVector<double>(), QVector<double>());
    const QRectF box = m_line.boundingRect();
    QVector<int> found;
    if (std::max(box.width(), box.height()) < kSmallestDrag) {
        if (const int point = nearest(at); point >= 0) {
            found.append(point);
            Q_EMIT clicked(point);
        }
    } else {
        QPolygonF polygon;
        for (const QPointF& pixel : qAsConst(m_line))
            polygon.append(toAxes(pixel));
        found = pointsInside(polygon);
    }
    if (m_adding)
        for (const int point : qAsConst(m_marked))
            if (!found.contains(point))
                found.append(point);
    std::sort(found.begin(), found.end());
    setMarked(found);
    Q_EMIT pointsMarked(found);
}

bool PairScatter::eventFilter(QObject* watched, QEvent* event)
{
    const auto* mouse = dynamic_cast<QMouseEvent*>(event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_plot->setInteraction(QCP::iRangeDrag, mouse->button() == Qt::MiddleButton);
        if (mouse->button() == Qt::LeftButton)
            beginMark(mouse->position(), mouse->modifiers());
        break;
    case QEvent::MouseMove:
        if (mouse->buttons() & Qt::LeftButton)
            moveMark(mouse->position());
        else if (const int point = nearest(mouse->position()); point >= 0 && m_tip)
            QToolTip::showText(mouse->globalPosition().toPoint(), m_tip(point), m_plot);
        else
            QToolTip::hideText();
        break;
    case QEvent::MouseButtonRelease:
        if (mouse->button() == Qt::LeftButton)
            endMark(mouse->position());
        break;
    case QEvent::MouseButtonDblClick:
        m_drawing = false;
        if (const int point = nearest(mouse->position()); point >= 0)
            Q_EMIT activated(point);
        else
            fit();
        break;
    default: break;
    }
    return QWidget::eventFilter(watched, event);
}

void PairScatter::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        rebuild();
}

} // namespace fulcrum::charts
