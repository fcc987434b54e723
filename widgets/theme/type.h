// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QPalette>

class QLabel;
class QString;
class QWidget;

namespace fulcrum::theme {

/// The five sizes of text; all relative to the font of the system.
enum class Text { Display, Title, Heading, Body, Small };

QFont font(Text text);
/// Digits of equal width, for numbers that stand under one another.
QFont tabular(const QFont& font);

/// A label of that size; Small is drawn in the secondary colour. Word-wrapped when `wrap`.
QLabel* label(const QString& text, Text size, QWidget* parent = nullptr, bool wrap = false);
/// Makes a label (or another widget with text) secondary.
void makeSecondary(QWidget* widget);

} // namespace fulcrum::theme
