// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/charts/plot_theme.h"

#include "widgets/charts/qcp.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/type.h"

namespace fulcrum::charts {

void applyPlotTheme(QCustomPlot* plot, const QPalette& palette)
{
    plot->setBackground(palette.color(QPalette::Base));
    for (QCPAxisRect* axes : plot->axisRects())
        applyAxisTheme(axes, palette);
}

void applyAxisTheme(QCPAxisRect* axes, const QPalette& palette)
{
    const chart::Surface surface = chart::surfaceOf(themeFor(palette));
    const QColor text = palette.color(QPalette::PlaceholderText);
    const QPen axisPen(toColor(surface.axis), 1), gridPen(toColor(surface.grid), 1);
    for (QCPAxis* axis : axes->axes()) {
        axis->setBasePen(axis->axisType() == QCPAxis::atBottom ? axisPen : QPen(Qt::NoPen));
        axis->setTickPen(QPen(Qt::NoPen));
        axis->setSubTickPen(QPen(Qt::NoPen));
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
        axis->setTickLabelFont(theme::tabular(theme::font(theme::Text::Small)));
        axis->setLabelFont(theme::font(theme::Text::Small));
        axis->setTickLabelPadding(8);
        axis->setLabelPadding(8);
        axis->grid()->setPen(gridPen);
        axis->grid()->setZeroLinePen(gridPen);
        axis->grid()->setVisible(axis->axisType() == QCPAxis::atLeft);
    }
}

} // namespace fulcrum::charts
