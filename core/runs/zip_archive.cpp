// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runs/zip_archive.h"

#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <zip.h>

namespace fulcrum::runs {

namespace {

/// State of a member while libzip reads it.
struct Source
{
    const ZipMember* member = nullptr;
    std::optional<Error>* error = nullptr; ///< of the whole archive
    std::string content;
    std::size_t at = 0;
    zip_error_t zipError{};
};

zip_int64_t readSource(void* state, void* data, zip_uint64_t length, zip_source_cmd_t command)
{
    auto& source = *static_cast<Source*>(state);
    switch (command) {
    case ZIP_SOURCE_OPEN: {
        Result<std::string> made = source.member->content();
        if (!made) {
            if (!*source.error)
                *source.error = made.error();
            zip_error_set(&source.zipError, ZIP_ER_INTERNAL, 0);
            return -1;
        }
        source.content = std::move(*made);
        source.at = 0;
        return 0;
    }
    case ZIP_SOURCE_READ: {
        const std::size_t count = std::min<std::size_t>(length, source.content.size() - source.at);
        std::memcpy(data, source.content.data() + source.at, count);
        source.at += count;
        return static_cast<zip_int64_t>(count);
    }
    case ZIP_SOURCE_CLOSE:
        source.content = {};
        return 0;
    case ZIP_SOURCE_STAT: {
        auto* stat = static_cast<zip_stat_t*>(data);
        zip_stat_init(stat); // the size is known only when it has been made
        return sizeof(zip_stat_t);
    }
    case ZIP_SOURCE_ERROR: return zip_error_to_data(&source.zipError, data, length);
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT,
            ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
    case ZIP_SOURCE_FREE: return 0; // owned by writeZip
    default: zip_error_set(&source.zipError, ZIP_ER_OPNOTSUPP, 0); return -1;
    }
}

std::string reasonOf(int code)
{
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string text = zip_error_strerror(&error);
    zip_error_fini(&error);
    return text;
}

} // namespace

Result<void> writeZip(const Path& file, const std::vector<ZipMember>& members)
{
    const auto refused = [&](const std::string& why) {
        return fail(ErrorCode::Io, "cannot write a zip file", file.string(), why, "is there room, and may you write there?");
    };
    std::error_code ignored;
    if (file.has_parent_path())
        std::filesystem::create_directories(file.parent_path(), ignored);
    int code = 0;
    zip_t* archive = zip_open(file.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code); // libzip writes beside it and renames
    if (!archive)
        return refused(reasonOf(code));
    std::optional<Error> error;
    std::vector<std::unique_ptr<Source>> sources;
    for (const ZipMember& member : members) {
        sources.push_back(std::make_unique<Source>());
        sources.back()->member = &member;
        sources.back()->error = &error;
        zip_error_init(&sources.back()->zipError);
        zip_source_t* source = zip_source_function(archive, readSource, sources.back().get());
        if (!source || zip_file_add(archive, member.name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
            const std::string why = zip_strerror(archive);
            zip_source_free(source);
            zip_discard(archive);
            return refused(why);
        }
    }
    if (zip_close(archive) != 0) {
        const std::string why = zip_strerror(archive);
        zip_discard(archive);
        return error ? tl::unexpected<Error>(*error) : refused(why);
    }
    return {};
}

Result<ZipReader> ZipReader::open(const Path& file)
{
    const auto refused = [&](ErrorCode kind, const std::string& why) {
        return fail(kind, "cannot read a zip file", file.string(), why);
    };
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored))
        return refused(ErrorCode::NotFound, "there is no such file");
    int code = 0;
    ZipReader reader;
    reader.m_file = file;
    zip_t* const archive = zip_open(file.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code);
    if (!archive)
        return refused(ErrorCode::Malformed, reasonOf(code));
    reader.m_archive = archive;
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    if (count > kMostMembers)
        return refused(ErrorCode::Malformed, fmt::format("it has {} members", count));
    for (zip_int64_t i = 0; i < count; ++i) {
        const auto place = static_cast<zip_uint64_t>(i);
        const char* name = zip_get_name(archive, place, 0);
        if (!name)
            return refused(ErrorCode::Malformed, "a member has no name");
        if (!reader.m_places.emplace(name, place).second)
            return refused(ErrorCode::Malformed, fmt::format("'{}' is there twice", name));
    }
    return reader;
}

ZipReader::ZipReader(ZipReader&& other) noexcept
    : m_file(std::move(other.m_file)), m_archive(std::exchange(other.m_archive, nullptr)), m_places(std::move(other.m_places))
{
}

ZipReader::~ZipReader()
{
    if (m_archive)
        zip_discard(static_cast<zip_t*>(m_archive));
}

std::vector<std::string> ZipReader::names() const
{
    std::vector<std::string> all;
    for (const auto& [name, place] : m_places)
        all.push_back(name);
    return all;
}

Result<std::string> ZipReader::read(const std::string& name, std::uint64_t limit) const
{
    const auto refused = [&](ErrorCode kind, const std::string& why) {
        return fail(kind, "cannot read a zip file", fmt::format("{}: {}", m_file.string(), name), why);
    };
    const auto found = m_places.find(name);
    if (found == m_places.end())
        return refused(ErrorCode::NotFound, "it has no such member");
    zip_t* const archive = static_cast<zip_t*>(m_archive);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive, found->second, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
        return refused(ErrorCode::Malformed, zip_strerror(archive));
    if (stat.size > limit)
        return refused(ErrorCode::OutOfRange, fmt::format("it would unpack to {} bytes; {} are allowed", stat.size, limit));
    zip_file_t* const file = zip_fopen_index(archive, found->second, 0);
    if (!file)
        return refused(ErrorCode::Malformed, zip_strerror(archive));
    std::string content;
    char piece[1 << 16];
    zip_int64_t count = 0;
    while (content.size() <= limit && (count = zip_fread(file, piece, sizeof piece)) > 0)
        content.append(piece, static_cast<std::size_t>(count));
    const std::string why = count < 0 ? zip_file_strerror(file) : "";
    zip_fclose(file);
    if (count < 0)
        return refused(ErrorCode::Malformed, why);
    if (content.size() != stat.size)
        return refused(ErrorCode::Malformed, fmt::format("it has {} bytes rather than {}", content.size(), stat.size));
    return content;
}

} // namespace fulcrum::runs
