// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sequence_links.h"

#include "widgets/charts/swatch.h"
#include "widgets/views/icd_card.h"

#include <QPainter>

namespace fulcrum::views {

namespace {

bool has(const QVector<IcdCard*>& cards, std::int64_t id)
{
    return std::any_of(cards.begin(), cards.end(), [id](const IcdCard* card) { return card->icd().id == id; });
}

QRectF rectOn(const QWidget* on, const IcdCard* card)
{
    return {on->mapFromGlobal(card->mapToGlobal(QPointF(0, 0))), QSizeF(card->size())};
}

} // namespace

QVector<SequenceLink> linksBetween(const QVector<bridge::IcdView>& first, const QVector<bridge::IcdView>& second)
{
    QVector<SequenceLink> links;
    for (int i = 0; i < first.size(); ++i)
        for (int j = 0; j < second.size(); ++j)
            if (first[i].id == second[j].id)
                links.append({i, j});
    return links;
}

void paintLinks(QPainter* painter, const QWidget* on, const QVector<IcdCard*>& first, const QVector<IcdCard*>& second, Qt::Orientation way)
{
    constexpr double kGap = 3;
    painter->setRenderHint(QPainter::Antialiasing);
    for (const IcdCard* from : first)
        for (const IcdCard* to : second) {
            if (from->icd().id != to->icd().id)
                continue;
            const QRectF a = rectOn(on, from), b = rectOn(on, to);
            const bool moved = from->position() != to->position();
            painter->setPen(QPen(on->palette().color(QPalette::Text), 1.6, moved ? Qt::DashLine : Qt::SolidLine));
            if (way == Qt::Horizontal)
                painter->drawLine(QPointF(a.right() + kGap, a.center().y()), QPointF(b.left() - kGap, b.center().y()));
            else
                painter->drawLine(QPointF(a.center().x(), a.bottom() + kGap), QPointF(b.center().x(), b.top() - kGap));
        }
}

void tintUnique(const QVector<IcdCard*>& cards, const QVector<IcdCard*>& other, const QString& strategy)
{
    for (IcdCard* card : cards)
        card->setTint(has(other, card->icd().id)
                ? QColor()
                : charts::toColor(charts::shownStyles().styleOf(strategy.toStdString(), charts::themeFor(card->palette())).color));
}

} // namespace fulcrum::views
