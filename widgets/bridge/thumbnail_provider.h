// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QThreadPool>
#include <deque>
#include <mutex>

namespace fulcrum::bridge {

/// Pictures for views. `pixmap` answers at once from memory or starts a decode on a pool; `ready` tells when to paint
/// again. The newest request is served first, and requests that were not served before kMostWaiting newer ones came are
/// dropped (whatever is still visible asks again when it paints).
class ThumbnailProvider : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostWaiting = 256;

    explicit ThumbnailProvider(QObject* parent = nullptr);
    ~ThumbnailProvider() override;

    /// The picture of `path` that fits into `box` device pixels (never enlarged beyond the picture's own size by more
    /// than the painter does), or a null pixmap when it is on its way or cannot be read. GUI thread.
    QPixmap pixmap(const QString& path, const QSize& box);
    /// Why the picture cannot be shown; empty when it can or when it is not known yet.
    QString failure(const QString& path) const { return m_failures.value(path); }
    /// Forgets failures and pictures (the image folder has come back).
    void clear();
    bool idle() const;
    /// Bytes of pixmaps kept.
    qsizetype memoryUsed() const { return m_cache.totalCost() * 1024; }

Q_SIGNALS:
    /// At least one picture has arrived or failed since the last time; at most once in 16 ms.
    void ready();

private:
    struct Request
    {
        QString path;
        QSize box;
        QString key;
    };
    struct Decoded
    {
        QImage image;
        QString error;
    };
    static Decoded decode(const QString& path, const QSize& box);
    void serveNewest();
    void accept(const Request& request, const Decoded& decoded);

    // GUI thread only
    QCache<QString, QPixmap> m_cache;
    QHash<QString, QString> m_failures;
    bool m_announced = false;

    QThreadPool m_pool;
    mutable std::mutex m_mutex;
    // guarded by m_mutex
    std::deque<Request> m_waiting;
    QSet<QString> m_known; // waiting or being decoded
};

} // namespace fulcrum::bridge
