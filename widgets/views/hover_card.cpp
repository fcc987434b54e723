// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/hover_card.h"

#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/picture_view.h"

#include <QLabel>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {
constexpr int kWidth = 216, kPictureHeight = 128;
constexpr int kAway = 14; ///< pixels from the place that it belongs to
} // namespace

HoverCard::HoverCard(bridge::ThumbnailProvider* thumbnails, QWidget* page)
    : QFrame(page), m_picture(new PictureView(thumbnails)), m_title(theme::label({}, theme::Text::Small, nullptr, true)),
      m_text(theme::label({}, theme::Text::Body, nullptr, true))
{
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFixedWidth(kWidth);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(6);
    m_picture->setFixedHeight(kPictureHeight);
    column->addWidget(m_picture);
    column->addWidget(m_text);
    column->addWidget(m_title);
    hide();
}

void HoverCard::showAt(const QPoint& place, const QString& imagePath, const QString& title, const QString& text)
{
    m_picture->setPath(imagePath);
    m_title->setText(title);
    m_text->setText(text);
    const int high = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(kWidth) : sizeHint().height();
    resize(kWidth, high);
    const QRect page = parentWidget()->rect();
    const int x = place.x() + kAway + kWidth <= page.right() ? place.x() + kAway : place.x() - kAway - kWidth;
    const int y = std::clamp(place.y() - high / 2, page.top() + 4, std::max(page.top() + 4, page.bottom() - high - 4));
    move(std::max(page.left() + 4, x), y);
    show();
    raise();
}

QString HoverCard::text() const { return m_text->text(); }

} // namespace fulcrum::views
