// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/chart/canvas.h"

class QFont;
class QPainter;

namespace fulcrum::charts {

/// Draws a figure with a QPainter: the window shows what core/chart exports. One unit is one logical pixel.
std::unique_ptr<chart::Canvas> makePainterCanvas(QPainter* painter, const QFont& font);

} // namespace fulcrum::charts
