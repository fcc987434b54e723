// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/text_paint.h"

#include <QTextLayout>
#include <cmath>

namespace fulcrum::delegates {

namespace {

/// Marks of the part of the text that begins at `offset` and was cut to `length` characters.
QVector<QTextLayout::FormatRange> formats(const TextMarks& marks, int offset, int length)
{
    QVector<QTextLayout::FormatRange> ranges;
    for (const TextMarks::Range& range : marks.ranges) {
        const int begin = std::max(range.begin - offset, 0), end = std::min(range.begin + range.length - offset, length);
        if (begin >= end)
            continue;
        QTextCharFormat format;
        format.setBackground(marks.color);
        ranges.append({begin, end - begin, format});
    }
    return ranges;
}

/// When a mark would be cut off at the right, the text begins at a word before it: what was found is seen.
void showFirstMark(QString& text, TextMarks& marks, const QFontMetricsF& metrics, double width)
{
    const TextMarks::Range first = marks.ranges.first();
    const QString sign = QStringLiteral("… ");
    if (metrics.horizontalAdvance(text.left(first.begin + first.length) + sign) <= width)
        return;
    int start = first.begin;
    while (start > 0) {
        const int before = static_cast<int>(text.lastIndexOf(u' ', start - 2)) + 1;
        if (start < 2 || metrics.horizontalAdvance(sign + text.mid(before, first.begin + first.length - before)) > width * 0.7)
            break;
        start = before;
    }
    if (start == 0)
        return;
    text = sign + text.mid(start);
    for (TextMarks::Range& range : marks.ranges)
        range.begin += static_cast<int>(sign.size()) - start;
}

} // namespace

void paintText(QPainter* painter, const QRectF& rect, const QString& whole, const QFont& font, const QColor& color,
    int lines, const TextMarks& found)
{
    QString text = found.ranges.isEmpty() ? whole.simplified() : whole;
    TextMarks marks = found;
    const QFontMetricsF metrics(font);
    if (lines == 1 && !marks.ranges.isEmpty())
        showFirstMark(text, marks, metrics, rect.width());
    painter->setPen(color);
    painter->setFont(font);
    double y = rect.top();
    int offset = 0;
    for (int line = 0; line < lines && offset < text.size(); ++line) {
        const bool last = line == lines - 1;
        const QString rest = text.mid(offset);
        QTextLayout layout(last ? metrics.elidedText(rest, Qt::ElideRight, rect.width()) : rest, font);
        QTextOption option;
        option.setWrapMode(last ? QTextOption::NoWrap : QTextOption::WordWrap);
        layout.setTextOption(option);
        if (!marks.ranges.isEmpty())
            layout.setFormats(formats(marks, offset, static_cast<int>(layout.text().size())));
        layout.beginLayout();
        QTextLine textLine = layout.createLine();
        if (textLine.isValid())
            textLine.setLineWidth(rect.width());
        layout.endLayout();
        if (!textLine.isValid())
            return;
        textLine.draw(painter, QPointF(rect.left(), y));
        offset += textLine.textStart() + textLine.textLength();
        while (offset < text.size() && text.at(offset).isSpace())
            ++offset;
        y += metrics.lineSpacing();
    }
}

TextMarks marksIn(const QString& text, const data::Highlighter& highlighter, data::Field where, const QColor& color)
{
    TextMarks marks {{}, color};
    if (highlighter.isEmpty())
        return marks;
    const QByteArray utf8 = text.toUtf8();
    const auto characters = [&utf8](std::size_t bytes) {
        return static_cast<int>(QString::fromUtf8(utf8.constData(), static_cast<qsizetype>(bytes)).size());
    };
    for (const data::TextRange& range :
        highlighter.ranges(std::string_view(utf8.constData(), static_cast<std::size_t>(utf8.size())), where)) {
        const int begin = characters(range.begin);
        marks.ranges.append({begin, characters(range.end) - begin});
    }
    return marks;
}

QColor tagColor(const QString& tag)
{
    // Okabe and Ito's colours, which people with colour blindness tell apart (UX.md 5.6); yellow is too pale for a dot.
    static constexpr QRgb colors[] = {0xff0072b2, 0xffd55e00, 0xff009e73, 0xffcc79a7, 0xffe69f00, 0xff56b4e9, 0xff707070};
    return QColor(colors[qChecksum(tag.toUtf8()) % std::size(colors)]);
}

void paintPicture(QPainter* painter, const QRectF& rect, const QPixmap& pixmap, const QColor& ground, double radius)
{
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    painter->setPen(Qt::NoPen);
    painter->setBrush(ground);
    painter->drawRoundedRect(rect, radius, radius);
    if (!pixmap.isNull()) {
        const double ratio = painter->device()->devicePixelRatio();
        QSizeF size = QSizeF(pixmap.size()).scaled(rect.size(), Qt::KeepAspectRatio);
        QRectF target(rect.center() - QPointF(size.width(), size.height()) / 2, size);
        // A picture that was made for this place is drawn pixel for pixel, which costs a fifth of scaling it.
        const QSizeF own = QSizeF(pixmap.size()) / ratio;
        if (std::abs(own.width() - size.width()) < 1.5 && std::abs(own.height() - size.height()) < 1.5)
            target = QRectF(QPointF(std::round(target.left() * ratio) / ratio, std::round(target.top() * ratio) / ratio), own);
        // As a brush rather than a clipped picture: a clip with round corners is dear.
        QBrush brush(pixmap);
        brush.setTransform(QTransform::fromTranslate(target.left(), target.top())
                .scale(target.width() / pixmap.width(), target.height() / pixmap.height()));
        painter->setBrush(brush);
        painter->drawRoundedRect(target.intersected(rect), radius, radius);
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
