// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/point_layer.h"

#include "widgets/charts/scatter_chart.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/type.h"

#include <cmath>

namespace fulcrum::charts {

namespace {

constexpr double kPale = 0.22;  ///< opacity of what is not chosen while something is
constexpr int kCell = 2;        ///< pixels of a density cell

double radiusFor(std::size_t points) { return points <= 2000 ? 4 : points <= 12'000 ? 3 : 2; }

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

/// Copies `marker` onto `image` with its centre at a place, what lies outside cut off.
void stamp(QImage& image, const QImage& marker, double x, double y)
{
    const int left = static_cast<int>(std::lround(x)) - marker.width() / 2, top = static_cast<int>(std::lround(y)) - marker.height() / 2;
    const int fromX = std::max(0, -left), toX = std::min(marker.width(), image.width() - left);
    const int fromY = std::max(0, -top), toY = std::min(marker.height(), image.height() - top);
    for (int row = fromY; row < toY; ++row) {
        const auto* source = reinterpret_cast<const QRgb*>(marker.constScanLine(row));
        auto* target = reinterpret_cast<QRgb*>(image.scanLine(top + row)) + left;
        for (int column = fromX; column < toX; ++column)
            if (source[column] != 0)
                target[column] = over(target[column], source[column]);
    }
}

} // namespace

PointLayer::PointLayer(QCustomPlot* plot, ScatterChart* chart) : QCPLayerable(plot, QStringLiteral("main")), m_chart(chart) { }

QRect PointLayer::clipRect() const { return mParentPlot->axisRect()->rect(); }
void PointLayer::applyDefaultAntialiasingHint(QCPPainter* painter) const { painter->setAntialiasing(true); }

void PointLayer::makeMarkers(double radius, double ratio)
{
    if (m_made == std::pair(radius, ratio) && m_markers.size() == m_chart->m_groups.size())
        return;
    m_made = {radius, ratio};
    m_markers.clear();
    const QColor ground = m_chart->palette().color(QPalette::Base), ink = m_chart->palette().color(QPalette::Text);
    for (const PointGroup& group : std::as_const(m_chart->m_groups)) {
        const double size = radius * group.size;
        const int side = static_cast<int>(std::ceil((size * 1.5 + 3) * ratio)) * 2 + 1;
        QImage plain(side, side, QImage::Format_ARGB32_Premultiplied);
        plain.fill(Qt::transparent);
        QImage pale = plain, chosen = plain;
        const QPointF centre(side / 2.0 / ratio, side / 2.0 / ratio);
        const auto paint = [&](QImage& image, double opacity, bool ring) {
            QPainter painter(&image);
            painter.scale(ratio, ratio);
            painter.setRenderHint(QPainter::Antialiasing);
            painter.setOpacity(opacity);
            if (ring) {
                painter.setPen(QPen(ink, 1.2));
                painter.setBrush(ground);
                painter.drawEllipse(centre, size + 2, size + 2);
            }
            paintMarker(&painter, centre, size, group.style, ground);
        };
        paint(plain, 0.9, false);
        paint(pale, kPale, false);
        paint(chosen, 1, true);
        m_markers.append({plain, pale, chosen});
    }
}

std::vector<int> PointLayer::rowsInside() const
{
    const QRectF area = QRectF(clipRect()).adjusted(-8, -8, 8, 8);
    std::vector<int> rows;
    for (const int row : m_chart->m_shown)
        if (area.contains(m_chart->toPixels(row)))
            rows.push_back(row);
    return rows;
}

void PointLayer::stampAll(QImage& image, const std::vector<int>& rows, double ratio)
{
    const QPointF corner = clipRect().topLeft();
    const bool some = !m_chart->m_chosen.empty();
    for (const bool chosen : {false, true})
        for (const int row : rows) {
            const auto at = static_cast<std::size_t>(row);
            if ((m_chart->m_isChosen[at] != 0) != chosen)
                continue;
            const Markers& markers = m_markers[m_chart->m_groupOf[at]];
            const QPointF place = (m_chart->toPixels(row) - corner) * ratio;
            stamp(image, chosen ? markers.chosen : some ? markers.pale : markers.plain, place.x(), place.y());
        }
}

/// Cells as strong as the logarithm of their number of points, in the mean colour of their groups.
QImage PointLayer::density(const QSize& size, const std::vector<int>& rows) const
{
    struct Cell
    {
        float count = 0, red = 0, green = 0, blue = 0;
    };
    const int width = size.width() / kCell + 1, height = size.height() / kCell + 1;
    std::vector<Cell> cells(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    const QPointF corner = clipRect().topLeft();
    const bool some = !m_chart->m_chosen.empty();
    float most = 1;
    for (const int row : rows) {
        const auto at = static_cast<std::size_t>(row);
        const QPointF place = (m_chart->toPixels(row) - corner) / kCell;
        const int x = static_cast<int>(place.x()), y = static_cast<int>(place.y());
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
    const std::vector<int> rows = rowsInside();
    m_chart->m_density = rows.size() > static_cast<std::size_t>(ScatterChart::kMostDrawn);
    if (m_chart->m_density) {
        const QImage image = density(area.size(), rows);
        painter->drawImage(QRectF(area.topLeft(), QSizeF(image.size()) * kCell), image);
        return;
    }
    const double ratio = mParentPlot->bufferDevicePixelRatio();
    makeMarkers(radiusFor(rows.size()), ratio);
    QImage image(area.size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    stampAll(image, rows, ratio);
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
        const chart::SeriesStyle style = chart::styleOf(link.styleKey.toStdString(), themeFor(palette));
        painter->setPen(QPen(toColor(style.color), 1.8, penStyle(style.dash), Qt::RoundCap));
        painter->drawLine(start, m_chart->toPixels(link.to));
    }
    QFont small = theme::font(theme::Text::Small);
    painter->setFont(small);
    for (const PointLink& link : std::as_const(m_chart->m_links)) {
        const chart::SeriesStyle style = chart::styleOf(link.styleKey.toStdString(), themeFor(palette));
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
