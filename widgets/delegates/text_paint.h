// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QStringList>

namespace fulcrum::delegates {

/// Draws `text` in at most `lines` lines, the last one elided; words that begin with one of `marked` stand on `mark`.
void paintText(QPainter* painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color,
    int lines, const QStringList& marked = {}, const QColor& mark = {});

/// The picture scaled into `rect` keeping its shape, on a quiet rounded ground; nothing but the ground when it is null.
void paintPicture(QPainter* painter, const QRectF& rect, const QPixmap& pixmap, const QColor& ground, double radius);

/// A small pill with text; returns its width.
double paintBadge(QPainter* painter, QPointF topLeft, const QString& text, const QFont& font, const QColor& fill,
    const QColor& ink);

} // namespace fulcrum::delegates
