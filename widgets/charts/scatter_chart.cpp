// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/scatter_chart.h"

#include "widgets/charts/plot_theme.h"
#include "widgets/charts/point_layer.h"

#include <QApplication>
#include <QVBoxLayout>
#include <cmath>
#include <limits>

namespace fulcrum::charts {

namespace {

constexpr double kReach = 12;        ///< pixels from the mouse to a point that it means
constexpr double kWheelZoom = 0.8;   ///< of a notch
constexpr double kKeyZoom = 0.7;
constexpr double kKeyPan = 0.1;      ///< of the view
constexpr double kRoom = 1.12;       ///< around the points when all are shown
constexpr double kOften = 4;         ///< pixels of a lasso's piece

} // namespace

ScatterChart::ScatterChart(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setInteractions(QCP::iNone);
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMouseTracking(true);
    m_plot->setAccessibleName(tr("Map of samples"));
    m_plot->setMinimumSize(160, 120);
    setFocusProxy(m_plot);
    m_plot->installEventFilter(this);
    m_plot->layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmBuffered); // redrawn without the points
    m_layer = new PointLayer(m_plot, this);
    m_overlay = new ScatterOverlay(m_plot, this);
    connect(m_plot, &QCustomPlot::afterLayout, this, &ScatterChart::applyView);
    connect(m_plot, &QCustomPlot::mousePress, this, &ScatterChart::mousePressed);
    connect(m_plot, &QCustomPlot::mouseMove, this, &ScatterChart::mouseMoved);
    connect(m_plot, &QCustomPlot::mouseRelease, this, &ScatterChart::mouseReleased);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this](QMouseEvent* event) {
        if (const int row = pointAt(event->position()); row >= 0)
            Q_EMIT activated(row);
        else
            fit();
    });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this](QWheelEvent* event) {
        const QPointF offset = event->position() - plotArea().center();
        const QPointF fixed = m_centre + QPointF(offset.x(), -offset.y()) * m_scale;
        const double factor = std::pow(kWheelZoom, event->angleDelta().y() / 120.0);
        m_centre = fixed + (m_centre - fixed) * factor;
        zoom(factor);
    });
    retheme();
}

void ScatterChart::setPoints(std::vector<float> x, std::vector<float> y, bool fitted)
{
    const bool other = x.size() != m_x.size();
    m_x = std::move(x);
    m_y = std::move(y);
    m_y.resize(m_x.size(), std::numeric_limits<float>::quiet_NaN());
    if (other) {
        m_groupOf.assign(m_x.size(), 0);
        m_isChosen.assign(m_x.size(), 0);
        m_chosen.clear();
        m_primary = m_from = -1;
        m_links.clear();
    }
    collectShown();
    if (fitted || m_fitted)
        fit();
    replotSoon();
}

void ScatterChart::setGroups(std::vector<std::uint8_t> groups, const QVector<PointGroup>& styles)
{
    m_groupOf = std::move(groups);
    m_groupOf.resize(m_x.size(), 0);
    m_groups = styles;
    for (std::uint8_t& group : m_groupOf)
        group = static_cast<std::uint8_t>(std::min<qsizetype>(group, std::max<qsizetype>(0, styles.size() - 1)));
    m_layer->forgetMarkers();
    collectShown();
    replotSoon();
}

void ScatterChart::setChosen(const std::vector<int>& rows, int primary)
{
    if (rows == m_chosen && primary == m_primary)
        return;
    m_isChosen.assign(m_x.size(), 0);
    m_chosen.clear();
    for (const int row : rows)
        if (row >= 0 && static_cast<std::size_t>(row) < m_x.size()) {
            m_chosen.push_back(row);
            m_isChosen[static_cast<std::size_t>(row)] = 1;
        }
    std::sort(m_chosen.begin(), m_chosen.end());
    m_primary = primary >= 0 && static_cast<std::size_t>(primary) < m_x.size() ? primary : -1;
    replotSoon();
}

