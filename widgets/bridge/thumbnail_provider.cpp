// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/bridge/thumbnail_provider.h"

#include "core/image/display_resize.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/project_session.h"

#include <QTimer>

namespace fulcrum::bridge {

namespace {

constexpr int kMemoryKiB = 192 * 1024;
constexpr int kMostFailures = 16 * 1024;
constexpr int kMostLooks = 256 * 1024;
constexpr int kSizesKept = 3; // of one picture: those of the grid, the inspector and the demonstrations
constexpr int kAnnounceMs = 16;

QSize sizeOf(const image::Thumbnail& thumbnail) { return {thumbnail.fullWidth, thumbnail.fullHeight}; }

int edgeOf(const QSize& box) { return image::thumbnailStep(std::max(box.width(), box.height())); }

qsizetype costOf(const QPixmap& pixmap) { return std::max<qsizetype>(1, qsizetype{pixmap.width()} * pixmap.height() * 4 / 1024); }

} // namespace

ThumbnailProvider::ThumbnailProvider(ThumbnailOptions options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_memory(kMemoryKiB), m_failures(kMostFailures)
{
    m_clock.start();
    m_pool.setMaxThreadCount(m_options.threads + 1); // one to look after the disk cache
    m_pool.setThreadPriority(QThread::LowPriority);
    if (m_options.cacheFolder.empty())
        return;
    m_disk = std::make_unique<image::ThumbnailCache>(m_options.cacheFolder, m_options.diskCap);
    m_pool.start([this] { m_disk->tidy(); });
}

ThumbnailProvider::~ThumbnailProvider()
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.clear();
        m_checks.clear();
        m_ahead.clear();
    }
    m_pool.clear();
    m_pool.waitForDone();
}

QPixmap ThumbnailProvider::pixmap(const QString& path, const QSize& box)
{
    if (path.isEmpty() || box.isEmpty())
        return {};
    if (Failure* failure = m_failures.object(path)) {
        check({path, box}, failure->stamp, failure->checked);
        return {};
    }
    Kept* kept = m_memory.object(path);
    if (!kept) {
        ask({path, box});
        return {};
    }
    check({path, box}, kept->stamp, kept->checked);
    const auto isWhole = [&, whole = pictureSize(path)](const QPixmap& picture) {
        return picture.size() == whole && whole.width() <= box.width() && whole.height() <= box.height();
    };
    for (const auto& [itsBox, picture] : std::as_const(kept->pictures))
        if (itsBox == box || isWhole(picture))
            return picture;
    ask({path, box});
    return nearest(*kept, box);
}

/// The smallest that has the pixels, else the largest.
QPixmap ThumbnailProvider::nearest(const Kept& kept, const QSize& box)
{
    const auto rank = [&](const QPair<QSize, QPixmap>& one) {
        const QSize size = one.second.size();
        const bool enough = size.width() >= box.width() || size.height() >= box.height();
        return std::pair(enough, enough ? -size.width() : size.width());
    };
    return std::max_element(kept.pictures.begin(), kept.pictures.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); })
        ->second;
}

QString ThumbnailProvider::failure(const QString& path) const
{
    const Failure* failure = m_failures.object(path);
    return failure ? failure->text : QString();
}

void ThumbnailProvider::ask(const Key& key)
{
    if (!m_turnOpen) {
        m_turnOpen = true;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_turnOpen = false;
                const std::lock_guard lock(m_mutex);
                ++m_turn;
            },
            Qt::QueuedConnection);
    }
    const std::lock_guard lock(m_mutex);
    m_ahead.clear(); // guesses from before
    if (const auto running = m_running.find(key); running != m_running.end()) {
        running.value() = true;
        return;
    }
    if (const auto place = m_places.constFind(key); place != m_places.constEnd())
        m_waiting.erase(place.value());
    const Place place(m_turn, -++m_asked);
    m_waiting.emplace(place, Request{key, m_generation, m_announcements, Request::Kind::Wanted, {}});
    m_places.insert(key, place);
    if (m_waiting.size() > kMostWaiting) {
        m_places.remove(m_waiting.begin()->second.key);
        m_waiting.erase(m_waiting.begin());
        ++m_counts.dropped;
    }
    startWorker();
}

/// Looks at the file of something already known, now and then.
void ThumbnailProvider::check(const Key& key, const image::FileStamp& known, qint64& checked)
{
    const qint64 now = m_clock.elapsed();
    if (now - checked < m_options.recheckMs)
        return;
    checked = now;
    const std::lock_guard lock(m_mutex);
    if (m_running.contains(key) || m_checks.size() >= kMostWaiting)
        return;
    m_checks.push_back({key, m_generation, m_announcements, Request::Kind::Check, known});
    startWorker();
}

