// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/thumbnail_cache.h"

#include <QCache>
#include <QColor>
#include <QElapsedTimer>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QPixmap>
#include <QThreadPool>
#include <deque>
#include <map>
#include <mutex>

namespace fulcrum::bridge {

struct ThumbnailOptions
{
    Path cacheFolder; ///< of image::ThumbnailCache; empty = no disk cache
    std::uint64_t diskCap = image::ThumbnailCache::kDefaultCap;
    int threads = 2;
    /// How often a picture that is painted is compared with its file, so that a file that was replaced or mended shows.
    int recheckMs = 2000;
};

/// Pictures for views: from memory, else from the disk cache, else from the file, on a pool. A view paints what `pixmap` gives
/// and paints again at every `ready`; that is also how the provider knows what is still on the screen: what no view has asked
/// for during the last kPatience announcements is dropped before it is decoded. What a view asked for last is served first,
/// and from one turn of the event loop in the order asked. All functions are for the GUI thread; none touches a file there.
class ThumbnailProvider : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMostWaiting = 1024; ///< requests; more than fit on a screen
    static constexpr int kPatience = 2;

    explicit ThumbnailProvider(ThumbnailOptions options = {}, QObject* parent = nullptr);
    ~ThumbnailProvider() override;

    /// The picture of `path`, upright, that fits into `box` device pixels and is never enlarged. While it is on its way the
    /// same picture in another size, if there is one (the caller scales it into its place), else a null pixmap; null too when
    /// the file cannot be shown.
    QPixmap pixmap(const QString& path, const QSize& box);
    /// Why the picture cannot be shown; empty when it can or when it is not known yet. It is tried again when the file changes.
    QString failure(const QString& path) const;
    /// A colour to paint where the picture will be, and its size in pixels; invalid until the picture has been seen once.
    QColor placeholder(const QString& path) const { return m_looks.value(qHash(path)).color; }
    QSize pictureSize(const QString& path) const { return m_looks.value(qHash(path)).size; }
    /// What will probably be asked for next. Made when nothing else is to do, and forgotten when a view asks for a picture that
    /// is not there; replaces what was named before.
    void prefetch(const QStringList& paths, const QSize& box);
    /// Forgets failures and pictures (the image folder has come back). Replies on their way are for nobody.
    void clear();

    /// Nothing that a view asked for is on its way.
    bool idle() const;
    /// Bytes of pixmaps kept.
    qsizetype memoryUsed() const { return m_memory.totalCost() * 1024; }
    /// Bytes of the disk cache; 0 until the pool has looked.
    qint64 diskUsed() const;
    /// Empties the disk cache, or bounds it (0 = none), on the pool.
    void clearDisk();
    void setDiskCap(qint64 bytes);

    struct Counts
    {
        int decoded = 0, fromDisk = 0, unchanged = 0, dropped = 0;
    };
    Counts counts() const;

Q_SIGNALS:
    /// At least one picture that was asked for has arrived or failed since the last time; at most once in 16 ms.
    void ready();

private:
    struct Key
    {
        QString path;
        QSize box;
        friend bool operator==(const Key&, const Key&) = default;
        friend size_t qHash(const Key& key, size_t seed = 0) { return qHashMulti(seed, key.path, key.box.width(), key.box.height()); }
    };
    using Place = std::pair<quint64, qint64>; ///< turn of the event loop, then the order backwards: the largest is next
    struct Request
    {
        Key key;
        quint64 generation = 0; ///< of clear()
        quint64 announced = 0;  ///< value of m_announcements when it was last asked for
        enum class Kind { Wanted, Check, Ahead } kind = Kind::Wanted;
        image::FileStamp known; ///< Check: nothing to do while the file is still this
    };
    struct Reply
    {
        bool unchanged = false;
        QImage image;
        QString error;
        QColor dominant;
        QSize fullSize;
        image::FileStamp stamp;
        std::optional<image::Thumbnail> made; ///< decoded from the file: to be kept on the disk
    };
    struct Kept
    {
        QVector<QPair<QSize, QPixmap>> pictures; ///< by box, newest first; a few, whatever a slider went through
        image::FileStamp stamp;
        qint64 checked = 0; ///< milliseconds of m_clock
    };
    struct Failure
    {
        QString text;
        image::FileStamp stamp;
        qint64 checked = 0;
    };
    struct Look
    {
        QColor color;
        QSize size;
    };

    void ask(const Key& key);
    static QPixmap nearest(const Kept& kept, const QSize& box);
    void check(const Key& key, const image::FileStamp& known, qint64& checked);
    void startWorker();
    void work();
    std::optional<Request> next();
    std::optional<Request> nextWanted();
    Reply lookUp(const Request& request);
    /// `stamp`: what is to change before it is tried again; empty where that says nothing (permissions, a missing file).
    static Reply refused(const QString& path, const Error& error, const image::FileStamp& stamp = {});
    static QImage fitted(const image::Thumbnail& thumbnail, const QSize& box);
    void accept(const Request& request, const Reply& reply);
    bool keepFailure(const QString& path, const Reply& reply);
    void keepPicture(const Key& key, const Reply& reply);
    void announce();

    const ThumbnailOptions m_options;
    std::unique_ptr<image::ThumbnailCache> m_disk; // thread-safe; null without a folder

    // GUI thread only
    QCache<QString, Kept> m_memory;      // cost in KiB
    QCache<QString, Failure> m_failures; // cost 1
    QHash<size_t, Look> m_looks;         // by qHash of the path
    QElapsedTimer m_clock;
    bool m_announcing = false;
    bool m_turnOpen = false;

    mutable std::mutex m_mutex;
    // guarded by m_mutex
    std::map<Place, Request> m_waiting;
    QHash<Key, Place> m_places;   // of m_waiting
    QHash<Key, bool> m_running;   // asked for by a view meanwhile?
    std::deque<Request> m_checks; // pictures whose files may have changed
    std::deque<Request> m_ahead;  // prefetch
    quint64 m_turn = 0, m_announcements = 0, m_generation = 0;
    qint64 m_asked = 0;
    int m_workers = 0;
    bool m_runningAhead = false; // one thread at most, so that another is free for what is wanted
    Counts m_counts;

    QThreadPool m_pool; // last: its threads end before anything else goes
};

} // namespace fulcrum::bridge
