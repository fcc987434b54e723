// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/text_paint.h"

#include <QPainterPath>
#include <QTextLayout>

namespace fulcrum::delegates {

namespace {

QVector<QTextLayout::FormatRange> marks(const QString& text, const QStringList& words, const QColor& color)
{
    QVector<QTextLayout::FormatRange> ranges;
    for (const QString& word : words) {
        for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0 && !word.isEmpty();
             at = text.indexOf(word, at + word.size(), Qt::CaseInsensitive)) {
            if (at > 0 && text.at(at - 1).isLetterOrNumber())
                continue;
            QTextCharFormat format;
            format.setBackground(color);
            ranges.append({static_cast<int>(at), static_cast<int>(word.size()), format});
        }
    }
    return ranges;
}

} // namespace

void paintText(QPainter* painter, const QRectF& rect, const QString& text, const QFont& font, const QColor& color,
    int lines, const QStringList& marked, const QColor& mark)
{
    const QFontMetricsF metrics(font);
    painter->setPen(color);
    painter->setFont(font);
    QString rest = text.simplified();
    double y = rect.top();
    for (int line = 0; line < lines && !rest.isEmpty(); ++line) {
        const bool last = line == lines - 1;
        QTextLayout layout(last ? metrics.elidedText(rest, Qt::ElideRight, rect.width()) : rest, font);
        QTextOption option;
        option.setWrapMode(last ? QTextOption::NoWrap : QTextOption::WordWrap);
        layout.setTextOption(option);
        layout.setFormats(marks(layout.text(), marked, mark));
        layout.beginLayout();
        QTextLine textLine = layout.createLine();
        if (textLine.isValid())
            textLine.setLineWidth(rect.width());
        layout.endLayout();
        if (!textLine.isValid())
            return;
        textLine.draw(painter, QPointF(rect.left(), y));
        rest = last ? QString() : rest.mid(textLine.textStart() + textLine.textLength()).trimmed();
        y += metrics.lineSpacing();
    }
}

void paintPicture(QPainter* painter, const QRectF& rect, const QPixmap& pixmap, const QColor& ground, double radius)
{
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    QPainterPath path;
    path.addRoundedRect(rect, radius, radius);
    painter->fillPath(path, ground);
    if (!pixmap.isNull()) {
        painter->setClipPath(path);
        const QSizeF size = QSizeF(pixmap.size()).scaled(rect.size(), Qt::KeepAspectRatio);
        QRectF target(QPointF(0, 0), size);
        target.moveCenter(rect.center());
        painter->drawPixmap(target, pixmap, QRectF(pixmap.rect()));
    }
    painter->restore();
}

double paintBadge(QPainter* painter, QPointF topLeft, const QString& text, const QFont& font, const QColor& fill,
    const QColor& ink)
{
    const QFontMetricsF metrics(font);
    const QRectF rect(topLeft, QSizeF(metrics.horizontalAdvance(text) + 10, metrics.height() + 3));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill);
    painter->drawRoundedRect(rect, 4, 4);
    painter->setPen(ink);
    painter->setFont(font);
    painter->drawText(rect, Qt::AlignCenter, text);
    painter->restore();
    return rect.width();
}

} // namespace fulcrum::delegates
