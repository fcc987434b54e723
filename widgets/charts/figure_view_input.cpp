// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of a figure.
#include "widgets/charts/figure_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace fulcrum::charts {

namespace {

constexpr double kStep = 1.25; ///< one notch of the wheel, one press of a key
constexpr double kSmallestRectangle = 8;

} // namespace

int FigureView::panelAt(QPointF at) const
{
    const chart::FigureLayout& layout = layoutOf();
    for (std::size_t i = 0; i < layout.panels.size(); ++i)
        if (layout.panels[i].contains({at.x(), at.y()}))
            return static_cast<int>(i);
    return -1;
}

QString FigureView::legendKeyAt(QPointF at) const
{
    for (const chart::FigureLayout::LegendItem& item : layoutOf().legend)
        if (item.box.contains({at.x(), at.y()}))
            return QString::fromStdString(item.key);
    return {};
}

void FigureView::zoomBy(int panel, bool vertical, double factor, double center)
{
    const chart::PanelLayout& axes = layoutOf().panels[static_cast<std::size_t>(panel)];
    const double low = vertical ? axes.yLow : axes.xLow, high = vertical ? axes.yHigh : axes.xHigh;
    const double span = (high - low) / factor;
    if (!std::isfinite(span) || span < 1e-9 * std::max(1.0, std::abs(center)) || span > 1e12)
        return;
    const double share = (center - low) / (high - low);
    const chart::AxisRange range {center - share * span, center + (1 - share) * span};
    Zoom& zoom = m_zoom[static_cast<std::size_t>(panel)];
    (vertical ? zoom.y : zoom.x) = range;
    invalidate();
    Q_EMIT zoomChanged();
}

void FigureView::pan(int panel, QPointF by)
{
    const chart::PanelLayout axes = layoutOf().panels[static_cast<std::size_t>(panel)];
    const double dx = by.x() / axes.width * (axes.xHigh - axes.xLow), dy = by.y() / axes.height * (axes.yHigh - axes.yLow);
    m_zoom[static_cast<std::size_t>(panel)]
        = {{axes.xLow - dx, axes.xHigh - dx}, {axes.yLow + dy, axes.yHigh + dy}};
    invalidate();
    Q_EMIT zoomChanged();
}

void FigureView::zoomInto(const QRectF& rect)
{
    const int panel = panelAt(rect.center());
    if (panel < 0 || (rect.width() < kSmallestRectangle && rect.height() < kSmallestRectangle))
        return;
    const chart::PanelLayout axes = layoutOf().panels[static_cast<std::size_t>(panel)];
    const QRectF inside = rect.intersected(QRectF(axes.left, axes.top, axes.width, axes.height));
    const chart::Position low = axes.valueAt({inside.left(), inside.bottom()}), high = axes.valueAt({inside.right(), inside.top()});
    Zoom& zoom = m_zoom[static_cast<std::size_t>(panel)];
    // A flat rectangle means one axis only.
    if (inside.width() >= kSmallestRectangle)
        zoom.x = {low.x, high.x};
    if (inside.height() >= kSmallestRectangle)
        zoom.y = {low.y, high.y};
    invalidate();
    Q_EMIT zoomChanged();
}