void ScatterChart::setLinks(int from, const QVector<PointLink>& links)
{
    const auto isRow = [this](int row) { return row >= 0 && static_cast<std::size_t>(row) < m_x.size(); };
    m_from = isRow(from) ? from : -1;
    m_links.clear();
    for (const PointLink& link : links)
        if (isRow(link.to) && std::isfinite(m_x[static_cast<std::size_t>(link.to)]) && std::isfinite(m_y[static_cast<std::size_t>(link.to)]))
            m_links.append(link);
    replotSoon();
}

void ScatterChart::setAxisLabels(const QString& x, const QString& y)
{
    m_xLabel = x;
    m_yLabel = y;
    m_plot->xAxis->setLabel(x); // cut to its room once that is known
    m_plot->yAxis->setLabel(y);
    replotSoon();
}

void ScatterChart::describe(const QString& text) { m_plot->setAccessibleDescription(text); }

void ScatterChart::setMeasured(bool measured)
{
    m_measured = measured;
    if (measured && !m_diagonal) {
        m_diagonal = new QCPItemStraightLine(m_plot);
        m_diagonal->setLayer(QStringLiteral("grid")); // below the points
        m_diagonal->point1->setCoords(0, 0);
        m_diagonal->point2->setCoords(1, 1);
    }
    retheme();
}

void ScatterChart::collectShown()
{
    m_shown.clear();
    for (std::size_t row = 0; row < m_x.size(); ++row)
        if (std::isfinite(m_x[row]) && std::isfinite(m_y[row]) && (m_groups.isEmpty() || m_groups[m_groupOf[row]].shown))
            m_shown.push_back(static_cast<int>(row));
    m_plot->setAccessibleDescription(tr("%n points", nullptr, pointCount()));
}

QRectF ScatterChart::plotArea() const { return m_plot->axisRect()->rect(); }

QPointF ScatterChart::toPixels(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    const QPointF middle = plotArea().center();
    return {middle.x() + (static_cast<double>(m_x[at]) - m_centre.x()) / m_scale,
        middle.y() - (static_cast<double>(m_y[at]) - m_centre.y()) / m_scale};
}

QPointF ScatterChart::placeOf(int row) const { return m_plot->mapTo(this, toPixels(row)); }

void ScatterChart::fit()
{
    m_fitted = true;
    fitView();
    replotSoon();
}

void ScatterChart::fitView()
{
    double left = 0, right = 1, bottom = 0, top = 1;
    bool first = true;
    for (const int row : m_shown) {
        const double x = static_cast<double>(m_x[static_cast<std::size_t>(row)]), y = static_cast<double>(m_y[static_cast<std::size_t>(row)]);
        left = first ? x : std::min(left, x);
        right = first ? x : std::max(right, x);
        bottom = first ? y : std::min(bottom, y);
        top = first ? y : std::max(top, y);
        first = false;
    }
    const QRectF area = plotArea();
    m_centre = {(left + right) / 2, (bottom + top) / 2};
    m_scale = kRoom * std::max((right - left) / std::max(1.0, area.width()), (top - bottom) / std::max(1.0, area.height()));
    if (!(m_scale > 0) || !std::isfinite(m_scale))
        m_scale = 1;
}

void ScatterChart::zoom(double factor)
{
    constexpr double kLeast = 1e-12, kMost = 1e12;
    m_fitted = false;
    m_scale = std::clamp(m_scale * factor, kLeast, kMost);
    replotSoon();
}

