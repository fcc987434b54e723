// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCustomPlot;
class QCPAxisRect;
class QPalette;

namespace fulcrum::charts {

/// Colours, pens and fonts of a plot from a palette: called at the start and on every change of theme.
void applyPlotTheme(QCustomPlot* plot, const QPalette& palette);
void applyAxisTheme(QCPAxisRect* axes, const QPalette& palette);

} // namespace fulcrum::charts
