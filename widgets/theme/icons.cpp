// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/icons.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>
#include <cmath>

namespace fulcrum::theme {

namespace {

class PaletteIconEngine : public QIconEngine
{
public:
    PaletteIconEngine(QString name, QPalette::ColorRole role) : m_name(std::move(name)), m_role(role) { }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State, qreal ratio) override
    {
        const QPalette palette = QApplication::palette();
        // Also where it is selected: rows are tinted, and their text keeps its colour.
        const QColor color = palette.color(mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active, m_role);
        const int side = std::min(size.width(), size.height());
        QPixmap square = iconPixmap(m_name, static_cast<int>(std::lround(side / ratio)), color, ratio);
        return square;
    }
    QIconEngine* clone() const override { return new PaletteIconEngine(m_name, m_role); }
    QString key() const override { return QStringLiteral("fulcrum-palette-icon"); }
    QString iconName() override { return m_name; }

private:
    const QString m_name;
    const QPalette::ColorRole m_role;
};

} // namespace

QIcon icon(const QString& name, QPalette::ColorRole role) { return QIcon(new PaletteIconEngine(name, role)); }

QPixmap iconPixmap(const QString& name, int logicalSize, const QColor& color, qreal pixelRatio)
{
    const int side = std::max(1, static_cast<int>(std::lround(logicalSize * pixelRatio)));
    const QString key = QStringLiteral("fulcrum/%1/%2/%3/%4").arg(name).arg(side).arg(color.rgba(), 0, 16).arg(pixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QSvgRenderer renderer(QStringLiteral(":/icons/%1.svg").arg(name));
    QPainter painter(&image);
    renderer.render(&painter);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(image.rect(), color);
    painter.end();
    pixmap = QPixmap::fromImage(image);
    pixmap.setDevicePixelRatio(pixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon applicationIcon() { return QIcon(QStringLiteral(":/icons/fulcrum.svg")); }

} // namespace fulcrum::theme