void ThumbnailProvider::prefetch(const QStringList& paths, const QSize& box)
{
    if (box.isEmpty())
        return;
    const std::lock_guard lock(m_mutex);
    m_ahead.clear();
    for (const QString& path : paths)
        if (!path.isEmpty() && !m_memory.contains(path) && !m_failures.contains(path))
            m_ahead.push_back({{path, box}, m_generation, m_announcements, Request::Kind::Ahead, {}});
    startWorker();
}

/// m_mutex is held.
void ThumbnailProvider::startWorker()
{
    if (m_workers >= m_options.threads)
        return;
    ++m_workers;
    m_pool.start([this] { work(); });
}

void ThumbnailProvider::work()
{
    while (const std::optional<Request> request = next()) {
        Reply reply = lookUp(*request);
        const std::optional<image::Thumbnail> made = std::exchange(reply.made, std::nullopt);
        QMetaObject::invokeMethod(
            this, [this, request = *request, reply] { accept(request, reply); }, Qt::QueuedConnection);
        if (made) // the view does not wait for this
            m_disk->store(image::ThumbnailCache::keyOf(toPath(request->key.path), reply.stamp), edgeOf(request->key.box), *made);
        const std::lock_guard lock(m_mutex);
        if (request->kind == Request::Kind::Ahead)
            m_runningAhead = false;
    }
}

std::optional<ThumbnailProvider::Request> ThumbnailProvider::next()
{
    const std::lock_guard lock(m_mutex);
    std::optional<Request> request = nextWanted();
    for (std::deque<Request>* queue : {&m_checks, &m_ahead})
        while (!request && !queue->empty() && !(queue == &m_ahead && m_runningAhead)) {
            if (!m_running.contains(queue->front().key))
                request = queue->front();
            queue->pop_front();
        }
    if (!request) {
        --m_workers;
        return std::nullopt;
    }
    m_running.insert(request->key, request->kind != Request::Kind::Ahead);
    m_runningAhead = m_runningAhead || request->kind == Request::Kind::Ahead;
    return request;
}

/// m_mutex is held. Drops what has left the screen.
std::optional<ThumbnailProvider::Request> ThumbnailProvider::nextWanted()
{
    while (!m_waiting.empty()) {
        const Request request = m_waiting.extract(std::prev(m_waiting.end())).mapped();
        m_places.remove(request.key);
        if (request.announced + kPatience >= m_announcements)
            return request;
        ++m_counts.dropped;
    }
    return std::nullopt;
}

ThumbnailProvider::Reply ThumbnailProvider::refused(const QString& path, const Error& error, const image::FileStamp& stamp)
{
    Reply reply;
    reply.error = error.code == ErrorCode::NotFound ? tr("The file is not there: %1").arg(path) : errorParagraph(error);
    reply.stamp = stamp;
    return reply;
}

/// On the pool.
ThumbnailProvider::Reply ThumbnailProvider::lookUp(const Request& request)
{
    const Path path = toPath(request.key.path);
    const auto count = [this](int Counts::*which) {
        const std::lock_guard lock(m_mutex);
        ++(m_counts.*which);
    };
    Reply reply;
    const auto stamp = image::stampOf(path);
    reply.stamp = stamp ? *stamp : image::FileStamp();
    if (request.kind == Request::Kind::Check && reply.stamp == request.known) {
        count(&Counts::unchanged);
        reply.unchanged = true;
        return reply;
    }
    if (!stamp)
        return refused(request.key.path, stamp.error());
    if (stamp->bytes == 0) {
        reply.error = tr("The file is empty: %1").arg(request.key.path);
        return reply;
    }
    const int edge = edgeOf(request.key.box);
    std::optional<image::Thumbnail> thumbnail;
    bool decodedNow = false;
    if (m_disk && (thumbnail = m_disk->find(image::ThumbnailCache::keyOf(path, *stamp), edge))) {
        count(&Counts::fromDisk);
    } else {
        const auto file = image::readImageFile(path);
        if (!file)
            return refused(request.key.path, file.error());
        reply.stamp = file->stamp;
        auto decoded = image::makeThumbnail(file->bytes, path.string(), edge);
        if (!decoded)
            return refused(request.key.path, decoded.error(), file->stamp);
        count(&Counts::decoded);
        thumbnail = std::move(*decoded);
        decodedNow = true;
    }
    reply.image = fitted(*thumbnail, request.key.box);
    reply.dominant = QColor(thumbnail->dominant[0], thumbnail->dominant[1], thumbnail->dominant[2]);
    reply.fullSize = sizeOf(*thumbnail);
    if (decodedNow && m_disk)
        reply.made = std::move(thumbnail);
    return reply;
}

