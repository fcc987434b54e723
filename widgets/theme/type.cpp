// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/type.h"

#include <QApplication>
#include <QLabel>

namespace fulcrum::theme {

QFont font(Text text)
{
    QFont f = QApplication::font();
    const double base = f.pointSizeF() > 0 ? f.pointSizeF() : 10.0;
    switch (text) {
    case Text::Display:
        f.setPointSizeF(base * 2.2);
        f.setWeight(QFont::DemiBold);
        f.setLetterSpacing(QFont::PercentageSpacing, 98);
        break;
    case Text::Title:
        f.setPointSizeF(base * 1.5);
        f.setWeight(QFont::DemiBold);
        break;
    case Text::Heading:
        f.setPointSizeF(base * 1.1);
        f.setWeight(QFont::DemiBold);
        break;
    case Text::Body: break;
    case Text::Small: f.setPointSizeF(base * 0.9); break;
    }
    return f;
}

QFont tabular(const QFont& font)
{
    // Qt 6.4 has no font features; the fonts we prefer have figures of equal width already, or nearly so.
    QFont f = font;
    f.setKerning(false);
    return f;
}

QLabel* label(const QString& text, Text size, QWidget* parent, bool wrap)
{
    auto* label = new QLabel(text, parent);
    label->setFont(font(size));
    label->setWordWrap(wrap);
    if (size == Text::Small)
        makeSecondary(label);
    return label;
}

void makeSecondary(QWidget* widget) { widget->setForegroundRole(QPalette::PlaceholderText); }

} // namespace fulcrum::theme
