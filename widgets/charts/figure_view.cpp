// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/figure_view.h"

#include "widgets/bridge/format.h"
#include "widgets/charts/painter_canvas.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"

#include <QEvent>
#include <QFontInfo>
#include <QLabel>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace fulcrum::charts {

namespace {

constexpr qsizetype kMostRows = 12; ///< of points at one place
constexpr double kReach = 12; ///< pixels around a point that still mean it

chart::Rgb rgbOf(const QColor& color)
{
    return {static_cast<std::uint8_t>(color.red()), static_cast<std::uint8_t>(color.green()), static_cast<std::uint8_t>(color.blue())};
}

/// As many decimals as tell values apart that differ by a hundredth of `span`.
QString valueText(double value, double span)
{
    const int decimals = span > 0 ? std::clamp(static_cast<int>(std::ceil(2 - std::log10(span))), 0, 6) : 2;
    return bridge::number(value, decimals);
}

} // namespace

FigureView::FigureView(QWidget* parent) : QWidget(parent), m_readout(new QLabel(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(200, 140);
    setAccessibleName(tr("Chart"));
    m_readout->setProperty(theme::kCardProperty, true);
    m_readout->setFrameStyle(QFrame::StyledPanel);
    m_readout->setContentsMargins(10, 8, 10, 8);
    m_readout->setTextFormat(Qt::RichText);
    m_readout->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_readout->hide();
}

void FigureView::setFigure(const chart::Figure& figure)
{
    const auto sameAxes = [](const chart::Panel& a, const chart::Panel& b) {
        return a.title == b.title && a.xLabel == b.xLabel && a.yLabel == b.yLabel && a.xNames.size() == b.xNames.size();
    };
    const bool same = std::equal(
        figure.panels.begin(), figure.panels.end(), m_figure.panels.begin(), m_figure.panels.end(), sameAxes);
    m_figure = figure;
    if (!same) {
        m_zoom.assign(figure.panels.size(), {});
        hideReadout();
    }
    invalidate();
    describe();
}

void FigureView::setFormat(const chart::FigureFormat& format)
{
    m_format = format;
    invalidate();
}

void FigureView::invalidate()
{
    m_stale = true;
    update();
}

void FigureView::describe()
{
    QStringList parts;
    for (const chart::Panel& panel : m_figure.panels) {
        int shown = 0;
        for (const chart::Series& series : panel.series)
            shown += !series.hidden && !series.points.empty();
        parts.append(tr("%1: %2 over %3, %n series", nullptr, shown)
                         .arg(QString::fromStdString(panel.title), QString::fromStdString(panel.yLabel),
                             QString::fromStdString(panel.xLabel)));
    }
    setAccessibleDescription(parts.join(u'\n'));
}

chart::Figure FigureView::shownFigure() const
{
    chart::Figure figure = m_figure;
    for (std::size_t i = 0; i < figure.panels.size() && i < m_zoom.size(); ++i) {
        if (m_zoom[i].x != chart::AxisRange())
            figure.panels[i].x = m_zoom[i].x;
        if (m_zoom[i].y != chart::AxisRange())
            figure.panels[i].y = m_zoom[i].y;
    }
    return figure;
}

bool FigureView::isZoomed() const
{
    return std::any_of(m_zoom.begin(), m_zoom.end(),
        [](const Zoom& zoom) { return zoom.x != chart::AxisRange() || zoom.y != chart::AxisRange(); });
}

void FigureView::resetZoom()
{
    if (!isZoomed())
        return;
    m_zoom.assign(m_figure.panels.size(), {});
    invalidate();
    Q_EMIT zoomChanged();
}

int FigureView::curveCount() const
{
    int count = 0;
    for (const chart::Panel& panel : m_figure.panels)
        for (const chart::Series& series : panel.series)
            count += !series.points.empty() && !series.hidden;
    return count;
}

chart::FigureFormat FigureView::screenFormat() const
{
    chart::FigureFormat format = m_format;
    format.widthMm = width() / chart::kPointsPerMm;
    format.heightMm = height() / chart::kPointsPerMm;
    format.fontPt = QFontInfo(theme::font(theme::Text::Small)).pixelSize();
    format.theme = themeFor(palette());
    format.transparent = false;
    chart::Surface surface = chart::surfaceOf(format.theme);
    surface.background = rgbOf(palette().color(QPalette::Base));
    surface.text = rgbOf(palette().color(QPalette::Text));
    surface.mutedText = rgbOf(palette().color(QPalette::PlaceholderText));
    format.surface = surface;
    return format;
}

void FigureView::render() const
{
    if (!m_stale && m_picture.size() == size() * devicePixelRatioF())
        return;
    m_picture = QPixmap(size() * devicePixelRatioF());
    m_picture.setDevicePixelRatio(devicePixelRatioF());
    m_picture.fill(palette().color(QPalette::Base));
    QPainter painter(&m_picture);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
    const auto canvas = makePainterCanvas(&painter, theme::tabular(theme::font(theme::Text::Small)));
    m_layout = chart::drawFigure(*canvas, shownFigure(), screenFormat());
    m_stale = false;
}

const chart::FigureLayout& FigureView::layoutOf() const
{
    render();
    return m_layout;
}

void FigureView::paintEvent(QPaintEvent*)
{
    render();
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    paintCrosshair(painter);
    if (m_drag == Drag::Zoom) {
        QColor tint = palette().color(QPalette::Highlight);
        painter.setPen(tint);
        tint.setAlphaF(0.12F);
        painter.setBrush(tint);
        painter.drawRect(QRectF(m_pressedAt, m_last).normalized());
    }
    if (hasFocus()) { // the ring of the keyboard
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void FigureView::paintCrosshair(QPainter& painter) const
{
    if (m_cursorPanel < 0 || static_cast<std::size_t>(m_cursorPanel) >= m_layout.panels.size())
        return;
    const chart::PanelLayout& axes = m_layout.panels[static_cast<std::size_t>(m_cursorPanel)];
    const double x = axes.at(m_cursorX, axes.yLow).x;
    if (x < axes.left - 1 || x > axes.left + axes.width + 1)
        return;
    painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DotLine));
    painter.drawLine(QPointF(x, axes.top), QPointF(x, axes.top + axes.height));
}

void FigureView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    hideReadout();
    invalidate();
}

