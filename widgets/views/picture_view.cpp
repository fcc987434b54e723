// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/picture_view.h"

#include "widgets/bridge/thumbnail_provider.h"
#include "widgets/delegates/text_paint.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

#include <QPainter>

namespace fulcrum::views {

PictureView::PictureView(bridge::ThumbnailProvider* thumbnails, QWidget* parent)
    : QWidget(parent), m_thumbnails(thumbnails)
{
    connect(thumbnails, &bridge::ThumbnailProvider::ready, this, qOverload<>(&QWidget::update));
}

void PictureView::setPath(const QString& path)
{
    m_path = path;
    setToolTip(path);
    update();
}

void PictureView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const QPalette& p = palette();
    const QPixmap pixmap = m_thumbnails->pixmap(m_path, size() * devicePixelRatioF());
    delegates::paintPicture(&painter, rect(), pixmap,
        theme::mix(p.color(QPalette::Base), p.color(QPalette::Midlight), 0.7), 8);
    const QString failure = m_thumbnails->failure(m_path);
    if (failure.isEmpty())
        return;
    painter.drawPixmap(QPointF(width() / 2.0 - 16, height() / 2.0 - 28),
        theme::iconPixmap(QStringLiteral("image-broken"), 32, theme::toneColor(p, theme::Tone::Warning), devicePixelRatioF()));
    delegates::paintText(&painter, QRectF(12, height() / 2.0 + 12, width() - 24, 40), failure, font(),
        p.color(QPalette::PlaceholderText), 2);
}

} // namespace fulcrum::views