QVector<double> FigureView::stops(int panel) const
{
    const chart::Panel& shown = m_figure.panels[static_cast<std::size_t>(panel)];
    QVector<double> places(shown.xTicks.begin(), shown.xTicks.end());
    if (places.isEmpty())
        for (const chart::Series& series : shown.series)
            if (!series.hidden)
                for (const chart::Point& point : series.points)
                    places.append(point.x);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

double FigureView::snapped(int panel, double x) const
{
    const std::vector<double>& ticks = m_figure.panels[static_cast<std::size_t>(panel)].xTicks;
    if (ticks.empty())
        return x;
    return *std::min_element(ticks.begin(), ticks.end(), [x](double a, double b) { return std::abs(a - x) < std::abs(b - x); });
}

/// The x that hovering at a place means: a tick, a point of a cloud, or just this place.
double FigureView::hovered(int panel, QPointF at) const
{
    if (const auto place = placeAt(at); place && seriesAt(*place).mark == chart::Mark::Points)
        return seriesAt(*place).points[static_cast<std::size_t>(place->point)].x;
    return snapped(panel, layoutOf().panels[static_cast<std::size_t>(panel)].valueAt({at.x(), at.y()}).x);
}

void FigureView::showReadout(int panel, double x, QPointF at)
{
    const QString text = readout(panel, x);
    if (text.isEmpty()) {
        hideReadout();
        return;
    }
    m_cursorPanel = panel;
    m_cursorX = x;
    m_readout->setText(text);
    m_readout->adjustSize();
    QPointF place = at + QPointF(16, 16);
    if (place.x() + m_readout->width() > width() - 8)
        place.setX(std::max(0.0, at.x() - 16 - m_readout->width()));
    place.setY(std::clamp(place.y(), 0.0, std::max(0.0, height() - m_readout->height() - 8.0)));
    m_readout->move(place.toPoint());
    m_readout->show();
    update();
}

void FigureView::hideReadout()
{
    m_cursorPanel = -1;
    m_readout->hide();
    update();
}

void FigureView::wheelEvent(QWheelEvent* event)
{
    const int panel = panelAt(event->position());
    const double notches = event->angleDelta().y() / 120.0;
    if (panel < 0 || notches == 0) {
        event->ignore();
        return;
    }
    const bool vertical = event->modifiers() & Qt::ControlModifier;
    const chart::Position value
        = layoutOf().panels[static_cast<std::size_t>(panel)].valueAt({event->position().x(), event->position().y()});
    zoomBy(panel, vertical, std::pow(kStep, notches), vertical ? value.y : value.x);
    event->accept();
}

void FigureView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton;
    m_pressedAt = m_last = event->position();
}

void FigureView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    const QPointF moved = at - m_last;
    if (m_pressed && m_drag == Drag::None && (at - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
        const bool pans = (event->modifiers() & Qt::ShiftModifier) || (event->buttons() & Qt::MiddleButton);
        m_drag = layoutOf().legendBox.contains({m_pressedAt.x(), m_pressedAt.y()}) ? Drag::Legend
            : panelAt(m_pressedAt) < 0                                             ? Drag::None
            : pans                                                                 ? Drag::Pan
                                                                                   : Drag::Zoom;
        hideReadout();
    }
    m_last = at;
    if (m_drag == Drag::Pan && panelAt(m_pressedAt) >= 0)
        pan(panelAt(m_pressedAt), moved);
    else if (m_drag == Drag::Legend) {
        const chart::Box& box = layoutOf().legendBox;
        m_format.legend = chart::LegendPlace::Free;
        m_format.legendX = (box.left + moved.x()) / width();
        m_format.legendY = (box.top + moved.y()) / height();
        invalidate();
    } else if (m_drag == Drag::Zoom)
        update();
    else if (!m_pressed) {
        const bool legend = !legendKeyAt(at).isEmpty();
        setCursor(legend ? Qt::PointingHandCursor : Qt::ArrowCursor);
        const int panel = legend ? -1 : panelAt(at);
        if (panel < 0)
            hideReadout();
        else
            showReadout(panel, hovered(panel, at), at);
    }
}

void FigureView::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    const bool pressed = std::exchange(m_pressed, false);
    if (drag == Drag::Zoom)
        zoomInto(QRectF(m_pressedAt, event->position()).normalized());
    else if (drag == Drag::Legend)
        Q_EMIT legendMoved(m_format.legendX, m_format.legendY);
    else if (drag == Drag::None && pressed && event->button() == Qt::LeftButton)
        click(*event);
    update();
}

void FigureView::click(const QMouseEvent& event)
{
    const QString key = legendKeyAt(event.position());
    if (!key.isEmpty()) {
        if (event.modifiers() & Qt::AltModifier)
            Q_EMIT seriesSoloed(key);
        else
            Q_EMIT seriesToggled(key);
    } else if (const auto place = placeAt(event.position())) {
        Q_EMIT placeActivated(*place, event.globalPosition().toPoint());
    }
}