/// The axes show what the view says; both have one scale.
void ScatterChart::applyView()
{
    const QRectF area = plotArea();
    const auto cut = [](QCPAxis* axis, const QString& label, double room) {
        const QString shown = QFontMetricsF(axis->labelFont()).elidedText(label, Qt::ElideRight, room);
        if (shown != axis->label())
            axis->setLabel(shown);
    };
    constexpr int kRoomOfANumber = 64;
    m_plot->xAxis->ticker()->setTickCount(std::clamp(static_cast<int>(area.width()) / kRoomOfANumber, 2, 5));
    cut(m_plot->xAxis, m_xLabel, area.width());
    cut(m_plot->yAxis, m_yLabel, area.height());
    if (m_fitted)
        fitView();
    m_plot->xAxis->setRange(m_centre.x() - m_scale * area.width() / 2, m_centre.x() + m_scale * area.width() / 2);
    m_plot->yAxis->setRange(m_centre.y() - m_scale * area.height() / 2, m_centre.y() + m_scale * area.height() / 2);
}

void ScatterChart::replotSoon() { m_plot->replot(QCustomPlot::rpQueuedReplot); }
void ScatterChart::drawNow() { m_plot->replot(QCustomPlot::rpImmediateRefresh); }

int ScatterChart::pointAt(const QPointF& place) const
{
    int nearest = -1;
    double least = kReach * kReach;
    for (const int row : m_shown) {
        const QPointF way = toPixels(row) - place;
        if (const double distance = QPointF::dotProduct(way, way); distance <= least) {
            least = distance;
            nearest = row;
        }
    }
    return nearest;
}

std::vector<int> ScatterChart::rowsInside(const QPolygonF& area) const
{
    const QRectF around = area.boundingRect();
    std::vector<int> rows;
    for (const int row : m_shown)
        if (const QPointF place = toPixels(row); around.contains(place) && area.containsPoint(place, Qt::OddEvenFill))
            rows.push_back(row);
    return rows;
}

std::vector<int> ScatterChart::rowsInView() const { return rowsInside(QPolygonF(plotArea())); }

int ScatterChart::next(int from, Qt::Key way) const
{
    const QPointF start = from >= 0 ? toPixels(from) : plotArea().center();
    const QPointF ahead = way == Qt::Key_Left ? QPointF(-1, 0)
        : way == Qt::Key_Right                ? QPointF(1, 0)
        : way == Qt::Key_Up                   ? QPointF(0, -1)
                                              : QPointF(0, 1);
    int found = -1;
    double least = std::numeric_limits<double>::infinity();
    for (const int row : m_shown) {
        const QPointF offset = toPixels(row) - start;
        const double along = QPointF::dotProduct(offset, ahead), length = std::hypot(offset.x(), offset.y());
        // Within 45 degrees of the way; what lies aside costs more than what lies ahead.
        if (row == from || (from >= 0 && (along <= 0.01 || along < length * M_SQRT1_2)))
            continue;
        if (const double cost = from >= 0 ? 2 * length - along : length; cost < least) {
            least = cost;
            found = row;
        }
    }
    return found;
}

void ScatterChart::mousePressed(QMouseEvent* event)
{
    m_trace = QPolygonF({event->position()});
    if (event->button() == Qt::MiddleButton)
        m_drag = Drag::Pan;
    else if (event->button() == Qt::LeftButton)
        m_drag = Drag::Pressed;
    Q_EMIT hovered(-1, {});
}

void ScatterChart::mouseMoved(QMouseEvent* event)
{
    const QPointF place = event->position();
    if (m_drag == Drag::None) {
        const int row = pointAt(place);
        Q_EMIT hovered(row, row >= 0 ? placeOf(row).toPoint() : QPoint());
        return;
    }
    if (m_drag == Drag::Pan) {
        const QPointF moved = place - m_trace.last();
        m_centre += QPointF(-moved.x(), moved.y()) * m_scale;
        m_fitted = false;
        m_trace.append(place);
        replotSoon();
        return;
    }
    if (m_drag == Drag::Pressed) {
        if ((place - m_trace.first()).manhattanLength() < QApplication::startDragDistance())
            return;
        m_drag = event->modifiers() & Qt::ShiftModifier ? Drag::Lasso : Drag::Rectangle;
    }
    if (m_drag == Drag::Rectangle)
        m_trace.resize(1);
    if (m_drag == Drag::Rectangle || (place - m_trace.last()).manhattanLength() >= kOften)
        m_trace.append(place);
    m_plot->layer(QStringLiteral("overlay"))->replot();
}

