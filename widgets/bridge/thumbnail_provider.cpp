// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/thumbnail_provider.h"

#include "core/image/thumbnail.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"

#include <QFileInfo>
#include <QTimer>

namespace fulcrum::bridge {

namespace {
constexpr int kCacheKiB = 192 * 1024;
constexpr int kLargestEdge = 4096; // of readThumbnail
} // namespace

ThumbnailProvider::ThumbnailProvider(QObject* parent) : QObject(parent), m_cache(kCacheKiB)
{
    m_pool.setMaxThreadCount(2);
    m_pool.setThreadPriority(QThread::LowPriority);
}

ThumbnailProvider::~ThumbnailProvider()
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.clear();
    }
    m_pool.clear();
    m_pool.waitForDone();
}

QPixmap ThumbnailProvider::pixmap(const QString& path, const QSize& box)
{
    if (path.isEmpty() || box.isEmpty() || m_failures.contains(path))
        return {};
    const QString key = QStringLiteral("%1x%2 %3").arg(box.width()).arg(box.height()).arg(path);
    if (const QPixmap* known = m_cache.object(key))
        return *known;
    {
        const std::lock_guard lock(m_mutex);
        if (m_known.contains(key))
            return {};
        m_known.insert(key);
        m_waiting.push_back({path, box, key});
        if (m_waiting.size() > kMostWaiting) {
            m_known.remove(m_waiting.front().key);
            m_waiting.pop_front();
        }
    }
    m_pool.start([this] { serveNewest(); });
    return {};
}

void ThumbnailProvider::serveNewest()
{
    Request request;
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.empty())
            return;
        request = std::move(m_waiting.back());
        m_waiting.pop_back();
    }
    Decoded decoded = decode(request.path, request.box);
    QMetaObject::invokeMethod(
        this, [this, request, decoded] { accept(request, decoded); }, Qt::QueuedConnection);
}

ThumbnailProvider::Decoded ThumbnailProvider::decode(const QString& path, const QSize& box)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {{}, tr("The file is not there: %1").arg(path)};
    if (info.size() == 0)
        return {{}, tr("The file is empty: %1").arg(path)};
    const auto thumbnail
        = image::readThumbnail(toPath(path), std::clamp(std::max(box.width(), box.height()), 1, kLargestEdge));
    if (!thumbnail)
        return {{}, errorParagraph(thumbnail.error())};
    const image::Image& small = thumbnail->image;
    QImage picture = QImage(small.rgb.data(), small.width, small.height, 3 * small.width, QImage::Format_RGB888)
                         .convertToFormat(QImage::Format_RGB32); // a copy: the bytes above go away
    if (picture.width() > box.width() || picture.height() > box.height())
        picture = picture.scaled(box, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return {picture, {}};
}

void ThumbnailProvider::accept(const Request& request, const Decoded& decoded)
{
    {
        const std::lock_guard lock(m_mutex);
        m_known.remove(request.key);
    }
    if (decoded.image.isNull())
        m_failures.insert(request.path, decoded.error);
    else
        m_cache.insert(request.key, new QPixmap(QPixmap::fromImage(decoded.image)),
            std::max<qsizetype>(1, decoded.image.sizeInBytes() / 1024));
    if (m_announced)
        return;
    m_announced = true;
    QTimer::singleShot(16, this, [this] {
        m_announced = false;
        Q_EMIT ready();
    });
}

void ThumbnailProvider::clear()
{
    m_cache.clear();
    m_failures.clear();
    Q_EMIT ready();
}

bool ThumbnailProvider::idle() const
{
    const std::lock_guard lock(m_mutex);
    return m_known.isEmpty() && !m_announced;
}

} // namespace fulcrum::bridge
