// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>

namespace fulcrum::theme {

/// The line icon resources/icons/NAME.svg, drawn in the palette's text colour at the moment of painting: it follows a
/// change of theme without being set again. `role` picks another colour of the palette.
QIcon icon(const QString& name, QPalette::ColorRole role = QPalette::ButtonText);

/// The same as a pixmap in one colour, `logicalSize` square at the given pixel ratio.
QPixmap iconPixmap(const QString& name, int logicalSize, const QColor& color, qreal pixelRatio);

/// The program's coloured mark.
QIcon applicationIcon();

} // namespace fulcrum::theme
