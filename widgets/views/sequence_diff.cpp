// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sequence_diff.h"

#include "widgets/charts/swatch.h"
#include "widgets/theme/style.h"
#include "widgets/views/icd_card.h"

#include <QPainter>

namespace fulcrum::views {

namespace {
constexpr int kGap = 12, kBetween = 64, kMargin = 8;
constexpr const char* kKeys[] = {"lever-lm", "siir"}; // colours of the upper and of the lower sequence
} // namespace

SequenceDiff::SequenceDiff(bridge::ThumbnailProvider* thumbnails, QWidget* parent) : QWidget(parent), m_thumbnails(thumbnails) { }

void SequenceDiff::setSequences(const QVector<bridge::IcdView>& upper, const QVector<bridge::IcdView>& lower)
{
    m_links.clear();
    for (int row = 0; row < 2; ++row) {
        qDeleteAll(m_cards[row]);
        m_cards[row].clear();
        const QVector<bridge::IcdView>& icds = row == 0 ? upper : lower;
        for (int i = 0; i < icds.size(); ++i) {
            auto* card = new IcdCard(icds[i], i, static_cast<int>(icds.size()), m_thumbnails, this);
            card->move(cardRect(row, i).topLeft().toPoint());
            card->show();
            connect(card, &IcdCard::entered, this, [this, icd = icds[i]] { Q_EMIT entered(icd); });
            m_cards[row].append(card);
        }
    }
    for (int i = 0; i < upper.size(); ++i)
        for (int j = 0; j < lower.size(); ++j)
            if (upper[i].id == lower[j].id)
                m_links.append({i, j});
    updateGeometry();
    resize(sizeHint());
    update();
}

QSize SequenceDiff::sizeHint() const
{
    const auto most = std::max<qsizetype>({1, m_cards[0].size(), m_cards[1].size()});
    return {2 * kMargin + static_cast<int>(most) * (IcdCard::kWidth + kGap) - kGap, 2 * kMargin + 2 * IcdCard::kHeight + kBetween};
}

QRectF SequenceDiff::cardRect(int row, int position) const
{
    return QRectF(kMargin + position * (IcdCard::kWidth + kGap), kMargin + row * (IcdCard::kHeight + kBetween), IcdCard::kWidth, IcdCard::kHeight);
}

void SequenceDiff::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int row = 0; row < 2; ++row) {
        QColor tint = charts::toColor(chart::styleOf(kKeys[row], charts::themeFor(palette())).color);
        QColor shade = tint;
        shade.setAlphaF(0.12F);
        for (int i = 0; i < m_cards[row].size(); ++i) {
            const bool shared = std::any_of(m_links.begin(), m_links.end(), [&](const Link& link) { return (row == 0 ? link.upper : link.lower) == i; });
            if (!shared)
                theme::drawRounded(&painter, cardRect(row, i).adjusted(-5, -5, 5, 5), 12, shade, tint);
        }
    }
    for (const Link& link : qAsConst(m_links)) {
        const QRectF from = cardRect(0, link.upper), to = cardRect(1, link.lower);
        const bool moved = link.upper != link.lower;
        painter.setPen(QPen(palette().color(QPalette::Text), 1.6, moved ? Qt::DashLine : Qt::SolidLine));
        painter.drawLine(QPointF(from.center().x(), from.bottom() + 3), QPointF(to.center().x(), to.top() - 3));
    }
}

} // namespace fulcrum::views
