// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/point_layer.h"

#include "widgets/charts/scatter_chart.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/type.h"

#include <cmath>

namespace fulcrum::charts {

namespace {

constexpr double kPale = 0.22;  ///< opacity of what is not chosen while something is
constexpr double kQuiet = 0.45; ///< of points behind lines
constexpr int kCell = 2;        ///< pixels of a density cell

double radiusFor(std::size_t points) { return points <= 500 ? 4.5 : points <= 4000 ? 3.5 : points <= 15'000 ? 2.5 : 2; }

QRgb over(QRgb below, QRgb above)
{
    const unsigned rest = 255U - static_cast<unsigned>(qAlpha(above));
    // Two channels at a time; the usual rounding division by 255.
    unsigned even = (below & 0x00ff00ffU) * rest + 0x00800080U;
    unsigned odd = ((below >> 8) & 0x00ff00ffU) * rest + 0x00800080U;
    even = ((even + ((even >> 8) & 0x00ff00ffU)) >> 8) & 0x00ff00ffU;
    odd = (odd + ((odd >> 8) & 0x00ff00ffU)) & 0xff00ff00U;
    return above + (even | odd);
}

} // namespace

PointLayer::PointLayer(QCustomPlot* plot, ScatterChart* chart) : QCPLayerable(plot, QStringLiteral("main")), m_chart(chart) { }

QRect PointLayer::clipRect() const { return mParentPlot->axisRect()->rect(); }
void PointLayer::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(true); }

PointLayer::Marker PointLayer::trimmed(const QImage& image)
{
    Marker marker {image, {}};
    for (int row = 0; row < image.height(); ++row) {
        const auto* line = reinterpret_cast<const QRgb*>(image.constScanLine(row));
        int from = 0, to = image.width();
        while (from < to && line[from] == 0)
            ++from;
        while (to > from && line[to - 1] == 0)
            --to;
        marker.spans.append({from, to});
    }
    return marker;
}

/// Copies a marker onto `image` with its centre at a place, what lies outside cut off.
void PointLayer::stamp(QImage& image, const Marker& marker, double x, double y)
{
    const int left = static_cast<int>(std::lround(x)) - marker.image.width() / 2, top = static_cast<int>(std::lround(y)) - marker.image.height() / 2;
    const int fromY = std::max(0, -top), toY = std::min(marker.image.height(), image.height() - top);
    for (int row = fromY; row < toY; ++row) {
        const auto* source = reinterpret_cast<const QRgb*>(marker.image.constScanLine(row));
        auto* target = reinterpret_cast<QRgb*>(image.scanLine(top + row));
        const int from = std::max(marker.spans[row].first, -left), to = std::min(marker.spans[row].second, image.width() - left);
        for (int column = from; column < to; ++column)
            target[left + column] = over(target[left + column], source[column]);
    }
}

void PointLayer::makeMarkers(double radius, double ratio)
{
    const double opacity = m_chart->m_links.isEmpty() ? 0.9 : kQuiet;
    if (m_made == std::tuple(radius, ratio, opacity) && m_markers.size() == m_chart->m_groups.size())
        return;
    m_made = {radius, ratio, opacity};
    m_markers.clear();
    const QColor ground = m_chart->palette().color(QPalette::Base), ink = m_chart->palette().color(QPalette::Text);
    for (const PointGroup& group : std::as_const(m_chart->m_groups)) {
        const double size = radius * group.size;
        const int side = static_cast<int>(std::ceil((size * 1.5 + 3) * ratio)) * 2 + 1;
        QImage plain(side, side, QImage::Format_ARGB32_Premultiplied);
        plain.fill(Qt::transparent);
        QImage pale = plain, chosen = plain;
        const QPointF centre(side / 2.0 / ratio, side / 2.0 / ratio);
        const auto paint = [&](QImage& image, double strength, bool ring) {
            QPainter painter(&image);
            painter.scale(ratio, ratio);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setOpacity(strength);
            if (ring) {
                painter.setPen(QPen(ink, 1.2));
                painter.setBrush(ground);
                painter.drawEllipse(centre, size + 2, size + 2);
            }
            paintMarker(&painter, centre, size, group.style, ground);
        };
        paint(plain, opacity, false);
        paint(pale, kPale, false);
        paint(chosen, 1, true);
        m_markers.append({trimmed(plain), trimmed(pale), trimmed(chosen)});
    }
}

std::vector<PointLayer::Placed> PointLayer::pointsInside() const
{
    constexpr float kBeside = 8; // markers whose centre lies outside reach in
    const QRectF area = clipRect();
    const QPointF middle = area.center() - area.topLeft();
    const double scale = 1 / m_chart->m_scale;
    const auto width = static_cast<float>(area.width()), height = static_cast<float>(area.height());
    std::vector<Placed> points;
    points.reserve(m_chart->m_shown.size());
    for (const int row : m_chart->m_shown) {
        const auto at = static_cast<std::size_t>(row);
        const Placed point {row, static_cast<float>(middle.x() + (static_cast<double>(m_chart->m_x[at]) - m_chart->m_centre.x()) * scale),
            static_cast<float>(middle.y() - (static_cast<double>(m_chart->m_y[at]) - m_chart->m_centre.y()) * scale)};
        if (point.x > -kBeside && point.y > -kBeside && point.x < width + kBeside && point.y < height + kBeside)
            points.push_back(point);
    }
    return points;
}

void PointLayer::stampAll(QImage& image, const std::vector<Placed>& points, double ratio) const
{
    const bool some = !m_chart->m_chosen.empty();
    for (const bool chosen : {false, true}) {
        if (chosen && !some)
            break;
        for (const Placed& point : points) {
            const auto at = static_cast<std::size_t>(point.row);
            if ((m_chart->m_isChosen[at] != 0) != chosen)
                continue;
            const Markers& markers = m_markers[m_chart->m_groupOf[at]];
            stamp(image, chosen ? markers.chosen : some ? markers.pale : markers.plain, static_cast<double>(point.x) * ratio,
                static_cast<double>(point.y) * ratio);
        }
    }
}

/// Cells as strong as the logarithm of their number of points, in the mean colour of their groups.
QImage PointLayer::density(const QSize& size, const std::vector<Placed>& points) const
{
    struct Cell
    {
        float count = 0, red = 0, green = 0, blue = 0;
    };
    const int width = size.width() / kCell + 1, height = size.height() / kCell + 1;
    std::vector<Cell> cells(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    const bool some = !m_chart->m_chosen.empty();
    float most = 1;
    for (const Placed& point : points) {
        const auto at = static_cast<std::size_t>(point.row);
        const int x = static_cast<int>(point.x) / kCell, y = static_cast<int>(point.y) / kCell;
        if (x < 0 || y < 0 || x >= width || y >= height)
            continue;
        const chart::Rgb color = m_chart->m_groups[m_chart->m_groupOf[at]].style.color;
        const float weight = some && m_chart->m_isChosen[at] == 0 ? 0.1F : 1.0F;
        Cell& cell = cells[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
        cell.count += weight;
        cell.red += weight * static_cast<float>(color.r);
        cell.green += weight * static_cast<float>(color.g);
        cell.blue += weight * static_cast<float>(color.b);
        most = std::max(most, cell.count);
    }
    QImage image(width, height, QImage::Format_ARGB32);
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const Cell& cell = cells[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
            const float share = std::log1p(cell.count) / std::log1p(most);
            line[x] = cell.count <= 0 ? 0U
                                      : qRgba(static_cast<int>(cell.red / cell.count), static_cast<int>(cell.green / cell.count),
                                          static_cast<int>(cell.blue / cell.count), static_cast<int>(50 + 205 * share));
        }
    }
    return image;
}

void PointLayer::draw(QCPPainter* painter)
{
    const QRect area = clipRect();
    if (area.isEmpty() || m_chart->m_groups.isEmpty())
        return;
    const std::vector<Placed> points = pointsInside();
    m_chart->m_density = points.size() > static_cast<std::size_t>(ScatterChart::kMostDrawn);
    if (m_chart->m_density) {
        const QImage image = density(area.size(), points);
        painter->drawImage(QRectF(area.topLeft(), QSizeF(image.size()) * kCell), image);
        return;
    }
    const double ratio = mParentPlot->bufferDevicePixelRatio();
    makeMarkers(radiusFor(points.size()), ratio);
    QImage image(area.size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    stampAll(image, points, ratio);
    image.setDevicePixelRatio(ratio);
    painter->drawImage(area.topLeft(), image);
}

ScatterOverlay::ScatterOverlay(QCustomPlot* plot, ScatterChart* chart) : QCPLayerable(plot, QStringLiteral("overlay")), m_chart(chart) { }

QRect ScatterOverlay::clipRect() const { return mParentPlot->axisRect()->rect(); }
void ScatterOverlay::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(true); }

void ScatterOverlay::drawLinks(QPainter* painter) const
{
    const QPalette palette = m_chart->palette();
    const QColor ground = palette.color(QPalette::Base), ink = palette.color(QPalette::Text);
    const QPointF start = m_chart->toPixels(m_chart->m_from);
    for (const PointLink& link : std::as_const(m_chart->m_links)) {
        const chart::SeriesStyle style = shownStyles().styleOf(link.styleKey.toStdString(), themeFor(palette));
        painter->setPen(QPen(toColor(style.color), 1.8, penStyle(style.dash), Qt::RoundCap));
        painter->drawLine(start, m_chart->toPixels(link.to));
    }
    QFont small = theme::font(theme::Text::Small);
    painter->setFont(small);
    for (const PointLink& link : std::as_const(m_chart->m_links)) {
        const chart::SeriesStyle style = shownStyles().styleOf(link.styleKey.toStdString(), themeFor(palette));
        const QPointF end = m_chart->toPixels(link.to);
        paintMarker(painter, end, 6, style, ground);
        painter->setPen(ink);
        painter->drawText(QRectF(end + QPointF(6, -18), QSizeF(40, 16)), Qt::AlignLeft | Qt::AlignVCenter, link.label);
    }
    painter->setBrush(ground);
    painter->setPen(QPen(ink, 2.4));
    painter->drawEllipse(start, 7, 7);
    painter->setBrush(ink);
    painter->setPen(Qt::NoPen);
    painter->drawEllipse(start, 2.5, 2.5);
}

void ScatterOverlay::draw(QCPPainter* painter)
{
    const QColor accent = m_chart->palette().color(QPalette::Highlight);
    const auto isThere = [this](int row) { return row >= 0 && std::isfinite(m_chart->toPixels(row).x()); };
    if (isThere(m_chart->m_from))
        drawLinks(painter);
    if (isThere(m_chart->m_primary)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(accent, 2));
        painter->drawEllipse(m_chart->toPixels(m_chart->m_primary), 9, 9);
    }
    if (m_chart->m_drag != ScatterChart::Drag::Rectangle && m_chart->m_drag != ScatterChart::Drag::Lasso)
        return;
    QColor fill = accent;
    fill.setAlphaF(0.12F);
    painter->setPen(QPen(accent, 1.2, Qt::DashLine));
    painter->setBrush(fill);
    if (m_chart->m_drag == ScatterChart::Drag::Rectangle)
        painter->drawRect(QRectF(m_chart->m_trace.first(), m_chart->m_trace.last()).normalized());
    else
        painter->drawPolygon(m_chart->m_trace);
}

} // namespace fulcrum::charts
