// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/thumbnail_cache.h"

#include "core/base/rng.h"
#include "core/image/jpeg_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

namespace fulcrum::image {

namespace {

constexpr int kQuality = 88;
constexpr std::size_t kKeyLength = 32, kFanOut = 2; // hex digits; those that name the folder
constexpr std::string_view kSuffix = ".thumb", kPart = ".part";
constexpr std::uint64_t kLargestEntry = 16ULL << 20;
constexpr int kLargerSteps = 3;               // how far up find looks
constexpr std::int64_t kFreshFor = 60;        // seconds: using an entry again so soon is not written down
constexpr std::int64_t kPartsLiveFor = 3600;  // seconds: a temporary file as old belongs to nobody
constexpr std::uint64_t kLooksPerCap = 16;

/// As it lies on the disk, in the machine's byte order: a cache does not travel.
struct Header
{
    char magic[8];
    std::uint64_t checksum; ///< stableHash of all that follows
    std::uint32_t payload;  ///< bytes of JPEG behind the header
    std::uint32_t fullWidth, fullHeight;
    std::uint8_t dominant[3], unused;
};
static_assert(sizeof(Header) == 32);
constexpr char kMagic[9] = "FULTHMB1";
constexpr std::size_t kChecked = offsetof(Header, payload);

/// What a file takes from the disk.
std::uint64_t blocks(std::uint64_t bytes)
{
    return (bytes + 4095) / 4096 * 4096;
}

bool isHex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool isEntry(std::string_view name)
{
    return name.size() > kKeyLength - kFanOut && isHex(name.substr(0, kKeyLength - kFanOut)) && name[kKeyLength - kFanOut] == '-'
        && (name.ends_with(kSuffix) || name.ends_with(kPart));
}

std::string packed(const Thumbnail& thumbnail)
{
    const auto payload = encodeJpeg(thumbnail.image, kQuality);
    if (!payload)
        return {};
    Header header{};
    std::memcpy(header.magic, kMagic, sizeof header.magic);
    header.payload = static_cast<std::uint32_t>(payload->size());
    header.fullWidth = static_cast<std::uint32_t>(thumbnail.fullWidth);
    header.fullHeight = static_cast<std::uint32_t>(thumbnail.fullHeight);
    std::copy(thumbnail.dominant.begin(), thumbnail.dominant.end(), header.dominant);
    std::string bytes(sizeof header, '\0');
    std::memcpy(bytes.data(), &header, sizeof header);
    bytes += *payload;
    header.checksum = stableHash(std::string_view(bytes).substr(kChecked));
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
}

std::optional<Thumbnail> unpacked(std::string_view bytes, int edge)
{
    Header header{};
    if (bytes.size() < sizeof header)
        return std::nullopt;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (std::memcmp(header.magic, kMagic, sizeof header.magic) != 0 || bytes.size() != sizeof header + header.payload
        || header.checksum != stableHash(bytes.substr(kChecked)))
        return std::nullopt;
    auto thumbnail = makeThumbnail(bytes.substr(sizeof header), "cache", edge);
    if (!thumbnail)
        return std::nullopt;
    thumbnail->fullWidth = static_cast<int>(header.fullWidth);
    thumbnail->fullHeight = static_cast<int>(header.fullHeight);
    std::copy_n(header.dominant, 3, thumbnail->dominant.begin());
    return std::move(*thumbnail);
}

/// Readers see the whole file or none. It is not flushed: what a power cut tears is found by its checksum.
bool writeEntry(const Path& file, std::string_view bytes)
{
    static std::atomic<unsigned> count = 0;
    const std::string part = fmt::format("{}.{}.{}{}", file.string(), ::getpid(), ++count, kPart);
    const auto open = [&] { return ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); };
    int fd = open();
    if (fd < 0 && errno == ENOENT) {
        std::error_code ignored;
        std::filesystem::create_directories(file.parent_path(), ignored);
        fd = open();
    }
    if (fd < 0)
        return false;
    const bool whole = ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    const bool done = ::close(fd) == 0 && whole && ::rename(part.c_str(), file.c_str()) == 0;
    if (!done)
        ::unlink(part.c_str());
    return done;
}

} // namespace

struct ThumbnailCache::Entry
{
    std::string name; ///< below the cache's folder
    std::uint64_t bytes;
    std::int64_t used; ///< seconds since 1970
};

ThumbnailCache::ThumbnailCache(Path folder, std::uint64_t cap)
    : m_folder(std::move(folder)), m_cap(cap), m_unseen(std::numeric_limits<std::uint32_t>::max()) // the first store looks
{
}

