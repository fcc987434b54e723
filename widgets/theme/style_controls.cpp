// SPDX-License-Identifier: GPL-3.0-or-later
// The composed controls of the style: tabs, titles, bars, menus, sliders, fields with arrows.
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"

#include <QAbstractItemView>
#include <QDockWidget>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>

namespace fulcrum::theme {

namespace {

void drawGlyph(QPainter* painter, const QRect& rect, const QString& name, int size, const QColor& color)
{
    const qreal ratio = painter->device()->devicePixelRatio();
    QRect target(0, 0, size, size);
    target.moveCenter(rect.center());
    painter->drawPixmap(target.topLeft(), iconPixmap(name, size, color, ratio));
}

} // namespace

void Style::drawTabShape(const QStyleOption* option, QPainter* painter) const
{
    const QPalette& p = option->palette;
    const QRect r = option->rect;
    if (option->state & State_Selected) {
        drawRounded(painter, QRectF(r.left() + 10, r.bottom() - 2, r.width() - 20, 3), 1.5,
            p.color(QPalette::Highlight), QColor());
    } else if (option->state & State_MouseOver) {
        drawRounded(painter, QRectF(r).adjusted(2, 4, -2, -4), 6, p.color(QPalette::Midlight), QColor());
    }
}

void Style::drawDockTitle(const QStyleOption* option, QPainter* painter, const QWidget*) const
{
    const auto* title = qstyleoption_cast<const QStyleOptionDockWidget*>(option);
    if (!title)
        return;
    painter->save();
    QFont font = painter->font();
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(title->palette.color(QPalette::WindowText));
    const QRect text = subElementRect(SE_DockWidgetTitleBarText, option, nullptr).adjusted(6, 0, 0, 0);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
        painter->fontMetrics().elidedText(title->title, Qt::ElideRight, text.width()));
    painter->restore();
}

void Style::drawProgress(const QStyleOption* option, QPainter* painter) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option);
    if (!bar)
        return;
    const QPalette& p = bar->palette;
    QRectF groove(bar->rect);
    const double height = std::min(6.0, groove.height());
    groove = QRectF(groove.left(), groove.center().y() - height / 2, groove.width(), height);
    drawRounded(painter, groove, height / 2, mix(p.color(QPalette::Mid), p.color(QPalette::Base), 0.3), QColor());
    const double span = double(bar->maximum) - bar->minimum;
    const double share = span > 0 ? std::clamp((bar->progress - bar->minimum) / span, 0.0, 1.0) : 0;
    if (share <= 0)
        return;
    groove.setWidth(std::max(height, groove.width() * share));
    drawRounded(painter, groove, height / 2, p.color(QPalette::Highlight), QColor());
}

void Style::drawHeaderSection(const QStyleOption* option, QPainter* painter) const
{
    const QPalette& p = option->palette;
    painter->fillRect(option->rect, p.color(QPalette::Base));
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1), p.color(QPalette::Mid));
}

void Style::drawMenuItem(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    const QPalette& p = option->palette;
    if (item && item->menuItemType == QStyleOptionMenuItem::Separator && item->text.isEmpty()) {
        painter->fillRect(QRect(item->rect.left() + 8, item->rect.center().y(), item->rect.width() - 16, 1),
            p.color(QPalette::Mid));
        return;
    }
    if (!item || !(item->state & State_Selected)) {
        QProxyStyle::drawControl(CE_MenuItem, option, painter, widget);
        return;
    }
    // Fusion paints a selected entry as a bar of the accent; ours is a quiet rounded fill with ordinary text.
    drawRounded(painter, QRectF(item->rect).adjusted(2, 1, -2, -1), 5, p.color(QPalette::Midlight), QColor());
    QStyleOptionMenuItem plain = *item;
    plain.state &= ~State_Selected;
    QProxyStyle::drawControl(CE_MenuItem, &plain, painter, widget);
}

namespace {

/// A text that is longer than its box ends in an ellipsis instead of under the arrow.
QStyleOptionComboBox elided(const QStyleOptionComboBox& combo, const QStyle* style, const QWidget* widget)
{
    QStyleOptionComboBox copy = combo;
    const int icon = combo.currentIcon.isNull() ? 0 : combo.iconSize.width() + 4;
    const int room = style->subControlRect(QStyle::CC_ComboBox, &combo, QStyle::SC_ComboBoxEditField, widget).width() - icon - 2;
    copy.currentText = combo.fontMetrics.elidedText(combo.currentText, Qt::ElideRight, room);
    return copy;
}

} // namespace

