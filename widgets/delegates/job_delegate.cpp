// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/delegates/job_delegate.h"

#include "widgets/delegates/text_paint.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <cmath>

namespace fulcrum::delegates {

namespace {

using models::JobListModel;
using store::RunState;
constexpr int kRowHeight = 56, kActiveHeight = 78; // an active row has a third line
constexpr int kCurveWidth = 72;
constexpr int kButton = 32;

RunState stateOf(const QModelIndex& index) { return static_cast<RunState>(index.data(JobListModel::StateRole).toInt()); }

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

QString iconOf(const QString& kind)
{
    static const QHash<QString, QString> icons {{QStringLiteral("embed"), QStringLiteral("embed")},
        {QStringLiteral("dm"), QStringLiteral("beam")}, {QStringLiteral("train"), QStringLiteral("train")},
        {QStringLiteral("eval"), QStringLiteral("evaluate")}};
    return icons.value(kind, QStringLiteral("jobs"));
}

QString buttonIcon(JobDelegate::Button button)
{
    switch (button) {
    case JobDelegate::Button::Pause: return QStringLiteral("pause");
    case JobDelegate::Button::Resume: return QStringLiteral("play");
    case JobDelegate::Button::Stop: break;
    }
    return QStringLiteral("stop");
}

} // namespace

JobDelegate::JobDelegate(QObject* parent) : QStyledItemDelegate(parent) { }

QVector<JobDelegate::Button> JobDelegate::buttonsFor(RunState state)
{
    switch (state) {
    case RunState::Queued: return {Button::Stop};
    case RunState::Starting:
    case RunState::Running: return {Button::Pause, Button::Stop};
    case RunState::Paused: return {Button::Resume, Button::Stop};
    case RunState::Failed:
    case RunState::Cancelled:
    case RunState::Interrupted: return {Button::Resume};
    default: return {};
    }
}

QSize JobDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const bool third = index.data(JobListModel::ActiveRole).toBool() && !index.data(JobListModel::LineRole).toString().isEmpty();
    return {480, third ? kActiveHeight : kRowHeight};
}

/// The newest values as a line from edge to edge, its last point marked.
void JobDelegate::paintCurve(QPainter* painter, const QRectF& rect, const QVector<double>& values, const QColor& color)
{
    QVector<double> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](double v) { return std::isfinite(v); });
    if (finite.size() < 2)
        return;
    const auto [low, high] = std::minmax_element(finite.begin(), finite.end());
    const double range = *high - *low;
    QPolygonF line;
    for (qsizetype i = 0; i < finite.size(); ++i)
        line.append({rect.left() + rect.width() * static_cast<double>(i) / static_cast<double>(finite.size() - 1),
            range > 0 ? rect.bottom() - rect.height() * (finite[i] - *low) / range : rect.center().y()});
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, 1.5));
    painter->drawPolyline(line);
    painter->setBrush(color);
    painter->drawEllipse(line.back(), 2, 2);
    painter->restore();
}

QRect JobDelegate::buttonRect(const QRect& row, int place) const
{
    const int left = row.right() - 8 - (2 - place) * (kButton + 4);
    return {left, row.top() + (row.height() - kButton) / 2, kButton, kButton};
}

void JobDelegate::paintProgress(
    QPainter* painter, const QRectF& rect, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QPalette& p = option.palette;
    const QFont small = theme::font(theme::Text::Small);
    const double line = QFontMetricsF(small).lineSpacing();
    const double share = index.data(JobListModel::ProgressRole).toDouble();
    const QRectF bar(rect.left(), rect.center().y() - line / 2 - 3, rect.width(), 6);
    theme::drawRounded(painter, bar, 3, theme::mix(p.color(QPalette::Mid), p.color(QPalette::Base), 0.3), QColor());
    if (share > 0) {
        QRectF done = bar;
        done.setWidth(std::max(6.0, bar.width() * std::min(1.0, share)));
        theme::drawRounded(painter, done, 3, theme::toneColor(p, toneOf(stateOf(index))), QColor());
    }
    painter->setFont(small);
    painter->setPen(p.color(QPalette::PlaceholderText));
    const QRectF below(rect.left(), bar.bottom() + 4, rect.width(), line);
    painter->drawText(below, Qt::AlignLeft | Qt::AlignVCenter, index.data(JobListModel::UnitsRole).toString());
    painter->drawText(below, Qt::AlignRight | Qt::AlignVCenter, index.data(JobListModel::TimeRole).toString());
}

void JobDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QPalette& p = option.palette;
    const QRect row = option.rect;
    painter->save();
    option.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    painter->fillRect(QRect(row.left() + 16, row.bottom(), row.width() - 32, 1), p.color(QPalette::Midlight));

    const RunState state = stateOf(index);
    const QColor tone = theme::toneColor(p, toneOf(state));
    const qreal ratio = painter->device()->devicePixelRatio();
    const QRectF disc(row.left() + 16, row.center().y() - 16, 32, 32);
    theme::drawRounded(painter, disc, 8, theme::mix(p.color(QPalette::Base), tone, 0.14), QColor());
    painter->drawPixmap(disc.topLeft() + QPointF(7, 7),
        theme::iconPixmap(iconOf(index.data(JobListModel::KindRole).toString()), 18, tone, ratio));

    const double right = buttonRect(row, 0).left() - 16;
    const double barWidth = std::clamp((right - disc.right()) * 0.42, 140.0, 420.0);
    const QRectF barArea(right - barWidth, row.top(), barWidth, row.height());
    const QVector<double> curve = index.data(JobListModel::CurveRole).value<QVector<double>>();
    const bool active = index.data(JobListModel::ActiveRole).toBool();
    const double curveWidth = active && curve.size() > 1 ? kCurveWidth + 12 : 0;
    const double below = curveWidth > 0 ? 0 : 88; // the second and third line pass under the badge where no curve stands
    const double textLeft = disc.right() + 12, textWidth = barArea.left() - textLeft - 96 - curveWidth;
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    const double line = QFontMetricsF(bold).lineSpacing();
    const QString third = active ? index.data(JobListModel::LineRole).toString() : QString();
    const double top = row.center().y() - (third.isEmpty() ? line : 1.5 * line) + 1;
    paintText(painter, QRectF(textLeft, top, textWidth, line), index.data().toString(), bold, p.color(QPalette::Text), 1);
    paintText(painter, QRectF(textLeft, top + line, textWidth + below, line), index.data(JobListModel::DetailRole).toString(),
        theme::font(theme::Text::Small),
        state == RunState::Failed ? tone : p.color(QPalette::PlaceholderText), 1);
    paintText(painter, QRectF(textLeft, top + 2 * line, textWidth + below, line), third, theme::font(theme::Text::Small),
        p.color(QPalette::PlaceholderText), 1);
    if (curveWidth > 0)
        paintCurve(painter, QRectF(barArea.left() - 104 - kCurveWidth, row.center().y() - 12, kCurveWidth, 24), curve, tone);
    paintBadge(painter, QPointF(barArea.left() - 92, top), JobListModel::stateText(state),
        theme::font(theme::Text::Small), theme::mix(p.color(QPalette::Base), tone, 0.14), tone);
    paintProgress(painter, barArea, option, index);

    const QVector<Button> buttons = buttonsFor(state);
    for (int i = 0; i < buttons.size(); ++i) {
        const QRect rect = buttonRect(row, i);
        painter->drawPixmap(rect.topLeft() + QPoint(7, 7),
            theme::iconPixmap(buttonIcon(buttons[i]), 18, p.color(QPalette::Text), ratio));
    }
    painter->restore();
}

bool JobDelegate::editorEvent(
    QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::MouseButtonRelease)
        return false;
    const QPoint at = static_cast<QMouseEvent*>(event)->position().toPoint();
    const QVector<Button> buttons = buttonsFor(stateOf(index));
    const qint64 run = index.data(JobListModel::RunRole).toLongLong();
    for (int i = 0; i < buttons.size(); ++i) {
        if (!buttonRect(option.rect, i).contains(at))
            continue;
        switch (buttons[i]) {
        case Button::Pause: Q_EMIT pauseClicked(run); break;
        case Button::Resume: Q_EMIT resumeClicked(run); break;
        case Button::Stop: Q_EMIT stopClicked(run); break;
        }
        return true;
    }
    return false;
}

bool JobDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const QVector<Button> buttons = buttonsFor(stateOf(index));
    for (int i = 0; i < buttons.size(); ++i) {
        if (!buttonRect(option.rect, i).contains(event->pos()))
            continue;
        const QString tip = buttons[i] == Button::Pause ? tr("Pause at the end of this unit")
            : buttons[i] == Button::Resume              ? tr("Go on where it stopped")
                                                        : tr("Stop; what is done is kept and can be resumed");
        QToolTip::showText(event->globalPos(), tip, view);
        return true;
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

} // namespace fulcrum::delegates