std::string ThumbnailCache::keyOf(const Path& image, const FileStamp& stamp)
{
    std::error_code error;
    Path whole = std::filesystem::canonical(image, error);
    if (error)
        whole = image;
    return sha256(fmt::format("{}\n{}\n{}", whole.string(), stamp.bytes, stamp.modified)).substr(0, kKeyLength);
}

Path ThumbnailCache::fileOf(const std::string& key, int step) const
{
    return m_folder / key.substr(0, kFanOut) / fmt::format("{}-{}{}", key.substr(kFanOut), step, kSuffix);
}

std::optional<Thumbnail> ThumbnailCache::find(const std::string& key, int edge)
{
    if (m_cap == 0)
        return std::nullopt;
    int step = thumbnailStep(edge);
    for (int i = 0; i <= kLargerSteps; ++i) {
        if (auto thumbnail = read(fileOf(key, step), edge))
            return thumbnail;
        if (step == kLargestThumbnail)
            break;
        step = thumbnailStep(step + 1);
    }
    return std::nullopt;
}

std::optional<Thumbnail> ThumbnailCache::read(const Path& file, int edge)
{
    const auto content = readImageFile(file, kLargestEntry);
    if (!content) {
        if (content.error().code == ErrorCode::Malformed || content.error().code == ErrorCode::OutOfRange)
            ::unlink(file.c_str()); // no file of ours
        return std::nullopt;
    }
    auto thumbnail = unpacked(content->bytes, edge);
    if (!thumbnail)
        ::unlink(file.c_str());
    else if (content->stamp.modified / 1'000'000'000 + kFreshFor < std::time(nullptr))
        ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0); // the time of writing is when it was used
    return thumbnail;
}

void ThumbnailCache::store(const std::string& key, int edge, const Thumbnail& thumbnail)
{
    const int step = thumbnailStep(edge);
    if (!m_writable || m_cap == 0 || std::max(thumbnail.fullWidth, thumbnail.fullHeight) <= step)
        return;
    const std::string bytes = packed(thumbnail);
    if (bytes.empty())
        return;
    if (!writeEntry(fileOf(key, step), bytes)) {
        m_writable = false; // a full or a read-only disk: do not try for every picture
        return;
    }
    m_used += blocks(bytes.size());
    m_unseen += blocks(bytes.size());
    if (m_used > m_cap || m_unseen > m_cap / kLooksPerCap)
        tidy();
}

std::vector<ThumbnailCache::Entry> ThumbnailCache::entries() const
{
    std::vector<Entry> out;
    const std::int64_t now = std::time(nullptr);
    std::error_code error;
    for (std::filesystem::directory_iterator folder(m_folder, error), end; !error && folder != end; folder.increment(error)) {
        const std::string fan = folder->path().filename().string();
        if (fan.size() != kFanOut || !isHex(fan) || folder->is_symlink(error))
            continue;
        DIR* files = ::opendir(folder->path().c_str());
        while (const dirent* file = files ? ::readdir(files) : nullptr) {
            struct stat status{};
            if (!isEntry(file->d_name) || ::fstatat(::dirfd(files), file->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
                continue;
            std::string name = fan + "/" + file->d_name;
            if (name.ends_with(kPart)) {
                if (status.st_mtim.tv_sec + kPartsLiveFor < now)
                    ::unlink((m_folder / name).c_str());
                continue;
            }
            out.push_back({std::move(name), blocks(static_cast<std::uint64_t>(status.st_size)), status.st_mtim.tv_sec});
        }
        if (files)
            ::closedir(files);
    }
    return out;
}

void ThumbnailCache::shrinkTo(std::uint64_t cap)
{
    std::vector<Entry> all = entries();
    std::uint64_t used = 0;
    for (const Entry& entry : all)
        used += entry.bytes;
    if (used > cap) {
        std::sort(all.begin(), all.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
        for (const Entry& entry : all) {
            if (used <= cap - cap / 10)
                break;
            if (::unlink((m_folder / entry.name).c_str()) == 0 || errno == ENOENT)
                used -= entry.bytes;
        }
    }
    m_used = used;
    m_unseen = 0;
}

void ThumbnailCache::tidy()
{
    const std::unique_lock looking(m_looking, std::try_to_lock);
    if (looking) // else another thread is at it
        shrinkTo(m_cap);
}

void ThumbnailCache::setCap(std::uint64_t bytes)
{
    m_cap = bytes;
    m_writable = true;
    const std::lock_guard looking(m_looking);
    shrinkTo(bytes);
}

void ThumbnailCache::clear()
{
    const std::lock_guard looking(m_looking);
    shrinkTo(0);
    m_writable = true;
}

} // namespace fulcrum::image