void Style::drawControl(
    ControlElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    switch (element) {
    case CE_TabBarTabShape: return drawTabShape(option, painter);
    case CE_DockWidgetTitle: return drawDockTitle(option, painter, widget);
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel: return;
    case CE_ProgressBarContents: return drawProgress(option, painter);
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: return drawHeaderSection(option, painter);
    case CE_MenuItem: return drawMenuItem(option, painter, widget);
    case CE_ItemViewItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
        if (!item)
            break;
        QStyleOptionViewItem copy = *item; // a chosen row is only tinted: its text stays as it is
        copy.palette.setColor(QPalette::HighlightedText, copy.palette.color(QPalette::Text));
        return QProxyStyle::drawControl(element, &copy, painter, widget);
    }
    case CE_Splitter: return;
    case CE_ToolBar:
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        return;
    case CE_MenuBarItem: {
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (!item)
            return;
        if (item->state & (State_Selected | State_Sunken))
            drawRounded(painter, QRectF(item->rect).adjusted(1, 2, -1, -2), 5, item->palette.color(QPalette::Midlight),
                QColor());
        drawItemText(painter, item->rect, Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextHideMnemonic, item->palette,
            item->state & State_Enabled, item->text, QPalette::WindowText);
        return;
    }
    case CE_ComboBoxLabel:
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option); combo && !combo->editable) {
            const QStyleOptionComboBox copy = elided(*combo, proxy(), widget);
            return QProxyStyle::drawControl(element, &copy, painter, widget);
        }
        break;
    case CE_PushButtonLabel: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        if (button && widget && widget->property(kPrimaryProperty).toBool() && (button->state & State_Enabled)) {
            QStyleOptionButton copy = *button;
            copy.palette.setColor(QPalette::ButtonText, copy.palette.color(QPalette::HighlightedText));
            QFont font = painter->font();
            font.setWeight(QFont::Medium);
            painter->setFont(font);
            QProxyStyle::drawControl(element, &copy, painter, widget);
            return;
        }
        break;
    }
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawScrollBar(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!bar || bar->maximum <= bar->minimum)
        return;
    const QRect slider = proxy()->subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool active = bar->state & State_MouseOver;
    const QPalette& p = bar->palette;
    const QColor color = mix(p.color(QPalette::Window), p.color(QPalette::WindowText), active ? 0.45 : 0.24);
    QRectF handle(slider);
    const double inset = active ? 2.5 : 3.5;
    if (bar->orientation == Qt::Vertical)
        handle.adjust(inset, 2, -inset, -2);
    else
        handle.adjust(2, inset, -2, -inset);
    drawRounded(painter, handle, std::min(handle.width(), handle.height()) / 2, color, QColor());
}

void Style::drawSlider(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (!slider || slider->orientation != Qt::Horizontal)
        return QProxyStyle::drawComplexControl(CC_Slider, option, painter, widget);
    const QPalette& p = slider->palette;
    const QRectF groove = proxy()->subControlRect(CC_Slider, option, SC_SliderGroove, widget);
    const QRectF handle = proxy()->subControlRect(CC_Slider, option, SC_SliderHandle, widget);
    const double y = handle.center().y();
    const bool enabled = slider->state & State_Enabled;
    const QColor accent = enabled ? p.color(QPalette::Highlight) : p.color(QPalette::Mid);
    const QRectF line(groove.left(), y - 2, groove.width(), 4);
    drawRounded(painter, line, 2, mix(p.color(QPalette::Mid), p.color(QPalette::Base), 0.2), QColor());
    drawRounded(painter, QRectF(line.left(), line.top(), handle.center().x() - line.left(), 4), 2, accent, QColor());
    const double radius = slider->state & State_MouseOver ? 8 : 7;
    drawRounded(painter, QRectF(handle.center().x() - radius, y - radius, 2 * radius, 2 * radius), radius,
        p.color(QPalette::Button), accent);
    drawRounded(painter, QRectF(handle.center().x() - 3, y - 3, 6, 6), 3, accent, QColor());
    if (slider->state & State_HasFocus)
        drawRounded(painter, QRectF(handle.center().x() - 9.5, y - 9.5, 19, 19), 9.5, Qt::NoBrush, accent);
}

void Style::drawComboBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
    if (!combo)
        return;
    if (combo->editable) {
        drawFieldPanel(option, painter, option->state & State_HasFocus);
    } else {
        drawButtonPanel(option, painter, widget);
        if (option->state & State_HasFocus)
            drawRounded(painter, option->rect, 6, Qt::NoBrush, option->palette.color(QPalette::Highlight));
    }
    const QRect arrow = proxy()->subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
    drawGlyph(painter, arrow, QStringLiteral("down"), 14, combo->palette.color(QPalette::PlaceholderText));
}

void Style::drawSpinBox(const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    if (!spin)
        return;
    if (spin->frame)
        drawFieldPanel(option, painter, option->state & State_HasFocus);
    if (spin->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto draw = [&](SubControl control, const char* name, bool usable) {
        const QRect rect = proxy()->subControlRect(CC_SpinBox, option, control, widget);
        const bool hot = (spin->activeSubControls & control) && (spin->state & State_MouseOver);
        const QPalette& p = spin->palette;
        const QColor color = !usable ? p.color(QPalette::Mid) : p.color(hot ? QPalette::Text : QPalette::PlaceholderText);
        drawGlyph(painter, rect, QString::fromLatin1(name), 12, color);
    };
    draw(SC_SpinBoxUp, "up", spin->stepEnabled & QAbstractSpinBox::StepUpEnabled);
    draw(SC_SpinBoxDown, "down", spin->stepEnabled & QAbstractSpinBox::StepDownEnabled);
}

void Style::drawComplexControl(
    ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const
{
    switch (control) {
    case CC_ScrollBar: return drawScrollBar(option, painter, widget);
    case CC_Slider: return drawSlider(option, painter, widget);
    case CC_ComboBox: return drawComboBox(option, painter, widget);
    case CC_SpinBox: return drawSpinBox(option, painter, widget);
    default: QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

} // namespace fulcrum::theme
