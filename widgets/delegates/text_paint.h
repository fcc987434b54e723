// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/filter_highlight.h"

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QVector>

namespace fulcrum::delegates {

/// Places in a text that stand on a colour.
struct TextMarks
{
    struct Range
    {
        int begin = 0, length = 0; ///< characters
        bool operator==(const Range&) const = default;
    };
    QVector<Range> ranges;
    QColor color;
};

/// Draws `text` in at most `lines` lines, the last one elided. Text with marks must be simplified.
void paintText(QPainter* painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color,
    int lines, const TextMarks& marks = {});

/// What a filter found in a (simplified) text.
TextMarks marksIn(const QString& text, const data::Highlighter& highlighter, data::Field where, const QColor& color);

/// A colour for a tag: the same for the same name everywhere. Never the only thing that tells tags apart.
QColor tagColor(const QString& tag);

/// The picture scaled into `rect` keeping its shape, on a quiet rounded ground; nothing but the ground when it is null.
void paintPicture(QPainter* painter, const QRectF& rect, const QPixmap& pixmap, const QColor& ground, double radius);

/// A small pill with text; returns its width.
double paintBadge(QPainter* painter, QPointF topLeft, const QString& text, const QFont& font, const QColor& fill,
    const QColor& ink);

} // namespace fulcrum::delegates
