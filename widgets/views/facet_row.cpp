// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/facet_row.h"

#include "widgets/bridge/format.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"

#include <QApplication>
#include <QPainter>
#include <QStyleOptionButton>

namespace fulcrum::views {

namespace {
constexpr int kBox = 16, kGap = 8, kLeastBar = 28;
} // namespace

FacetRow::FacetRow(QWidget* parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCheckable(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this] {
        setChecked(!isChecked()); // the filter says what is checked, when it has changed
        Q_EMIT toggleWanted(QApplication::keyboardModifiers() & Qt::AltModifier);
    });
}

void FacetRow::show(const store::FacetValue& value, std::int64_t most, bool asked, bool excluded)
{
    m_value = value;
    m_most = std::max<std::int64_t>(1, most);
    m_excluded = excluded;
    const QString name = QString::fromStdString(value.text);
    setText(name);
    setChecked(asked || excluded);
    setAccessibleName(excluded ? tr("not %1, %2 samples").arg(name, bridge::count(value.count))
                               : tr("%1, %2 samples").arg(name, bridge::count(value.count)));
    setToolTip(tr("%1: %2 samples. Click to show only these, Alt+click for everything else.").arg(name, bridge::count(value.count)));
    update();
}

QSize FacetRow::sizeHint() const { return {200, std::max(26, fontMetrics().height() + 8)}; }

bool FacetRow::event(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave)
        update();
    return QAbstractButton::event(event);
}

void FacetRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QPalette& p = palette();
    const QColor accent = p.color(QPalette::Highlight);
    if (underMouse() || hasFocus())
        theme::drawRounded(&painter, rect(), 5, underMouse() ? p.color(QPalette::AlternateBase) : p.color(QPalette::Base),
            hasFocus() ? accent : QColor());
    QStyleOptionButton box;
    box.initFrom(this);
    box.rect = QRect(6, (height() - kBox) / 2, kBox, kBox);
    box.state |= m_excluded ? QStyle::State_NoChange : isChecked() ? QStyle::State_On : QStyle::State_Off;
    style()->drawPrimitive(QStyle::PE_IndicatorCheckBox, &box, &painter, this);

    const QFont small = theme::tabular(theme::font(theme::Text::Small));
    const QString number = bridge::count(m_value.count);
    const int numberWidth = QFontMetrics(small).horizontalAdvance(number);
    const int left = box.rect.right() + kGap, right = width() - 8;
    const int room = right - left - numberWidth - kGap;
    const int textWidth = std::min(fontMetrics().horizontalAdvance(text()), std::max(room - kLeastBar - kGap, room / 2));
    painter.setFont(font());
    painter.setPen(p.color(m_value.count > 0 ? QPalette::Text : QPalette::PlaceholderText));
    QFont face = font();
    face.setStrikeOut(m_excluded);
    painter.setFont(face);
    painter.drawText(QRect(left, 0, textWidth + 2, height()), Qt::AlignLeft | Qt::AlignVCenter,
        fontMetrics().elidedText(text(), Qt::ElideRight, textWidth + 1));
    painter.setFont(small);
    painter.setPen(p.color(QPalette::PlaceholderText));
    painter.drawText(QRect(right - numberWidth, 0, numberWidth + 1, height()), Qt::AlignRight | Qt::AlignVCenter, number);

    // The bars of all rows end before the numbers and have one scale.
    const double full = width() * 0.30;
    const double length = full * static_cast<double>(m_value.count) / static_cast<double>(m_most);
    const double barRight = right - std::max(numberWidth, fontMetrics().averageCharWidth() * 8) - kGap;
    if (const double start = barRight - full; start > left + textWidth + 4 && length > 0)
        theme::drawRounded(&painter, QRectF(start, height() / 2.0 - 3, std::max(3.0, length), 6), 3,
            theme::mix(p.color(QPalette::Base), accent, isChecked() ? 0.8 : 0.35), QColor());
}

} // namespace fulcrum::views
