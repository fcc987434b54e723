// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/sample_delegate.h"

#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/models/sample_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace fulcrum::delegates {

namespace {
constexpr int kGap = 8;    // around the card
constexpr int kInside = 8; // between its border and its content
constexpr int kDisc = 22;  // of a star or a warning
constexpr int kDot = 10;   // of a tag
constexpr qsizetype kMostDots = 4;
constexpr int kRestMs = 120; // without painting, before pictures are made ahead
constexpr int kMostAhead = 200;
using models::SampleModel;

/// A dot for each tag, and how many more there are.
void paintTags(QPainter* painter, QPointF corner, const QStringList& tags, const QColor& ground, const QColor& ink)
{
    for (const QString& tag : tags.first(std::min(kMostDots, tags.size()))) {
        painter->setPen(QPen(ground, 2));
        painter->setBrush(tagColor(tag));
        painter->drawEllipse(QRectF(corner, QSizeF(kDot, kDot)));
        corner += QPointF(kDot + 2, 0);
    }
    if (tags.size() > kMostDots)
        paintBadge(painter, corner - QPointF(0, 6), QStringLiteral("+%1").arg(tags.size() - kMostDots),
            theme::font(theme::Text::Small), ground, ink);
}
} // namespace

SampleDelegate::SampleDelegate(bridge::ThumbnailProvider* thumbnails, QObject* parent)
    : QStyledItemDelegate(parent), m_thumbnails(thumbnails)
{
    m_prefetch.setSingleShot(true);
    m_prefetch.setInterval(kRestMs);
    connect(&m_prefetch, &QTimer::timeout, this, &SampleDelegate::prefetchNext);
}

void SampleDelegate::setSide(int side) { m_side = std::clamp(side, kSmallest, kLargest); }

QSize SampleDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const QFontMetrics body(option.font), small(theme::font(theme::Text::Small));
    return {m_side + 2 * kInside + kGap, m_side + 2 * kInside + kGap + 6 + body.lineSpacing() + small.lineSpacing()};
}

void SampleDelegate::paintSample(
    QPainter* painter, const QRectF& rect, const QModelIndex& index, const QPalette& palette, double radius) const
{
    const QString path = index.data(SampleModel::ImagePathRole).toString();
    const QSize box = (rect.size() * painter->device()->devicePixelRatio()).toSize();
    const QPixmap pixmap = m_thumbnails->pixmap(path, box);
    paintPicture(painter, rect, pixmap, theme::mix(palette.color(QPalette::Base), palette.color(QPalette::Midlight), 0.7), radius);
    noteRow(index, box);
    if (const QColor color = m_thumbnails->placeholder(path); pixmap.isNull() && color.isValid()) {
        QRectF place(QPointF(), QSizeF(m_thumbnails->pictureSize(path)).scaled(rect.size(), Qt::KeepAspectRatio));
        place.moveCenter(rect.center());
        QPainterPath rounded;
        rounded.addRoundedRect(rect, radius, radius);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setClipPath(rounded);
        painter->fillRect(place, color);
        painter->restore();
    }
    if (m_thumbnails->failure(path).isEmpty())
        return;
    const QPixmap glyph = theme::iconPixmap(QStringLiteral("image-broken"), 32,
        theme::toneColor(palette, theme::Tone::Warning), painter->device()->devicePixelRatio());
    painter->drawPixmap(QPointF(rect.center().x() - 16, rect.center().y() - 16), glyph);
}

/// Discs and pills on the picture. The tool tip and the accessible text say the same in words.
void SampleDelegate::paintBadges(
    QPainter* painter, const QRectF& picture, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QPalette& p = option.palette;
    const QFont small = theme::font(theme::Text::Small);
    const QColor ground = p.color(QPalette::Base), ink = p.color(QPalette::Text);
    const double ratio = painter->device()->devicePixelRatio();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const auto disc = [&](QPointF corner, const char* icon, const QColor& color) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(ground);
        painter->drawEllipse(QRectF(corner, QSizeF(kDisc, kDisc)));
        painter->drawPixmap(corner + QPointF(4, 4), theme::iconPixmap(QString::fromLatin1(icon), kDisc - 8, color, ratio));
    };
    double right = picture.right() - 6 - kDisc;
    if (index.data(SampleModel::StarRole).toBool()) {
        disc(QPointF(right, picture.top() + 6), "star-filled", theme::toneColor(p, theme::Tone::Warning));
        right -= kDisc + 4;
    }
    if (index.data(SampleModel::MissingRole).toBool())
        disc(QPointF(right, picture.top() + 6), "warning", theme::toneColor(p, theme::Tone::Warning));
    if (const int uses = index.data(SampleModel::UsesRole).toInt(); uses > 0) {
        const QString text = tr("%1× ICD").arg(uses);
        const QFontMetricsF metrics(small);
        paintBadge(painter,
            QPointF(picture.right() - 6 - metrics.horizontalAdvance(text) - 10, picture.bottom() - 6 - metrics.height() - 3), text,
            small, ground, ink);
    }
    paintTags(painter, QPointF(picture.left() + 6, picture.bottom() - 6 - kDot), index.data(SampleModel::TagsRole).toStringList(),
        ground, ink);
    painter->restore();
}