QImage ThumbnailProvider::fitted(const image::Thumbnail& thumbnail, const QSize& box)
{
    const auto copied = [](const image::Image& from) {
        return QImage(from.rgb.data(), from.width, from.height, 3 * from.width, QImage::Format_RGB888)
            .convertToFormat(QImage::Format_RGB32);
    };
    const QSize size(thumbnail.image.width, thumbnail.image.height);
    if (size.width() <= box.width() && size.height() <= box.height())
        return copied(thumbnail.image);
    const QSize target = size.scaled(box, Qt::KeepAspectRatio).expandedTo({1, 1}); // a strip of 1 x 30,000 has one pixel left
    return copied(image::shrunkForDisplay(thumbnail.image, target.width(), target.height()));
}

void ThumbnailProvider::accept(const Request& request, const Reply& reply)
{
    bool wanted = false;
    {
        const std::lock_guard lock(m_mutex);
        if (request.generation != m_generation)
            return; // made before clear(); the key may be running again
        wanted = m_running.take(request.key);
    }
    bool news = true;
    if (reply.unchanged)
        news = !m_memory.contains(request.key.path) && !m_failures.contains(request.key.path); // forgotten meanwhile
    else if (reply.image.isNull())
        news = keepFailure(request.key.path, reply);
    else
        keepPicture(request.key, reply);
    if (wanted && news)
        announce();
}

bool ThumbnailProvider::keepFailure(const QString& path, const Reply& reply)
{
    const bool news = failure(path) != reply.error;
    m_memory.remove(path);
    m_failures.insert(path, new Failure{reply.error, reply.stamp, m_clock.elapsed()});
    return news;
}

void ThumbnailProvider::keepPicture(const Key& key, const Reply& reply)
{
    m_failures.remove(key.path);
    std::unique_ptr<Kept> kept(m_memory.take(key.path));
    if (!kept || kept->stamp != reply.stamp)
        kept = std::make_unique<Kept>();
    kept->stamp = reply.stamp;
    kept->checked = m_clock.elapsed();
    kept->pictures.removeIf([&](const auto& picture) { return picture.first == key.box; });
    kept->pictures.prepend({key.box, QPixmap::fromImage(reply.image)});
    kept->pictures.resize(std::min<qsizetype>(kept->pictures.size(), kSizesKept));
    qsizetype cost = 0;
    for (const auto& picture : kept->pictures)
        cost += costOf(picture.second);
    if (cost > kMemoryKiB / 2) { // an entry over the limit would not be kept at all
        kept->pictures.resize(1);
        cost = costOf(kept->pictures.front().second);
    }
    m_memory.insert(key.path, kept.release(), cost);
    if (m_looks.size() >= kMostLooks)
        m_looks.clear();
    m_looks.insert(qHash(key.path), {reply.dominant, reply.fullSize});
}

void ThumbnailProvider::announce()
{
    if (m_announcing)
        return;
    m_announcing = true;
    QTimer::singleShot(kAnnounceMs, this, [this] {
        m_announcing = false;
        {
            const std::lock_guard lock(m_mutex);
            ++m_announcements;
        }
        Q_EMIT ready();
    });
}

void ThumbnailProvider::clear()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_generation;
        m_waiting.clear();
        m_places.clear();
        m_running.clear();
        m_checks.clear();
        m_ahead.clear();
    }
    m_memory.clear();
    m_failures.clear();
    Q_EMIT ready();
}

bool ThumbnailProvider::idle() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.empty() && !m_running.values().contains(true) && !m_announcing;
}

qint64 ThumbnailProvider::diskUsed() const { return m_disk ? static_cast<qint64>(m_disk->usedBytes()) : 0; }

void ThumbnailProvider::clearDisk()
{
    if (m_disk)
        m_pool.start([this] { m_disk->clear(); });
}

void ThumbnailProvider::setDiskCap(qint64 bytes)
{
    if (m_disk)
        m_pool.start([this, bytes] { m_disk->setCap(static_cast<std::uint64_t>(std::max<qint64>(0, bytes))); });
}

ThumbnailProvider::Counts ThumbnailProvider::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

} // namespace fulcrum::bridge
