// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/style.h"

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QDockWidget>
#include <QPainter>
#include <QPushButton>
#include <QStyleFactory>
#include <QStyleOption>
#include <QToolTip>

namespace fulcrum::theme {

namespace {

constexpr double kRadius = 6;
constexpr int kControlHeight = 32;

bool isCard(const QWidget* widget) { return widget && widget->property(kCardProperty).toBool(); }
bool isPrimary(const QWidget* widget) { return widget && widget->property(kPrimaryProperty).toBool(); }

} // namespace

void drawRounded(QPainter* painter, const QRectF& rect, double radius, const QBrush& fill, const QColor& border)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill);
    painter->setPen(border.isValid() && border.alpha() > 0 ? QPen(border, 1) : QPen(Qt::NoPen));
    const double inset = border.isValid() ? 0.5 : 0;
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter->restore();
}

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) { }

void Style::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    // A rounded popup needs a window that is transparent at its corners.
    if (widget->inherits("QMenu") || widget->inherits("QTipLabel"))
        widget->setAttribute(Qt::WA_TranslucentBackground);
}

void Style::drawButtonPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const QPalette& p = option->palette;
    const bool enabled = option->state & State_Enabled;
    const bool down = option->state & (State_Sunken | State_On);
    const bool hover = enabled && (option->state & State_MouseOver);
    if (isPrimary(widget) && enabled) {
        QColor fill = p.color(QPalette::Highlight);
        if (hover || down)
            fill = mix(fill, down ? p.color(QPalette::Shadow) : p.color(QPalette::HighlightedText), down ? 0.2 : 0.1);
        drawRounded(painter, option->rect, kRadius, fill, QColor());
    } else {
        QColor fill = enabled ? p.color(QPalette::Button) : p.color(QPalette::AlternateBase);
        if (down)
            fill = mix(fill, p.color(QPalette::Mid), 0.6);
        else if (hover)
            fill = p.color(QPalette::Midlight);
        drawRounded(painter, option->rect, kRadius, fill, p.color(QPalette::Mid));
    }
}

void Style::drawToolButtonPanel(const QStyleOption* option, QPainter* painter) const
{
    const QPalette& p = option->palette;
    const bool on = option->state & State_On;
    if (!(option->state & State_Enabled) && !on)
        return;
    if (on)
        drawRounded(painter, option->rect, kRadius,
            mix(p.color(QPalette::Window), p.color(QPalette::Highlight), 0.18), QColor());
    else if (option->state & State_Sunken)
        drawRounded(painter, option->rect, kRadius, p.color(QPalette::Mid), QColor());
    else if (option->state & State_MouseOver)
        drawRounded(painter, option->rect, kRadius, p.color(QPalette::Midlight), QColor());
}

void Style::drawFieldPanel(const QStyleOption* option, QPainter* painter, bool focused) const
{
    const QPalette& p = option->palette;
    const bool enabled = option->state & State_Enabled;
    drawRounded(painter, option->rect, kRadius, p.color(enabled ? QPalette::Base : QPalette::AlternateBase),
        focused ? p.color(QPalette::Highlight) : p.color(QPalette::Mid));
}

