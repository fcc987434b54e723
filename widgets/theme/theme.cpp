// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include "widgets/theme/style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QToolTip>
#include <cmath>

namespace fulcrum::theme {

namespace {

bool g_highContrastCharts = false; // GUI thread only

struct Colors
{
    QRgb window, base, quiet, hover, border, button, text, secondary, disabled, accent, onAccent, shadow;
};

constexpr Colors kLight {0xfff3f4f7, 0xffffffff, 0xfff7f8fa, 0xffeaecf1, 0xffd9dde4, 0xffffffff, 0xff1a1e27,
    0xff5a6372, 0xff9aa2af, 0xff4353cc, 0xffffffff, 0xff8a93a3};
constexpr Colors kDark {0xff1a1c20, 0xff232629, 0xff2a2e33, 0xff343940, 0xff3d434b, 0xff2d3137, 0xffe9ebee,
    0xffa6aeb9, 0xff6c747f, 0xff93a1ff, 0xff14161c, 0xff0b0c0e};

QPalette paletteFrom(const Colors& c)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor(color)); };
    set(QPalette::Window, c.window);
    set(QPalette::WindowText, c.text);
    set(QPalette::Base, c.base);
    set(QPalette::AlternateBase, c.quiet);
    set(QPalette::Text, c.text);
    set(QPalette::PlaceholderText, c.secondary);
    set(QPalette::Button, c.button);
    set(QPalette::ButtonText, c.text);
    set(QPalette::BrightText, c.onAccent);
    set(QPalette::ToolTipBase, c.button);
    set(QPalette::ToolTipText, c.text);
    set(QPalette::Highlight, c.accent);
    set(QPalette::HighlightedText, c.onAccent);
    set(QPalette::Link, c.accent);
    set(QPalette::LinkVisited, c.accent);
    set(QPalette::Light, c.button);
    set(QPalette::Midlight, c.hover);
    set(QPalette::Mid, c.border);
    set(QPalette::Dark, c.border);
    set(QPalette::Shadow, c.shadow);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(c.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(c.border));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor(c.disabled));
    return palette;
}

/// Bare machines give "Sans Serif" = DejaVu Sans, wide and heavy for an interface. A font that the desktop chose is
/// left alone; otherwise the first of a few good ones that is installed is taken, with the same size.
void chooseFont(QApplication& application)
{
    QFont font = application.font();
    const QString family = QFontInfo(font).family();
    if (family != QStringLiteral("DejaVu Sans") && family != QStringLiteral("Bitstream Vera Sans"))
        return;
    const QStringList installed = QFontDatabase::families();
    for (const char* name : {"Inter", "Noto Sans", "Cantarell", "Ubuntu", "Source Sans 3", "Liberation Sans"}) {
        if (!installed.contains(QString::fromLatin1(name)))
            continue;
        font.setFamilies({QString::fromLatin1(name), family});
        if (font.pointSizeF() > 0 && font.pointSizeF() < 10)
            font.setPointSizeF(10);
        application.setFont(font);
        return;
    }
}

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

} // namespace

QString choiceName(Choice choice)
{
    switch (choice) {
    case Choice::Light: return QStringLiteral("light");
    case Choice::Dark: return QStringLiteral("dark");
    case Choice::System: break;
    }
    return QStringLiteral("system");
}

Choice choiceFromName(const QString& name)
{
    if (name == u"light")
        return Choice::Light;
    return name == u"dark" ? Choice::Dark : Choice::System;
}

QPalette lightPalette() { return paletteFrom(kLight); }
QPalette darkPalette() { return paletteFrom(kDark); }

bool isDark(const QPalette& palette) { return luminance(palette.color(QPalette::Window)) < 0.2; }

void apply(QApplication& application, Choice choice)
{
    if (!qobject_cast<Style*>(application.style())) {
        application.setStyle(new Style);
        chooseFont(application);
    }
    bool dark = choice == Choice::Dark;
    if (choice == Choice::System) {
        application.setPalette(QPalette()); // back to what the platform gives, to look at it
        dark = isDark(application.palette());
    }
    const QPalette palette = dark ? darkPalette() : lightPalette();
    application.setPalette(palette);
    QToolTip::setPalette(palette);
}

QColor toneColor(const QPalette& palette, Tone tone)
{
    const bool dark = isDark(palette);
    switch (tone) {
    case Tone::Accent: return palette.color(QPalette::Highlight);
    case Tone::Good: return dark ? QColor(0x5fd0a0) : QColor(0x0b7a53);
    case Tone::Warning: return dark ? QColor(0xf2b84b) : QColor(0x8f5a00);
    case Tone::Bad: return dark ? QColor(0xff8f85) : QColor(0xb3261e);
    case Tone::Neutral: break;
    }
    return palette.color(QPalette::PlaceholderText);
}

void setHighContrastCharts(bool on) { g_highContrastCharts = on; }
bool highContrastCharts() { return g_highContrastCharts; }

QColor markColor(const QPalette& palette)
{
    return mix(palette.color(QPalette::Base), QColor(isDark(palette) ? 0xd9a400 : 0xffc400), isDark(palette) ? 0.42 : 0.45);
}

QColor mix(const QColor& a, const QColor& b, double amount)
{
    const auto channel = [amount](float x, float y) { return static_cast<float>(x + (y - x) * amount); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()),
        channel(a.blueF(), b.blueF()), channel(a.alphaF(), b.alphaF()));
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace fulcrum::theme
