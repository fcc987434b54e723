// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QApplication;

namespace fulcrum::theme {

enum class Choice { System, Light, Dark };

QString choiceName(Choice choice); ///< "system", "light", "dark": the value in the settings
Choice choiceFromName(const QString& name);

/// Our two palettes. Roles are used the same everywhere, so that a widget needs no colour of its own:
/// Window = chrome, Base = page, AlternateBase = quiet fill, Midlight = hover fill, Mid = border, PlaceholderText =
/// secondary text, Highlight = accent.
QPalette lightPalette();
QPalette darkPalette();

bool isDark(const QPalette& palette);

/// Installs the style once and the palette of `choice`. GUI thread; may be called again at any time: every open
/// widget follows. System asks the platform's own palette whether it is dark.
void apply(QApplication& application, Choice choice);

enum class Tone { Neutral, Accent, Good, Warning, Bad };
/// Foreground colour of a tone, at least 4.5:1 on the palette's Base.
QColor toneColor(const QPalette& palette, Tone tone);

/// Charts in light windows use the palette with more contrast (UX.md 5.6). Takes effect when a chart is drawn again.
void setHighContrastCharts(bool on);
bool highContrastCharts();

/// Behind words that a search found: text stays readable on it.
QColor markColor(const QPalette& palette);

/// `a` moved towards `b` by `amount` (0 = a, 1 = b).
QColor mix(const QColor& a, const QColor& b, double amount);

/// WCAG contrast ratio, 1 to 21.
double contrast(const QColor& a, const QColor& b);

} // namespace fulcrum::theme
