// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace fulcrum::image {

/// What a file was when it was looked at: with another size or time of writing it holds another picture.
struct FileStamp
{
    std::uint64_t bytes = 0;
    std::int64_t modified = 0; ///< nanoseconds since 1970
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

struct ImageFile
{
    std::string bytes;
    FileStamp stamp; ///< from the open file, so it belongs to the bytes
};

/// Both follow links and never wait for a pipe or a device: NotFound, Io, or Malformed for whatever is no regular file. Thread-safe.
Result<FileStamp> stampOf(const Path& path);
/// The whole file, refused before allocation when it is larger than `limit` bytes.
Result<ImageFile> readImageFile(const Path& path, std::uint64_t limit = kLargestImageFile);

} // namespace fulcrum::image