void Style::drawCheckMark(const QStyleOption* option, QPainter* painter, bool round) const
{
    const QPalette& p = option->palette;
    const bool on = option->state & State_On, partly = option->state & State_NoChange;
    const bool enabled = option->state & State_Enabled;
    const QRectF box = QRectF(option->rect).adjusted(1, 1, -1, -1);
    const QColor accent = enabled ? p.color(QPalette::Highlight) : p.color(QPalette::Mid);
    const double radius = round ? box.width() / 2 : 4;
    if (!on && !partly) {
        const QColor border = option->state & State_MouseOver ? accent : p.color(QPalette::Shadow);
        drawRounded(painter, box, radius, p.color(QPalette::Base), enabled ? mix(border, p.color(QPalette::Base), 0.15)
                                                                           : p.color(QPalette::Mid));
        return;
    }
    drawRounded(painter, box, radius, accent, QColor());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor ink = p.color(QPalette::HighlightedText);
    if (round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        painter->drawEllipse(box.center(), box.width() * 0.2, box.width() * 0.2);
    } else {
        painter->setPen(QPen(ink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&box](double x, double y) {
            return QPointF(box.left() + box.width() * x, box.top() + box.height() * y);
        };
        if (partly)
            painter->drawLine(at(0.25, 0.5), at(0.75, 0.5));
        else
            painter->drawPolyline(QPolygonF {at(0.24, 0.54), at(0.43, 0.72), at(0.77, 0.32)});
    }
    painter->restore();
}

void Style::drawItemPanel(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const QPalette& p = option->palette;
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    if (item && item->backgroundBrush.style() != Qt::NoBrush)
        painter->fillRect(option->rect, item->backgroundBrush);
    const QColor base = p.color(QPalette::Base);
    if (option->state & State_Selected) {
        const double strength = isDark(p) ? 0.28 : 0.14;
        painter->fillRect(option->rect, mix(base, p.color(QPalette::Highlight), strength));
    } else if ((option->state & State_MouseOver) && (!widget || widget->isEnabled())) {
        painter->fillRect(option->rect, mix(base, p.color(QPalette::Midlight), 0.6));
    }
}

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const QPalette& p = option->palette;
    switch (element) {
    case PE_PanelButtonCommand: return drawButtonPanel(option, painter, widget);
    case PE_PanelButtonTool:
    case PE_IndicatorButtonDropDown: return drawToolButtonPanel(option, painter);
    case PE_PanelLineEdit: {
        const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (frame && frame->lineWidth > 0)
            drawFieldPanel(option, painter, option->state & State_HasFocus);
        return;
    }
    case PE_FrameLineEdit: return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck: return drawCheckMark(option, painter, false);
    case PE_IndicatorRadioButton: return drawCheckMark(option, painter, true);
    case PE_FrameFocusRect: {
        QColor ring = p.color(QPalette::Highlight);
        drawRounded(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, Qt::NoBrush, ring);
        return;
    }
    case PE_Frame:
        if (isCard(widget))
            return drawRounded(painter, option->rect, 10, p.color(QPalette::Base), p.color(QPalette::Mid));
        return drawRounded(painter, option->rect, kRadius, Qt::NoBrush, p.color(QPalette::Mid));
    case PE_PanelMenu:
    case PE_PanelTipLabel:
        return drawRounded(painter, option->rect, 8, p.color(QPalette::Button), p.color(QPalette::Mid));
    case PE_FrameMenu:
    case PE_FrameStatusBarItem:
    case PE_FrameDockWidget:
    case PE_FrameTabBarBase: return;
    case PE_FrameTabWidget:
        painter->fillRect(QRect(option->rect.left(), option->rect.top(), option->rect.width(), 1), p.color(QPalette::Mid));
        return;
    case PE_PanelItemViewItem: return drawItemPanel(option, painter, widget);
    case PE_PanelItemViewRow: return;
    case PE_IndicatorDockWidgetResizeHandle: return;
    default: QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_ButtonMargin: return 16;
    case PM_ScrollBarExtent: return 12;
    case PM_ScrollBarSliderMin: return 32;
    case PM_SplitterWidth: return 8;
    case PM_DockWidgetSeparatorExtent: return 6;
    case PM_DockWidgetTitleMargin: return 8;
    case PM_DockWidgetTitleBarButtonMargin: return 6;
    case PM_TabBarTabHSpace: return 28;
    case PM_TabBarTabVSpace: return 14;
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal: return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin: return 6;
    case PM_MenuPanelWidth: return 0;
    case PM_MenuBarItemSpacing: return 0;
    case PM_ToolBarItemSpacing: return 8;
    case PM_ToolBarItemMargin: return 4;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 18;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutBottomMargin: return 16;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return 8;
    case PM_SliderThickness:
    case PM_SliderControlThickness: return 20;
    case PM_SliderLength: return 16;
    case PM_HeaderMargin: return 8;
    case PM_ToolTipLabelFrameWidth: return 6;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    if (element == SE_LineEditContents && frame && frame->lineWidth > 0)
        return rect.adjusted(6, 0, -6, 0);
    return rect;
}

QIcon Style::standardIcon(StandardPixmap standard, const QStyleOption* option, const QWidget* widget) const
{
    switch (standard) {
    case SP_TitleBarCloseButton: return icon(QStringLiteral("close"), QPalette::PlaceholderText);
    case SP_TitleBarNormalButton: return icon(QStringLiteral("fullscreen"), QPalette::PlaceholderText);
    case SP_LineEditClearButton: return icon(QStringLiteral("close"), QPalette::PlaceholderText);
    default: return QProxyStyle::standardIcon(standard, option, widget);
    }
}

int Style::styleHint(
    StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returnData) const
{
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons: // the platform's pictures do not follow our theme
    case SH_EtchDisabledText:
    case SH_DockWidget_ButtonsHaveFrame: return 0;
    case SH_ScrollBar_Transient:
    case SH_UnderlineShortcut: return 0;
    case SH_ItemView_ShowDecorationSelected: return 1;
    case SH_ComboBox_Popup: return 0;
    case SH_FormLayoutLabelAlignment: return Qt::AlignLeft | Qt::AlignVCenter;
    case SH_ToolTip_WakeUpDelay: return 450;
    default: return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        result.setHeight(std::max(result.height(), kControlHeight));
        result.setWidth(std::max(result.width(), 72));
        break;
    case CT_ComboBox: result += QSize(12, 0); [[fallthrough]];
    case CT_SpinBox:
    case CT_LineEdit: result.setHeight(std::max(result.height(), kControlHeight)); break;
    case CT_ToolButton: result = result.expandedTo(QSize(kControlHeight, kControlHeight)); break;
    case CT_MenuItem: {
        const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
        if (item && item->menuItemType != QStyleOptionMenuItem::Separator)
            result = QSize(result.width() + 24, std::max(result.height(), 30));
        break;
    }
    case CT_MenuBarItem: result += QSize(8, 8); break;
    case CT_ItemViewItem: result.setHeight(std::max(result.height(), 28)); break;
    default: break;
    }
    return result;
}

} // namespace fulcrum::theme
