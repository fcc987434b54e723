// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/lane_source.h"

class QPainter;
class QWidget;

namespace fulcrum::views {

class IcdCard;

/// A demonstration that stands in two sequences, by its prompt positions.
struct SequenceLink
{
    int first = 0, second = 0;
    bool isMoved() const { return first != second; }
    bool operator==(const SequenceLink&) const = default;
};
QVector<SequenceLink> linksBetween(const QVector<bridge::IcdView>& first, const QVector<bridge::IcdView>& second);

/// Lines between the cards of two sequences that lie beside (Horizontal) or above (Vertical) each other: whole where the position is
/// the same, dashed where it is not. The cards are descendants of `on`, or of a parent that they share.
void paintLinks(QPainter* painter, const QWidget* on, const QVector<IcdCard*>& first, const QVector<IcdCard*>& second, Qt::Orientation way);

/// Gives the cards that `other` does not have a ground in the colour of the strategy that they belong to.
void tintUnique(const QVector<IcdCard*>& cards, const QVector<IcdCard*>& other, const QString& strategy);

} // namespace fulcrum::views
