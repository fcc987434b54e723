// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/run_delegate.h"

#include "core/store/run_repository.h"
#include "widgets/models/run_tree_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QLineEdit>
#include <QPainter>
#include <QToolTip>

namespace fulcrum::delegates {

namespace {

using models::RunTreeModel;
using store::RunState;

constexpr int kHeight = 30;
constexpr int kGap = 6;
constexpr int kDot = 8;

theme::Tone toneOf(RunState state)
{
    switch (state) {
    case RunState::Succeeded: return theme::Tone::Good;
    case RunState::Failed: return theme::Tone::Bad;
    case RunState::Paused:
    case RunState::Pausing:
    case RunState::Interrupted: return theme::Tone::Warning;
    case RunState::Queued:
    case RunState::Cancelled: return theme::Tone::Neutral;
    default: return theme::Tone::Accent;
    }
}

QFont badgeFont() { return theme::font(theme::Text::Small); }

int badgeWidth(const QString& text, const QFontMetrics& metrics) { return metrics.horizontalAdvance(text) + 12; }

int badgesWidth(const QStringList& badges)
{
    const QFontMetrics metrics(badgeFont());
    int width = 0;
    for (const QString& one : badges)
        width += kGap + badgeWidth(one, metrics);
    return width;
}

/// "parity" and "imported" warn, "active" is the person's own doing.
QColor badgeColor(const QPalette& palette, const QString& text, bool isGroup)
{
    if (isGroup)
        return palette.color(QPalette::PlaceholderText);
    const bool warns = text == RunTreeModel::tr("parity") || text == RunTreeModel::tr("imported");
    const bool active = text == RunTreeModel::tr("active");
    return theme::toneColor(palette, warns ? theme::Tone::Warning : active ? theme::Tone::Accent : theme::Tone::Neutral);
}

QRect textRectOf(const QStyleOptionViewItem& option)
{
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    return style->subElementRect(QStyle::SE_ItemViewItemText, &option, option.widget);
}

} // namespace

QSize RunDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    if (index.column() == RunTreeModel::NameColumn)
        size.rwidth() += badgesWidth(index.data(RunTreeModel::BadgesRole).toStringList());
    return {size.width(), std::max(kHeight, QFontMetrics(option.font).height() + 10)};
}

void RunDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    if (index.column() == RunTreeModel::NameColumn)
        paintName(painter, option, index);
    else if (index.column() == RunTreeModel::StateColumn && index.data(RunTreeModel::RunRole).toLongLong() != 0)
        paintState(painter, option, index);
    else
        QStyledItemDelegate::paint(painter, option, index);
}

void RunDelegate::paintName(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const
{
    QStyleOptionViewItem option(given);
    initStyleOption(&option, index);
    const bool isGroup = index.data(RunTreeModel::RunRole).toLongLong() == 0;
    if (isGroup)
        option.font.setBold(index.data(RunTreeModel::KindRole).toString() == u"experiment");
    const QStringList badges = index.data(RunTreeModel::BadgesRole).toStringList();
    const QRect room = textRectOf(option);
    const QFontMetrics metrics(option.font);
    const int width = std::max(0, room.width() - badgesWidth(badges) - 4);
    option.text = metrics.elidedText(option.text, Qt::ElideRight, width);
    option.textElideMode = Qt::ElideNone;
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(badgeFont());
    const QFontMetrics small(badgeFont());
    int left = room.left() + metrics.horizontalAdvance(option.text) + 4;
    for (const QString& text : badges) {
        const int high = small.height() + 2;
        const QRect pill(left + kGap, room.center().y() - high / 2, badgeWidth(text, small), high);
        const QColor color = badgeColor(option.palette, text, isGroup);
        if (!isGroup)
            theme::drawRounded(painter, pill, high / 2.0, theme::mix(option.palette.color(QPalette::Base), color, 0.14), color);
        painter->setPen(color);
        painter->drawText(pill, Qt::AlignCenter, text);
        left = pill.right();
    }
    painter->restore();
}

void RunDelegate::paintState(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const
{
    QStyleOptionViewItem option(given);
    initStyleOption(&option, index);
    const QString text = option.text;
    option.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
    const QColor color = theme::toneColor(option.palette, toneOf(static_cast<RunState>(index.data(RunTreeModel::StateRole).toInt())));
    const QRect room = option.rect.adjusted(6, 0, -4, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawEllipse(QRect(room.left(), room.center().y() - kDot / 2 + 1, kDot, kDot));
    painter->setFont(option.font);
    painter->setPen(option.palette.color(QPalette::Text));
    const QRect rest = room.adjusted(kDot + kGap, 0, 0, 0);
    painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, QFontMetrics(option.font).elidedText(text, Qt::ElideRight, rest.width()));
    if (const double done = index.data(RunTreeModel::ProgressRole).toDouble(); done >= 0) {
        const QRectF track(rest.left(), option.rect.bottom() - 3, rest.width(), 2);
        painter->fillRect(track, option.palette.color(QPalette::Mid));
        painter->fillRect(QRectF(track.left(), track.top(), track.width() * std::min(1.0, done), track.height()), color);
    }
    painter->restore();
}

bool RunDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QString tip = index.data(RunTreeModel::BadgeTipRole).toString();
    if (event->type() != QEvent::ToolTip || index.column() != RunTreeModel::NameColumn || tip.isEmpty())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), index.data(Qt::DisplayRole).toString() + u'\n' + tip, view);
    return true;
}

void RunDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    QStyledItemDelegate::setEditorData(editor, index);
    if (auto* line = qobject_cast<QLineEdit*>(editor))
        line->setMaxLength(index.column() == RunTreeModel::NameColumn ? 80 : 4000);
}

} // namespace fulcrum::delegates