void SampleDelegate::paintSmall(
    QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QPalette& p = option.palette;
    if (option.state & QStyle::State_Selected)
        painter->fillRect(
            option.rect, theme::mix(p.color(QPalette::Base), p.color(QPalette::Highlight), theme::isDark(p) ? 0.28 : 0.14));
    paintSample(painter, QRectF(option.rect).adjusted(8, 4, -8, -4), index, p, 4);
}

void SampleDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (option.rect.height() < m_side) {
        paintSmall(painter, option, index);
        return;
    }
    painter->setOpacity(m_dimmed ? 0.5 : 1.0);
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
    paintSample(painter, picture, index, p, 6);
    if (index.data(SampleModel::IsQueryRole).toBool())
        paintBadge(painter, picture.topLeft() + QPointF(6, 6), tr("Query"), theme::font(theme::Text::Small), accent,
            p.color(QPalette::HighlightedText));
    paintBadges(painter, picture, option, index);

    const auto* samples = qobject_cast<const SampleModel*>(index.model());
    const bool vqa = samples && samples->dataset() && samples->dataset()->task() == data::Task::Vqa;
    static const data::Highlighter none;
    const data::Highlighter& highlighter = samples ? samples->highlighter() : none;
    const QColor mark = theme::markColor(p);
    const QFontMetricsF metrics(option.font);
    const QRectF first(picture.left(), picture.bottom() + 6, picture.width(), metrics.lineSpacing());
    const QString text = index.data(SampleModel::MatchTextRole).toString();
    paintText(painter, first, text, option.font, p.color(QPalette::Text), 1,
        marksIn(text, highlighter, vqa ? data::Field::Question : data::Field::Caption, mark));
    const QRectF second(first.left(), first.bottom(), first.width(), first.height());
    const QString quiet = index.data(SampleModel::SecondaryTextRole).toString().simplified();
    paintText(painter, second, quiet, theme::font(theme::Text::Small), p.color(QPalette::PlaceholderText), 1,
        vqa ? marksIn(quiet, highlighter, data::Field::Answer, mark) : TextMarks());
}

bool SampleDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QString failure = m_thumbnails->failure(index.data(SampleModel::ImagePathRole).toString());
    if (event->type() != QEvent::ToolTip || failure.isEmpty())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), failure, view);
    return true;
}

void SampleDelegate::noteRow(const QModelIndex& index, const QSize& box) const
{
    PaintedRows& painted = m_painted;
    if (painted.model != index.model())
        painted = {index.model(), index.column(), -1, -1, -1, box};
    painted.first = painted.first < 0 ? index.row() : std::min(painted.first, index.row());
    painted.last = std::max(painted.last, index.row());
    painted.box = box;
    m_prefetch.start();
}

/// As many rows again as were painted, in the direction that the view has moved.
void SampleDelegate::prefetchNext()
{
    const PaintedRows painted = m_painted;
    m_painted.before = painted.first;
    m_painted.first = m_painted.last = -1;
    if (!painted.model || painted.first < 0)
        return;
    const bool up = painted.first < painted.before;
    QStringList paths;
    for (int i = 1; i <= std::min(kMostAhead, painted.last - painted.first + 1); ++i) {
        const int row = up ? painted.first - i : painted.last + i;
        paths.append(painted.model->index(row, painted.column).data(SampleModel::ImagePathRole).toString());
    }
    m_thumbnails->prefetch(paths, painted.box);
}

} // namespace fulcrum::delegates