void FigureView::mouseDoubleClickEvent(QMouseEvent* event)
{
    m_pressed = false; // the second release is no click
    if (legendKeyAt(event->position()).isEmpty())
        resetZoom();
}

void FigureView::leaveEvent(QEvent*) { hideReadout(); }

/// The crosshair goes to the next place that has values, and on into the next panel.
void FigureView::walk(int by)
{
    if (panelCount() == 0)
        return;
    int panel = m_cursorPanel < 0 ? (by > 0 ? 0 : panelCount() - 1) : m_cursorPanel;
    QVector<double> places = stops(panel);
    auto next = places.end();
    if (m_cursorPanel < 0)
        next = places.isEmpty() ? places.end() : by > 0 ? places.begin() : places.end() - 1;
    else if (by > 0)
        next = std::upper_bound(places.begin(), places.end(), m_cursorX);
    else if (const auto here = std::lower_bound(places.begin(), places.end(), m_cursorX); here != places.begin())
        next = here - 1;
    if (next == places.end()) {
        panel += by;
        if (panel < 0 || panel >= panelCount())
            return;
        places = stops(panel);
        if (places.isEmpty())
            return;
        next = by > 0 ? places.begin() : places.end() - 1;
    }
    const chart::PanelLayout& axes = layoutOf().panels[static_cast<std::size_t>(panel)];
    const chart::Position at = axes.at(*next, (axes.yLow + axes.yHigh) / 2);
    showReadout(panel, *next, {at.x, at.y});
}

void FigureView::keyPressEvent(QKeyEvent* event)
{
    const bool alt = event->modifiers() & Qt::AltModifier;
    const int panel = std::max(0, m_cursorPanel);
    const auto zoom = [&](bool vertical, double factor) {
        if (panelCount() == 0)
            return;
        const chart::PanelLayout& axes = layoutOf().panels[static_cast<std::size_t>(panel)];
        zoomBy(panel, vertical, factor, vertical ? (axes.yLow + axes.yHigh) / 2 : (axes.xLow + axes.xHigh) / 2);
    };
    // The series that the crosshair and Up or Down have come to.
    const auto current = [&]() -> std::optional<Place> {
        if (m_cursorPanel < 0)
            return std::nullopt;
        const auto& list = m_figure.panels[static_cast<std::size_t>(panel)].series;
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::size_t s = (static_cast<std::size_t>(m_cursorSeries) + i) % list.size();
            for (std::size_t p = 0; !list[s].hidden && p < list[s].points.size(); ++p)
                if (std::abs(list[s].points[p].x - m_cursorX) < 0.01 || list[s].horizontal)
                    return Place {panel, static_cast<int>(s), static_cast<int>(p)};
        }
        return std::nullopt;
    };
    switch (event->key()) {
    case Qt::Key_Left: walk(-1); return;
    case Qt::Key_Right: walk(1); return;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        if (event->modifiers() & Qt::ControlModifier) {
            zoom(true, event->key() == Qt::Key_Up ? kStep : 1 / kStep);
            return;
        }
        const auto here = current();
        if (!here)
            break;
        const auto size = static_cast<int>(m_figure.panels[static_cast<std::size_t>(panel)].series.size());
        m_cursorSeries = (here->series + (event->key() == Qt::Key_Down ? 1 : size - 1)) % size;
        if (const auto next = current())
            showReadout(panel, m_cursorX, positionOf(*next));
        return;
    }
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoom(false, kStep); return;
    case Qt::Key_Minus: zoom(false, 1 / kStep); return;
    case Qt::Key_Home: resetZoom(); return;
    case Qt::Key_Escape: hideReadout(); return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (const auto here = current())
            Q_EMIT placeActivated(*here, mapToGlobal(positionOf(*here).toPoint()));
        return;
    case Qt::Key_H:
        if (const auto here = current()) {
            const QString key = QString::fromStdString(seriesAt(*here).key);
            if (alt)
                Q_EMIT seriesSoloed(key);
            else
                Q_EMIT seriesToggled(key);
        }
        return;
    default: break;
    }
    QWidget::keyPressEvent(event);
}

} // namespace fulcrum::charts
