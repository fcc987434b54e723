// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/sample_delegate.h"

#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/models/sample_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QPainter>

namespace fulcrum::delegates {

namespace {
constexpr int kGap = 8;    // around the card
constexpr int kInside = 8; // between its border and its content
using models::SampleModel;
} // namespace

SampleDelegate::SampleDelegate(bridge::ThumbnailProvider* thumbnails, QObject* parent)
    : QStyledItemDelegate(parent), m_thumbnails(thumbnails)
{
}

void SampleDelegate::setSide(int side) { m_side = std::clamp(side, kSmallest, kLargest); }

int SampleDelegate::naturalWidth() const { return m_side + 2 * kInside + kGap; }

QSize SampleDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const QFontMetrics body(option.font), small(theme::font(theme::Text::Small));
    return {std::max(m_cellWidth, naturalWidth()), m_side + 2 * kInside + kGap + 6 + body.lineSpacing() + small.lineSpacing()};
}

void SampleDelegate::paintMissing(QPainter* painter, const QRectF& rect, const QPalette& palette) const
{
    const QPixmap glyph = theme::iconPixmap(QStringLiteral("image-broken"), 32,
        theme::toneColor(palette, theme::Tone::Warning), painter->device()->devicePixelRatio());
    painter->drawPixmap(QPointF(rect.center().x() - 16, rect.center().y() - 16), glyph);
}

void SampleDelegate::paintSmall(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QPalette& p = option.palette;
    if (option.state & QStyle::State_Selected)
        painter->fillRect(
            option.rect, theme::mix(p.color(QPalette::Base), p.color(QPalette::Highlight), theme::isDark(p) ? 0.28 : 0.14));
    const QString path = index.data(SampleModel::ImagePathRole).toString();
    const QRectF picture = QRectF(option.rect).adjusted(8, 4, -8, -4);
    const QSize box = (picture.size() * painter->device()->devicePixelRatio()).toSize();
    paintPicture(painter, picture, m_thumbnails->pixmap(path, box),
        theme::mix(p.color(QPalette::Base), p.color(QPalette::Midlight), 0.7), 4);
    if (!m_thumbnails->failure(path).isEmpty())
        paintMissing(painter, picture, p);
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (option.rect.height() < m_side) {
        paintSmall(painter, option, index);
        return;
    }
    const QPalette& p = option.palette;
    const bool selected = option.state & QStyle::State_Selected;
    const bool hover = option.state & QStyle::State_MouseOver;
    const QRectF card = QRectF(option.rect).adjusted(kGap / 2.0, kGap / 2.0, -kGap / 2.0, -kGap / 2.0);
    const QColor accent = p.color(QPalette::Highlight);
    QColor fill = p.color(QPalette::Base);
    if (selected)
        fill = theme::mix(fill, accent, theme::isDark(p) ? 0.20 : 0.08);
    else if (hover)
        fill = p.color(QPalette::AlternateBase);
    theme::drawRounded(painter, card, 10, fill, selected ? accent : p.color(QPalette::Mid));
    if (option.state & QStyle::State_HasFocus)
        theme::drawRounded(painter, card.adjusted(1, 1, -1, -1), 9, Qt::NoBrush, accent);

    const QRectF picture(card.left() + kInside, card.top() + kInside, card.width() - 2 * kInside, m_side);
    const QString path = index.data(SampleModel::ImagePathRole).toString();
    const QSize box = (picture.size() * painter->device()->devicePixelRatio()).toSize();
    const QColor ground = theme::mix(p.color(QPalette::Base), p.color(QPalette::Midlight), 0.7);
    paintPicture(painter, picture, m_thumbnails->pixmap(path, box), ground, 6);
    if (!m_thumbnails->failure(path).isEmpty())
        paintMissing(painter, picture, p);
    if (index.data(SampleModel::IsQueryRole).toBool())
        paintBadge(painter, picture.topLeft() + QPointF(6, 6), tr("Query"), theme::font(theme::Text::Small), accent,
            p.color(QPalette::HighlightedText));

    const QFontMetricsF metrics(option.font);
    const QRectF first(picture.left(), picture.bottom() + 6, picture.width(), metrics.lineSpacing());
    paintText(painter, first, index.data(SampleModel::PrimaryTextRole).toString(), option.font, p.color(QPalette::Text),
        1, m_marked, theme::mix(p.color(QPalette::Base), accent, 0.30));
    const QRectF second(first.left(), first.bottom(), first.width(), first.height());
    paintText(painter, second, index.data(SampleModel::SecondaryTextRole).toString(), theme::font(theme::Text::Small),
        p.color(QPalette::PlaceholderText), 1, m_marked, theme::mix(p.color(QPalette::Base), accent, 0.30));
}

} // namespace fulcrum::delegates
