// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/sequence_diff.h"

#include "widgets/views/icd_card.h"

#include <QEvent>
#include <QPainter>

namespace fulcrum::views {

namespace {
constexpr int kGap = 12, kBetween = 64, kMargin = 8;
constexpr const char* kKeys[] = {"lever-lm", "siir"}; // colours of the upper and of the lower sequence
} // namespace

SequenceDiff::SequenceDiff(bridge::ThumbnailProvider* thumbnails, QWidget* parent) : QWidget(parent), m_thumbnails(thumbnails) { }

void SequenceDiff::setSequences(const QVector<bridge::IcdView>& upper, const QVector<bridge::IcdView>& lower)
{
    for (int row = 0; row < 2; ++row) {
        qDeleteAll(m_cards[row]);
        m_cards[row].clear();
        const QVector<bridge::IcdView>& icds = row == 0 ? upper : lower;
        for (int i = 0; i < icds.size(); ++i) {
            auto* card = new IcdCard(icds[i], i, static_cast<int>(icds.size()), m_thumbnails, this);
            card->move(kMargin + i * (IcdCard::kWidth + kGap), kMargin + row * (IcdCard::kHeight + kBetween));
            card->show();
            connect(card, &IcdCard::entered, this, [this, icd = icds[i]] { Q_EMIT entered(icd); });
            connect(card, &IcdCard::walked, this, [this, card](int key) { IcdCard::walk(m_cards[0] + m_cards[1], card, key); });
            m_cards[row].append(card);
        }
    }
    m_links = linksBetween(upper, lower);
    tint();
    updateGeometry();
    resize(sizeHint());
    update();
}

QSize SequenceDiff::sizeHint() const
{
    const auto most = std::max<qsizetype>({1, m_cards[0].size(), m_cards[1].size()});
    return {2 * kMargin + static_cast<int>(most) * (IcdCard::kWidth + kGap) - kGap, 2 * kMargin + 2 * IcdCard::kHeight + kBetween};
}

void SequenceDiff::tint()
{
    for (int row = 0; row < 2; ++row)
        tintUnique(m_cards[row], m_cards[1 - row], QString::fromLatin1(kKeys[row]));
}

void SequenceDiff::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintLinks(&painter, this, m_cards[0], m_cards[1], Qt::Vertical);
}

void SequenceDiff::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) // tints are those of the theme
        tint();
}

} // namespace fulcrum::views