void FigureView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        hideReadout();
        invalidate();
    }
}

const chart::Series& FigureView::seriesAt(const Place& place) const
{
    return m_figure.panels[static_cast<std::size_t>(place.panel)].series[static_cast<std::size_t>(place.series)];
}

QPointF FigureView::positionOf(const Place& place) const
{
    const chart::Point& point = seriesAt(place).points[static_cast<std::size_t>(place.point)];
    const chart::Position at = layoutOf().panels[static_cast<std::size_t>(place.panel)].at(point.x, point.y);
    return {at.x, at.y};
}

std::optional<FigureView::Place> FigureView::placeAt(QPointF at) const
{
    const int panel = panelAt(at);
    if (panel < 0)
        return std::nullopt;
    const chart::PanelLayout& axes = layoutOf().panels[static_cast<std::size_t>(panel)];
    std::optional<Place> best;
    double nearest = kReach;
    const auto& list = m_figure.panels[static_cast<std::size_t>(panel)].series;
    for (std::size_t s = 0; s < list.size(); ++s) {
        const chart::Series& series = list[s];
        if (series.hidden)
            continue;
        for (std::size_t p = 0; p < series.points.size(); ++p) {
            const chart::Point& point = series.points[p];
            const chart::Position drawn = axes.at(point.x, point.y);
            double distance = series.horizontal ? std::abs(drawn.y - at.y()) : std::hypot(drawn.x - at.x(), drawn.y - at.y());
            if (series.mark != chart::Mark::Line && series.mark != chart::Mark::Points) {
                // Bars, bins and violins are hit anywhere in their column.
                const double half = std::abs(axes.at(point.x + series.width / 2, 0).x - drawn.x);
                distance = std::abs(drawn.x - at.x()) <= half ? 0 : kReach;
            }
            if (distance < nearest) {
                nearest = distance;
                best = Place {panel, static_cast<int>(s), static_cast<int>(p)};
            }
        }
    }
    return best;
}

QString FigureView::readout(int panelIndex, double x) const
{
    if (panelIndex < 0 || panelIndex >= panelCount())
        return {};
    const chart::Panel& panel = m_figure.panels[static_cast<std::size_t>(panelIndex)];
    const chart::PanelLayout& axes = layoutOf().panels[static_cast<std::size_t>(panelIndex)];
    const double span = axes.yHigh - axes.yLow;
    struct Row
    {
        double value;
        QString html;
    };
    QVector<Row> rows;
    const auto rowText = [this](const chart::Series& series, const QString& name, const QString& value) {
        const QColor color = toColor(chart::styleOf(m_figure, series, themeFor(palette())).color);
        return QStringLiteral("<tr><td><span style='color:%1'>■</span> %2&nbsp;&nbsp;</td><td align='right'>%3</td></tr>")
            .arg(color.name(), name.toHtmlEscaped(), value);
    };
    for (const chart::Series& series : panel.series) {
        if (series.hidden || series.points.empty() || !series.inLegend)
            continue;
        if (series.mark == chart::Mark::Points) {
            for (const chart::Point& one : series.points)
                if (std::abs(one.x - x) < 1e-9 * std::max(1.0, std::abs(x)) && rows.size() < kMostRows)
                    rows.append({one.y, rowText(series, one.id < 0 ? QString() : tr("query %1").arg(one.id), valueText(one.y, span))});
            continue;
        }
        const auto distance = [x](const chart::Point& point) { return std::abs(point.x - x); };
        const auto point = std::min_element(series.points.begin(), series.points.end(),
            [&](const chart::Point& a, const chart::Point& b) { return distance(a) < distance(b); });
        const double reach = series.width > 0 ? series.width / 2 : panel.xTicks.empty() ? 0.01 * (axes.xHigh - axes.xLow) : 0.01;
        if (!series.horizontal && distance(*point) > reach)
            continue;
        QString value = valueText(point->y, span);
        if (point->low && point->high)
            value += tr(" [%1, %2]").arg(valueText(*point->low, span), valueText(*point->high, span));
        rows.append({point->y, rowText(series, QString::fromStdString(chart::legendName(m_figure, series)), value)});
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.value > b.value; });
    if (rows.isEmpty())
        return {};
    const auto tick = std::find(panel.xTicks.begin(), panel.xTicks.end(), x);
    const auto number = static_cast<std::size_t>(tick - panel.xTicks.begin());
    const QString head = number < panel.xNames.size()
        ? QString::fromStdString(panel.xNames[number])
        : tr("%1 %2").arg(QString::fromStdString(panel.xLabel), valueText(x, tick != panel.xTicks.end() ? 100 : axes.xHigh - axes.xLow));
    QString html = QStringLiteral("<b>%1</b><table>").arg(head.toHtmlEscaped());
    for (const Row& row : rows)
        html += row.html;
    return html + QStringLiteral("</table>");
}

} // namespace fulcrum::charts