void ScatterChart::mouseReleased(QMouseEvent* event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    const bool add = event->modifiers() & Qt::ControlModifier;
    if (drag == Drag::Pressed) {
        const int row = pointAt(event->position());
        Q_EMIT picked(row >= 0 ? std::vector<int> {row} : std::vector<int>(), add);
    } else if (drag == Drag::Rectangle) {
        Q_EMIT picked(rowsInside(QPolygonF(QRectF(m_trace.first(), event->position()).normalized())), add);
    } else if (drag == Drag::Lasso) {
        Q_EMIT picked(rowsInside(m_trace), add);
    }
    m_plot->layer(QStringLiteral("overlay"))->replot();
}

bool ScatterChart::moveByKey(QKeyEvent* event)
{
    const auto way = static_cast<Qt::Key>(event->key());
    if (event->modifiers() & Qt::ControlModifier) {
        const QRectF area = plotArea();
        const double x = way == Qt::Key_Left ? -1 : way == Qt::Key_Right ? 1 : 0, y = way == Qt::Key_Down ? -1 : way == Qt::Key_Up ? 1 : 0;
        m_centre += QPointF(x * area.width(), y * area.height()) * kKeyPan * m_scale;
        m_fitted = false;
        replotSoon();
        return true;
    }
    const int row = next(m_primary, way);
    if (row < 0)
        return true;
    Q_EMIT picked({row}, event->modifiers() & Qt::ShiftModifier);
    const QPointF place = toPixels(row);
    if (!plotArea().contains(place)) { // follow the point
        const QPointF offset = place - plotArea().center();
        m_centre += QPointF(offset.x(), -offset.y()) * m_scale;
        m_fitted = false;
        replotSoon();
    }
    Q_EMIT hovered(row, placeOf(row).toPoint());
    return true;
}

bool ScatterChart::keyPressed(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down: return (event->modifiers() & Qt::AltModifier) ? false : moveByKey(event);
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(kKeyZoom); return true;
    case Qt::Key_Minus: zoom(1 / kKeyZoom); return true;
    case Qt::Key_Home:
        fit();
        return true;
    case Qt::Key_Escape:
        if (m_chosen.empty() && m_primary < 0)
            return false;
        Q_EMIT hovered(-1, {});
        Q_EMIT picked({}, false);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_primary >= 0)
            Q_EMIT activated(m_primary);
        return m_primary >= 0;
    case Qt::Key_A:
        if (event->modifiers() != Qt::ControlModifier)
            return false;
        Q_EMIT picked(rowsInView(), false);
        return true;
    default: return false;
    }
}

bool ScatterChart::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_plot && event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_A && key->modifiers() == Qt::ControlModifier)
            event->accept(); // chooses here, not on another page
    }
    if (object == m_plot && event->type() == QEvent::KeyPress && keyPressed(static_cast<QKeyEvent*>(event)))
        return true;
    if (object == m_plot && (event->type() == QEvent::Leave || event->type() == QEvent::FocusOut))
        Q_EMIT hovered(-1, {});
    return QWidget::eventFilter(object, event);
}

void ScatterChart::retheme()
{
    applyPlotTheme(m_plot, palette());
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->grid()->setVisible(m_measured);
        axis->setTicks(m_measured);
        axis->setTickLabels(m_measured);
        if (!m_measured)
            axis->setBasePen(QPen(Qt::NoPen));
    }
    if (m_diagonal) {
        m_diagonal->setVisible(m_measured);
        m_diagonal->setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DashLine));
    }
    m_layer->forgetMarkers();
    replotSoon();
}

void ScatterChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        retheme();
}

} // namespace fulcrum::charts
