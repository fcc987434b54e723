// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/thumbnail.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace fulcrum::image {

/// Thumbnails in a folder of their own, one small JPEG with a header each. It may be deleted at any time, by people too, and
/// several programs may use it at once. Nothing here is an error: where a folder cannot be written or a file is torn, there is
/// just no thumbnail. Files that do not bear a cache's names are left alone.
///
/// Thread-safe. Everything but `usedBytes` reads or writes files: not for a GUI thread.
class ThumbnailCache
{
public:
    static constexpr std::uint64_t kDefaultCap = 512ULL << 20;

    /// Neither makes the folder nor looks into it. A `cap` of 0 bytes = no cache.
    explicit ThumbnailCache(Path folder, std::uint64_t cap = kDefaultCap);

    /// Names a picture by its path without links, its size and its time of writing.
    static std::string keyOf(const Path& image, const FileStamp& stamp);

    /// At most `edge` long, made of the stored one of thumbnailStep(edge) or else of the next larger ones.
    std::optional<Thumbnail> find(const std::string& key, int edge);
    /// Keeps a thumbnail made for thumbnailStep(edge). One that is the whole image is not kept: reading the image is as quick.
    /// What was used longest ago goes when the cap is passed; then a tenth is freed.
    void store(const std::string& key, int edge, const Thumbnail& thumbnail);

    /// Disk space of the entries: as of the last look into the folder, and what this object has stored since.
    std::uint64_t usedBytes() const { return m_used; }
    /// Looks into the folder, and brings it down to the cap. About 2 us an entry.
    void tidy();
    void setCap(std::uint64_t bytes);
    void clear();

private:
    struct Entry;
    std::vector<Entry> entries() const;
    Path fileOf(const std::string& key, int step) const;
    std::optional<Thumbnail> read(const Path& file, int edge);
    void shrinkTo(std::uint64_t cap);

    const Path m_folder;
    std::atomic<std::uint64_t> m_cap;
    std::atomic<std::uint64_t> m_used = 0;
    std::atomic<std::uint64_t> m_unseen; ///< stored since the last look; others may have stored as much
    std::atomic<bool> m_writable = true; ///< until a write fails
    std::mutex m_looking;                ///< held while the folder is walked
};

} // namespace fulcrum::image
